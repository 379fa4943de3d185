"""Verifying the book: everything that must hold between the log, the states and the read models.

One pass over the log, with sums in memory that grow with funds and streams, not with entries.
"""

from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager
from hashlib import sha256
from uuid import UUID

import msgspec
from sqlalchemy import func, literal, select

from api.documents import log
from api.verifying.findings import Fault, Findings, Remark
from api.verifying.receipts import RULE as _OF_COMMANDS
from api.verifying.receipts import Laying, Receipts
from ledger.accounts import Chart, Posting
from ledger.application import Ledger
from ledger.errors.unavailable import UnreadableEvent
from ledger.events.base import Event
from ledger.events.fund.closing import PeriodClosed
from ledger.events.report import ReportPublished
from ledger.fund import Fund
from ledger.fund.control import closing, overdrafts
from ledger.postings import postings
from ledger.recording.states import State, Versioned, evolve
from ledger.store.log.codec import Codec, StoredRow, commitment, split
from ledger.store.log.facts import unique_facts
from projections import comparison
from projections.views import Views

_BATCH = 1_000
_OF_THE_LOG = "the log can be read"
_OF_PAYLOADS = "payloads can be read"
_OF_FACTS = "unique facts are noted"
_OF_STATES = "states are the fold of the log"
_OF_VIEWS = "read models are a fold of the log"
_BESIDE_THE_LOG = frozenset({_OF_VIEWS, _OF_FACTS, _OF_COMMANDS})
_BALANCE, _OWED_TOTAL, _STOCK = "balance", "owed", "stock"
_OWED = frozenset({Chart.UNALLOCATED, Chart.CUSTODIAL})

Sums = Counter[tuple[object, ...]]


class Verification:
    """One look at the book; `faults` and `remarks` fill as it goes on.

    It is remarked which funds were overdrawn, of what, and on which days: facts uncover that, and
    nothing is wrong with the book.
    """

    def __init__(self, ledger: Ledger, views: Views, findings: Findings | None = None) -> None:
        """Take the read models as they stand now, and the log up to its present end.

        In this order: read models that go on meanwhile would hold more than the log is looked at.
        """
        self._findings = findings or Findings()
        self._ledger = ledger
        self._views = views
        self._views_position, self._views_sums = 0, Sums()
        with self._attempting(_OF_VIEWS, "they cannot be read"):
            self._views_position, self._views_sums = _sums_of(views)
        self._receipts = Receipts()
        self._commanded = self.head = 0
        with self._attempting(_OF_COMMANDS, "they cannot be read"):
            before = ledger.position()
            self._take_commands()
            self._commanded = before
        with self._attempting(_OF_THE_LOG, "nothing of it"):
            self.head = ledger.position()
        self._codec = Codec()
        self._position = 0
        self._recorded_at_micros = 0
        self._states: dict[UUID, Versioned] = {}
        self._versions: Counter[UUID] = Counter()
        self._lost: set[UUID] = set()
        self._facts: list[tuple[str, int]] = []
        self._facts_count = 0
        self._sums: Sums = Counter()
        self._held: Sums = Counter()

    @property
    def faults(self) -> list[Fault]:
        """What is wrong, as far as it was found."""
        return self._findings.faults

    @property
    def remarks(self) -> list[Remark]:
        """What may be, and whoever checks a book wants to know."""
        return self._findings.remarks

    def run(self, progress: Callable[[int], None]) -> list[Fault]:
        """Check everything but row by row; tell `progress` the positions reached.

        Return what is wrong. Whatever a damaged book makes raise is a fault as well.
        """
        laying = Laying(self._receipts.in_order(), self._commanded, self._look, self._findings)
        try:
            with self._attempting(_OF_THE_LOG, "not to its end"):
                for row in log.rows(self._ledger, until=self.head):
                    self._take_row(row, laying)
                    if row.id % _BATCH == 0:
                        self._check_facts()
                        progress(row.id)
            self._check_facts()
            self._check_end()
            laying.end()
        finally:
            self._receipts.close()
        with self._attempting(_OF_STATES, "they cannot be had"):
            self._check_states()
        with self._attempting(_OF_VIEWS, "they hold what is none"):
            self._check_views()
        return self.faults

    def run_over_rows(self, progress: Callable[[int], None]) -> list[Fault]:
        """Check the read models row by row, if the log can be told anew at all; as `run` does."""
        if not self._log_is_sound():
            return self.faults
        with self._attempting(_OF_VIEWS, "they cannot be told anew"):
            for each in comparison.differences(self._views, self._ledger.read, progress):
                held = "unreadable" if each.held is None else f"{each.held} rows"
                self._fault(_OF_VIEWS, f"table {each.table} ({held}, told anew {each.told})")
        return self.faults

    def _attempting(self, rule: str, where: str) -> AbstractContextManager[None]:
        return self._findings.attempting(rule, where)

    def _fault(self, rule: str, where: object) -> None:
        self._findings.fault(rule, where)

    def _log_is_sound(self) -> bool:
        """Tell whether nothing speaks against the log itself, from which the rest follows."""
        return {fault.rule for fault in self.faults} <= _BESIDE_THE_LOG

    def _take_commands(self) -> None:
        """Take all commands; those that are recorded meanwhile may be among them, or not."""
        last = ""
        while some := self._ledger.commands_behind(last, _BATCH):
            self._receipts.take(some, self._findings)
            last = some[-1].command_id

    def _take_row(self, row: StoredRow, laying: Laying) -> None:
        """Check an event, and take in what follows from it."""
        event = None
        with self._attempting(_OF_PAYLOADS, f"position {row.id}"):
            self._check_place(row)
            event = self._check_payload(row)
        if event is None:
            self._lose(_stream(row))
        else:
            try:
                self._take_in(row, event)
            except Exception:  # noqa: BLE001  # no decision led to it, so anything may come of it
                self._fault(_OF_STATES, f"position {row.id} follows from nothing before it")
                self._lose(_stream(row))
        with self._attempting(_OF_COMMANDS, f"at position {row.id}"):
            laying.take(row, event)

    def _look(self, stream: UUID) -> Versioned | None:
        """Return what a stream is after what was read so far; None if nobody can say."""
        return self._states.get(stream)

    def _check_place(self, row: StoredRow) -> None:
        """Positions and versions count up by one; the recording time never goes back."""
        if row.id != self._position + 1:
            self._fault("positions have no gaps", f"position {row.id} after {self._position}")
        if row.recorded_at_micros < self._recorded_at_micros:
            self._fault("recorded_at never decreases", f"position {row.id}")
        if row.originator_version != self._versions[_stream(row)] + 1:
            self._fault("versions have no gaps", f"position {row.id}")
        self._versions[_stream(row)] = row.originator_version
        self._position, self._recorded_at_micros = row.id, row.recorded_at_micros

    def _check_payload(self, row: StoredRow) -> Event | None:
        """A payload is an event we know, and its private part can be committed to."""
        try:
            event = self._codec.decode(row.topic, row.state)
            public, private = split(row.state)
            commitment(private)
            msgspec.json.decode(public)
        except (UnreadableEvent, msgspec.DecodeError, AssertionError, ValueError):
            self._fault(_OF_PAYLOADS, f"position {row.id}")
            return None
        return event

    def _lose(self, stream: UUID) -> None:
        """What comes behind an event that nobody can read follows no state, nor makes one."""
        self._lost.add(stream)
        self._states.pop(stream, None)

    def _take_in(self, row: StoredRow, event: Event) -> None:
        stream = _stream(row)
        if stream not in self._lost:
            known = self._states.get(stream)
            before = None if known is None else known.state
            self._check_said(row, before, event)
            state: State = evolve(before, event)
            self._states[stream] = Versioned(row.originator_version, state)
        self._facts += ((fact, row.id) for fact, _ in unique_facts(stream, [event]))
        left: Counter[str] = Counter()
        for line in postings(event):
            left[line.commodity] += line.amount
            if line.account_id is not None:
                self._held[stream, line.account_id] += line.amount
                self._held[stream, line.purpose] += line.amount
            if row.id <= self._views_position:
                self._add(stream, line)
        if any(left.values()):
            self._fault("postings balance", f"position {row.id}")

    def _check_said(self, row: StoredRow, before: State | None, event: Event) -> None:
        """A seal says what the book said then, and a published report has its digest's bytes."""
        match event:
            case PeriodClosed():
                rule = "seals say what the book says"
                holds = isinstance(before, Fund) and closing.holds(before, event)
            case ReportPublished():
                rule = "published bytes are their digest's"
                holds = sha256(event.content.encode()).hexdigest() == event.digest
            case _:
                return
        if not holds:
            self._fault(rule, f"position {row.id}")

    def _add(self, stream: UUID, line: Posting) -> None:
        """Add a posting to what the read models should hold."""
        self._sums[stream, line.chart.value, line.commodity] += line.amount
        if line.account_id is not None:
            self._sums[stream, line.account_id, line.purpose] += line.amount
            self._sums[stream, _BALANCE] += line.amount
        elif line.chart in _OWED:
            self._sums[stream, _OWED_TOTAL] -= line.amount
        elif line.chart is Chart.STOCK:
            self._sums[stream, _STOCK, line.commodity, line.purpose] += line.amount

    def _check_facts(self) -> None:
        """What may stand in the book only once is noted as taken, by an event that took it."""
        facts, self._facts = self._facts, []
        with self._attempting(_OF_FACTS, "they cannot be read"):
            noted = self._ledger.positions_of([fact for fact, _ in facts])
            for fact, position in facts:
                at = noted.get(fact)
                if at == position:
                    self._facts_count += 1
                elif not isinstance(at, int) or not self._claims(at, fact):
                    self._fault(_OF_FACTS, f"{fact.partition(':')[0]} of position {position}")

    def _claims(self, position: int, fact: str) -> bool:
        """Tell whether an event claims a fact: an older version may have let two do so."""
        for row in self._ledger.rows(position - 1, 1):
            event = self._check_payload(row)
            claimed = () if event is None else unique_facts(_stream(row), [event])
            return any(each == fact for each, _ in claimed)
        return False

    def _check_end(self) -> None:
        if self._position != self.head:
            self._fault("positions have no gaps", f"the log ends at {self._position}")

    def _check_states(self) -> None:
        """A state that a snapshot was used for is the fold of all events; no fact is made up.

        Streams that somebody writes to have moved on. Each state is let go of when it was looked
        at: beside those that the ledger keeps there would be two of each.
        """
        noted = self._ledger.facts_count()
        moves_on = self._ledger.position() != self.head
        is_sound = self._log_is_sound() and not any(each.rule == _OF_FACTS for each in self.faults)
        if noted > self._facts_count and is_sound and not moves_on:
            self._fault(_OF_FACTS, "some are noted that nothing in the log claims")
        desk = self._ledger.desk()
        for stream in list(self._states):
            folded, known = self._states.pop(stream), None
            with self._attempting(_OF_STATES, f"stream {stream}"):
                known = desk.versioned(stream)
            if known != folded and (known is None or known.version <= folded.version):
                self._fault(_OF_STATES, f"stream {stream}")
            if isinstance(folded.state, Fund):
                self._check_money(stream, folded.state)
                self._remark_overdrafts(stream, folded.state)

    def _check_money(self, stream: UUID, fund: Fund) -> None:
        """What a fund decides on is what its postings come to, by account and by purpose."""
        for key, days in (*fund.by_account.items(), *fund.by_purpose.items()):
            if days.total != self._held[stream, key]:
                self._fault("states hold what the postings say", f"stream {stream} {key}")

    def _remark_overdrafts(self, stream: UUID, fund: Fund) -> None:
        for each in overdrafts.overdrawn(fund):
            self.remarks.append(Remark("overdrawn", f"fund {stream}", each.limits))

    def _check_views(self) -> None:
        """The read models hold what the log says up to their position."""
        for key in self._sums.keys() | self._views_sums.keys():
            if self._sums[key] != self._views_sums[key]:
                where = " ".join(map(str, key))
                self._fault(_OF_VIEWS, where)


def _stream(row: StoredRow) -> UUID:
    return row.originator_id  # type: ignore[return-value]  # our streams are UUIDs


def _sums_of(views: Views) -> tuple[int, Sums]:
    """Return the position of the read models, and their sums by account and by chart."""
    with views.reading() as reading:
        held, posted = reading.tables.balances, reading.tables.postings
        totals, goods = reading.tables.fund_totals, reading.tables.goods_by_day
        kind = (goods.c.commodity, goods.c.purpose)
        came = totals.c.opening_dong + totals.c.received_dong - totals.c.paid_dong
        by_chart = (posted.c.fund_id, posted.c.chart, posted.c.commodity)
        sums: Sums = Counter()
        for query in (
            select(held.c.fund_id, held.c.account_id, held.c.purpose, held.c.dong),
            select(*by_chart, func.sum(posted.c.amount)).group_by(*by_chart),
            select(
                totals.c.fund_id,
                literal(_BALANCE),
                came + totals.c.transferred_dong + totals.c.owed_dong,
            ),
            select(totals.c.fund_id, literal(_OWED_TOTAL), totals.c.owed_dong),
            select(
                goods.c.fund_id, literal(_STOCK), *kind, func.sum(goods.c.quantity_milli)
            ).group_by(goods.c.fund_id, *kind),
        ):
            # Streamed, a question may take what it takes: no reader waits for this one.
            for row in reading.connection.execute(query.execution_options(yield_per=_BATCH)):
                key, amount = tuple(row)[:-1], row[-1]
                sums[key] += int(amount)
        return reading.position, sums
