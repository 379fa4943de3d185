"""What goes out: disbursements and their award lists, returns, refunds, goods."""
