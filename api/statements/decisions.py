"""What a person decides about the rows of a statement: row by row, or by rule."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from operator import attrgetter

import msgspec

from api.statements.candidate import Candidate
from api.statements.edges import Ambiguous
from api.statements.errors import StatementError
from api.statements.proposals.kinds import OF_CREDITS, OF_DEBITS, Kind, Proposal, Why
from ledger.errors.conflicts import StatementRowRecorded
from ledger.fund.receiving.memo_codes import folded
from ledger.values import (
    AccountId,
    DisbursementId,
    DonorId,
    MobilizationId,
    PledgeId,
    TransferId,
)

NEEDS: dict[Kind, tuple[str, ...]] = {
    Kind.PLEDGE: ("pledge_id",),
    Kind.TRANSFER: ("transfer_id",),
    Kind.MOVE: ("account_id",),
    Kind.PAYMENT: ("disbursement_id",),
    Kind.RETURNED: ("disbursement_id", "payment"),
    Kind.MATCHED: ("entry",),
}
"""What must be said of a kind, unless the row is proposed as just that."""

Decided = tuple[Candidate, Proposal]
"""A row, and what it was decided to be."""

_SKIP = Proposal(kind=Kind.SKIP, why=Why.DECIDED)
_is_implied = attrgetter("implied")


class BadDecision(StatementError):
    """A decision does not fit a row: there is none, or a debit is no gift, or an id is missing.

    `limits["line"]` says which row, `fields` which decision and what of it.
    """


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """What some rows are decided to be; of several decisions on a row the first one counts.

    It is about the rows of these `lines`, or about all that were proposed as a kind, for a reason,
    and whose memo contains a text, as words; whatever is not said here is not asked for. A kind of
    None means: as proposed. What follows `kind` is needed as `NEEDS` says; a rule passes over rows
    that it does not fit, a decision on lines is refused for them. Rows without amount are recorded
    only if their lines are named.
    """

    lines: tuple[int, ...] = ()
    proposed: Kind | None = None
    why: Why | None = None
    memo_contains: str | None = None
    kind: Kind | None = None
    mobilization_id: MobilizationId | None = None
    donor_id: DonorId | None = None
    pledge_id: PledgeId | None = None
    transfer_id: TransferId | None = None
    account_id: AccountId | None = None
    disbursement_id: DisbursementId | None = None
    payment: int | None = None
    awards: int | None = None
    list_lines: tuple[int, ...] = ()
    entry: int | None = None


def is_selective(words: str) -> bool:
    """Tell whether words tell memos apart: marks alone are in none."""
    return bool(folded(words).strip())


class Decisions:
    """The decisions on one statement, in their order."""

    def __init__(self, decisions: Sequence[Decision] = (), *, skip_others: bool = False) -> None:
        """Decide so; rows that nothing is said of are recorded as proposed, or not at all."""
        self._skip_others = skip_others
        self._lines: dict[int, int] = {}
        for at, each in enumerate(decisions):
            for line in each.lines:
                self._lines.setdefault(line, at)
        self._decisions = decisions
        self._rules = [(at, each) for at, each in enumerate(decisions) if not each.lines]
        self._words = {
            at: folded(each.memo_contains)
            for at, each in self._rules
            if each.memo_contains is not None
        }

    @property
    def lines(self) -> set[int]:
        """The lines that are named, of all decisions."""
        return set(self._lines)

    def check_none_left(self, lines: AbstractSet[int]) -> None:
        """Raise `BadDecision` for the first of some named lines, which are no rows."""
        for at, each in enumerate(self._decisions if lines else ()):
            for place, line in enumerate(each.lines):
                if line in lines:
                    where = f"decisions.{at}.lines.{place}"
                    raise BadDecision(where, line=line)

    def check_not_recorded(self, ambiguous: Sequence[Ambiguous]) -> None:
        """Raise `StatementRowRecorded` for the first named line that would be a known row's again.

        Of an ambiguous row that the book has one like, a person may know that it is another one.
        Numbered behind it, it would be recorded twice when a file comes that has both; written by
        hand, it is matched with that file's second row.
        """
        known = {each.line for each in ambiguous if each.known}
        for at, each in enumerate(self._decisions if known else ()):
            if each.kind in (None, Kind.SKIP):
                continue
            for place, line in enumerate(each.lines):
                if line in known and self._lines[line] == at:
                    where = f"decisions.{at}.lines.{place}"
                    raise StatementRowRecorded(where, line=line)

    def of_all(self, candidates: Sequence[Candidate]) -> list[tuple[Candidate, Proposal]]:
        """Return rows with what each is to be recorded as, as `of` does."""
        if self._decisions or self._skip_others or any(map(_is_implied, candidates)):
            return [(each, self.of(each)) for each in candidates]
        return [(each, each.proposal) for each in candidates]

    def of(self, candidate: Candidate) -> Proposal:
        """Return what a row is to be recorded as; raise `BadDecision` if its line's does not fit.

        A row that is in the book stays what it is there.
        """
        at = self._lines.get(candidate.row.line)
        if at is not None:
            return self._applied(at, candidate, is_named=True) or _SKIP
        if candidate.implied:
            return _SKIP
        for rule, decision in self._rules:
            if self._is_about(rule, decision, candidate):
                applied = self._applied(rule, candidate, is_named=False)
                if applied is not None:
                    return applied
        return _SKIP if self._skip_others else candidate.proposal

    def _is_about(self, at: int, decision: Decision, candidate: Candidate) -> bool:
        proposal = candidate.proposal
        words = self._words.get(at)
        return (
            decision.proposed in (None, proposal.kind)
            and decision.why in (None, proposal.why)
            and (words is None or words in folded(candidate.row.memo))
        )

    def _applied(self, at: int, candidate: Candidate, *, is_named: bool) -> Proposal | None:
        decision, proposal = self._decisions[at], candidate.proposal
        if decision.kind is None:
            return proposal
        decided = _decided(decision, decision.kind)
        if decided == Proposal(kind=decision.kind, why=Why.DECIDED) and (
            decision.kind is proposal.kind
        ):
            return proposal
        wrong = _misfit(decided, candidate)
        if wrong is None:
            return decided
        if is_named:
            where = f"decisions.{at}.{wrong}"
            raise BadDecision(where, line=candidate.row.line)
        return None


def _misfit(decided: Proposal, candidate: Candidate) -> str | None:
    """Return what of a decision does not fit a row, or is missing of it."""
    if decided.kind not in (OF_CREDITS if candidate.row.credit_dong else OF_DEBITS):
        return "kind"
    return next(
        (name for name in NEEDS.get(decided.kind, ()) if getattr(decided, name) is None), None
    )


def _decided(decision: Decision, kind: Kind) -> Proposal:
    return Proposal(
        kind=kind,
        why=Why.DECIDED,
        mobilization_id=decision.mobilization_id,
        donor_id=decision.donor_id,
        pledge_id=decision.pledge_id,
        transfer_id=decision.transfer_id,
        account_id=decision.account_id,
        disbursement_id=decision.disbursement_id,
        payment=decision.payment,
        awards=decision.awards,
        lines=decision.list_lines,
        entry=decision.entry,
    )


AS_PROPOSED = Decisions()
