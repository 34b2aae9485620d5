"""The visitors' shell: takes a message, lets the core decide, and does what it asks, in one transaction a turn."""
