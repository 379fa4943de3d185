"""What newspapers wrote of provinces, recorded as it happened, and asked back from the API."""
