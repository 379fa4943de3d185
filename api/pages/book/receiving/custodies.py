"""Money that is not the fund's, by forms: held for others, handed on, or of unknown origin."""

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Final, NamedTuple
from uuid import UUID

from flask import request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from uuid_utils.compat import uuid7

from api.errors import InvalidRequest
from api.pages.book.attaching import attached
from api.pages.book.control_form import (
    DOCUMENT,
    ControlForm,
    Field,
    Option,
    accounts_of,
    control_page,
    decision_field,
)
from api.pages.book.fields import (
    read_account,
    read_amount,
    read_day,
    read_decision_number,
    read_id,
    read_required_text,
    read_text,
)
from api.pages.book.forms import (
    Filled,
    empty_form,
    record_in_fund,
    staff_blueprint,
    todays_form,
)
from api.pages.book.receiving.gift_origin import filled_in, waiting_credit
from api.pages.book.receiving.gift_origin import shown as as_shown
from api.pages.presentation import formatting
from api.pages.presentation.language import language
from api.pages.reading import look, today
from api.pages.visitors import require
from api.people.seen import see_memos
from api.services import ledger
from ledger.access import Action
from ledger.errors.missing import CustodyNotFound
from ledger.fund.receiving.banking import UnplacedCredit
from ledger.fund.receiving.holding import CustodialPayment, CustodialReceipt
from ledger.recording.commands import Command, Receipt
from ledger.values import CreditId, CustodyId, FundId
from projections.receiving import custodies as views
from projections.receiving.custodies import Custody
from projections.views import Reading

custodies = staff_blueprint("custodies")

_RECEIVE = "/funds/<uuid:fund_id>/custodies/new"
_PAY = "/funds/<uuid:fund_id>/custodies/<uuid:custody_id>/payment"
_CREDIT = "/funds/<uuid:fund_id>/credits/new"
_FIELDS = {
    **{
        name: name
        for name in (
            "account_id",
            "amount_dong",
            "effective_on",
            "custody_id",
            "held_for",
            "decision_number",
        )
    },
    "purpose": "amount_dong",
    "credit_id": "amount_dong",
    "document_sha256": "document",
}


LISTED: Final = 30
"""So many custodies are on a page of them."""

_OFFERED = 100
"""So many a form offers to be added to."""


class Held(NamedTuple):
    """A custody as staff see it: `name` with whom it is for, and what is left of it, in đồng."""

    custody_id: CustodyId
    name: str
    dong: int


def held(
    reading: Reading, fund_id: FundId, after: int | None = None
) -> tuple[list[Held], int | None]:
    """Return a page of what a fund holds for others, the eldest first, and where to go on.

    With whom it is for, where who is asking may know: of those of this page alone.
    """
    numbered = enumerate(views.of_fund(reading, fund_id), 1)  # none is ever taken away
    found = [(at, each) for at, each in numbered if each.dong and at > (after or 0)]
    shown = found[:LISTED]
    later = shown[-1][0] if len(found) > LISTED else None
    return _seen(fund_id, [each for _, each in shown]), later


def _seen(fund_id: FundId, found: Sequence[Custody]) -> list[Held]:
    told = see_memos(fund_id, (each.custody_id for each in found))
    return [
        Held(each.custody_id, _told(each.name, told.get(each.custody_id)), each.dong)
        for each in found
    ]


@custodies.get(_RECEIVE)
def receive(fund_id: FundId) -> str:
    """Show the form that takes money in for others, or places a credit that waits as that.

    It may be made out for a custody that there is.
    """
    require(Action.RECORD, fund_id)
    values = {"effective_on": today().isoformat()}
    if request.args.get("custody_id"):
        custody_id = CustodyId(read_id(request.args, "custody_id"))
        _one(fund_id, custody_id)
        values["custody_id"] = str(custody_id)
    if request.args.get("credit_id"):
        with look() as reading:
            credit_id = CreditId(read_id(request.args, "credit_id"))
            values |= dict(filled_in(waiting_credit(reading, fund_id, credit_id)))
    return _receipt_page(fund_id, empty_form(**values))


@custodies.post(_RECEIVE)
def record_receipt(fund_id: FundId) -> ResponseReturnValue:
    """Take money in for others, of a custody that there is or of a new one."""
    return record_in_fund(
        Action.RECORD,
        fund_id,
        lambda command: ledger().receive_custodial(command, fund_id, _read_receipt()),
        refused=partial(_receipt_page, fund_id),
        fields=_FIELDS,
    )


@custodies.get(_PAY)
def pay(fund_id: FundId, custody_id: CustodyId) -> str:
    """Show what is held of a custody, to be handed on."""
    require(Action.PAY, fund_id)
    left = formatting.grouped(_one(fund_id, custody_id).dong, language())
    form = todays_form(amount_dong=left)
    return _payment_page(fund_id, custody_id, form)


@custodies.post(_PAY)
def record_payment(fund_id: FundId, custody_id: CustodyId) -> ResponseReturnValue:
    """Hand it on, or a part of it."""

    def record(command: Command) -> Receipt:
        payment = CustodialPayment(
            custody_id=custody_id,
            account_id=read_account(request.form),
            amount_dong=read_amount(request.form, "amount_dong"),
            effective_on=read_day(request.form),
            decision_number=read_decision_number(request.form),
            document_sha256=attached(fund_id),
        )
        return ledger().pay_custodial(command, fund_id, payment)

    return record_in_fund(
        Action.PAY,
        fund_id,
        record,
        refused=partial(_payment_page, fund_id, custody_id),
        fields=_FIELDS,
    )


@custodies.get(_CREDIT)
def credit(fund_id: FundId) -> str:
    """Show the form of money that nobody can place yet."""
    require(Action.RECORD, fund_id)
    return _credit_page(fund_id, todays_form())


@custodies.post(_CREDIT)
def note_credit(fund_id: FundId) -> ResponseReturnValue:
    """Note money that nobody can place yet."""

    def record(command: Command) -> Receipt:
        noted = UnplacedCredit(
            credit_id=CreditId(uuid7()),
            account_id=read_account(request.form),
            amount_dong=read_amount(request.form, "amount_dong"),
            effective_on=read_day(request.form),
        )
        return ledger().note_credit(command, fund_id, noted)

    return record_in_fund(
        Action.RECORD,
        fund_id,
        record,
        refused=partial(_credit_page, fund_id),
        fields=_FIELDS,
    )


def _read_receipt() -> CustodialReceipt:
    is_new = not request.form.get("custody_id")
    words = read_text(request.form, "held_for")
    if not is_new and words is not None:
        told = gettext("Để trống khi nhận thêm cho khoản đã có.")
        raise InvalidRequest({"held_for": told})
    missing = gettext("Ghi thu hộ cho ai, để làm gì.")
    return CustodialReceipt(
        custody_id=CustodyId(uuid7() if is_new else read_id(request.form, "custody_id")),
        held_for=read_required_text(request.form, "held_for", missing) if is_new else None,
        account_id=read_account(request.form),
        amount_dong=read_amount(request.form, "amount_dong"),
        effective_on=read_day(request.form),
        credit_id=_credit_id(request.form),
    )


def _credit_id(form: Mapping[str, str]) -> CreditId | None:
    return CreditId(read_id(form, "credit_id")) if form.get("credit_id") else None


def _one(fund_id: FundId, custody_id: UUID) -> Held:
    with look() as reading:
        found = views.of_fund(reading, fund_id)
    for each in _seen(fund_id, [each for each in found if each.custody_id == custody_id]):
        return each
    raise CustodyNotFound("custody_id")


def _to_add_to(reading: Reading, fund_id: FundId, chosen: str | None) -> tuple[list[Held], bool]:
    """Return the custodies that a form offers, and whether there are others.

    First the chosen one, then those of which something is held, the latest first.
    """
    found = list(views.of_fund(reading, fund_id))
    found.reverse()
    found.sort(key=lambda each: (str(each.custody_id) != chosen, not each.dong))
    return _seen(fund_id, found[:_OFFERED]), len(found) > _OFFERED


def _told(name: str, held_for: str | None) -> str:
    return name if held_for is None else f"{name} · {held_for}"


def _receipt_page(fund_id: FundId, form: Filled) -> str:
    credit_id = _credit_id(form.values)
    with look() as reading:
        known, are_more = _to_add_to(reading, fund_id, form.values.get("custody_id"))
        facts = [] if credit_id is None else list(_facts(reading, fund_id, credit_id))
    more_of = Field(
        "select",
        "custody_id",
        gettext("Khoản thu hộ"),
        gettext("Còn những khoản khác: chọn “Nhận thêm” ở việc của quỹ.") if are_more else None,
        options=[Option(each.custody_id, each.name) for each in known],
        empty=gettext("Khoản mới"),
    )
    shown = ControlForm(
        title=gettext("Nhận tiền thu hộ"),
        about=gettext("Tiền của người khác đi qua quỹ: là khoản phải trả, không tính vào thu."),
        facts=facts,
        fields=(
            *([] if credit_id is None else [Field("hidden", "credit_id", "")]),
            *([more_of] if known else []),
            Field(
                "text",
                "held_for",
                gettext("Thu hộ cho ai, để làm gì?"),
                gettext("Chỉ cán bộ của quỹ xem được. Trang công khai ghi: Thu hộ số …"),
                required=not known,
            ),
            *_money(fund_id, gettext("Ngày nhận")),
        ),
        submit=gettext("Ghi vào sổ"),
    )
    return control_page(fund_id, shown, form, url_for("pages.custodies.receive", fund_id=fund_id))


def _facts(reading: Reading, fund_id: FundId, credit_id: CreditId) -> Iterable[tuple[str, str]]:
    """Yield what is known of a credit that nobody could place; raise `CreditNotFound`."""
    credit = as_shown(reading, fund_id, waiting_credit(reading, fund_id, credit_id))
    yield gettext("Chưa rõ nguồn"), formatting.dong(credit["left_dong"], language())
    yield gettext("Tài khoản"), credit["account"]
    yield gettext("Ngày nhận"), formatting.day(credit["day"], language())
    if credit["memo"]:
        yield gettext("Nội dung"), credit["memo"]


def _payment_page(fund_id: FundId, custody_id: CustodyId, form: Filled) -> str:
    custody = _one(fund_id, custody_id)
    shown = ControlForm(
        title=gettext("Chi hộ"),
        about=gettext("Trao tiếp tiền thu hộ cho người được nhận."),
        facts=[
            (gettext("Khoản thu hộ"), custody.name),
            (gettext("Còn giữ"), formatting.dong(custody.dong, language())),
        ],
        fields=(
            *_money(fund_id, gettext("Ngày chi")),
            decision_field(),
            DOCUMENT,
        ),
        submit=gettext("Ghi vào sổ"),
    )
    href = url_for("pages.custodies.pay", fund_id=fund_id, custody_id=custody_id)
    return control_page(fund_id, shown, form, href)


def _credit_page(fund_id: FundId, form: Filled) -> str:
    shown = ControlForm(
        title=gettext("Ghi khoản chưa rõ nguồn"),
        about=gettext(
            "Tiền đã đến mà chưa biết của ai. Khi biết, phân bổ hoặc hoàn trả từ trang sổ của bạn."
        ),
        fields=tuple(_money(fund_id, gettext("Ngày nhận"))),
        submit=gettext("Ghi vào sổ"),
    )
    return control_page(fund_id, shown, form, url_for("pages.custodies.credit", fund_id=fund_id))


def _money(fund_id: FundId, day: str) -> Iterable[Field]:
    yield Field("select", "account_id", gettext("Tài khoản"), options=accounts_of(fund_id))
    yield Field("amount", "amount_dong", gettext("Số tiền"))
    yield Field("day", "effective_on", day)
