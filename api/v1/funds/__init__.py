"""A fund and what everybody may read of it: accounts, balances, journal, history, documents."""
