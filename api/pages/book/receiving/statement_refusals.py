"""Why a statement could not be taken, told beside its file: columns it lacks, a line of it."""

from collections.abc import Iterable, Mapping, Sequence

from flask import request
from flask_babel import gettext

from api.pages.book.forms import Filled, refused_form
from api.statements.errors import (
    AmbiguousColumns,
    MissingColumns,
    StatementError,
    UnknownLayout,
)
from api.statements.layout import FIELDS, Layout, layouts_of
from ledger.errors import LedgerError
from ledger.values import FundId
from projections import funds
from projections.funds import Account
from projections.views import Reading

FILE = "statement"
"""The field of the file."""

_FIELDS = {
    "file": FILE,
    "body": FILE,
    "layout": "account_id",
    "account_id": "account_id",
    "mobilization_id": "mobilization_id",
}


def refused_statement(error: LedgerError, own: Sequence[Layout] = ()) -> Filled:
    """Return the form with why it was refused; `own` are the layouts of the account's bank.

    What is wrong with a file is told at its field, if the form has one. Columns are named as the
    layouts do, with every other name that they may have.
    """
    form = refused_form(error, _FIELDS)
    told = form.refusal.problem
    if told is None:
        return form
    if isinstance(error, MissingColumns | AmbiguousColumns):
        columns = ", ".join(_called(name, own) for name in error.fields)
        which = gettext("Các cột đó: %(columns)s.", columns=columns)
        told = f"{told} {which}"
    line = error.limits.get("line")
    if line is not None:
        where = gettext("Dòng %(line)s.", line=line)
        told = f"{told} {where}"
    of_the_file = FILE in request.files and (isinstance(error, StatementError) or line is not None)
    refusal = form.refusal
    if of_the_file:
        refusal = refusal._replace(errors={FILE: told}, problem=None)
    else:
        refusal = refusal._replace(problem=told)
    return form._replace(refusal=refusal)


def layouts_chosen(reading: Reading, fund_id: FundId, form: Mapping[str, str]) -> Sequence[Layout]:
    """Return the layouts of the bank of the account that a form names, none if it names none."""
    chosen = form.get("account_id", "")
    accounts: Iterable[Account] = funds.accounts(reading, fund_id)
    for account in accounts:
        if str(account.account_id) == chosen:
            try:
                return layouts_of(account.bank_bin)
            except UnknownLayout:
                return ()
    return ()


def _called(name: str, own: Sequence[Layout]) -> str:
    """Return all names of a column that a layout calls first by this one."""
    for layout in own:
        for field in FIELDS:
            names = layout.columns.of(field)
            if names and names[0] == name:
                return f"{name} ({' / '.join(names[1:])})" if names[1:] else name
    return name
