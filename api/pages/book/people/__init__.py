"""Donors and beneficiaries: what each gave or received, named, merged, forgotten."""
