"""Giving goods out of the stock by a form (xuất kho)."""

from decimal import Decimal
from functools import partial
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from msgspec.structs import asdict

from api.errors import InvalidRequest
from api.operations.bodies import load
from api.pages.book.attaching import attached
from api.pages.book.fields import NO_QUANTITY, read_day, read_milli
from api.pages.book.forms import Filled, record_in_fund, staff_blueprint, todays_form
from api.pages.entry_lines import MILLI
from api.pages.links import fund_link
from api.pages.presentation import formatting
from api.pages.presentation.language import language
from api.pages.presentation.refusals import N_
from api.pages.reading import look, today
from api.pages.visitors import require
from api.services import ledger
from api.v1.schemas.goods import GoodsIssueIn
from ledger.access import Action
from ledger.fund.spending.issuing import Issue
from ledger.values import Category, DisbursementClass, FundId
from projections import balances, funds
from projections.balances import Stock

goods_issues = staff_blueprint("goods_issues")

_RULE = "/funds/<uuid:fund_id>/goods-issues/new"
_CLASSES = (DisbursementClass.SUPPORT, DisbursementClass.SCHOLARSHIP, DisbursementClass.AWARD)
_FIELDS = {
    "goods": "stock",
    "purpose": "stock",
    "goods.quantity_milli": "quantity",
    "amount_dong": "quantity",
    "disbursement_class": "disbursement_class",
    "programme": "programme",
    "awards": "awards",
    "instances": "instances",
    "categories": "categories",
    "place": "place",
    "effective_on": "effective_on",
    "document_sha256": "document",
}
_WRONG = {
    "stock": N_("Chọn hiện vật."),
    "quantity": NO_QUANTITY,
    "programme": N_("Ghi chương trình."),
    "awards": N_("Ghi số phần quà, từ 1 trở lên."),
    "instances": N_("Ghi số lượt người nhận, hoặc để trống."),
}
_MISSING = N_("Có chỗ chưa điền hoặc điền chưa đúng.")


@goods_issues.get(_RULE)
def new(fund_id: FundId) -> str:
    """Show the form, made out for today."""
    require(Action.PAY, fund_id)
    return _page(fund_id, todays_form(awards="1"))


@goods_issues.post(_RULE)
def issue(fund_id: FundId) -> ResponseReturnValue:
    """Record that goods were given out; a refused form keeps what was typed."""
    return record_in_fund(
        Action.PAY,
        fund_id,
        lambda command: ledger().issue_goods(command, fund_id, _read(fund_id)),
        refused=partial(_page, fund_id),
        fields=_FIELDS,
    )


def _read(fund_id: FundId) -> Issue:
    """Return what the form asks for; raise `InvalidRequest` with a sentence for each field."""
    form = request.form
    held = {_key(each): each for each in _stock(fund_id)}.get(form.get("stock", ""))
    unit, _, item = ("", "", "") if held is None else held.commodity.partition(" ")
    wrong: dict[str, str] = {}
    milli = 0
    try:
        milli = read_milli(form, "quantity")
    except InvalidRequest as error:
        wrong = error.messages
    members = {
        "disbursement_class": form.get("disbursement_class"),
        "programme": form.get("programme"),
        "purpose": None if held is None else held.purpose,
        "goods": {"item": item, "unit": unit, "quantity_milli": milli},
        "awards": _count(form.get("awards", "")),
        "instances": _count(form.get("instances", "")),
        "categories": form.getlist("categories"),
        "place": form.get("place", "").strip() or None,
        "effective_on": read_day(form).isoformat(),
        "document_sha256": attached(fund_id),
    }
    try:
        asked = load(GoodsIssueIn(), members)
    except InvalidRequest as error:
        fields = {_FIELDS.get(part, "stock") for part in error.messages}
        told = {each: gettext(_WRONG.get(each, _MISSING)) for each in fields}
        raise InvalidRequest(told | wrong) from None
    assert isinstance(asked, Issue)
    return asked


def _stock(fund_id: FundId) -> list[Stock]:
    with look() as reading:
        stock = balances.balance(reading, fund_id).stock
    return [each for each in stock if each.quantity_milli > 0]


def _key(held: Stock) -> str:
    return f"{held.purpose} {held.commodity}"


def _count(text: str) -> int | None:
    """Return a whole number, none of nothing; 0, which the schema refuses, for anything else."""
    text = text.strip()
    if not text:
        return None
    return int(text) if text.isascii() and text.isdigit() and len(text) <= len("10000000") else 0


def _page(fund_id: FundId, form: Filled) -> str:
    with look() as reading:
        fund = funds.fund(reading, fund_id)
        names = {each.purpose: each.name for each in funds.purposes(reading, fund_id)}
    return render_template(
        "book/spending/goods_issue_form.html",
        fund=fund_link(fund),
        stock=[_choice(each, names.get(each.purpose)) for each in _stock(fund_id)],
        classes=list(_CLASSES),
        categories=list(Category),
        chosen=request.form.getlist("categories"),
        action_href=url_for("pages.goods_issues.issue", fund_id=fund_id),
        cancel_href=url_for("pages.book.show"),
        command_id=form.command_id,
        today=today(),
        values=form.values,
        errors=form.refusal.errors,
        problem=form.refusal.problem,
    )


def _choice(held: Stock, purpose: str | None) -> dict[str, Any]:
    quantity = formatting.quantity(Decimal(held.quantity_milli) / MILLI, language())
    return {**asdict(held), "id": _key(held), "left": quantity, "purpose_name": purpose}
