"""Disbursements that wait for whoever is looking: to be approved, or to be paid out."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from flask import url_for

from api.auth import Person
from ledger.access import Action
from ledger.fund.open_items import Disbursement
from ledger.values import DisbursementId, FundId
from projections.funds import Fund
from projections.spending.disbursements import programmes
from projections.views import Reading

SHOWN = 10


class Line(NamedTuple):
    """One that waits: what it is for, whose money, how much is left of it, and since when."""

    programme: str
    fund: str
    amount_dong: int
    day: date
    href: str


class Queue(NamedTuple):
    """What waits for one act, the longest waiting first; of the `total` no more than are shown."""

    lines: list[Line]
    total: int


class Waiting(NamedTuple):
    """What waits for somebody."""

    approval: Queue
    payment: Queue


class Next(NamedTuple):
    """What waits for somebody once one disbursement is done with: for which act, and which."""

    act: str
    line: Line


class _Open(NamedTuple):
    day: date
    fund: Fund
    disbursement_id: DisbursementId
    amount_dong: int


def waiting_for(reading: Reading, person: Person, kept: Sequence[Fund]) -> Waiting:
    """Return what of the disbursements of these funds waits for somebody.

    Nothing waits for whom the ledger would refuse as the same person who proposed or approved it.
    """
    approval: list[_Open] = []
    payment: list[_Open] = []
    for fund in kept:
        state = person.desk.fund(fund.fund_id)
        may_approve = person.may(Action.APPROVE, fund.association_id)
        may_pay = person.may(Action.PAY, fund.association_id)
        for disbursement_id, each in state.disbursements.items():
            left = _Open(each.proposed_on, fund, disbursement_id, each.amount_dong)
            if may_approve and each.authority is None and each.prepared_by != person.staff_id:
                approval.append(left)
            elif may_pay and _may_pay(each, person, may_prepare=state.controls.payer_may_prepare):
                payment.append(left)
    return Waiting(_queue(reading, approval), _queue(reading, payment))


def next_for(reading: Reading, person: Person, fund: Fund, after: DisbursementId) -> Next | None:
    """Return what of a fund waits longest for somebody, beside one disbursement, or None."""
    waiting = waiting_for(reading, person, [fund])
    here = _href(fund.fund_id, after)
    acts = ("approval", waiting.approval), ("payment", waiting.payment)
    found = (Next(act, line) for act, queue in acts for line in queue.lines if line.href != here)
    return next(found, None)


def _may_pay(disbursement: Disbursement, person: Person, *, may_prepare: bool) -> bool:
    authority = disbursement.authority
    if authority is None or authority.approved_by == person.staff_id:
        return False
    return may_prepare or authority.prepared_by != person.staff_id


def _queue(reading: Reading, found: list[_Open]) -> Queue:
    first = sorted(found, key=lambda each: (each.day, each.disbursement_id))[:SHOWN]
    called = programmes(reading, [(each.fund.fund_id, each.disbursement_id) for each in first])
    lines = [
        Line(
            # The read models may not have heard of what was proposed this very moment.
            programme=called.get((each.fund.fund_id, each.disbursement_id), "…"),
            fund=each.fund.name,
            amount_dong=each.amount_dong,
            day=each.day,
            href=_href(each.fund.fund_id, each.disbursement_id),
        )
        for each in first
    ]
    return Queue(lines, len(found))


def _href(fund_id: FundId, disbursement_id: DisbursementId) -> str:
    return url_for("pages.disbursements.show", fund_id=fund_id, disbursement_id=disbursement_id)
