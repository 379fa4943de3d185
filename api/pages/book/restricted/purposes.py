"""Purposes of a fund for those who keep its book: what is left of each, and defining one."""

from collections.abc import Mapping
from enum import StrEnum
from functools import partial
from typing import TypeVar

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from uuid_utils.compat import uuid7

from api.pages.book.control_form import ControlForm, Field, Option, form_page
from api.pages.book.fields import read_day, read_maybe_day, read_required_text, read_text
from api.pages.book.forms import Filled, led_to, record_in_fund, staff_blueprint, todays_form
from api.pages.links import fund_link, keeping_href
from api.pages.presentation import code_names
from api.pages.reading import as_of, look, today
from api.pages.visitors import require
from api.services import ledger
from ledger.access import Action
from ledger.events.fund.opening import Restriction
from ledger.fund.opening import NewPurpose
from ledger.recording.commands import Command, Receipt
from ledger.values import Category, DisbursementClass, FundId, PurposeId
from projections import funds
from projections.restricted import purposes
from projections.restricted.purposes import PurposeState

E = TypeVar("E", bound=StrEnum)

purpose_pages = staff_blueprint("purposes")

_ALL = "/funds/<uuid:fund_id>/purposes"
_FIELDS = {"name": "name", "effective_on": "effective_on"} | {
    f"restriction.{name}": name for name in ("programme", "place", "expires_on")
}


@purpose_pages.get(_ALL)
def show_all(fund_id: FundId) -> str:
    """Show what a fund's money may be spent on, for whom and where too, and what is left of it."""
    person, association_id = require(Action.READ, fund_id)
    may_define = person.may(Action.SET_UP_FUND, association_id)
    with look() as reading:
        found = purposes.of_fund(reading, fund_id, today=today(), entitled=True).items
        return render_template(
            "book/restricted/purposes.html",
            fund=fund_link(funds.fund(reading, fund_id)),
            as_of=as_of(reading),
            purposes=[_line(each) for each in found],
            own_dong=sum(each.held_dong for each in found),
            define_href=url_for("pages.purposes.new", fund_id=fund_id) if may_define else None,
            keeping_href=keeping_href(fund_id),
        )


@purpose_pages.get(f"{_ALL}/new")
def new(fund_id: FundId) -> str:
    """Show the form that defines a purpose."""
    require(Action.SET_UP_FUND, fund_id)
    return _define_page(fund_id, todays_form())


@purpose_pages.post(f"{_ALL}/new")
def define(fund_id: FundId) -> ResponseReturnValue:
    """Define a purpose, and what its money may be spent on."""

    def record(command: Command) -> Receipt:
        return ledger().define_purpose(command, fund_id, _read(request.form))

    here = url_for("pages.purposes.show_all", fund_id=fund_id)
    return record_in_fund(
        Action.SET_UP_FUND,
        fund_id,
        record,
        done=partial(led_to, here, gettext("Đã lập mục đích riêng.")),
        refused=partial(_define_page, fund_id),
        fields=_FIELDS,
    )


def _read(form: Mapping[str, str]) -> NewPurpose:
    """Return the purpose a form tells of; raise `InvalidRequest`."""
    return NewPurpose(
        purpose=PurposeId(str(uuid7())),
        name=read_required_text(form, "name", gettext("Ghi tên mục đích.")),
        restriction=Restriction(
            programme=read_text(form, "programme"),
            classes=_ticked(form, DisbursementClass),
            categories=_ticked(form, Category),
            place=read_text(form, "place"),
            expires_on=read_maybe_day(form, "expires_on"),
            names_recipients="names_recipients" in form,
        ),
        effective_on=read_day(form),
    )


def _ticked(form: Mapping[str, str], codes: type[E]) -> tuple[E, ...]:
    return tuple(each for each in codes if _box(each) in form)


def _box(code: StrEnum) -> str:
    return f"only-{code.value}"


def _line(each: PurposeState) -> dict[str, object]:
    return {
        "name": each.name,
        "amount_dong": each.held_dong,
        "committed_dong": each.committed_dong,
        "restriction": each.restriction,
        "expired": each.expired,
    }


def _define_page(fund_id: FundId, form: Filled) -> str:
    with look() as reading:
        whose = fund_link(funds.fund(reading, fund_id))
    classes = [Option(_box(each), code_names.spending(each)) for each in DisbursementClass]
    categories = [Option(_box(each), code_names.categories([each])) for each in Category]
    private = gettext("Không hiện công khai. Không đánh dấu thì chi cho ai cũng được.")
    alike = gettext("Khoản chi phải ghi đúng như thế. Để trống thì không bắt buộc.")
    shown = ControlForm(
        title=gettext("Lập mục đích riêng"),
        about=gettext(
            "Tiền ủng hộ cho mục đích này chỉ chi được đúng như ghi ở đây. Lập rồi thì không sửa,"
            " không xóa được; muốn dùng vào việc khác phải có nhà hảo tâm đồng ý."
        ),
        fields=(
            Field(
                "text",
                "name",
                gettext("Tên mục đích"),
                gettext("Ai cũng xem được: không ghi tên người nhận."),
            ),
            Field("day", "effective_on", gettext("Nhận từ ngày")),
            Field(
                "checks",
                "classes",
                gettext("Chỉ để"),
                gettext("Không đánh dấu thì loại chi nào cũng được."),
                options=classes,
            ),
            Field("text", "programme", gettext("Chương trình"), alike, required=False),
            Field("checks", "categories", gettext("Chỉ cho"), private, options=categories),
            Field(
                "text",
                "place",
                gettext("Nơi nhận"),
                gettext("Không hiện công khai.") + " " + alike,
                required=False,
            ),
            Field(
                "any_day",
                "expires_on",
                gettext("Dùng đến hết ngày"),
                gettext("Để trống nếu không hạn."),
            ),
            Field(
                "check",
                "names_recipients",
                gettext("Nhà hảo tâm đã chỉ định người nhận và số tiền"),
                gettext("Tiền này không tính vào mức được chi quản lý quỹ."),
                required=False,
            ),
        ),
        submit=gettext("Lập mục đích riêng"),
    )
    cancel_href = url_for("pages.purposes.show_all", fund_id=fund_id)
    return form_page(whose, shown, form, request.path, cancel_href)
