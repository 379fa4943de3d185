"""Noting what is promised, what will not be given after all, and help given beside the fund."""

from functools import partial

import msgspec
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
    control_page,
    decision_field,
)
from api.pages.book.fields import (
    read_amount,
    read_day,
    read_decision_number,
    read_id,
    read_maybe_day,
    read_milli,
    read_required_text,
    read_text,
)
from api.pages.book.forms import Filled, led_to, record_or_show, staff_blueprint, todays_form
from api.pages.book.receiving import known_donors
from api.pages.book.receiving.gift_recording import keep_address, registered_donor
from api.pages.book.receiving.promised import one_outstanding
from api.pages.links import keeping_href
from api.pages.reading import look
from api.pages.visitors import require
from api.services import ledger
from ledger.access import Action
from ledger.events.fund.money import Goods
from ledger.fund.receiving.mobilizing import DirectAid, NewPledge
from ledger.recording.commands import Command, Receipt
from ledger.values import AssociationId, FundId, MobilizationId, PledgeId
from projections.receiving import mobilizations

promising = staff_blueprint("promising")

_PLEDGE = "/funds/<uuid:fund_id>/pledges/new"
_WITHDRAW = "/funds/<uuid:fund_id>/pledges/<uuid:pledge_id>/withdrawal"
_AID = "/funds/<uuid:fund_id>/direct-aid/new"
_UNIT_MAX = 50
_FIELDS = {
    **{
        name: name
        for name in (
            "amount_dong",
            "mobilization_id",
            "effective_on",
            "due_on",
            "decision_number",
        )
    },
    "donor_id": "donor_name",
    "goods.quantity_milli": "goods_quantity",
    "document_sha256": "document",
}


@promising.get(_PLEDGE)
def pledge(fund_id: FundId) -> str:
    """Show the form of a pledge."""
    _, association_id = require(Action.RECORD, fund_id)
    return _pledge_page(fund_id, association_id, todays_form())


@promising.post(_PLEDGE)
def note_pledge(fund_id: FundId) -> ResponseReturnValue:
    """Note a pledge, with its donor if a name was given."""
    person, association_id = require(Action.RECORD, fund_id)
    shown = partial(_pledge_page, fund_id, association_id)
    if known_donors.is_sought():
        return shown(known_donors.sought_form())

    try:
        return record_or_show(
            person,
            lambda command: _noted(command, fund_id, association_id),
            done=partial(led_to, keeping_href(fund_id), gettext("Đã ghi đăng ký ủng hộ.")),
            refused=shown,
            fields=_FIELDS,
        )
    except known_donors.Unclear as unclear:
        return shown(known_donors.asking_form(), asks=unclear)


@promising.get(_WITHDRAW)
def withdrawal(fund_id: FundId, pledge_id: PledgeId) -> str:
    """Show what is outstanding of a pledge."""
    require(Action.RECORD, fund_id)
    return _withdrawal_page(fund_id, pledge_id, todays_form())


@promising.post(_WITHDRAW)
def note_withdrawal(fund_id: FundId, pledge_id: PledgeId) -> ResponseReturnValue:
    """Note that it will not be given."""
    person, _ = require(Action.RECORD, fund_id)
    told = gettext("Đã ghi: phần còn lại sẽ không được ủng hộ.")
    return record_or_show(
        person,
        lambda command: ledger().withdraw_pledge(
            command, fund_id, pledge_id, read_day(request.form)
        ),
        done=partial(led_to, keeping_href(fund_id), told),
        refused=partial(_withdrawal_page, fund_id, pledge_id),
        fields=_FIELDS,
    )


@promising.get(_AID)
def aid(fund_id: FundId) -> str:
    """Show the form of help that never entered the fund."""
    require(Action.RECORD, fund_id)
    return _aid_page(fund_id, todays_form())


@promising.post(_AID)
def report_aid(fund_id: FundId) -> ResponseReturnValue:
    """Report help that never entered the fund."""
    person, _ = require(Action.RECORD, fund_id)
    return record_or_show(
        person,
        lambda command: ledger().report_direct_aid(command, fund_id, _read_aid(fund_id)),
        done=partial(led_to, keeping_href(fund_id), gettext("Đã ghi khoản trao trực tiếp.")),
        refused=partial(_aid_page, fund_id),
        fields=_FIELDS,
    )


def _noted(command: Command, fund_id: FundId, association_id: AssociationId) -> Receipt:
    """Note the pledge of the form once; what would be refused leaves no name behind."""
    name, address, promised = _name(), _address(), _read_pledge()
    known = known_donors.picked(request.form, name)
    donor_id = None if known is None else known.donor_id
    promised = msgspec.structs.replace(promised, donor_id=donor_id)
    rehearsal = msgspec.structs.replace(command, dry_run=True)
    rehearsed = ledger().make_pledge(rehearsal, fund_id, promised)
    if rehearsed.replayed:
        return rehearsed
    if donor_id is None:
        donor_id = registered_donor(command, name, address, association_id)
    elif address:
        keep_address(command, donor_id, address)
    by_donor = msgspec.structs.replace(promised, donor_id=donor_id)
    return ledger().make_pledge(command, fund_id, by_donor)


def _read_pledge() -> NewPledge:
    """Return the pledge of the form, without its donor; who is to be named needs a name."""
    promised = NewPledge(
        pledge_id=PledgeId(uuid7()),
        mobilization_id=_appeal(),
        amount_dong=read_amount(request.form, "amount_dong"),
        due_on=read_maybe_day(request.form, "due_on"),
        named="named" in request.form,
        effective_on=read_day(request.form),
    )
    if promised.named and _name() is None:
        raise InvalidRequest({"donor_name": gettext("Muốn công khai tên thì phải ghi tên.")})
    return promised


def _name() -> str | None:
    return read_text(request.form, "donor_name")


def _address() -> str:
    return read_text(request.form, "donor_address", most=300) or ""


def _appeal() -> MobilizationId | None:
    if not request.form.get("mobilization_id"):
        return None
    return MobilizationId(read_id(request.form, "mobilization_id"))


def _read_aid(fund_id: FundId) -> DirectAid:
    typed = request.form.get("amount_dong", "").strip()
    goods = _goods()
    return DirectAid(
        mobilization_id=MobilizationId(read_id(request.form, "mobilization_id")),
        amount_dong=0
        if goods is not None and not typed
        else read_amount(request.form, "amount_dong"),
        goods=goods,
        effective_on=read_day(request.form),
        decision_number=read_decision_number(request.form),
        document_sha256=attached(fund_id),
    )


def _goods() -> Goods | None:
    """Return the goods that were given, if any were; raise `InvalidRequest` for half of them."""
    names = ("goods_item", "goods_quantity", "goods_unit")
    if not any(request.form.get(name, "").strip() for name in names):
        return None
    item = read_required_text(request.form, "goods_item", gettext("Ghi tên hiện vật."))
    milli = read_milli(request.form, "goods_quantity")
    missing = gettext("Ghi đơn vị tính, ví dụ: quyển, kg.")
    unit = read_required_text(request.form, "goods_unit", missing, most=_UNIT_MAX)
    return Goods(item=item, quantity_milli=milli, unit=unit)


def _appeals(fund_id: FundId) -> list[Option]:
    with look() as reading:
        found = mobilizations.of_fund(reading, fund_id)
    return [Option(each.mobilization_id, each.name) for each in found]


def _pledge_page(
    fund_id: FundId,
    association_id: AssociationId,
    form: Filled,
    *,
    asks: known_donors.Unclear | None = None,
) -> str:
    appeals = _appeals(fund_id)
    with look() as reading:
        offered = known_donors.offered(reading, association_id, form.values, asks=asks)
    for_what = Field(
        "select",
        "mobilization_id",
        gettext("Cuộc vận động"),
        options=appeals,
        empty=gettext("Không thuộc cuộc vận động nào"),
    )
    shown = ControlForm(
        title=gettext("Ghi đăng ký ủng hộ"),
        about=gettext("Lời hứa chưa phải là tiền: số dư chỉ tăng khi khoản ủng hộ đến quỹ."),
        fields=(
            Field("amount", "amount_dong", gettext("Số tiền đăng ký")),
            Field(
                "donor",
                "donor_name",
                gettext("Họ và tên hoặc tên đơn vị"),
                gettext("Để trống nếu nhà hảo tâm không muốn cho biết."),
                required=False,
            ),
            Field("text", "donor_address", gettext("Địa chỉ"), required=False, most=300),
            Field(
                "check",
                "named",
                gettext("Đồng ý công khai tên"),
                gettext("Không đánh dấu thì trang công khai không nêu tên."),
            ),
            *([for_what] if appeals else []),
            Field("day", "effective_on", gettext("Ngày đăng ký")),
            Field("any_day", "due_on", gettext("Hẹn ủng hộ đến ngày"), gettext("Nếu có hẹn.")),
        ),
        submit=gettext("Ghi đăng ký"),
    )
    href = url_for("pages.promising.pledge", fund_id=fund_id)
    return control_page(fund_id, shown, form, href, offered=offered)


def _withdrawal_page(fund_id: FundId, pledge_id: PledgeId, form: Filled) -> str:
    with look() as reading:
        waiting = one_outstanding(reading, fund_id, pledge_id)
    shown = ControlForm(
        title=gettext("Rút đăng ký ủng hộ"),
        about=gettext("Phần đã nhận không thay đổi. Đăng ký vẫn còn trong sổ, ghi là đã rút."),
        facts=[(gettext("Còn chờ"), waiting["name"])],
        fields=(Field("day", "effective_on", gettext("Ngày")),),
        submit=gettext("Ghi đã rút"),
    )
    href = url_for("pages.promising.withdrawal", fund_id=fund_id, pledge_id=pledge_id)
    return control_page(fund_id, shown, form, href)


def _aid_page(fund_id: FundId, form: Filled) -> str:
    appeals = _appeals(fund_id)
    shown = ControlForm(
        title=gettext("Ghi khoản trao trực tiếp"),
        about=gettext(
            "Của nhà hảo tâm trao thẳng cho người nhận, không qua quỹ: "
            "chỉ tính vào kết quả vận động."
        ),
        fields=(
            Field(
                "select",
                "mobilization_id",
                gettext("Cuộc vận động"),
                options=appeals,
                empty=None if appeals else gettext("Quỹ chưa có cuộc vận động nào."),
            ),
            Field(
                "amount",
                "amount_dong",
                gettext("Số tiền hoặc trị giá"),
                gettext("Hiện vật không định giá được thì để trống."),
                required=False,
            ),
            Field(
                "text",
                "goods_item",
                gettext("Tên hiện vật"),
                gettext("Nếu trao hiện vật."),
                required=False,
            ),
            Field("text", "goods_quantity", gettext("Số lượng"), required=False, most=20),
            Field("text", "goods_unit", gettext("Đơn vị tính"), required=False, most=_UNIT_MAX),
            Field("day", "effective_on", gettext("Ngày trao")),
            decision_field(),
            DOCUMENT,
        ),
        submit=gettext("Ghi vào sổ"),
    )
    return control_page(fund_id, shown, form, url_for("pages.promising.aid", fund_id=fund_id))
