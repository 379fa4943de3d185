"""What waits for somebody in the funds of their care: to approve, to pay, to say what it was."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, NamedTuple, TypeAlias
from uuid import UUID

from flask import request, url_for

from api.auth import Person
from api.pages.book.spending.waiting import waiting_for
from api.pages.links import keeping_href, linked_id
from ledger.access import Action
from ledger.values import CreditId, DebitId, FundId
from projections import funds
from projections.funds import Fund
from projections.receiving import debits, unknown_credits
from projections.views import Reading

SHOWN = 5
"""So many debits, and so many credits, are told of beside everything else."""

LISTED = 30
"""So many are on a page of what waits in one fund."""


class UndecidedLine(NamedTuple):
    """One that waits to be explained; `shown` is all that is told of it."""

    id: UUID
    day: date
    fund_id: FundId
    shown: dict[str, Any]


class Undecided(NamedTuple):
    """What waits, the oldest first: some `lines` of the `total`, and where the others are.

    Those of one fund are on its first page and its next, those of several on a page of each:
    [{name, href}].
    """

    lines: list[UndecidedLine]
    total: int
    first_href: str | None = None
    next_href: str | None = None
    elsewhere: Sequence[dict[str, str]] = ()


_Look: TypeAlias = Callable[
    [Reading, Person, Fund, UUID | None, int], tuple[list[UndecidedLine], int]
]
"""Returns so many lines of a fund, behind one of them, and how many wait there."""


def undecided(reading: Reading, person: Person, kept: Sequence[Fund]) -> dict[str, Any]:
    """Return what waits for somebody in some funds, as `book/undecided.html` shows it."""
    return {
        "waiting": waiting_for(reading, person, kept),
        "debits": _oldest(reading, person, kept, _debits),
        "credits": _oldest(reading, person, kept, _credits),
    }


def undecided_in(reading: Reading, person: Person, fund: Fund) -> dict[str, Any]:
    """Return what waits in one fund, from behind those that the address names."""
    return {
        "waiting": waiting_for(reading, person, [fund]),
        "debits": _page(reading, person, fund, _debits, "after_debit"),
        "credits": _page(reading, person, fund, _credits, "after_credit"),
    }


def _oldest(reading: Reading, person: Person, kept: Sequence[Fund], look_at: _Look) -> Undecided:
    found: list[UndecidedLine] = []
    totals: dict[FundId, int] = {}
    for fund in kept:
        lines, totals[fund.fund_id] = look_at(reading, person, fund, None, SHOWN)
        found += lines
    lines = sorted(found, key=lambda each: each.day)[:SHOWN]
    told = Counter(each.fund_id for each in lines)
    if len(kept) > 1:
        names = {fund.fund_id: fund.name for fund in kept}
        lines = [each._replace(shown={**each.shown, "fund": names[each.fund_id]}) for each in lines]
    elsewhere = [
        {"name": fund.name, "href": keeping_href(fund.fund_id)}
        for fund in kept
        if told[fund.fund_id] < totals[fund.fund_id]
    ]
    return Undecided(lines, sum(totals.values()), elsewhere=elsewhere)


def _page(reading: Reading, person: Person, fund: Fund, look_at: _Look, name: str) -> Undecided:
    after = linked_id(request.args, name)
    lines, total = look_at(reading, person, fund, after, LISTED + 1)
    here = keeping_href(fund.fund_id)
    first_href = None if after is None else f"{here}#{name}"
    if len(lines) <= LISTED:
        return Undecided(lines, total, first_href)
    next_href = f"{here}?{name}={lines[LISTED - 1].id}#{name}"
    return Undecided(lines[:LISTED], total, first_href, next_href)


def _debits(
    reading: Reading, person: Person, fund: Fund, after: UUID | None, limit: int
) -> tuple[list[UndecidedLine], int]:
    """Return bank debits of a fund that wait, for those who may decide what they were."""
    fund_id, where = fund.fund_id, fund.association_id
    if not (person.may(Action.RECORD, where) or person.may(Action.PAY, where)):
        return [], 0
    last = None if after is None else DebitId(after)
    found = debits.pending(reading, fund_id, after=last, limit=limit)
    names = _accounts(reading, fund_id) if found else {}
    lines = [
        UndecidedLine(
            each.debit_id,
            each.effective_on,
            fund_id,
            {
                "day": each.effective_on,
                "account": names[each.account_id],
                "fund": None,
                "amount_dong": each.amount_dong,
                "href": url_for("pages.debits.decide", fund_id=fund_id, debit_id=each.debit_id),
            },
        )
        for each in found
    ]
    is_all = _are_all(found, after, limit)
    return lines, len(lines) if is_all else debits.count(reading, fund_id)


def _credits(
    reading: Reading, person: Person, fund: Fund, after: UUID | None, limit: int
) -> tuple[list[UndecidedLine], int]:
    """Return credits of a fund that nobody could place, for those who may, or may refund."""
    fund_id, where = fund.fund_id, fund.association_id
    may_record, may_pay = person.may(Action.RECORD, where), person.may(Action.PAY, where)
    if not (may_record or may_pay):
        return [], 0
    last = None if after is None else CreditId(after)
    found = unknown_credits.waiting(reading, fund_id, after=last, limit=limit)
    names = _accounts(reading, fund_id) if found else {}

    def href(endpoint: str, credit_id: CreditId, *, may: bool) -> str | None:
        there = url_for(f"pages.{endpoint}", fund_id=fund_id, credit_id=credit_id)
        return there if may else None

    lines = [
        UndecidedLine(
            each.credit_id,
            each.effective_on,
            fund_id,
            {
                "day": each.effective_on,
                "account": names[each.account_id],
                "fund": None,
                "left_dong": each.left_dong,
                "custody_href": href("custodies.receive", each.credit_id, may=may_record),
                "place_href": href("donations.new", each.credit_id, may=may_record),
                "refund_href": href("refunds.of_credit", each.credit_id, may=may_pay),
            },
        )
        for each in found
    ]
    is_all = _are_all(found, after, limit)
    return lines, len(lines) if is_all else unknown_credits.count(reading, fund_id)


def _are_all(found: Sequence[object], after: UUID | None, limit: int) -> bool:
    """Tell whether no others wait, so that nobody need count them."""
    return after is None and len(found) < limit


def _accounts(reading: Reading, fund_id: FundId) -> dict[Any, str]:
    return {each.account_id: each.name for each in funds.accounts(reading, fund_id)}
