"""Donors and beneficiaries: registered, named, merged, forgotten; and who saw whom."""
