"""The page with the form of a gift, empty, refused, or about an entry to correct."""

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from flask import render_template, url_for

from api.pages.book.forms import Filled
from api.pages.book.receiving import known_donors
from api.pages.book.receiving.gift_origin import shown, waiting_credit
from api.pages.book.receiving.promised import Promised, to_choose_from
from api.pages.links import fund_link, keeping_href
from api.pages.reading import look, today
from ledger.errors.missing import CreditNotFound
from ledger.values import AccountKind, CreditId, FundId, ReversalReason
from projections import funds
from projections.funds import Account
from projections.receiving import mobilizations
from projections.views import Reading


class Original(msgspec.Struct, frozen=True, kw_only=True):
    """The entry that is being corrected, and where it can be reversed without a new one."""

    name: str
    voucher: str | None
    effective_on: date
    amount_dong: int
    account: str | None
    donor: str | None
    reverse_href: str


class Foretold(NamedTuple):
    """What recording a form would leave below zero, and the mark that says it was read."""

    words: str
    mark: str


def gift_page(
    fund_id: FundId,
    form: Filled,
    action_href: str,
    original: Original | None = None,
    foretold: Foretold | None = None,
    *,
    asks_donor: known_donors.Unclear | None = None,
) -> str:
    """Return the page of a form; with `asks_donor` where it has to be said whose gift it is."""
    with look() as reading:
        fund = funds.fund(reading, fund_id)
        accounts = funds.accounts(reading, fund_id)
        purposes = funds.purposes(reading, fund_id)
        appeals = mobilizations.of_fund(reading, fund_id)
        credit = _credit(reading, fund_id, form)
        offered = known_donors.offered(reading, fund.association_id, form.values, asks=asks_donor)
        promised = None if original else _promised(reading, fund_id, form, offered)
    chosen = form.values.get("mobilization_id")
    return render_template(
        "book/receiving/donation_form.html",
        fund=fund_link(fund),
        action_href=action_href,
        cancel_href=url_for("pages.book.show"),
        command_id=form.command_id,
        if_version=None,  # an entry never changes, and cannot be reversed twice
        original=original,
        foretold=foretold,
        offered=offered,
        reasons=list(ReversalReason),
        accounts=[
            {"id": each.account_id, "name": each.name, "kind": each.kind}
            for each in _receiving(accounts, form.values.get("account_id"))
        ],
        purposes=[
            {"id": "general", "name": None},
            *({"id": each.purpose, "name": each.name} for each in purposes),
        ],
        mobilizations=[
            {"id": each.mobilization_id, "name": each.name}
            for each in appeals
            if each.closed_on is None or str(each.mobilization_id) == chosen
        ],
        pledges=promised.lines if promised else [],
        pledges_href=keeping_href(fund_id) if promised and promised.after else None,
        credit=credit,
        today=today(),
        values=form.values,
        errors=form.refusal.errors,
        problem=form.refusal.problem,
    )


def _promised(
    reading: Reading, fund_id: FundId, form: Filled, offered: known_donors.Offered | None
) -> Promised:
    """Return the pledges that a form offers, those of whom it found among them."""
    found = [] if offered is None else [each["id"] for each in offered.people]
    return to_choose_from(reading, fund_id, form.values.get("pledge_id", ""), found)


def _credit(reading: Reading, fund_id: FundId, form: Filled) -> dict[str, Any] | None:
    """Return the credit that a form places, while it waits."""
    try:
        credit_id = CreditId(UUID(form.values.get("credit_id") or ""))
        return shown(reading, fund_id, waiting_credit(reading, fund_id, credit_id))
    except (ValueError, CreditNotFound):
        return None


def usual_account(fund_id: FundId) -> str:
    """Return where most gifts that are written down by hand go: the cash box, if there is one."""
    with look() as reading:
        accounts = sorted(
            funds.accounts(reading, fund_id), key=lambda each: each.kind is not AccountKind.CASH_BOX
        )
    return str(accounts[0].account_id) if accounts else ""


def _receiving(accounts: Iterable[Account], chosen: str | None) -> Iterable[Account]:
    """Return what a gift can go to: deposits take none, but for what stands there already."""
    for account in accounts:
        if account.kind is not AccountKind.TERM_DEPOSIT or str(account.account_id) == chosen:
            yield account
