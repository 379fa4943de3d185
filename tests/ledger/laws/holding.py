"""What must hold of a fund whatever has happened to it: laws 1, 2, 3, 6, and the log's order."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from itertools import pairwise

from ledger.events.fund.correcting import EntryReversed
from ledger.fund.days import NO_DAYS, Days
from ledger.postings import postings
from ledger.store.codec import Recorded
from ledger.values import AccountId, PurposeId
from tests.books import Book
from tests.ledger.balance import money_moved, unbalanced
from tests.ledger.laws.naive import Naive


class Holding:
    """A fund's log and state, compared with each other and with the naive fund."""

    def __init__(self, book: Book, naive: Naive, start: int) -> None:
        self._book, self._naive, self._start = book, naive, start

    def hold(self) -> None:
        """Hold everything, reading all that was recorded behind the start."""
        log = self._book.events(after=self._start)
        assert [each.position for each in log] == list(
            range(self._start + 1, self._start + 1 + len(log))
        )
        assert all(a.recorded_at_micros <= b.recorded_at_micros for a, b in pairwise(log))
        events = [each for each in log if each.stream == self._book.fund_id]
        assert [each.version for each in events] == list(range(1, len(events) + 1))
        assert not any(unbalanced(each.event) for each in events), "law 2: debits equal credits"
        _hold_vouchers(events)
        self._hold_balances(events)

    def _hold_balances(self, events: list[Recorded]) -> None:
        """Hold that state, postings, events and the naive fund give one number.

        They do for every account, purpose and day, so for every period opening + movements =
        closing (law 1). In the naive fund nothing is negated: what is reversed is just not there
        from that day on (law 6).
        """
        fund, naive = self._book.fund, self._naive
        by_account, by_purpose = _days(events)
        assert fund.by_account == by_account
        assert fund.by_purpose == by_purpose
        assert fund.balance_dong == sum(money_moved(each.event) for each in events)
        for day in naive.days_that_matter():
            for account, days in by_account.items():
                assert naive.held(day, account=account) == _at_end_of(day, [days])
            for purpose, days in by_purpose.items():
                assert naive.held(day, purpose=purpose) == _at_end_of(day, [days])
            assert naive.held(day) == _at_end_of(day, by_account.values())
            assert naive.held(day) == _at_end_of(day, by_purpose.values())


def _hold_vouchers(events: list[Recorded]) -> None:
    """Hold that vouchers count from 1 without gaps, per series and fiscal year."""
    last: dict[tuple[str, int], int] = defaultdict(int)
    for each in events:
        voucher = getattr(each.event, "voucher", None)
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
