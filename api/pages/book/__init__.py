"""The book of those who keep it: forms that record, what they recorded, and vouchers."""
