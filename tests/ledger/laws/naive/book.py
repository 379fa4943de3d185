"""The naive book: lists of what was written down, added up anew for every question."""

from collections import Counter
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Self, TypeVar
from uuid import UUID

from ledger.events.fund.receiving import CreditUnallocated
from ledger.rules import administration_cap
from ledger.values import (
    AccountId,
    BeneficiaryId,
    CreditId,
    DisbursementClass,
    FundId,
    PurposeId,
    Role,
    StaffId,
    TransferId,
)
from tests.ledger.laws.naive.things import (
    AClosing,
    AConsent,
    ACount,
    ADebit,
    ADisbursement,
    AFund,
    AMatch,
    AnAccount,
    AnAppeal,
    AnEntry,
    APledge,
    APurpose,
    ATransfer,
)

T = TypeVar("T")

Vouchers = list[str | None]
"""The vouchers, as printed, of the events that a command causes; none for events without one."""


@dataclass(kw_only=True)
class NaiveBook:
    """Everything that has happened in all funds, and what that comes to."""

    today: date
    roles: dict[StaffId, frozenset[Role]] = field(default_factory=dict)
    reach: dict[StaffId, frozenset[UUID]] = field(default_factory=dict)
    versions: Counter[UUID] = field(default_factory=Counter)
    beneficiaries: dict[BeneficiaryId, StaffId | None] = field(default_factory=dict)
    funds: list[AFund] = field(default_factory=list)
    accounts: list[AnAccount] = field(default_factory=list)
    purposes: list[APurpose] = field(default_factory=list)
    appeals: list[AnAppeal] = field(default_factory=list)
    pledges: list[APledge] = field(default_factory=list)
    consents: list[AConsent] = field(default_factory=list)
    disbursements: list[ADisbursement] = field(default_factory=list)
    debits: list[ADebit] = field(default_factory=list)
    matches: list[AMatch] = field(default_factory=list)
    transfers: list[ATransfer] = field(default_factory=list)
    counts: list[ACount] = field(default_factory=list)
    closings: list[AClosing] = field(default_factory=list)
    entries: list[AnEntry] = field(default_factory=list)
    rows: set[str] = field(default_factory=set)
    limits: dict[tuple[FundId, Role], int | None] = field(default_factory=dict)
    payer_may_prepare: dict[FundId, bool] = field(default_factory=dict)
    cashier_exception: set[UUID] = field(default_factory=set)
    permille: dict[FundId, int | None] = field(default_factory=dict)
    warnings: list[tuple[str, str]] = field(default_factory=list)
    """What the command under way is warned of: the code, and of whom or what."""

    def tried(self, act: Callable[[Self], object]) -> None:
        """Do something to a copy only: it may be refused half-way."""
        act(deepcopy(self))

    def of(self, fund: FundId, things: list[T]) -> list[T]:
        """What of a list belongs to a fund."""
        return [each for each in things if each.fund == fund]  # type: ignore[attr-defined]

    def entry(self, fund: FundId, version: int) -> AnEntry | None:
        """The entry at a version, if there is one that can be reversed."""
        return next((e for e in self.of(fund, self.entries) if e.version == version), None)

    def standing(self, fund: FundId) -> list[AnEntry]:
        """The entries that are not reversed."""
        return [each for each in self.of(fund, self.entries) if each.stands]

    # Balances

    def held(
        self,
        fund: FundId,
        day: date,
        account: AccountId | None = None,
        purpose: PurposeId | None = None,
    ) -> int:
        """All the money at the end of a day, or that of an account, or of a purpose."""
        return sum(
            dong
            for entry in self.of(fund, self.entries)
            if entry.in_effect(day)
            for in_account, for_purpose, dong in entry.moves
            if account in (None, in_account) and purpose in (None, for_purpose)
        )

    def lowest(
        self,
        fund: FundId,
        since: date,
        account: AccountId | None = None,
        purpose: PurposeId | None = None,
    ) -> int:
        """The lowest of all balances from a day on."""
        return min(self.held(fund, day, account, purpose) for day in self.days_from(fund, since))

    def stock(self, fund: FundId, commodity: str, purpose: PurposeId, day: date) -> tuple[int, int]:
        """Quantity and value of goods at the end of a day."""
        moved = [
            entry.goods[2:]
            for entry in self.of(fund, self.entries)
            if entry.goods and entry.in_effect(day) and entry.goods[:2] == (commodity, purpose)
        ]
        return sum(quantity for quantity, _ in moved), sum(value for _, value in moved)

    def days_from(self, fund: FundId, since: date) -> list[date]:
        """A day, and every later one on which a balance changes."""
        return sorted({since, *(day for day in self.days(fund) if day > since)})

    def days(self, fund: FundId) -> set[date]:
        """Every day on which something happens or ends, and the days before and after it."""
        entries = self.of(fund, self.entries)
        days = {each.on for each in entries} | {e.reversed_on for e in entries if e.reversed_on}
        return days | {day + timedelta(days=by) for day in days for by in (-1, 1)}

    # What is left of something

    def drawn(self, fund: FundId, version: int) -> int:
        """What came back of an entry, was refunded, released or posted."""
        return sum(e.dong for e in self.standing(fund) if e.draws_on == version)

    def used(self, fund: FundId, version: int) -> int:
        """What was drawn of a gift, and released of it where its money went to, by whomever."""
        released = 0
        for each in self.consents:
            if each.elsewhere == (fund, version):
                standing = self.standing(each.fund)
                released += sum(e.dong for e in standing if e.consent == each.consent)
        return self.drawn(fund, version) + released

    def lines_drawn(self, fund: FundId, version: int) -> frozenset[int]:
        """The lines of a payment that came back."""
        lines = (e.lines for e in self.standing(fund) if e.draws_on == version)
        return frozenset().union(*lines)

    def awards_drawn(self, fund: FundId, version: int) -> int:
        """The awards of a payment that came back."""
        return sum(e.awards for e in self.standing(fund) if e.draws_on == version)

    def credits(self, fund: FundId) -> Iterator[tuple[AnEntry, int]]:
        """Every standing credit of unknown origin, and what is left of it."""
        for entry in self.standing(fund):
            if entry.topic == CreditUnallocated.topic:
                assert entry.credit is not None
                yield entry, entry.dong - self.placed(fund, entry.credit)

    def placed(self, fund: FundId, credit: CreditId) -> int:
        """What of a credit was placed or refunded."""
        users = (e for e in self.standing(fund) if e.credit == credit)
        return sum(e.dong for e in users if e.topic != CreditUnallocated.topic)

    def lowest_of_credit(self, fund: FundId, credit: CreditId, since: date) -> int:
        """The least that was unknown of a credit at the end of a day or of any later one."""
        entries = [each for each in self.of(fund, self.entries) if each.credit == credit]
        return min(
            sum(
                each.dong if each.topic == CreditUnallocated.topic else -each.dong
                for each in entries
                if each.in_effect(day)
            )
            for day in self.days_from(fund, since)
        )

    def open_debits(self, fund: FundId) -> list[ADebit]:
        """The debits that nothing explains."""
        explained = {each.debit for each in self.standing(fund)}
        return [each for each in self.of(fund, self.debits) if each.debit not in explained]

    def outstanding(self, pledge: APledge) -> int:
        """What is neither given nor withdrawn of a pledge."""
        gifts = (e for e in self.standing(pledge.fund) if e.pledge == pledge.pledge)
        return pledge.dong - pledge.withdrawn_dong - sum(gift.pledged_dong for gift in gifts)

    def unpaid(self, given: ADisbursement) -> tuple[int, int, frozenset[int]]:
        """What is neither paid nor rejected of a disbursement: đồng, awards, lines."""
        paid = [
            each
            for each in self.standing(given.fund)
            if each.disbursement == given.disbursement and each.draws_on is None
        ]
        lines = frozenset(range(1, len(given.lines) + 1)) - given.rejected_lines
        return (
            given.dong - given.rejected_dong - sum(each.dong for each in paid),
            given.awards - given.rejected_awards - sum(each.awards for each in paid),
            lines.difference(*(each.lines for each in paid)),
        )

    def committed(self, fund: FundId, purpose: PurposeId) -> int:
        """What is approved from a purpose and not paid."""
        return sum(
            self.unpaid(each)[0]
            for each in self.of(fund, self.disbursements)
            if each.approved_by is not None and each.purpose == purpose
        )

    def is_settled(self, transfer: TransferId) -> bool:
        """Whether a transfer was received or returned, or its sending is reversed."""
        legs = [each for each in self.entries if each.transfer == transfer]
        sent = next(each for each in legs if each.topic == "fund.transfer_sent")
        return not sent.stands or any(leg.stands for leg in legs if leg is not sent)

    # Rules

    def closed_through(self, fund: FundId) -> date | None:
        """The last day of the closed books, if they are closed."""
        through: date | None = None
        for each in self.of(fund, self.closings):
            if each.since is None:
                through = each.through
            elif each.since == self.a_fund(fund).opened_on:
                through = None
            else:
                through = each.since - timedelta(days=1)
        return through

    def first_open_on(self, fund: FundId) -> date:
        """The first day that something may be dated on."""
        opened_on, through = self.a_fund(fund).opened_on, self.closed_through(fund)
        return opened_on if through is None else max(opened_on, through + timedelta(days=1))

    def a_fund(self, fund: FundId) -> AFund:
        """A fund, which is there."""
        return next(each for each in self.funds if each.fund == fund)

    def excess(self, fund: FundId, dong: int, on: date) -> bool:
        """Whether a year's administration, with so much more, passes its cap."""
        cap = administration_cap(self.a_fund(fund).regime, on)
        if cap is None:
            return False
        base = spent = 0
        for entry in self.of(fund, self.entries):
            sign = (entry.on.year == on.year) - bool(
                entry.reversed_on and entry.reversed_on.year == on.year
            )
            base += sign * entry.base_dong
            spent += sign * entry.administration_dong
        spent += sum(
            self.unpaid(each)[0]
            for each in self.of(fund, self.disbursements)
            if each.approved_by is not None and each.class_ is DisbursementClass.ADMINISTRATION
        )
        board = self.permille.get(fund)
        return spent + dong > base * (cap.permille if board is None else board) // 1_000

    # Writing

    def event(self, stream: UUID) -> None:
        """Write down that something happened in a stream."""
        self.versions[stream] += 1

    def enter(self, entry: AnEntry, *series: str) -> str | None:
        """Write an entry down under the next version and vouchers; return its first voucher."""
        self.event(entry.fund)
        entry.version = self.versions[entry.fund]
        for each in series:
            entry.vouchers += (self.next_voucher(entry, each),)
        self.entries.append(entry)
        return entry.vouchers[0] if entry.vouchers else None

    def next_voucher(self, entry: AnEntry, series: str) -> str:
        """The next voucher of a series in the year of an entry."""
        begun = f"{series}-{entry.on.year}-"
        used = [
            each
            for other in [*self.of(entry.fund, self.entries), entry]
            for each in other.vouchers
            if each.startswith(begun)
        ]
        return f"{begun}{len(used) + 1:05}"
