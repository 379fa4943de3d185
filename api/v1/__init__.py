"""Version 1 of the API: one resource per file, in rooms by what it is about."""
