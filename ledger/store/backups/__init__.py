"""Backups: the log and the vault in one file, the keys that open the vault in another."""
