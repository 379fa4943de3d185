"""Moving money: between a fund's accounts, to another fund, and in from one."""

from functools import partial

from flask import request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from uuid_utils.compat import uuid7

from api.pages.book.control_form import (
    ControlForm,
    Field,
    Option,
    accounts_of,
    control_page,
    purposes_of,
)
from api.pages.book.fields import read_account, read_amount, read_day, read_id
from api.pages.book.forms import Filled, record_in_fund, staff_blueprint, todays_form
from api.pages.presentation import formatting
from api.pages.presentation.language import language
from api.pages.reading import look
from api.pages.visitors import require
from api.services import ledger
from ledger.access import Action
from ledger.errors.conflicts import TransferSettled
from ledger.errors.missing import TransferNotFound
from ledger.fund.transferring import Arrival, Move, Sending
from ledger.recording.commands import Command, Receipt
from ledger.values import FundId, PurposeId, TransferId
from projections import funds
from projections.associations import associations
from projections.transferring import transfers
from projections.transferring.transfers import Transfer, TransferStatus

moving = staff_blueprint("moving")

_MOVE = "/funds/<uuid:fund_id>/moves/new"
_SEND = "/funds/<uuid:fund_id>/transfers/new"
_RECEIVE = "/funds/<uuid:fund_id>/transfers/<uuid:transfer_id>/receipt"
_TAKE_BACK = "/funds/<uuid:fund_id>/transfers/<uuid:transfer_id>/return"
_FIELDS = {
    name: name
    for name in (
        "from_account_id",
        "to_account_id",
        "to_fund_id",
        "account_id",
        "amount_dong",
        "effective_on",
        "purpose",
    )
}


@moving.get(_MOVE)
def move(fund_id: FundId) -> str:
    """Show the form that moves money between accounts."""
    require(Action.RECORD, fund_id)
    other = "".join(str(account.id) for account in accounts_of(fund_id)[-1:])
    form = todays_form(to_account_id=other)
    return _move_page(fund_id, form)


@moving.post(_MOVE)
def record_move(fund_id: FundId) -> ResponseReturnValue:
    """Move money between accounts."""

    def record(command: Command) -> Receipt:
        wanted = Move(
            from_account_id=read_account(request.form, "from_account_id"),
            to_account_id=read_account(request.form, "to_account_id"),
            amount_dong=read_amount(request.form, "amount_dong"),
            effective_on=read_day(request.form),
        )
        return ledger().move_money(command, fund_id, wanted)

    return record_in_fund(
        Action.RECORD,
        fund_id,
        record,
        refused=partial(_move_page, fund_id),
        fields=_FIELDS | {"account_id": "from_account_id"},
    )


@moving.get(_SEND)
def send(fund_id: FundId) -> str:
    """Show the form that sends money to another fund."""
    require(Action.TRANSFER, fund_id)
    return _send_page(fund_id, todays_form())


@moving.post(_SEND)
def record_sending(fund_id: FundId) -> ResponseReturnValue:
    """Send money to another fund."""

    def record(command: Command) -> Receipt:
        sending = Sending(
            transfer_id=TransferId(uuid7()),
            to_fund_id=FundId(read_id(request.form, "to_fund_id")),
            account_id=read_account(request.form),
            purpose=PurposeId(request.form.get("purpose", "")),
            amount_dong=read_amount(request.form, "amount_dong"),
            effective_on=read_day(request.form),
        )
        return ledger().send_transfer(command, fund_id, sending)

    return record_in_fund(
        Action.TRANSFER,
        fund_id,
        record,
        refused=partial(_send_page, fund_id),
        fields=_FIELDS,
    )


@moving.get(_RECEIVE)
def receive(fund_id: FundId, transfer_id: TransferId) -> str:
    """Show the form that takes in what another fund sent, or raise `TransferSettled`."""
    require(Action.RECORD, fund_id)
    page = _receive_page(fund_id, transfer_id, todays_form())
    _require_open(transfer_id)
    return page


@moving.post(_RECEIVE)
def record_receipt(fund_id: FundId, transfer_id: TransferId) -> ResponseReturnValue:
    """Take in what another fund sent."""

    def record(command: Command) -> Receipt:
        arrival = Arrival(
            transfer_id=transfer_id,
            account_id=read_account(request.form),
            purpose=PurposeId(request.form.get("purpose", "")),
            effective_on=read_day(request.form),
        )
        return ledger().receive_transfer(command, fund_id, arrival)

    return record_in_fund(
        Action.RECORD,
        fund_id,
        record,
        refused=partial(_receive_page, fund_id, transfer_id),
        fields=_FIELDS,
    )


@moving.get(_TAKE_BACK)
def take_back(fund_id: FundId, transfer_id: TransferId) -> str:
    """Show the form that takes back what was never received, or raise `TransferSettled`."""
    require(Action.RECORD, fund_id)
    page = _take_back_page(fund_id, transfer_id, todays_form())
    _require_open(transfer_id)
    return page


@moving.post(_TAKE_BACK)
def record_return(fund_id: FundId, transfer_id: TransferId) -> ResponseReturnValue:
    """Take back what was sent and never received."""

    def record(command: Command) -> Receipt:
        arrival = Arrival(
            transfer_id=transfer_id,
            account_id=read_account(request.form),
            effective_on=read_day(request.form),
        )
        return ledger().return_transfer(command, fund_id, arrival)

    return record_in_fund(
        Action.RECORD,
        fund_id,
        record,
        refused=partial(_take_back_page, fund_id, transfer_id),
        fields=_FIELDS,
    )


def _move_page(fund_id: FundId, form: Filled) -> str:
    accounts = accounts_of(fund_id)
    shown = ControlForm(
        title=gettext("Chuyển tiền giữa các tài khoản"),
        about=gettext("Nộp tiền mặt vào ngân hàng, rút tiền, gửi có kỳ hạn: không phải thu chi."),
        fields=(
            Field("select", "from_account_id", gettext("Từ tài khoản"), options=accounts),
            Field("select", "to_account_id", gettext("Đến tài khoản"), options=accounts),
            Field("amount", "amount_dong", gettext("Số tiền")),
            Field("day", "effective_on", gettext("Ngày")),
        ),
        submit=gettext("Ghi vào sổ"),
    )
    return control_page(fund_id, shown, form, url_for("pages.moving.move", fund_id=fund_id))


def _send_page(fund_id: FundId, form: Filled) -> str:
    with look() as reading:
        (head, *_) = associations.heads(reading)
        others = funds.below(reading, head.association_id)
    shown = ControlForm(
        title=gettext("Điều chuyển đến quỹ khác"),
        about=gettext("Tiền rời quỹ ngay; quỹ kia ghi nhận khi tiền đến. Không phải là ủng hộ."),
        fields=(
            Field(
                "select",
                "to_fund_id",
                gettext("Quỹ nhận"),
                options=[Option(o.fund_id, o.name) for o in others if o.fund_id != fund_id],
            ),
            Field("select", "account_id", gettext("Từ tài khoản"), options=accounts_of(fund_id)),
            Field("select", "purpose", gettext("Mục đích"), options=purposes_of(fund_id)),
            Field("amount", "amount_dong", gettext("Số tiền")),
            Field("day", "effective_on", gettext("Ngày")),
        ),
        submit=gettext("Ghi vào sổ"),
    )
    return control_page(fund_id, shown, form, url_for("pages.moving.send", fund_id=fund_id))


def _receive_page(fund_id: FundId, transfer_id: TransferId, form: Filled) -> str:
    transfer = _transfer(transfer_id)
    if transfer.to_fund_id != fund_id:
        raise TransferNotFound("transfer_id")
    shown = ControlForm(
        title=gettext("Nhận điều chuyển"),
        about=gettext("Ghi khi tiền đã đến tài khoản hoặc két của quỹ."),
        facts=_facts(transfer, gettext("Quỹ gửi"), transfer.from_fund),
        fields=(
            Field("select", "account_id", gettext("Đến tài khoản"), options=accounts_of(fund_id)),
            Field("select", "purpose", gettext("Mục đích"), options=purposes_of(fund_id)),
            Field("day", "effective_on", gettext("Ngày nhận")),
        ),
        submit=gettext("Ghi vào sổ"),
    )
    href = url_for("pages.moving.receive", fund_id=fund_id, transfer_id=transfer_id)
    return control_page(fund_id, shown, form, href)


def _take_back_page(fund_id: FundId, transfer_id: TransferId, form: Filled) -> str:
    transfer = _transfer(transfer_id)
    if transfer.from_fund_id != fund_id:
        raise TransferNotFound("transfer_id")
    shown = ControlForm(
        title=gettext("Điều chuyển trở lại"),
        about=gettext("Ghi khi tiền đã gửi quay về vì quỹ kia không nhận được."),
        facts=_facts(transfer, gettext("Quỹ nhận"), transfer.to_fund),
        fields=(
            Field("select", "account_id", gettext("Đến tài khoản"), options=accounts_of(fund_id)),
            Field("day", "effective_on", gettext("Ngày nhận")),
        ),
        submit=gettext("Ghi vào sổ"),
    )
    href = url_for("pages.moving.take_back", fund_id=fund_id, transfer_id=transfer_id)
    return control_page(fund_id, shown, form, href)


def _transfer(transfer_id: TransferId) -> Transfer:
    with look() as reading:
        return transfers.transfer(reading, transfer_id)


def _require_open(transfer_id: TransferId) -> None:
    """Raise `TransferSettled` before anybody types what cannot be recorded any more."""
    if _transfer(transfer_id).status is not TransferStatus.IN_TRANSIT:
        raise TransferSettled("transfer_id")


def _facts(transfer: Transfer, label: str, fund: str) -> list[tuple[str, str]]:
    return [
        (label, fund),
        (gettext("Số tiền"), formatting.dong(transfer.amount_dong, language())),
        (gettext("Ngày gửi"), formatting.day(transfer.sent_on, language())),
        (gettext("Chứng từ"), transfer.voucher),
    ]
