"""Every resource of version 1, in the order in which the document shows them."""

from api.v1.access import passwords, sessions, staff, tokens
from api.v1.associations import (
    associations,
    on_paper,
    places,
    publications,
    reorganisations,
    reports,
    statistics,
)
from api.v1.control import board, books, closings, corrections, counts, overdrafts, reversals
from api.v1.funds import accounts, documents, entries, events, funds, opening_balances
from api.v1.people import beneficiaries, donors, erasures, merges, namings, readings
from api.v1.receiving import (
    bank,
    custodies,
    direct_aid,
    donations,
    mobilizations,
    pledges,
    statements,
    unknown_credits,
)
from api.v1.restricted import consents, purposes, releases
from api.v1.spending import award_lines, award_lists, disbursements, goods_issues, refunds
from api.v1.transferring import handovers, moves, transfers

RESOURCES = tuple(
    module.resource
    for module in (
        associations,
        places,
        statistics,
        on_paper,
        reports,
        reorganisations,
        publications,
        funds,
        accounts,
        purposes,
        board,
        opening_balances,
        entries,
        events,
        donations,
        mobilizations,
        pledges,
        direct_aid,
        bank,
        statements,
        unknown_credits,
        refunds,
        custodies,
        goods_issues,
        disbursements,
        award_lines,
        award_lists,
        transfers,
        handovers,
        moves,
        releases,
        documents,
        reversals,
        corrections,
        counts,
        closings,
        books,
        overdrafts,
        donors,
        consents,
        beneficiaries,
        namings,
        merges,
        erasures,
        readings,
        staff,
        tokens,
        sessions,
        passwords,
    )
)
