"""What the events say, one by one: the tree on any day, what each adds, who is who."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from ledger.accounts import Chart
from ledger.events.association import (
    AssociationEstablished,
    Attached,
    Dissolved,
    Renamed,
    Succeeded,
)
from ledger.events.base import Event
from ledger.events.beneficiary import BeneficiaryMerged, BeneficiaryMergeUndone
from ledger.events.fund.closing import PeriodClosed, PeriodReopened
from ledger.events.fund.correcting import EntryReversed
from ledger.events.fund.handing_over import GoodsHandedOver, GoodsTakenOver
from ledger.events.fund.opening import FundOpened
from ledger.events.fund.receiving import DonationReceived
from ledger.events.fund.spending import DisbursementProposed, GoodsIssued
from ledger.events.fund.transferring import TransferSent
from ledger.postings import postings
from ledger.store.log.codec import Recorded
from ledger.values import GENERAL, AssociationId, Level

DAY = timedelta(days=1)
HELD = {Chart.CASH: "cash_box", Chart.BANK: "bank", Chart.TERM_DEPOSIT: "term_deposit"}


class Events:
    """All events up to a position, asked about one association and its period."""

    def __init__(
        self, events: Sequence[Recorded], root: AssociationId, first: date, last: date, *, own: bool
    ) -> None:
        self.events, self.root, self.first, self.last, self.own = events, root, first, last, own
        self.by_place = {(each.stream, each.version): each.event for each in events}
        self.places: dict[UUID, list[tuple[date, int, Any]]] = defaultdict(list)
        self.names: dict[UUID, list[tuple[date, int, str]]] = defaultdict(list)
        self.ends: dict[UUID, tuple[date, list[UUID]]] = dict(ends(events))
        self.levels: dict[UUID, Level] = {}
        self.established: dict[UUID, date] = {}
        self.funds: dict[UUID, tuple[UUID, date]] = {}
        self.proposals: dict[UUID, DisbursementProposed] = {}
        self.transfers: dict[UUID, tuple[UUID, UUID]] = {}
        for each in events:
            match each.event:
                case AssociationEstablished(level=level, effective_on=on, parent_id=parent):
                    self.levels[each.stream], self.established[each.stream] = level, on
                    self.places[each.stream].append((date.min, each.position, parent))
                    self.names[each.stream].append((date.min, each.position, each.event.name))
                case Attached(parent_id=parent, effective_on=on):
                    self.places[each.stream].append((on, each.position, parent))
                case Renamed(name=name, effective_on=on):
                    self.names[each.stream].append((on, each.position, name))
                case FundOpened(association_id=association_id, effective_on=on):
                    self.funds[each.stream] = (association_id, on)
                case DisbursementProposed(disbursement_id=disbursement_id):
                    self.proposals[disbursement_id] = each.event
                case TransferSent(transfer_id=transfer_id, to_fund_id=to):
                    self.transfers[transfer_id] = (each.stream, to)
        for dated in (*self.places.values(), *self.names.values()):
            dated.sort(key=lambda place: place[:2])

    # The tree

    def parent(self, association: UUID, on: date) -> UUID | None:
        above = self.placed(association, on)
        while above is not None and self.has_ended(above, on):
            heirs = self.ends[above][1]
            one_alike = len(heirs) == 1 and self.levels[heirs[0]] is self.levels[above]
            above = heirs[0] if one_alike else self.placed(above, on)
        return above

    def placed(self, association: UUID, on: date) -> UUID | None:
        held: UUID | None = [p for since, _, p in self.places[association] if since <= on][-1]
        return held

    def has_ended(self, association: UUID, on: date) -> bool:
        return association in self.ends and self.ends[association][0] <= on

    def inside(self, association: UUID, on: date) -> bool:
        at: UUID | None = association
        while at is not None and at != self.root:
            at = None if self.own else self.parent(at, on)
        return at is not None

    def counts(self, fund: UUID, on: date) -> bool:
        return fund in self.funds and self.inside(self.funds[fund][0], on)

    # What each event adds

    def money(self, each: Recorded) -> Counter[str]:
        """What it adds to each part of the money."""
        added: Counter[str] = Counter()
        for line in postings(each.event):
            if line.account_id is not None:
                added[HELD[line.chart]] += line.amount
                owed = self.owed(each.event, line.purpose)
                added[owed or ("general" if line.purpose == GENERAL else "restricted")] += (
                    line.amount
                )
        return added

    def owed(self, event: Event, purpose: str) -> str | None:
        charts = {line.chart for line in postings(event) if line.purpose == purpose}
        if purpose == "unallocated":
            return "unallocated"
        return "custodial" if Chart.CUSTODIAL in charts else None

    def original(self, each: Recorded) -> tuple[Any, int]:
        """The event itself, or the one it reverses with a sign of −1."""
        if isinstance(each.event, EntryReversed):
            return self.by_place[each.stream, each.event.entry], -1
        return each.event, 1

    def undoes(self, each: Recorded) -> bool:
        """Whether an event reverses another of its own day."""
        if not isinstance(each.event, EntryReversed):
            return False
        undone: date = self.original(each)[0].effective_on
        return each.event.effective_on == undone

    def in_period(self) -> Iterator[Recorded]:
        for each in self.events:
            on = getattr(each.event, "effective_on", None)
            if on and self.first <= on <= self.last and self.counts(each.stream, on):
                yield each

    def until(self, on: date) -> Iterator[tuple[UUID, Recorded]]:
        for each in self.events:
            dated = getattr(each.event, "effective_on", None)
            if each.stream in self.funds and dated is not None and dated <= on:
                yield each.stream, each

    # Who is who

    def who(self, whom: UUID | None, fund: UUID) -> UUID | None:
        """Whom a recipient turned out to be, as known when the fund's books were closed."""
        found, sealed_at = whom, self.sealed_at(fund)
        for each in self.events:
            if sealed_at is None or each.position <= sealed_at:
                match each.event:
                    case BeneficiaryMerged(private=private) if private.other_id == whom:
                        found = each.stream
                    case BeneficiaryMergeUndone(private=private) if private.other_id == whom:
                        found = whom
        return found

    def sealed_at(self, fund: UUID) -> int | None:
        """Return where the fund's books were closed for the whole period, if they are."""
        sealed_at: int | None = None
        for each in self.events:
            match each.event:
                case PeriodClosed(effective_on=through) if each.stream == fund:
                    if through >= self.last and sealed_at is None:
                        sealed_at = each.position
                case PeriodReopened(since=since) if each.stream == fund:
                    sealed_at = None if since <= self.last else sealed_at
        return sealed_at

    def balances(self, on: date, funds: set[UUID]) -> Counter[str]:
        held: Counter[str] = Counter()
        for fund, each in self.until(on):
            if fund in funds:
                held.update(self.money(each))
                held.update(self.goods(each))
        return held

    def goods(self, each: Recorded) -> Counter[str]:
        event, sign = self.original(each)
        found: Counter[str] = Counter()
        if isinstance(event, DonationReceived) and event.goods is not None:
            found["goods"] += sign * event.amount_dong
            found[f"#{event.goods.commodity}"] += sign * event.goods.quantity_milli
        if isinstance(event, GoodsTakenOver | GoodsHandedOver):
            by = 1 if isinstance(event, GoodsTakenOver) else -1
            found["goods"] += by * event.amount_dong
            found[f"#{event.commodity}"] += by * event.quantity_milli
        if isinstance(event, GoodsIssued):
            found["goods"] -= sign * event.amount_dong
            found[f"#{event.goods.commodity}"] -= sign * event.goods.quantity_milli
        return found


def ends(events: Sequence[Recorded]) -> Iterator[tuple[UUID, tuple[date, list[UUID]]]]:
    for each in events:
        if isinstance(each.event, Succeeded | Dissolved):
            successors = each.event.successors if isinstance(each.event, Succeeded) else ()
            heirs: list[UUID] = [heir.association_id for heir in successors]
            yield each.stream, (each.event.effective_on, heirs)
