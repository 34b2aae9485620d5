"""The privacy assistant: a chat that answers from the privacy declaration, and the console where staff finish its cases."""

import os

# The products of understanding are small: threads would only wait for each other (five times the time on a busy machine of two cores),
# and each would keep memory of its own. numpy looks at this once, when it is first imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
