"""What waits for somebody in the funds of their care: to approve, to pay, to say what it was."""

from collections.abc import Iterable, Sequence
from typing import Any

from flask import url_for

from api.auth import Person
from api.pages.book.spending.waiting import waiting_for
from ledger.access import Action
from projections import funds
from projections.funds import Fund
from projections.receiving import debits, unknown_credits
from projections.views import Reading


def undecided(reading: Reading, person: Person, kept: Sequence[Fund]) -> dict[str, Any]:
    """Return what waits for somebody in some funds, as `book/undecided.html` shows it."""
    return {
        "waiting": waiting_for(reading, person, kept),
        "debits": [each for fund in kept for each in _debits(reading, person, fund)],
        "credits": [each for fund in kept for each in _credits(reading, person, fund)],
    }


def _debits(reading: Reading, person: Person, fund: Fund) -> Iterable[dict[str, Any]]:
    """Yield the bank debits of a fund that wait, for those who may decide what they were."""
    where = fund.association_id
    if not (person.may(Action.RECORD, where) or person.may(Action.PAY, where)):
        return
    names = {each.account_id: each.name for each in funds.accounts(reading, fund.fund_id)}
    for each in debits.pending(reading, fund.fund_id):
        yield {
            "day": each.effective_on,
            "account": names[each.account_id],
            "amount_dong": each.amount_dong,
            "href": url_for("pages.debits.decide", fund_id=fund.fund_id, debit_id=each.debit_id),
        }


def _credits(reading: Reading, person: Person, fund: Fund) -> Iterable[dict[str, Any]]:
    """Yield the credits of a fund that nobody could place, for those who may, or may refund."""
    may_record = person.may(Action.RECORD, fund.association_id)
    may_pay = person.may(Action.PAY, fund.association_id)
    if not (may_record or may_pay):
        return
    names = {each.account_id: each.name for each in funds.accounts(reading, fund.fund_id)}
    for each in unknown_credits.waiting(reading, fund.fund_id):
        place_href = url_for("pages.donations.new", fund_id=fund.fund_id, credit_id=each.credit_id)
        refund_href = url_for(
            "pages.refunds.of_credit", fund_id=fund.fund_id, credit_id=each.credit_id
        )
        custody_href = url_for(
            "pages.custodies.receive", fund_id=fund.fund_id, credit_id=each.credit_id
        )
        yield {
            "day": each.effective_on,
            "account": names[each.account_id],
            "left_dong": each.left_dong,
            "custody_href": custody_href if may_record else None,
            "place_href": place_href if may_record else None,
            "refund_href": refund_href if may_pay else None,
        }
