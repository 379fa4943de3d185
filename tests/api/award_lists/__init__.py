"""Award lists as files."""
