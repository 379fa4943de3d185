"""Every resource of version 1, in the order in which the document shows them."""

from api.v1 import (
    accounts,
    associations,
    award_lines,
    bank,
    beneficiaries,
    disbursements,
    donations,
    donors,
    entries,
    events,
    funds,
    mobilizations,
    opening_balances,
    purposes,
    reversals,
    sessions,
    staff,
    tokens,
)

RESOURCES = tuple(
    module.resource
    for module in (
        associations,
        funds,
        accounts,
        purposes,
        opening_balances,
        entries,
        events,
        donations,
        mobilizations,
        bank,
        disbursements,
        award_lines,
        reversals,
        donors,
        beneficiaries,
        staff,
        tokens,
        sessions,
    )
)
