"""Who comes in: staff and their roles, tokens of programs, sessions, passwords."""
