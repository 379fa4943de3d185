"""How a fund whose association ended goes to its successors' funds."""
