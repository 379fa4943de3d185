"""What must hold between the read models and the naive ledger: laws 1, 3, 4 and 10."""

from collections import Counter
from datetime import date

from ledger.events.fund.closing import PeriodClosed
from ledger.store.log.codec import Recorded
from ledger.values import FundId
from projections import balances, entries
from projections.answers import LIMIT_MAX
from projections.control import overdrafts
from projections.control.overdrafts import Overdraft
from projections.views import Reading, Views
from tests.books import Book
from tests.ledger.laws.holding import standing_seals
from tests.ledger.laws.naive import NaiveLedger
from tests.ledger.laws.naive.overdrawing import Holder, as_they_are, held_by_all
from tests.projections.tables import build_anew, follow, laid_open


class ReadModels:
    """The read models of a book, at the end of a history."""

    def __init__(self, views: Views, book: Book) -> None:
        self._views, self._book = views, book

    def hold(self, naive: NaiveLedger) -> None:
        """Hold that tables and summed entries say of every day what the naive ledger says."""
        follow(self._views, self._book)
        with self._views.reading() as reading:
            for each in naive.funds:
                for day in [*sorted(naive.days(each.fund)), date.max]:
                    _hold_day(reading, naive, each.fund, day)
                _hold_overdrafts(reading, naive, each.fund)
                summed = sum(entry.money_dong for entry in _journal(reading, each.fund))
                assert summed == naive.held(each.fund, date.max), "law 3: the summed entries"
                for seal in standing_seals(self._events_of(each.fund)):
                    _hold_seal(reading, each.fund, seal)

    def _events_of(self, fund: FundId) -> list[Recorded]:
        return [each for each in self._book.events() if each.stream == fund]

    def hold_rebuilt(self) -> None:
        """Hold that rebuilding gives the tables that living gave."""
        follow(self._views, self._book)
        lived = laid_open(self._views)
        build_anew(self._views, self._book, batch=7)
        assert laid_open(self._views) == lived, "law 4: rebuilding gave other tables"


def _hold_day(reading: Reading, naive: NaiveLedger, fund: FundId, day: date) -> None:
    said = balances.balance(reading, fund, as_of=None if day == date.max else day)
    assert said.dong == naive.held(fund, day)
    for account in said.by_account:
        assert account.dong == naive.held(fund, day, account=account.account_id)
    for purpose in said.by_purpose:
        assert purpose.dong == naive.held(fund, day, purpose=purpose.purpose)
    assert sum(account.dong for account in said.by_account) == said.dong
    assert sum(purpose.dong for purpose in said.by_purpose) == said.dong
    for goods in said.stock:
        there, _ = naive.stock(fund, goods.commodity, goods.purpose, day)
        assert goods.quantity_milli == there


def _hold_overdrafts(reading: Reading, naive: NaiveLedger, fund: FundId) -> None:
    """Hold that just what was below zero at the end of a day is told of that day (law 7)."""
    told = overdrafts.of_fund(reading, fund)
    assert told == overdrafts.of_fund(reading, fund, known_at=reading.position)
    lowest: dict[Overdraft, int] = dict.fromkeys(told, 0)
    for day in sorted(naive.days(fund)):
        held = held_by_all(fund, as_they_are(naive), day)
        below = {holder for holder, sums in held.items() if min(sums.values()) < 0}
        of_day = {each: _holder(each) for each in told if each.touches(day, day)}
        assert Counter(of_day.values()) == Counter(below)
        for each, holder in of_day.items():
            lowest[each] = min(lowest[each], held[holder]["available_dong"])
    assert all(min(0, each.lowest_dong) == dong for each, dong in lowest.items())


def _holder(overdraft: Overdraft) -> Holder:
    """Whatever is overdrawn, as a warning names it."""
    if overdraft.account_id is not None:
        return frozenset({("account_id", str(overdraft.account_id))})
    named = {"purpose": overdraft.purpose, "commodity": overdraft.commodity}
    return frozenset((name, which) for name, which in named.items() if which is not None)


def _hold_seal(reading: Reading, fund: FundId, seal: Recorded) -> None:
    """Hold that what was sealed was so as of the seal, is so now, and was half-way (law 10)."""
    assert isinstance(seal.event, PeriodClosed)
    sealed = {each.account_id: each.dong for each in seal.event.by_account}
    for position in (seal.position, (seal.position + reading.position) // 2, reading.position):
        said = balances.balance(reading, fund, as_of=seal.event.effective_on, known_at=position)
        assert said.dong == sum(sealed.values())
        for account in said.by_account:
            assert account.dong == sealed.get(account.account_id, 0)


def _journal(reading: Reading, fund: FundId) -> list[entries.PublicEntry]:
    found: list[entries.PublicEntry] = []
    after: int | None = None
    while True:
        page = entries.public_entries(reading, fund, entries.Asked(after=after, limit=LIMIT_MAX))
        found += page.items
        after = page.after
        if after is None:
            return found
