"""What comes in: gifts, appeals and pledges, what the bank tells, what is held for others."""
