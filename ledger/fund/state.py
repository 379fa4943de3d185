"""The state of one fund, as small as its decisions need, and the fold of its events into it."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from typing import Any, TypeVar

import msgspec

from ledger.accounts import VND, Chart, Posting
from ledger.events.base import Event
from ledger.events.fund.money import MoneyEvent
from ledger.events.fund.opening import FundOpened, Restriction
from ledger.events.fund.spending import AwardLine
from ledger.fund.days import NO_DAYS, Days, lowest_together
from ledger.fund.open_items import (
    Account,
    Controls,
    Credit,
    Debit,
    Disbursement,
    Mobilization,
    Pledge,
    Stock,
    Year,
    stock_key,
)
from ledger.values import (
    UNALLOCATED,
    AccountId,
    AssociationId,
    ConsentId,
    CreditId,
    DebitId,
    DisbursementId,
    LegalRegime,
    MobilizationId,
    PledgeId,
    PurposeId,
    Role,
    TransferId,
    Voucher,
)


class Fund(msgspec.Struct, frozen=True, kw_only=True):
    """What a decision may ask of a fund.

    Balances are held by account and, the same money again, by purpose; both per day. Only what is
    open is kept: nothing here grows with the number of gifts.

    `custodies` are the purposes of money held for others, `held_since` says on which day the first
    of it came. `drawn` says how many đồng of an entry (by its version, `17`, and that of a line of
    its award list, `17.3`) came back, were refunded, released or posted, how many awards of a
    payment (`17 awards`) came back, and how many đồng were released on a consent (by its id).
    `undone` counts how often what settled a transfer was reversed. `turnover` adds up all that ever
    moved, was pledged or given straight to whom it was for, without signs: đồng of money and of
    goods, and their thousandths of units. No sum over whatever part of the fund passes it.

    `stock` keeps goods that are gone too, since a back-dated issue or a reopened period asks of
    any day what was there; only what cancels on every day is dropped. `drawn` grows with refunds,
    returns and releases, and is what tells a second one of the same entry from the first.
    `reopened` says since when a credit of unknown origin, or an unexplained debit, is there in this
    book, where that is not since its statement: it was taken over then, or placed before and freed
    then; it grows with what is reversed as of a later day. `differences` are those posted of a
    cash box, by day. `ended_on` is the day the fund was handed over to its heirs.
    """

    association_id: AssociationId
    legal_regime: LegalRegime
    opened_on: date
    controls: Controls = Controls()
    limits: dict[Role, int] = {}
    accounts: dict[AccountId, Account] = {}
    purposes: dict[PurposeId, Restriction] = {}
    custodies: frozenset[PurposeId] = frozenset()
    held_since: dict[PurposeId, date] = {}
    by_account: dict[AccountId, Days] = {}
    by_purpose: dict[PurposeId, Days] = {}
    stock: dict[str, Stock] = {}
    years: dict[int, Year] = {}
    opened_balances: frozenset[str] = frozenset()
    mobilizations: dict[MobilizationId, Mobilization] = {}
    pledges: dict[PledgeId, Pledge] = {}
    disbursements: dict[DisbursementId, Disbursement] = {}
    debits: dict[DebitId, Debit] = {}
    credits: dict[CreditId, Credit] = {}
    reopened: dict[CreditId | DebitId, date] = {}
    drawn: dict[str, int] = {}
    undone: dict[TransferId, int] = {}
    differences: dict[AccountId, Days] = {}
    vouchers: dict[str, int] = {}
    closed_through: date | None = None
    ended_on: date | None = None
    turnover: int = 0

    @property
    def balance_dong(self) -> int:
        """All the fund's money, goods apart."""
        return sum(days.total for days in self.by_account.values())

    @property
    def first_open_on(self) -> date:
        """The first day that something may be dated on."""
        if self.closed_through is None:
            return self.opened_on
        return max(self.opened_on, self.closed_through + timedelta(days=1))

    def lowest_own_from(self, on: date) -> int:
        """The least of the fund's own money, for whatever purpose, from a day on."""
        own = (
            days
            for purpose, days in self.by_purpose.items()
            if purpose != UNALLOCATED and purpose not in self.custodies
        )
        return lowest_together(own, on)

    def committed_dong(self, purpose: PurposeId) -> int:
        """What is approved from a purpose and not yet paid."""
        return sum(
            d.amount_dong
            for d in self.disbursements.values()
            if d.authority is not None and d.purpose == purpose
        )

    def goods(self) -> Iterator[tuple[tuple[PurposeId, str], Stock]]:
        """Yield what is held of goods, under their purpose and commodity."""
        for key, held in self.stock.items():
            purpose, _, commodity = key.partition(" ")
            yield (PurposeId(purpose), commodity), held

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

    def with_base(self, purpose: PurposeId, on: date, dong: int) -> "Fund":
        """Return the fund after receipts that administration may be a share of."""
        restriction = self.purposes.get(purpose)
        if restriction is not None and restriction.names_recipients:
            return self
        year = self.years.get(on.year, Year())
        return self._with_year(on.year, Year(year.base_dong + dong, year.administration_dong))

    def with_administration(self, on: date, dong: int) -> "Fund":
        """Return the fund after it spent on administration."""
        year = self.years.get(on.year, Year())
        return self._with_year(on.year, Year(year.base_dong, year.administration_dong + dong))

    def with_goods(
        self, purpose: PurposeId, commodity: str, on: date, quantity_milli: int, dong: int
    ) -> "Fund":
        """Return the fund after goods came in (or, negative, went out); they are no money."""
        key = stock_key(purpose, commodity)
        held = self.stock.get(key, Stock())
        moved = Stock(held.quantity.plus(on, quantity_milli), held.value.plus(on, dong))
        stock = {**self.stock, key: moved}
        return msgspec.structs.replace(
            self,
            stock=without(stock, key) if moved.is_nothing else stock,
            turnover=self.turnover + abs(dong) + abs(quantity_milli),
        )

    def with_postings(self, postings: Iterable[Posting], on: date) -> "Fund":
        """Return the fund after every posting, of money, of goods, and of what a year looks at."""
        fund, value_dong = self, 0
        for line in postings:
            if line.account_id is not None:
                fund = fund.with_money(line.account_id, line.purpose, on, line.amount)
            elif line.chart in (Chart.DONATIONS, Chart.INTEREST, Chart.REFUNDS):
                fund = fund.with_base(line.purpose, on, -line.amount)
            elif line.chart is Chart.ADMINISTRATION:
                fund = fund.with_administration(on, line.amount)
            elif line.chart is Chart.GOODS:
                value_dong = line.amount
            elif line.chart is Chart.STOCK:
                assert line.commodity != VND
                fund = fund.with_goods(line.purpose, line.commodity, on, line.amount, value_dong)
        return fund

    def with_custody(self, purpose: PurposeId, came_on: date) -> "Fund":
        """Return the fund that holds money for others, some of it since a day."""
        since = min(came_on, self.held_since.get(purpose, came_on))
        return msgspec.structs.replace(
            self,
            custodies=self.custodies | {purpose},
            held_since={**self.held_since, purpose: since},
        )

    def with_voucher(self, voucher: Voucher) -> "Fund":
        """Return the fund with a voucher's number used up."""
        key = f"{voucher.series}-{voucher.year}"
        return msgspec.structs.replace(self, vouchers={**self.vouchers, key: voucher.number})

    def with_receipt(
        self, event: MoneyEvent, voucher: Voucher, credit_id: CreditId | None = None
    ) -> "Fund":
        """Return the fund after money came in; or what was there as unknown is known to be this."""
        on, dong = event.effective_on, event.amount_dong
        fund = self.with_voucher(voucher).with_money(event.account_id, event.purpose, on, dong)
        return fund.without_credit(credit_id, on, dong)

    def with_payment(
        self, event: MoneyEvent, voucher: Voucher, debit_id: DebitId | None = None
    ) -> "Fund":
        """Return the fund after money went out, and the debit is settled that it was."""
        on, dong = event.effective_on, event.amount_dong
        fund = self.with_voucher(voucher).with_money(event.account_id, event.purpose, on, -dong)
        return fund.without_debit(debit_id)

    def drawn_of(self, entry: int) -> int:
        """How many đồng of an entry came back, were refunded, released or posted."""
        return self.drawn.get(str(entry), 0)

    def awards_drawn_of(self, entry: int) -> int:
        """How many awards of a payment came back."""
        return self.drawn.get(_awards_key(entry), 0)

    def with_drawn(
        self, entry: int, dong: int, awards: int = 0, lines: Iterable[AwardLine] = ()
    ) -> "Fund":
        """Return the fund after `dong` of an entry was drawn on, or (negative) was not.

        With it go so many `awards`, and just these `lines` of its award list.
        """
        drawn = {
            **self.drawn,
            str(entry): self.drawn_of(entry) + dong,
            _awards_key(entry): self.awards_drawn_of(entry) + awards,
        }
        for line in lines:
            drawn[line_key(entry, line.number)] = line.amount_dong if dong > 0 else 0
        return msgspec.structs.replace(self, drawn={k: v for k, v in drawn.items() if v})

    def drawn_by(self, consent_id: ConsentId) -> int:
        """How many đồng were released on a consent."""
        return self.drawn.get(str(consent_id), 0)

    def with_difference(self, account_id: AccountId, on: date, dong: int) -> "Fund":
        """Return the fund after a difference of a cash box was posted (or, negated, was not)."""
        days = self.differences.get(account_id, NO_DAYS).plus(on, dong)
        return msgspec.structs.replace(self, differences={**self.differences, account_id: days})

    def with_drawn_by(self, consent_id: ConsentId, dong: int) -> "Fund":
        """Return the fund after `dong` was released on a consent (or, negative, was not)."""
        key = str(consent_id)
        drawn = {**self.drawn, key: self.drawn_by(consent_id) + dong}
        return msgspec.structs.replace(self, drawn={k: v for k, v in drawn.items() if v})

    def with_debit(self, debit_id: DebitId, debit: Debit) -> "Fund":
        """Return the fund with a bank debit that nobody has explained."""
        return msgspec.structs.replace(self, debits={**self.debits, debit_id: debit})

    def without_debit(self, debit_id: DebitId | None) -> "Fund":
        """Return the fund with an undecided debit settled, if one is named."""
        if debit_id is None:
            return self
        return msgspec.structs.replace(self, debits=without(self.debits, debit_id))

    def with_credit(self, credit_id: CreditId, credit: Credit) -> "Fund":
        """Return the fund with so much more of a credit that nobody can place."""
        known = self.credits.get(credit_id)
        if known is not None:
            dong = known.amount_dong + credit.amount_dong
            since = max(known.effective_on, credit.effective_on)
            credit = msgspec.structs.replace(known, amount_dong=dong, effective_on=since)
        return msgspec.structs.replace(self, credits={**self.credits, credit_id: credit})

    def with_reopened(self, which: CreditId | DebitId, since: date) -> "Fund":
        """Return the fund that knows a credit or debit to be there from a day on, come what may."""
        latest = max(since, self.reopened.get(which, since))
        return msgspec.structs.replace(self, reopened={**self.reopened, which: latest})

    def without_credit(
        self, credit_id: CreditId | None, on: date, dong: int, *, was_held: bool = True
    ) -> "Fund":
        """Return the fund with `dong` of an unknown credit placed, if one is named.

        The account holds it as unknown no more (`was_held`); a refund takes it out by itself.
        """
        if credit_id is None:
            return self
        credit = self.credits[credit_id]
        left = credit.amount_dong - dong
        fund = self.with_money(credit.account_id, UNALLOCATED, on, -dong) if was_held else self
        if not left:
            return msgspec.structs.replace(fund, credits=without(self.credits, credit_id))
        kept = msgspec.structs.replace(credit, amount_dong=left)
        return msgspec.structs.replace(fund, credits={**self.credits, credit_id: kept})

    def with_disbursement(self, disbursement_id: DisbursementId, open_: Disbursement) -> "Fund":
        """Return the fund with what is open of a disbursement."""
        disbursements = {**self.disbursements, disbursement_id: open_}
        return msgspec.structs.replace(self, disbursements=disbursements)

    def without_disbursement(self, disbursement_id: DisbursementId) -> "Fund":
        """Return the fund with nothing open of a disbursement any more."""
        left = without(self.disbursements, disbursement_id)
        return msgspec.structs.replace(self, disbursements=left)

    def _with_year(self, year: int, sums: Year) -> "Fund":
        return msgspec.structs.replace(self, years={**self.years, year: sums})


def _awards_key(entry: int) -> str:
    return f"{entry} awards"


def line_key(entry: int, number: int) -> str:
    """Return the key under which a fund remembers that a line of an entry's list was drawn on."""
    return f"{entry}.{number}"


K = TypeVar("K")
V = TypeVar("V")


def without(items: dict[K, V], key: K) -> dict[K, V]:
    """Return items without one."""
    return {each: item for each, item in items.items() if each != key}


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
