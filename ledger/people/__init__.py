"""People as the book knows them, by id: donors, beneficiaries, who is named, merged, forgotten."""
