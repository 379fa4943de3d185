"""What is proposed, approved, paid and returned, goods that are issued, and refunds."""
