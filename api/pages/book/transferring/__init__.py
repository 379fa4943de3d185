"""Money that changes its place and is no gift: to another account, fund, or successor."""
