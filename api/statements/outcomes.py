"""What became of the rows of a statement."""

from collections.abc import Sequence

import msgspec

from api.statements.proposals.kinds import Kind, Why
from ledger.recording.commands import Warned


class Unplaced(msgspec.Struct, frozen=True, kw_only=True):
    """A row that was recorded and waits, because placing it was refused: with what code."""

    line: int
    code: str


class Changed(msgspec.Struct, frozen=True, kw_only=True):
    """A row that was left, because it is proposed as something else now than when it was kept."""

    line: int
    kind: Kind
    why: Why


CHANGED_NAMED = 1_000
"""So many changed rows are named; all are counted."""


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What became of some rows.

    `recorded` are new in the book, of which `placed` belong to something else, and `unplaced` were
    to; `matched` are what somebody wrote into it by hand; `known` were there already, `left` are
    not to be recorded. Of those left, `changed_count` would have been, but the book has changed
    what they are proposed to be; `changed` are the first of them. `warnings` tell what fees took
    below zero, as of the last thousand rows that took anything of that account or purpose there,
    and for which purposes gifts came too late.
    """

    recorded: int = 0
    matched: int = 0
    known: int = 0
    left: int = 0
    placed: int = 0
    unplaced: tuple[Unplaced, ...] = ()
    changed_count: int = 0
    changed: tuple[Changed, ...] = ()
    warnings: tuple[Warned, ...] = ()
    position: int | None = None
    version: int | None = None
    balance_dong: int | None = None

    def plus(self, more: "Outcome") -> "Outcome":
        """Return what became of these rows and more."""
        return Outcome(
            recorded=self.recorded + more.recorded,
            matched=self.matched + more.matched,
            known=self.known + more.known,
            left=self.left + more.left,
            placed=self.placed + more.placed,
            unplaced=self.unplaced + more.unplaced,
            changed_count=self.changed_count + more.changed_count,
            changed=(self.changed + more.changed)[:CHANGED_NAMED],
            warnings=_latest((*self.warnings, *more.warnings)),
            position=more.position or self.position,
            version=more.version if more.version is not None else self.version,
            balance_dong=self.balance_dong if more.balance_dong is None else more.balance_dong,
        )


def _latest(warnings: Sequence[Warned]) -> tuple[Warned, ...]:
    """Return the last warning about each account and purpose, and about each rule."""
    whom = ("account_id", "purpose", "commodity")
    last = {(each.code, *(each.limits.get(name) for name in whom)): each for each in warnings}
    return tuple(last.values())
