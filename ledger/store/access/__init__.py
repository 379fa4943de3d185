"""Who comes in: logins, passwords, one-time codes, sessions, failed attempts."""
