"""Sums at the edge of 64 bits: what a reversal adds to them, it needs no room for."""

import msgspec
import pytest

from ledger.errors.money import BalanceTooLarge
from ledger.fund import checks
from ledger.fund.state import Fund
from ledger.values import BALANCE_DONG_MAX, Role
from projections.views import Views
from tests.books import Book
from tests.builders import a_donation
from tests.projections.reported import ever
from tests.projections.tables import build_anew, follow, laid_open


def test_everything_a_full_fund_ever_moved_may_be_reversed(
    views: Views, book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A reversal is a fact, for which there is always room (law 7).

    No entry is reversed twice, and a reversal adds to the other side of each sum. So no sum passes
    what entries alone may come to; only `turnover`, which has no sides, comes to twice that.
    """
    monkeypatch.setattr(checks, "AMOUNT_DONG_MAX", BALANCE_DONG_MAX)  # or 9,000 gifts fill a fund
    third = BALANCE_DONG_MAX // 3
    gift = book.donate(gift=a_donation(third, account_id=book.bank))
    paid = book.spend(third)
    rest = book.donate(gift=a_donation(third, account_id=book.bank))
    last = book.donate(gift=a_donation(BALANCE_DONG_MAX - 3 * third, account_id=book.bank))
    for entry in (last, rest, paid, gift):
        with pytest.raises(BalanceTooLarge):
            book.donate(1)
        book.reverse(entry)
    assert book.fund.turnover == 2 * BALANCE_DONG_MAX
    assert book.balance == 0
    assert msgspec.json.decode(msgspec.json.encode(book.fund), type=Fund) == book.fund
    book.person(Role.AUDITOR)
    follow(views, book)
    lived = laid_open(views)
    build_anew(views, book)
    assert laid_open(views) == lived
    with views.reading() as reading:
        cash = ever(reading, book.central).cash
        assert cash.closing == 0
