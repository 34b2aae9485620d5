"""Is it their mailbox? Addresses, codes and limits; the moment, the code and the key are handed in (E1-E11)."""
