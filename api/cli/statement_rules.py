"""What a person decides about the rows of a statement, as it is typed: `memo:tra lai=interest`."""

from uuid import UUID

import click

from api.statements.decisions import NEEDS, Decision, is_selective
from api.statements.proposals.kinds import Kind
from ledger.values import (
    AccountId,
    DisbursementId,
    MobilizationId,
    PledgeId,
    TransferId,
)

AS_PROPOSED = "as_proposed"

_ID_OF = {
    Kind.DONATION: ("mobilization_id", MobilizationId),
    Kind.PLEDGE: ("pledge_id", PledgeId),
    Kind.TRANSFER: ("transfer_id", TransferId),
    Kind.MOVE: ("account_id", AccountId),
    Kind.PAYMENT: ("disbursement_id", DisbursementId),
}


class DecisionType(click.ParamType[Decision]):
    """A decision: which rows, `=`, what they are, and perhaps `:` and the id of what it is of."""

    name = "decision"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> Decision:
        """Read a decision as it was typed."""
        if isinstance(value, Decision):
            return value
        rows, equals, what = str(value).rpartition("=")
        if not equals:
            self.fail("Write ROWS=KIND, such as proposed:fee=waiting.", param, ctx)
        try:
            return _decision(rows, what)
        except ValueError as error:
            self.fail(str(error), param, ctx)


def _decision(rows: str, what: str) -> Decision:
    name, _, of = what.partition(":")
    kind = None if name == AS_PROPOSED else _kind(name)
    ids: dict[str, UUID | int] = {}
    if of and kind is Kind.MATCHED:
        (ids["entry"],) = _lines(of)
    elif of:
        if kind not in _ID_OF:
            message = f"{name} takes no id."
            raise ValueError(message)
        assert kind is not None
        field, id_of = _ID_OF[kind]
        ids[field] = id_of(_uuid(of))
    selector, _, told = rows.partition(":")
    match selector:
        case "line":
            return Decision(kind=kind, lines=_lines(told), **ids)  # type: ignore[arg-type]
        case "proposed":
            return Decision(kind=kind, proposed=_kind(told), **ids)  # type: ignore[arg-type]
        case "memo" if is_selective(told):
            return Decision(kind=kind, memo_contains=told, **ids)  # type: ignore[arg-type]
        case "all":
            return Decision(kind=kind, **ids)  # type: ignore[arg-type]
    message = "ROWS are line:12,13 or proposed:KIND or memo:WORDS or all."
    raise ValueError(message)


def _kind(name: str) -> Kind:
    try:
        return Kind(name)
    except ValueError:
        message = f"KIND is one of: {', '.join(Kind)}, {AS_PROPOSED}."
        raise ValueError(message) from None


def _lines(told: str) -> tuple[int, ...]:
    lines = [each.strip() for each in told.split(",")]
    if not all(each.isascii() and each.isdecimal() and len(each) < 10 for each in lines):  # noqa: PLR2004
        message = "Lines are numbers with commas between."
        raise ValueError(message)
    return tuple(map(int, lines))


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        message = f"{text!r} is no id."
        raise ValueError(message) from None


HELP = (
    "Decide on rows: ROWS=KIND[:ID]; may be repeated, and the first that fits a row counts. ROWS"
    " are line:12,13 or proposed:KIND or memo:WORDS or all; KIND is "
    f"{', '.join(Kind)} or {AS_PROPOSED}. Needing an ID, unless so proposed: "
    f"{', '.join(NEEDS)}."
)
