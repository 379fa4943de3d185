"""The only place in the ledger that touches a database."""
