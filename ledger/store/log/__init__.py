"""The log of events, on SQLite and PostgreSQL: how it is written, read and kept unique."""
