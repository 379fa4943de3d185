"""What can be asked of the book, one method per use case, grouped by activity."""
