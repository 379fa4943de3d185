"""People behind the ids: put into the vault, let in, seen by role, forgotten."""
