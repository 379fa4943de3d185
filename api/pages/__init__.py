"""The HTML pages: for the public, the treasurer and the auditor."""
