"""What is proposed, approved, paid and returned, down to the lines of award lists."""
