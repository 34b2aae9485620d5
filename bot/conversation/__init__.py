"""The dialogue as a pure state machine: what has happened goes in, the next state and what to do about it come out."""
