"""Bank statements, as they come in: a file with what it is of, and what is decided of its rows."""

from collections.abc import Callable
from typing import Any, ClassVar

from marshmallow import ValidationError, fields, validates_schema

from api.operations.fields import Choice, Flag, Identifier, Several, Text, UploadedFile, Whole
from api.operations.queries import PageAsked, PageQuery
from api.operations.schema import In, either, way
from api.statements.decisions import Decision, is_selective
from api.statements.proposals.kinds import Kind, Why
from api.statements.trust import Trust
from ledger.store.vault.media_types import MediaType

DECISIONS_MAX = 1_000
LINES_NAMED_MAX = 10_000
LINES_MAX = 1_000_000_000


class StatementIn(In):
    """A statement as the bank gave it, and the account it is of.

    Without `layout` it is recognised by its header. `mobilization_id` is the appeal of gifts whose
    memos carry no code. What is refused as `other_account` or `swapped_dates` is taken if the
    person who sends it says that its `account` or its `dates` are right, or `all`.
    """

    file = UploadedFile(required=True, media_types=(MediaType.CSV, MediaType.XLSX))
    account_id = Identifier(required=True)
    layout = Text(most=40, pattern="[a-z0-9-]{1,40}")
    mobilization_id = Identifier()
    trust = Choice(Trust)


class RowDecisionIn(In):
    """What some rows are decided to be: those of `lines`, or all that the rest of it is true of.

    The first decision that fits a row counts. Without `kind` it is as it was proposed. A row
    without amount is recorded only if its line is named.
    """

    makes: ClassVar[Callable[..., Any]] = Decision

    together = either(
        way(lines="array", without=["proposed", "why", "memo_contains"]), way(without=["lines"])
    )

    lines = Several(Whole(most=LINES_MAX), least=1, most=LINES_NAMED_MAX)
    proposed = Choice(Kind)
    why = Choice(Why)
    memo_contains = Text(most=100)
    kind = Choice(Kind)
    mobilization_id = Identifier()
    donor_id = Identifier()
    pledge_id = Identifier()
    transfer_id = Identifier()
    account_id = Identifier()
    disbursement_id = Identifier()
    payment = Whole(most=LINES_MAX)
    awards = Whole(most=LINES_MAX)
    list_lines = Several(Whole(most=LINES_MAX), most=LINES_NAMED_MAX)
    entry = Whole(most=LINES_MAX)

    @validates_schema
    def _check_selector(self, data: dict[str, Any], **_: object) -> None:
        if "lines" in data and {"proposed", "why", "memo_contains"} & data.keys():
            message = "Must stand without a rule."
            raise ValidationError(message, "lines")
        if not is_selective(data.get("memo_contains", "any")):
            message = "Must have a letter or a digit."
            raise ValidationError(message, "memo_contains")


class ConfirmationIn(In):
    """What is decided of the rows of a statement; of the others it is as proposed.

    With `decided_only` the others are not recorded.
    """

    decisions = Several(fields.Nested(RowDecisionIn), most=DECISIONS_MAX, load_default=())
    decided_only = Flag(load_default=False)


class StatementRowsAsked(PageAsked, frozen=True, kw_only=True):
    """Which rows of a statement."""

    proposed: Kind | None = None
    why: Why | None = None


class StatementRowsQuery(PageQuery):
    """A page of a statement's rows, perhaps only those proposed as one kind, or for one reason."""

    makes = StatementRowsAsked

    proposed = Choice(Kind)
    why = Choice(Why)
