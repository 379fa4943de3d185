"""Forms that move, count and close: a few fields each, read into what the ledger is asked for."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from flask import render_template
from flask_babel import gettext

from api.pages.book.fields import NUMBER_MAX
from api.pages.book.forms import Filled, told_at
from api.pages.links import fund_link, keeping_href
from api.pages.reading import as_of, look, today
from ledger.values import AccountKind, FundId
from projections import funds
from projections.funds import Account


class Option(NamedTuple):
    """Something to choose in a field; a purpose without a name is the general one."""

    id: object
    name: str | None


class Field(NamedTuple):
    """A field of a form; its `kind` is one of those that the template knows.

    A `day` is today or before, `any_day` may lie ahead or be left out. `empty` is the choice of
    nothing in a select; a text has so many characters at the most; `checks` are boxes, whose
    options are inputs; `lines` are groups of recipients, as `given_lines` has them; a `donor` is a
    name, and whoever is registered by it, as `receiving.known_donors` has them.
    """

    kind: str
    name: str
    label: str
    hint: str | None = None
    options: Sequence[Option] = ()
    required: bool = True
    empty: str | None = None
    most: int = 200


LINE = "line-"
"""How the inputs of a line begin, of the groups of recipients."""

DOCUMENT = Field("document", "document", "")
"""A scan to attach; see `api.pages.book.attaching`."""


class ControlForm(NamedTuple):
    """What a form asks for; `facts` are what it is about: pairs of a label and a text."""

    title: str
    about: str
    fields: Sequence[Field]
    submit: str
    facts: Sequence[tuple[str, str]] = ()


def decision_field(label: str | None = None) -> Field:
    """Return the field of the number that a decision or minutes have; it may be left out."""
    told = gettext("Số quyết định hoặc biên bản") if label is None else label
    return Field("text", "decision_number", told, required=False, most=NUMBER_MAX)


def control_page(
    fund_id: FundId, shown: ControlForm, form: Filled, action_href: str, **more: object
) -> str:
    """Show a form of a fund, empty or as it was refused."""
    with look() as reading:
        whose = fund_link(funds.fund(reading, fund_id))
    cancel_href = keeping_href(fund_id)
    return form_page(whose, shown, form, action_href, cancel_href, **more)


def form_page(
    whose: Mapping[str, str],
    shown: ControlForm,
    form: Filled,
    action_href: str,
    cancel_href: str,
    **more: object,
) -> str:
    """Show a form of a fund or an association, named and linked in `whose`.

    What was refused of something that this form does not ask for is told of the whole.
    """
    names = {each.name for each in shown.fields}
    names |= {name for name in form.refusal.errors if name.startswith(LINE)}
    refusal = told_at(form.refusal, names)
    with look() as reading:
        known = as_of(reading)
    return render_template(
        "book/control_form.html",
        whose=whose,
        form=shown,
        as_of=known,
        today=today(),
        action_href=action_href,
        cancel_href=cancel_href,
        **more,
        command_id=form.command_id,
        values=form.values,
        errors=refusal.errors,
        problem=refusal.problem,
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


def _option(account: Account) -> Option:
    return Option(account.account_id, account.name)
