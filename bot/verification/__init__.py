"""Is it their mailbox? Addresses, codes, limits. Moment, code and key are handed in (E1-E11)."""
