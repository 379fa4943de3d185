"""Counting cash, posting what a count found to differ, and reconciling with the bank."""

from functools import partial
from typing import Final

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from api.pages.book.attaching import attached
from api.pages.book.control_form import (
    DOCUMENT,
    ControlForm,
    Field,
    accounts_of,
    control_page,
    purposes_of,
)
from api.pages.book.fields import read_account, read_amount, read_day
from api.pages.book.forms import (
    Filled,
    led_to,
    record_in_fund,
    staff_blueprint,
    todays_form,
)
from api.pages.book.log_entries import ENTRY
from api.pages.links import keeping_href
from api.pages.presentation import formatting
from api.pages.presentation.language import language
from api.pages.presentation.refusals import N_
from api.pages.visitors import remember_written, require
from api.services import ledger
from ledger.access import Action
from ledger.errors.money import NoDifference, WrongEntry
from ledger.events.fund.correcting import CashCounted
from ledger.fund.control.counting import Count, Difference, Reconciliation
from ledger.recording.commands import Command, Receipt
from ledger.values import AccountKind, FundId, PurposeId

counting = staff_blueprint("counting")

_COUNT = "/funds/<uuid:fund_id>/cash-counts/new"
_DIFFERENCE = f"/funds/<uuid:fund_id>/cash-counts/{ENTRY}/difference"
_RECONCILE = "/funds/<uuid:fund_id>/reconciliations/new"
_FIELDS = {
    "account_id": "account_id",
    "counted_dong": "counted_dong",
    "statement_dong": "statement_dong",
    "purpose": "purpose",
    "effective_on": "effective_on",
    "document_sha256": "document",
}
_NO_SUM: Final = N_("Ghi số tiền là số nguyên; không có đồng nào thì ghi 0.")


@counting.get(_COUNT)
def count(fund_id: FundId) -> str:
    """Show the form of a cash count."""
    require(Action.RECORD, fund_id)
    return _count_page(fund_id, todays_form())


@counting.post(_COUNT)
def record_count(fund_id: FundId) -> ResponseReturnValue:
    """Record what a cash box held; where it differs, lead on to posting that."""

    def record(command: Command) -> Receipt:
        wanted = Count(
            account_id=read_account(request.form),
            counted_dong=read_amount(request.form, "counted_dong", gettext(_NO_SUM)),
            effective_on=read_day(request.form),
            document_sha256=attached(fund_id),
        )
        return ledger().count_cash(command, fund_id, wanted)

    return record_in_fund(
        Action.RECORD,
        fund_id,
        record,
        done=partial(_counted, fund_id),
        refused=partial(_count_page, fund_id),
        fields=_FIELDS,
    )


def _counted(fund_id: FundId, receipt: Receipt) -> ResponseReturnValue:
    """Lead back to the book; where a count differs from it, on to posting that."""
    entry = receipt.entries[-1].version
    counted = ledger().desk().entry(fund_id, entry)
    assert isinstance(counted, CashCounted)
    if counted.counted_dong == counted.book_dong:
        told = gettext("Đã ghi kiểm kê: tiền thực có khớp với sổ.")
        return led_to(keeping_href(fund_id), told, receipt)
    remember_written(receipt.position)
    return redirect(url_for("pages.counting.difference", fund_id=fund_id, entry=entry), 303)


@counting.get(_DIFFERENCE)
def difference(fund_id: FundId, entry: int) -> str:
    """Show what a count found to differ, to be posted.

    Raises `NoDifference` where it was.
    """
    require(Action.RECORD, fund_id)
    if ledger().desk().fund(fund_id).drawn_of(entry):
        raise NoDifference("entry")
    return _difference_page(fund_id, entry, todays_form())


@counting.post(_DIFFERENCE)
def record_difference(fund_id: FundId, entry: int) -> ResponseReturnValue:
    """Post what a count found to differ."""

    def record(command: Command) -> Receipt:
        wanted = Difference(
            entry=entry,
            purpose=PurposeId(request.form.get("purpose", "")),
            effective_on=read_day(request.form),
            document_sha256=attached(fund_id),
        )
        return ledger().post_difference(command, fund_id, wanted)

    return record_in_fund(
        Action.RECORD,
        fund_id,
        record,
        refused=partial(_difference_page, fund_id, entry),
        fields=_FIELDS,
    )


@counting.get(_RECONCILE)
def reconcile(fund_id: FundId) -> str:
    """Show the form of a bank reconciliation."""
    require(Action.RECORD, fund_id)
    return _reconcile_page(fund_id, todays_form())


@counting.post(_RECONCILE)
def record_reconciliation(fund_id: FundId) -> ResponseReturnValue:
    """Record the bank's balance beside the book's."""

    def record(command: Command) -> Receipt:
        wanted = Reconciliation(
            account_id=read_account(request.form),
            statement_dong=read_amount(request.form, "statement_dong", gettext(_NO_SUM)),
            effective_on=read_day(request.form),
            document_sha256=attached(fund_id),
        )
        return ledger().reconcile_bank(command, fund_id, wanted)

    return record_in_fund(
        Action.RECORD,
        fund_id,
        record,
        done=partial(led_to, keeping_href(fund_id), gettext("Đã ghi đối soát.")),
        refused=partial(_reconcile_page, fund_id),
        fields=_FIELDS,
    )


def _count_page(fund_id: FundId, form: Filled) -> str:
    boxes = accounts_of(fund_id, AccountKind.CASH_BOX)
    shown = ControlForm(
        title=gettext("Kiểm kê tiền mặt"),
        about=gettext("Đếm tiền trong két cuối ngày. Kiểm kê không làm thay đổi số dư."),
        fields=(
            Field("select", "account_id", gettext("Két"), options=boxes),
            Field("amount", "counted_dong", gettext("Tiền thực có")),
            Field("day", "effective_on", gettext("Ngày kiểm kê")),
            DOCUMENT,
        ),
        submit=gettext("Ghi kiểm kê"),
    )
    return control_page(fund_id, shown, form, url_for("pages.counting.count", fund_id=fund_id))


def _difference_page(fund_id: FundId, entry: int, form: Filled) -> str:
    counted = ledger().desk().entry(fund_id, entry)
    if not isinstance(counted, CashCounted):
        raise WrongEntry("entry")
    found = counted.counted_dong - counted.book_dong
    shown = ControlForm(
        title=gettext("Ghi chênh lệch quỹ"),
        about=gettext("Thừa thì ghi phiếu thu, thiếu thì ghi phiếu chi, và ai cũng xem được."),
        facts=[
            (gettext("Ngày kiểm kê"), formatting.day(counted.effective_on, language())),
            (gettext("Thực có"), formatting.dong(counted.counted_dong, language())),
            (gettext("Sổ ghi"), formatting.dong(counted.book_dong, language())),
            (gettext("Chênh lệch"), formatting.dong(found, language(), signed=True)),
        ],
        fields=(
            Field("select", "purpose", gettext("Mục đích"), options=purposes_of(fund_id)),
            Field("day", "effective_on", gettext("Ngày ghi")),
            DOCUMENT,
        ),
        submit=gettext("Ghi chênh lệch"),
    )
    href = url_for("pages.counting.difference", fund_id=fund_id, entry=entry)
    return control_page(fund_id, shown, form, href)


def _reconcile_page(fund_id: FundId, form: Filled) -> str:
    banks = accounts_of(fund_id, AccountKind.BANK, AccountKind.TERM_DEPOSIT)
    shown = ControlForm(
        title=gettext("Đối soát ngân hàng"),
        about=gettext("Ghi số dư trên sao kê cuối ngày để so với sổ."),
        fields=(
            Field("select", "account_id", gettext("Tài khoản"), options=banks),
            Field("amount", "statement_dong", gettext("Số dư trên sao kê")),
            Field("day", "effective_on", gettext("Ngày")),
            DOCUMENT,
        ),
        submit=gettext("Ghi đối soát"),
    )
    return control_page(fund_id, shown, form, url_for("pages.counting.reconcile", fund_id=fund_id))
