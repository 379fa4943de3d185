"""What must hold of a fund whatever has happened to it: laws 1, 2, 3, 6, 10."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from itertools import pairwise

from ledger.events.fund.closing import PeriodClosed, PeriodReopened
from ledger.events.fund.correcting import EntryReversed
from ledger.fund import Fund
from ledger.fund.days import NO_DAYS, Days
from ledger.fund.open_items import Stock, stock_key
from ledger.postings import postings
from ledger.store.log.codec import Recorded
from ledger.values import AccountId, FundId, PurposeId
from tests.books import Book
from tests.ledger.balance import money_moved, unbalanced
from tests.ledger.laws.naive import NaiveLedger


class Holding:
    """A fund's log and state, compared with each other and with the naive ledger."""

    def __init__(self, book: Book, naive: NaiveLedger, fund: FundId, start: int) -> None:
        self._book, self._naive, self._fund, self._start = book, naive, fund, start

    def hold(self, log: list[Recorded]) -> None:
        """Hold everything, by all that was recorded behind the start."""
        assert [each.position for each in log] == list(
            range(self._start + 1, self._start + 1 + len(log))
        )
        assert all(a.recorded_at_micros <= b.recorded_at_micros for a, b in pairwise(log))
        events = [each for each in log if each.stream == self._fund]
        assert [each.version for each in events] == list(range(1, len(events) + 1))
        assert not any(unbalanced(each.event) for each in events), "law 2: debits equal credits"
        _hold_vouchers(events)
        self._hold_seals(events)
        fund = self._book.ledger.desk().fund(self._fund)
        self._hold_balances(fund, events)
        self._hold_open_items(fund)

    def _hold_balances(self, fund: Fund, events: list[Recorded]) -> None:
        """Hold that state, postings, events and the naive ledger give one number.

        They do for every account, purpose and day, so for every period opening + movements =
        closing (law 1). In the naive ledger nothing is negated: what is reversed is just not there
        from that day on (law 6).
        """
        naive, this = self._naive, self._fund
        by_account, by_purpose = _days(events)
        assert fund.by_account == by_account
        assert fund.by_purpose == by_purpose
        assert fund.balance_dong == sum(money_moved(each.event) for each in events)
        for day in naive.days(this):
            for account, days in by_account.items():
                assert naive.held(this, day, account=account) == _at_end_of(day, [days])
            for purpose, days in by_purpose.items():
                assert naive.held(this, day, purpose=purpose) == _at_end_of(day, [days])
            assert naive.held(this, day) == _at_end_of(day, by_account.values())
            assert naive.held(this, day) == _at_end_of(day, by_purpose.values())
            for commodity, purpose in {
                e.goods[:2] for e in naive.of(this, naive.entries) if e.goods
            }:
                held = fund.stock.get(stock_key(purpose, commodity), Stock())
                there = naive.stock(this, commodity, purpose, day)
                assert (held.quantity.at(day), held.value.at(day)) == there

    def _hold_seals(self, events: list[Recorded]) -> None:
        """Hold that what a closing sealed is still so, unless it was opened again (law 10)."""
        naive, this = self._naive, self._fund
        for recorded in standing_seals(events):
            seal = recorded.event
            assert isinstance(seal, PeriodClosed)
            day = seal.effective_on
            for account in seal.by_account:
                assert account.dong == naive.held(this, day, account=account.account_id)
            for purpose in seal.by_purpose:
                assert purpose.dong == naive.held(this, day, purpose=purpose.purpose)
            for goods in seal.goods:
                there = naive.stock(this, goods.commodity, goods.purpose, day)
                assert (goods.quantity_milli, goods.dong) == there
            assert sum(each.dong for each in seal.by_account) == naive.held(this, day)
            assert sum(each.dong for each in seal.by_purpose) == naive.held(this, day)

    def _hold_open_items(self, fund: Fund) -> None:
        """Hold that the state keeps open just what the naive ledger finds to be left."""
        naive, this = self._naive, self._fund
        pledges = {
            e.pledge: (naive.outstanding(e), e.donor, e.since)
            for e in naive.of(this, naive.pledges)
        }
        assert {key: ((e.amount_dong), e.donor_id, e.since) for key, e in fund.pledges.items()} == {
            key: left for key, left in pledges.items() if left[0]
        }
        assert {key: (e.amount_dong, e.effective_on) for key, e in fund.credits.items()} == {
            each.credit: (left, each.since) for each, left in naive.credits(this) if left
        }
        assert {key: (e.amount_dong, e.effective_on) for key, e in fund.debits.items()} == {
            each.debit: (each.dong, each.on) for each in naive.open_debits(this)
        }
        given = {e.disbursement: naive.unpaid(e) for e in naive.of(this, naive.disbursements)}
        assert {
            key: (e.amount_dong, e.awards, frozenset(line.number for line in e.lines))
            for key, e in fund.disbursements.items()
        } == {key: left for key, left in given.items() if left[0]}
        for version in range(1, naive.versions[this] + 1):
            assert fund.drawn_of(version) == naive.drawn(this, version)
        assert fund.first_open_on == naive.first_open_on(this)


def standing_seals(events: Iterable[Recorded]) -> list[Recorded]:
    """The closings of a fund that were not opened again."""
    sealed: list[tuple[date, Recorded]] = []
    for each in events:
        match each.event:
            case PeriodClosed(effective_on=through):
                sealed.append((through, each))
            case PeriodReopened(since=since):
                sealed = [(through, seal) for through, seal in sealed if through < since]
            case _:
                pass
    return [seal for _, seal in sealed]


def _hold_vouchers(events: list[Recorded]) -> None:
    """Hold that vouchers count from 1 without gaps, per series and fiscal year."""
    last: dict[tuple[str, int], int] = defaultdict(int)
    for each in events:
        for name in ("voucher", "voucher_in"):
            voucher = getattr(each.event, name, None)
            if voucher is not None and not isinstance(each.event, EntryReversed):
                last[voucher.series, voucher.year] += 1
                assert voucher.number == last[voucher.series, voucher.year]


def _days(events: list[Recorded]) -> tuple[dict[AccountId, Days], dict[PurposeId, Days]]:
    by_account: dict[AccountId, Days] = {}
    by_purpose: dict[PurposeId, Days] = {}
    for each in events:
        for line in postings(each.event):
            if line.account_id is not None:
                on = each.event.effective_on  # type: ignore[attr-defined]  # all money has it
                account = by_account.get(line.account_id, NO_DAYS)
                purpose = by_purpose.get(line.purpose, NO_DAYS)
                by_account[line.account_id] = account.plus(on, line.amount)
                by_purpose[line.purpose] = purpose.plus(on, line.amount)
    return by_account, by_purpose


def _at_end_of(day: date, many: Iterable[Days]) -> int:
    return sum(dong for days in many for on, dong in days.by_day.items() if on <= day)
