"""Forms that move, count and close: a few fields each, read into what the ledger is asked for."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from flask import render_template, url_for
from flask_babel import gettext

from api.errors import InvalidRequest
from api.operations.fields import Text
from api.pages.book.forms import Filled
from api.pages.links import fund_link
from api.pages.presentation import refusals
from api.pages.presentation.formatting import read_dong
from api.pages.reading import look, today
from ledger.values import AccountId, AccountKind, FundId
from projections import funds
from projections.funds import Account


class Option(NamedTuple):
    """Something to choose in a field; a purpose without a name is the general one."""

    id: object
    name: str | None


class Field(NamedTuple):
    """A field of a form; its `kind` is one of those that the template knows.

    A `day` is today or before, `any_day` may lie ahead or be left out. `empty` is the choice of
    nothing in a select; a text has so many characters at the most; `lines` are groups of
    recipients, as `given_lines` has them.
    """

    kind: str
    name: str
    label: str
    hint: str | None = None
    options: Sequence[Option] = ()
    required: bool = True
    empty: str | None = None
    most: int = 200


DOCUMENT = Field("document", "document", "")
"""A scan to attach; see `api.pages.book.attaching`."""


class ControlForm(NamedTuple):
    """What a form asks for; `facts` are what it is about: pairs of a label and a text."""

    title: str
    about: str
    fields: Sequence[Field]
    submit: str
    facts: Sequence[tuple[str, str]] = ()


def control_page(fund_id: FundId, shown: ControlForm, form: Filled, action_href: str) -> str:
    """Show a form of a fund, empty or as it was refused."""
    with look() as reading:
        whose = fund_link(funds.fund(reading, fund_id))
    cancel_href = url_for("pages.keeping.show", fund_id=fund_id)
    return form_page(whose, shown, form, action_href, cancel_href)


def form_page(
    whose: Mapping[str, str],
    shown: ControlForm,
    form: Filled,
    action_href: str,
    cancel_href: str,
    **more: object,
) -> str:
    """Show a form of a fund or an association, named and linked in `whose`."""
    return render_template(
        "book/control_form.html",
        whose=whose,
        form=shown,
        today=today(),
        action_href=action_href,
        cancel_href=cancel_href,
        **more,
        command_id=form.command_id,
        values=form.values,
        errors=form.refusal.errors,
        problem=form.refusal.problem,
    )


def accounts_of(fund_id: FundId, *kinds: AccountKind) -> list[Option]:
    """Return a fund's accounts of some kinds, or of all, to choose from."""
    with look() as reading:
        found = funds.accounts(reading, fund_id)
    return [_option(each) for each in found if not kinds or each.kind in kinds]


def purposes_of(fund_id: FundId) -> list[Option]:
    """Return the purposes of a fund to choose from, the general one first."""
    with look() as reading:
        found = funds.purposes(reading, fund_id)
    return [Option("general", None), *(Option(each.purpose, each.name) for each in found)]


def read_amount(form: Mapping[str, str], name: str) -> int:
    """Return an amount of đồng in a field, or raise `InvalidRequest`."""
    try:
        return read_dong(form.get(name, ""))
    except ValueError:
        raise InvalidRequest({name: refusals.sentence("bad_amount")}) from None


def read_text(form: Mapping[str, str], name: str, *, most: int = 200) -> str | None:
    """Return a text on one line, or None where nothing was typed; raise `InvalidRequest`."""
    typed = form.get(name, "").strip()
    if not typed:
        return None
    text = Text(most=most).read(typed)
    if text is None:
        told = gettext("Ghi trên một dòng, không quá %(most)s chữ.", most=most)
        raise InvalidRequest({name: told})
    return text


def read_required_text(form: Mapping[str, str], name: str, missing: str, *, most: int = 200) -> str:
    """Return a text that must be there; raise `InvalidRequest`, with `missing` where it is not."""
    text = read_text(form, name, most=most)
    if text is None:
        raise InvalidRequest({name: missing})
    return text


def read_account(form: Mapping[str, str], name: str = "account_id") -> AccountId:
    """Return the account chosen in a field, or raise `InvalidRequest`."""
    return AccountId(read_id(form, name))


def read_id(form: Mapping[str, str], name: str) -> UUID:
    """Return the id chosen in a field, or raise `InvalidRequest`."""
    try:
        return UUID(form.get(name, ""))
    except ValueError:
        raise InvalidRequest({name: gettext("Chọn một mục trong danh sách.")}) from None


def _option(account: Account) -> Option:
    return Option(account.account_id, account.name)
