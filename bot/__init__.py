"""The privacy assistant: a chat that answers from the privacy declaration, and the console where staff finish its cases."""
