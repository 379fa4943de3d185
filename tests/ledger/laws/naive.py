"""A deliberately naive fund: a plain list of entries, added up anew for every question."""

from collections import Counter
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date, timedelta

from ledger.values import (
    AccountId,
    AccountKind,
    DebitId,
    DisbursementId,
    PurposeId,
    StaffId,
)

IN_SERIES = {AccountKind.CASH_BOX: "PT", AccountKind.BANK: "BC", AccountKind.TERM_DEPOSIT: "BC"}
OUT_SERIES = {AccountKind.CASH_BOX: "PC", AccountKind.BANK: "BN", AccountKind.TERM_DEPOSIT: "BN"}


@dataclass(kw_only=True)
class Entry:
    """Something that moved money, in effect from a day until it is reversed on another.

    `dong` is below zero for money that went out, and zero for goods.
    """

    topic: str
    on: date
    dong: int
    account: AccountId | None
    purpose: PurposeId
    pays: DisbursementId | None = None
    explains: DebitId | None = None
    voucher: str | None = None
    reversed_on: date | None = None


@dataclass(kw_only=True)
class Spending:
    """A disbursement: open until it is rejected or paid, approved once somebody did."""

    dong: int
    purpose: PurposeId
    proposed_by: StaffId
    proposed_on: date
    approved_by: StaffId | None = None
    approved_on: date | None = None
    is_open: bool = True


@dataclass(kw_only=True)
class BankDebit:
    """A debit of a statement, open until something explains it."""

    account: AccountId
    dong: int
    on: date
    is_open: bool = True


@dataclass(kw_only=True)
class Naive:
    """What has happened to a fund, and what that comes to."""

    kinds: dict[AccountId, AccountKind]
    entries: dict[int, Entry] = field(default_factory=dict)
    spendings: dict[DisbursementId, Spending] = field(default_factory=dict)
    debits: dict[DebitId, BankDebit] = field(default_factory=dict)
    rows: set[str] = field(default_factory=set)
    vouchers: Counter[tuple[str, int]] = field(default_factory=Counter)
    appeal_ended_on: date | None = None
    version: int = 0

    def copy(self) -> "Naive":
        """The same again, to try something on."""
        return deepcopy(self)

    def held(
        self, on: date, account: AccountId | None = None, purpose: PurposeId | None = None
    ) -> int:
        """All the money at the end of a day, or that of an account, or of a purpose."""
        return sum(
            entry.dong
            for entry in self.entries.values()
            if entry.on <= on
            and (entry.reversed_on is None or on < entry.reversed_on)
            and account in (None, entry.account)
            and purpose in (None, entry.purpose)
        )

    def lowest(
        self, since: date, account: AccountId | None = None, purpose: PurposeId | None = None
    ) -> int:
        """The lowest of all balances from a day on."""
        days = {since, *(day for day in self.days_that_matter() if day > since)}
        return min(self.held(day, account, purpose) for day in days)

    def days_that_matter(self) -> set[date]:
        """Every day on which something happens or ends, and the days before and after it."""
        days = {each.on for each in self.entries.values()}
        days |= {each.reversed_on for each in self.entries.values() if each.reversed_on}
        return days | {day + timedelta(days=by) for day in days for by in (-1, 1)}

    def committed(self, purpose: PurposeId) -> int:
        """What is approved from a purpose and not paid."""
        return sum(
            each.dong
            for each in self.spendings.values()
            if each.is_open and each.approved_by is not None and each.purpose == purpose
        )

    def add(self, entry: Entry, series: str | None = None) -> str | None:
        """Enter what has just been recorded, and return its voucher if it has one."""
        self.version += 1
        self.entries[self.version] = entry
        if entry.pays is not None:
            self.spendings[entry.pays].is_open = False
        if entry.explains is not None:
            self.debits[entry.explains].is_open = False
        if series is not None:
            self.vouchers[series, entry.on.year] += 1
            number = self.vouchers[series, entry.on.year]
            entry.voucher = f"{series}-{entry.on.year}-{number:05}"
        return entry.voucher

    def reverse(self, version: int, on: date) -> str | None:
        """End an entry's effect from a day on, and return its voucher.

        What it settled is open again.
        """
        self.version += 1
        entry = self.entries[version]
        entry.reversed_on = on
        if entry.pays is not None:
            self.spendings[entry.pays].is_open = True
        if entry.explains is not None:
            self.debits[entry.explains].is_open = True
        return entry.voucher
