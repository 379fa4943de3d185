"""What a treasurer may choose for a row of a statement, or for all rows proposed alike."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from uuid import UUID

import msgspec
from flask_babel import gettext

from api.errors import InvalidRequest
from api.statements.decisions import Decision
from api.statements.proposals.kinds import Kind, Why
from ledger.values import MobilizationId
from projections.receiving.mobilizations import Mobilization

ROW = "row."
RULE = "rule."
AS_PROPOSED = "as_proposed"
_LINE_DIGITS_MAX = 9

OF_CREDIT = (Kind.DONATION, Kind.INTEREST, Kind.UNALLOCATED, Kind.SKIP)
OF_DEBIT = (Kind.FEE, Kind.WAITING, Kind.SKIP)


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """Something to choose: its value in the form, a kind, and the appeal of a gift."""

    value: str
    kind: Kind
    appeal: str | None = None


def choices(appeals: Sequence[Mobilization], *, is_credit: bool) -> list[Choice]:
    """Return what can be chosen beside what is proposed."""
    if not is_credit:
        return [Choice(value=kind.value, kind=kind) for kind in OF_DEBIT]
    given = [
        Choice(
            value=f"{Kind.DONATION}:{each.mobilization_id}", kind=Kind.DONATION, appeal=each.name
        )
        for each in appeals
    ]
    plain = [Choice(value=kind.value, kind=kind) for kind in OF_CREDIT]
    return [plain[0], *given, *plain[1:]]


def open_appeals(appeals: Sequence[Mobilization], since: date | None) -> list[Mobilization]:
    """Return the appeals that took gifts on a day or after it."""
    return [
        each
        for each in appeals
        if since is None or (each.closed_on or each.ends_on or date.max) >= since
    ]


def row_choices(form: Mapping[str, str]) -> dict[int, str]:
    """Return what was chosen for the rows that stood on a page; "" where nothing was."""
    return {
        int(line): value
        for name, value in form.items()
        if name.startswith(ROW)
        and (line := name.removeprefix(ROW)).isascii()
        and line.isdecimal()
        and len(line) <= _LINE_DIGITS_MAX
    }


def chosen(draft: Sequence[Decision]) -> dict[int, str]:
    """Return what was chosen before, by the lines."""
    return {line: _value(each) for each in draft for line in each.lines}


def ruled(draft: Sequence[Decision]) -> dict[str, str]:
    """Return what was chosen before for rows proposed alike, by the names of their inputs."""
    return {
        f"{RULE}{each.proposed}.{each.why}": _value(each)
        for each in draft
        if each.proposed is not None and each.why is not None
    }


def row_decisions(values: Mapping[int, str]) -> list[Decision]:
    """Return the decisions on rows that were chosen; raise `InvalidRequest` for other choices."""
    return [
        msgspec.structs.replace(_decision(value, f"{ROW}{line}"), lines=(line,))
        for line, value in sorted(values.items())
        if value
    ]


def rules(form: Mapping[str, str]) -> Iterator[Decision]:
    """Yield the decisions on all rows proposed alike; raise `InvalidRequest` as above."""
    for name, value in form.items():
        kind, _, why = name.removeprefix(RULE).partition(".")
        if name.startswith(RULE) and value:
            if kind not in set(Kind) or why not in set(Why):
                raise InvalidRequest({name: gettext("Chọn một mục trong danh sách.")})
            yield msgspec.structs.replace(_decision(value, name), proposed=Kind(kind), why=Why(why))


def _value(decision: Decision) -> str:
    if decision.kind is None:
        return AS_PROPOSED
    if decision.mobilization_id is not None:
        return f"{decision.kind}:{decision.mobilization_id}"
    return decision.kind.value


def _decision(value: str, name: str) -> Decision:
    if value == AS_PROPOSED:
        return Decision()
    kind, _, appeal = value.partition(":")
    is_one = kind in {*OF_CREDIT, *OF_DEBIT} and (not appeal or kind == Kind.DONATION)
    mobilization_id = _appeal(appeal)
    if not is_one or (appeal and mobilization_id is None):
        raise InvalidRequest({name: gettext("Chọn một mục trong danh sách.")})
    return Decision(kind=Kind(kind), mobilization_id=mobilization_id)


def _appeal(text: str) -> MobilizationId | None:
    try:
        return MobilizationId(UUID(text))
    except ValueError:
        return None
