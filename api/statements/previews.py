"""What importing a bank statement would do, counted while the file is read."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date

import msgspec

from api.statements.balances import BalanceBreak
from api.statements.candidate import Candidate
from api.statements.edges import Ambiguous, Edges
from api.statements.proposals.kinds import Kind, Why
from api.statements.rows import Row, RowFault, Unreadable

FAULTS_NAMED = 1_000
"""A preview names so many places of each kind; all are counted."""


class Proposed(msgspec.Struct, frozen=True, kw_only=True):
    """How many new rows are proposed as one thing for one reason, and what they come to."""

    kind: Kind
    why: Why
    rows: int
    dong: int


class ImpliedRow(msgspec.Struct, frozen=True, kw_only=True):
    """A row without amount, and what the balances imply: came in, or (negative) went out.

    `known` says that somebody confirmed it and the book has it.
    """

    line: int
    booked_on: date
    implied_dong: int
    known: bool


class Preview(msgspec.Struct, frozen=True, kw_only=True):
    """What stands in a statement, and what importing it would record; amounts are đồng.

    `rows` are those that can be read: `credits` and `debits`, or `new` and `known` (in the book
    already). `unreadable` counts the places that cannot; `faults` names the first of them.
    `implied` are rows without amount of which the balance says what it was; they are recorded only
    if they are named. `breaks` are rows whose balance does not follow from those before, of
    `checked` balances; `ambiguous` are equal rows at the edges of the file.
    """

    rows: int = 0
    first_on: date | None = None
    last_on: date | None = None
    credits: int = 0
    credits_dong: int = 0
    debits: int = 0
    debits_dong: int = 0
    new: int = 0
    new_credits: int = 0
    new_credits_dong: int = 0
    new_debits: int = 0
    new_debits_dong: int = 0
    known: int = 0
    unreadable: int = 0
    faults: tuple[Unreadable, ...] = ()
    implied_count: int = 0
    implied: tuple[ImpliedRow, ...] = ()
    checked: int = 0
    breaks_count: int = 0
    breaks: tuple[BalanceBreak, ...] = ()
    ambiguous_count: int = 0
    ambiguous: tuple[Ambiguous, ...] = ()
    proposals: tuple[Proposed, ...] = ()

    def recorded(self) -> "Preview":
        """Return what it is once the book has all the rows."""
        return msgspec.structs.replace(
            self,
            new=0,
            new_credits=0,
            new_credits_dong=0,
            new_debits=0,
            new_debits_dong=0,
            known=self.new + self.known,
        )


class Tally:
    """What was counted so far."""

    def __init__(self) -> None:
        self.checked = 0
        self._counts: Counter[str] = Counter()
        self._days: list[date] = []
        self._faults: list[Unreadable] = []
        self._implied: list[ImpliedRow] = []
        self._breaks: list[BalanceBreak] = []
        self._edges = Edges()
        self._proposed: Counter[tuple[Kind, Why]] = Counter()
        self._proposed_dong: Counter[tuple[Kind, Why]] = Counter()

    @property
    def rows(self) -> int:
        """How many rows there were."""
        return self._counts["rows"]

    def add(self, candidates: Sequence[Candidate], occurrences: Sequence[int]) -> None:
        """Count rows, with the number of each among its equals."""
        rows = [each.row for each in candidates]
        self._edges.add(rows, occurrences, [each.known for each in candidates])
        there = candidates
        if any(each.implied for each in candidates):
            there = [each for each in candidates if not each.implied]
            for each in candidates:
                if each.implied:
                    self._imply(each)
            rows = [each.row for each in there]
        new = [each for each in there if not each.known]
        self._count("", rows)
        self._count("new_", [each.row for each in new])
        self._counts["rows"] += len(there)
        self._counts["new"] += len(new)
        days = {*self._days, *[row.booked_on for row in rows]}
        self._days = [min(days), max(days)] if days else []
        self._count_proposals(new)

    def fault(self, fault: Unreadable) -> None:
        """Count a place that cannot be read."""
        self._counts["unreadable"] += 1
        if len(self._faults) < FAULTS_NAMED:
            self._faults.append(fault)

    def broken(self, broken: BalanceBreak) -> None:
        """Count a balance that does not follow."""
        self._counts["breaks_count"] += 1
        if len(self._breaks) < FAULTS_NAMED:
            self._breaks.append(broken)

    def preview(self) -> Preview:
        """Return what was counted."""
        ambiguous_count, ambiguous = self._edges.ambiguous()
        return Preview(
            **self._counts,
            known=self._counts["rows"] - self._counts["new"],
            first_on=min(self._days, default=None),
            last_on=max(self._days, default=None),
            faults=tuple(sorted(self._faults, key=lambda fault: fault.line)),
            implied=tuple(self._implied),
            checked=self.checked,
            breaks=tuple(self._breaks),
            ambiguous_count=ambiguous_count,
            ambiguous=ambiguous,
            proposals=tuple(
                Proposed(kind=kind, why=why, rows=rows, dong=self._proposed_dong[kind, why])
                for (kind, why), rows in sorted(self._proposed.items())
            ),
        )

    def _count_proposals(self, new: Sequence[Candidate]) -> None:
        """Count what is proposed; most rows of a file share one proposal."""
        same: defaultdict[int, list[Candidate]] = defaultdict(list)
        for each in new:
            same[id(each.proposal)].append(each)
        for some in same.values():
            key = (some[0].proposal.kind, some[0].proposal.why)
            rows = [each.row for each in some]
            self._proposed[key] += len(rows)
            self._proposed_dong[key] += sum([row.credit_dong or row.debit_dong for row in rows])

    def _imply(self, candidate: Candidate) -> None:
        """Name a row that is no row yet: unreadable, as long as nobody confirmed what it was."""
        row = candidate.row
        self._counts["implied_count"] += 1
        if len(self._implied) < FAULTS_NAMED:
            implied = ImpliedRow(
                line=row.line,
                booked_on=row.booked_on,
                implied_dong=row.credit_dong - row.debit_dong,
                known=candidate.known,
            )
            self._implied.append(implied)
        if not candidate.known:
            self.fault(Unreadable(row.line, RowFault.NO_AMOUNT))

    def _count(self, prefix: str, rows: Sequence[Row]) -> None:
        credits_ = [row.credit_dong for row in rows]
        debits = credits_.count(0)
        self._counts[prefix + "credits"] += len(rows) - debits
        self._counts[prefix + "credits_dong"] += sum(credits_)
        self._counts[prefix + "debits"] += debits
        self._counts[prefix + "debits_dong"] += sum([row.debit_dong for row in rows])
