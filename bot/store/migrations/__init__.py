"""The database's form, step by step; run by `Database.migrate`."""
