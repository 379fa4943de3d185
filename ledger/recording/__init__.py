"""From a command to its record: what it may look at, what it decides, how that is appended."""
