"""What the declaration says, which of it answers an intent, and the words that every reply is made of."""
