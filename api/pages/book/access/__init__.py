"""Who comes in: staff and their roles, and one's own account."""
