"""People by their ids: donors, beneficiaries, staff, and what the law keeps because of each."""
