"""Money that goes to another fund: transfers, and handovers to successors."""
