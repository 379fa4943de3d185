"""What keeps a book right: corrections, counts, closings."""
