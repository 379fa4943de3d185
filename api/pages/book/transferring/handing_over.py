"""Handing a fund over by a form: where the money of each account goes, for each heir."""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import NamedTuple

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from uuid_utils.compat import uuid7

from api.errors import InvalidRequest
from api.pages.book.attaching import attached
from api.pages.book.control_form import DOCUMENT, ControlForm, Field, Option, control_page
from api.pages.book.fields import read_day, read_required_text
from api.pages.book.forms import Filled, record_or_show, staff_blueprint, todays_form
from api.pages.reading import look
from api.pages.visitors import remember_written, require
from api.services import ledger
from ledger.access import Action
from ledger.fund.handing_over.handovers import Handover, Heir
from ledger.recording.commands import Command, Receipt
from ledger.values import AccountId, AssociationId, FundId, HandoverId
from projections import funds
from projections.associations import associations
from projections.funds import Account, Fund

handing_over = staff_blueprint("handing_over")

_ROUTE = "/funds/<uuid:fund_id>/handover"
_GOES_ON = "same"
"""Chosen for an account that goes on as it is in the heir's book."""

_FIELDS = {
    "heirs": "heirs",
    "effective_on": "effective_on",
    "decision_number": "decision_number",
    "document_sha256": "document",
}


class Successor(NamedTuple):
    """An association that takes over, its share in percent, and its funds with their accounts."""

    association_id: AssociationId
    name: str
    percent: str
    funds: dict[FundId, tuple[Fund, tuple[Account, ...]]]


@handing_over.get(_ROUTE)
def show(fund_id: FundId) -> str:
    """Show the form that hands a fund over."""
    require(Action.TRANSFER, fund_id)
    return _page(fund_id, todays_form())


@handing_over.post(_ROUTE)
def record(fund_id: FundId) -> ResponseReturnValue:
    """Hand a fund over, and lead to its public page, which says where it went."""
    person, _ = require(Action.TRANSFER, fund_id)

    def hand_over(command: Command) -> Receipt:
        handover = Handover(
            handover_id=HandoverId(uuid7()),
            heirs=tuple(_heirs(fund_id, request.form)),
            effective_on=read_day(request.form),
            decision_number=read_required_text(
                request.form, "decision_number", gettext("Ghi số biên bản bàn giao."), most=100
            ),
            document_sha256=attached(fund_id),
        )
        return ledger().hand_over_fund(command, fund_id, handover)

    return record_or_show(
        person,
        hand_over,
        done=partial(_handed_over, fund_id),
        refused=partial(_page, fund_id),
        fields=_FIELDS,
    )


def _handed_over(fund_id: FundId, receipt: Receipt) -> ResponseReturnValue:
    remember_written(receipt.position)
    return redirect(url_for("pages.public.fund", fund_id=fund_id), 303)


def _heirs(fund_id: FundId, form: Mapping[str, str]) -> Iterator[Heir]:
    """Read who takes over: of each successor the one fund that its accounts belong to.

    A successor for whom no account is chosen takes over with its only fund. Raises
    `InvalidRequest` where accounts of two funds are chosen for one.
    """
    accounts = _accounts(fund_id)
    for successor in _successors(fund_id):
        chosen: dict[FundId, dict[AccountId, AccountId]] = {}
        for account in accounts:
            name = _name(successor, account)
            if value := form.get(name):
                heir_id, new = _read_way(name, value, successor, account)
                chosen.setdefault(heir_id, {})[account.account_id] = new
        if not chosen and len(successor.funds) == 1:
            chosen = {next(iter(successor.funds)): {}}
        if len(chosen) != 1:
            raise InvalidRequest({"heirs": gettext("Chọn tài khoản của đúng một quỹ cho mỗi hội.")})
        [(heir_id, ways)] = chosen.items()
        yield Heir(fund_id=heir_id, accounts=ways)


def _read_way(
    name: str, value: str, successor: Successor, account: Account
) -> tuple[FundId, AccountId]:
    for heir_id, (_, accounts) in successor.funds.items():
        if value == f"{heir_id}/{_GOES_ON}":
            return heir_id, account.account_id
        for each in accounts:
            if value == f"{heir_id}/{each.account_id}":
                return heir_id, each.account_id
    raise InvalidRequest({name: gettext("Chọn một mục trong danh sách.")})


def _successors(fund_id: FundId) -> list[Successor]:
    shares = ledger().heirs_of(fund_id)
    with look() as reading:
        return [
            Successor(
                association_id,
                associations.association(reading, association_id).name,
                f"{float(share * 100):.4g}".replace(".", ","),
                {
                    fund.fund_id: (fund, funds.accounts(reading, fund.fund_id))
                    for fund in funds.of_association(reading, association_id)
                    if fund.ended_on is None
                },
            )
            for association_id, share in shares.items()
        ]


def _accounts(fund_id: FundId) -> tuple[Account, ...]:
    with look() as reading:
        return funds.accounts(reading, fund_id)


def _name(successor: Successor, account: Account) -> str:
    return f"way-{successor.association_id}-{account.account_id}"


def _page(fund_id: FundId, form: Filled) -> str:
    successors = _successors(fund_id)
    shown = ControlForm(
        title=gettext("Bàn giao quỹ"),
        about=gettext(
            "Toàn bộ tiền, hiện vật, cam kết và khoản đã duyệt chuyển sang quỹ kế thừa theo "
            "biên bản. Sau đó sổ này không ghi thêm được nữa."
        ),
        facts=[(each.name, f"{each.percent} %") for each in successors],
        fields=(
            *(
                Field(
                    "select",
                    _name(successor, account),
                    f"{account.name} → {successor.name}",
                    options=_options(successor),
                    required=False,
                    empty=gettext("Không chuyển"),
                )
                for account in _accounts(fund_id)
                for successor in successors
            ),
            Field("text", "decision_number", gettext("Số biên bản bàn giao"), most=100),
            Field("day", "effective_on", gettext("Ngày bàn giao")),
            DOCUMENT,
        ),
        submit=gettext("Bàn giao"),
    )
    href = url_for("pages.handing_over.show", fund_id=fund_id)
    return control_page(fund_id, shown, form, href)


def _options(successor: Successor) -> list[Option]:
    options = []
    for heir_id, (fund, accounts) in successor.funds.items():
        goes_on = gettext("Tiếp tục dùng tài khoản này ở %(fund)s", fund=fund.name)
        options.append(Option(f"{heir_id}/{_GOES_ON}", goes_on))
        options += [
            Option(f"{heir_id}/{each.account_id}", f"{fund.name}: {each.name}") for each in accounts
        ]
    return options
