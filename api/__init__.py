"""How people and programs reach the book: JSON under /api/v1, pages, and the command line."""
