"""The state of one fund, as small as its decisions need, and the fold of its events into it."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any, TypeVar

import msgspec

from ledger.accounts import Posting
from ledger.events.base import Event
from ledger.events.fund import Authority, FundOpened
from ledger.fund.days import NO_DAYS, Days
from ledger.values import (
    AccountId,
    AccountKind,
    AssociationId,
    DebitId,
    DisbursementClass,
    DisbursementId,
    LegalRegime,
    MobilizationId,
    PurposeId,
    StaffId,
    Voucher,
)


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """A place where the fund's money lies."""

    kind: AccountKind
    opened_on: date
    bank_bin: str | None = None


class Mobilization(msgspec.Struct, frozen=True, kw_only=True):
    """An appeal's window and purpose; `ends_on` moves to the closing day when it is closed."""

    starts_on: date
    ends_on: date | None
    closed: bool = False
    purpose: PurposeId


class Disbursement(msgspec.Struct, frozen=True, kw_only=True):
    """An open disbursement: proposed, and approved once `authority` is there."""

    disbursement_class: DisbursementClass
    purpose: PurposeId
    amount_dong: int
    awards: int
    prepared_by: StaffId
    proposed_on: date
    authority: Authority | None = None


class Debit(msgspec.Struct, frozen=True, kw_only=True):
    """A bank debit that waits for a person's decision."""

    account_id: AccountId
    amount_dong: int
    effective_on: date


class Fund(msgspec.Struct, frozen=True, kw_only=True):
    """What a decision may ask of a fund.

    Balances are held by account and, the same money again, by purpose; both per day. Only open
    disbursements and undecided debits are kept: nothing here grows with the number of gifts.

    `turnover` adds up all that ever moved, without signs: đồng of money and of goods, and their
    thousandths of units. No sum over whatever part of the fund passes it.
    """

    association_id: AssociationId
    legal_regime: LegalRegime
    opened_on: date
    accounts: dict[AccountId, Account] = {}
    purposes: frozenset[PurposeId] = frozenset()
    by_account: dict[AccountId, Days] = {}
    by_purpose: dict[PurposeId, Days] = {}
    opened_balances: frozenset[str] = frozenset()
    mobilizations: dict[MobilizationId, Mobilization] = {}
    disbursements: dict[DisbursementId, Disbursement] = {}
    debits: dict[DebitId, Debit] = {}
    vouchers: dict[str, int] = {}
    turnover: int = 0

    @property
    def balance_dong(self) -> int:
        """All the fund's money, goods apart."""
        return sum(days.total for days in self.by_account.values())

    def committed_dong(self, purpose: PurposeId) -> int:
        """What is approved from a purpose and not yet paid."""
        return sum(
            d.amount_dong
            for d in self.disbursements.values()
            if d.authority is not None and d.purpose == purpose
        )

    def with_money(self, account_id: AccountId, purpose: PurposeId, on: date, dong: int) -> "Fund":
        """Return the fund after `dong` came in (or, negative, went out) on a day."""
        return msgspec.structs.replace(
            self,
            by_account={
                **self.by_account,
                account_id: self.by_account.get(account_id, NO_DAYS).plus(on, dong),
            },
            by_purpose={
                **self.by_purpose,
                purpose: self.by_purpose.get(purpose, NO_DAYS).plus(on, dong),
            },
            turnover=self.turnover + abs(dong),
        )

    def with_goods(self, dong: int, quantity_milli: int) -> "Fund":
        """Return the fund after goods of a value and a quantity came in; they are no money."""
        return msgspec.structs.replace(self, turnover=self.turnover + dong + quantity_milli)

    def with_postings(self, postings: Iterable[Posting], on: date) -> "Fund":
        """Return the fund after every posting that moves money."""
        fund = self
        for line in postings:
            if line.account_id is not None:
                fund = fund.with_money(line.account_id, line.purpose, on, line.amount)
        return fund

    def with_voucher(self, voucher: Voucher) -> "Fund":
        """Return the fund with a voucher's number used up."""
        key = f"{voucher.series}-{voucher.year}"
        return msgspec.structs.replace(self, vouchers={**self.vouchers, key: voucher.number})

    def without_debit(self, debit_id: DebitId | None) -> "Fund":
        """Return the fund with an undecided debit settled, if one is named."""
        if debit_id is None:
            return self
        left = {key: debit for key, debit in self.debits.items() if key != debit_id}
        return msgspec.structs.replace(self, debits=left)


E = TypeVar("E", bound=Event)
_EVOLVERS: dict[type[Event], Callable[[Fund, Any], Fund]] = {}


def evolves(
    event_class: type[E],
) -> Callable[[Callable[[Fund, E], Fund]], Callable[[Fund, E], Fund]]:
    """Register how one event changes a fund; each activity keeps that beside its decisions."""

    def register(evolver: Callable[[Fund, E], Fund]) -> Callable[[Fund, E], Fund]:
        _EVOLVERS[event_class] = evolver
        return evolver

    return register


def evolve(fund: Fund | None, event: Event) -> Fund:
    """Return the fund after `event`. Pure, and total over every event of a fund's stream."""
    if fund is None:
        assert isinstance(event, FundOpened), "a fund's stream begins with FundOpened"
        return Fund(
            association_id=event.association_id,
            legal_regime=event.legal_regime,
            opened_on=event.effective_on,
        )
    return _EVOLVERS[type(event)](fund, event)
