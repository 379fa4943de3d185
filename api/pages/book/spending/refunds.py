"""Giving money back by a form: what is left of a gift, or of a credit nobody could place."""

from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from api.errors import InvalidRequest
from api.pages.book.attaching import attached
from api.pages.book.fields import read_amount, read_day, read_decision_number
from api.pages.book.forms import Filled, record_in_fund, staff_blueprint, todays_form
from api.pages.book.log_entries import ENTRY
from api.pages.book.receiving.gift_origin import shown, waiting_credit
from api.pages.links import fund_link
from api.pages.presentation import formatting
from api.pages.presentation.language import language
from api.pages.reading import entry_of, look, today
from api.pages.visitors import require
from api.services import ledger
from ledger.access import Action
from ledger.errors.conflicts import AlreadyReversed
from ledger.errors.money import WrongEntry
from ledger.events.fund.receiving import DonationReceived
from ledger.fund.spending.refunding import Refund
from ledger.recording.commands import Command, Receipt
from ledger.values import AccountId, CreditId, FundId
from projections import funds

refunds = staff_blueprint("refunds")

_OF_CREDIT = "/funds/<uuid:fund_id>/credits/<uuid:credit_id>/refund"
_OF_GIFT = f"/funds/<uuid:fund_id>/entries/{ENTRY}/refund"
_FIELDS = {
    "amount_dong": "amount_dong",
    "entry": "amount_dong",
    "purpose": "amount_dong",
    "account_id": "amount_dong",
    "effective_on": "effective_on",
    "decision_number": "decision_number",
    "document_sha256": "document",
}


@refunds.get(_OF_CREDIT)
def of_credit(fund_id: FundId, credit_id: CreditId) -> str:
    """Show what is left of a credit that nobody could place."""
    require(Action.PAY, fund_id)
    return _page(fund_id, _credit(fund_id, credit_id), None)


@refunds.post(_OF_CREDIT)
def refund_credit(fund_id: FundId, credit_id: CreditId) -> ResponseReturnValue:
    """Give it back, or a part of it."""

    def record(command: Command) -> Receipt:
        account_id = AccountId(_credit(fund_id, credit_id)["account_id"])
        refund = _read(fund_id, account_id, credit_id=credit_id)
        return ledger().refund_donation(command, fund_id, refund)

    return record_in_fund(
        Action.PAY,
        fund_id,
        record,
        refused=lambda form: _page(fund_id, _credit(fund_id, credit_id), form),
        fields=_FIELDS,
    )


@refunds.get(_OF_GIFT)
def of_gift(fund_id: FundId, entry: int) -> str:
    """Show what is left of a gift; one that was reversed is not there to go back."""
    require(Action.PAY, fund_id)
    source = _gift(fund_id, entry)
    if source["is_reversed"]:
        raise AlreadyReversed("entry")
    return _page(fund_id, source, None)


@refunds.post(_OF_GIFT)
def refund_gift(fund_id: FundId, entry: int) -> ResponseReturnValue:
    """Give it back, or a part of it."""

    def record(command: Command) -> Receipt:
        source = _gift(fund_id, entry)
        refund = _read(fund_id, AccountId(source["account_id"]), entry=entry)
        if refund.amount_dong > source["left_dong"] and not source["is_reversed"]:
            left = formatting.dong(source["left_dong"], language())
            told = gettext("Nhiều nhất là %(limit)s.", limit=left)
            raise InvalidRequest({"amount_dong": told})
        return ledger().refund_donation(command, fund_id, refund)

    return record_in_fund(
        Action.PAY,
        fund_id,
        record,
        refused=lambda form: _page(fund_id, _gift(fund_id, entry), form),
        fields=_FIELDS,
    )


def _credit(fund_id: FundId, credit_id: CreditId) -> dict[str, Any]:
    with look() as reading:
        credit = waiting_credit(reading, fund_id, credit_id)
        return {
            **shown(reading, fund_id, credit),
            "account_id": credit.account_id,
            "voucher": credit.voucher,
            "is_gift": False,
        }


def _gift(fund_id: FundId, entry: int) -> dict[str, Any]:
    """Return a gift of money as the page shows it, or raise `WrongEntry`."""
    with look() as reading:
        found = entry_of(reading, fund_id, entry).entry
        if found.topic != DonationReceived.topic or found.account_id is None:
            raise WrongEntry("entry")
        names = {each.account_id: each.name for each in funds.accounts(reading, fund_id)}
        drawn = ledger().desk().fund(fund_id).drawn_of(entry)
        return {
            "day": found.effective_on,
            "account": names[found.account_id],
            "account_id": found.account_id,
            "amount_dong": found.amount_dong,
            "left_dong": found.amount_dong - drawn,
            "memo": None,
            "voucher": found.voucher,
            "is_gift": True,
            "is_reversed": found.reversed_by is not None,
        }


def _read(
    fund_id: FundId,
    account_id: AccountId,
    *,
    entry: int | None = None,
    credit_id: CreditId | None = None,
) -> Refund:
    """Return the refund that the form asks for, or raise `InvalidRequest`."""
    return Refund(
        entry=entry,
        credit_id=credit_id,
        account_id=account_id,
        amount_dong=read_amount(request.form, "amount_dong"),
        effective_on=read_day(request.form),
        decision_number=read_decision_number(request.form),
        document_sha256=attached(fund_id),
    )


def _page(fund_id: FundId, source: dict[str, Any], form: Filled | None) -> str:
    left = formatting.grouped(source["left_dong"], language())
    made_out = form or todays_form(amount_dong=left)
    with look() as reading:
        fund = funds.fund(reading, fund_id)
    return render_template(
        "book/spending/refund_form.html",
        fund=fund_link(fund),
        source=source,
        action_href=request.path,
        cancel_href=url_for("pages.book.show"),
        command_id=made_out.command_id,
        today=today(),
        values=made_out.values,
        errors=made_out.refusal.errors,
        problem=made_out.refusal.problem,
    )
