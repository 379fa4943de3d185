"""What may happen to a fund: events, decisions, postings, and the store that keeps them."""
