"""What lies below zero after a fact is told: how low, from which day until which."""

from collections.abc import Mapping
from datetime import date, timedelta

import pytest

from ledger.errors.money import InsufficientFunds, NotEnoughGoods
from ledger.events.base import Event
from ledger.fund import Fund
from ledger.fund.control.overdrafts import may_uncover, uncovered
from ledger.postings import postings
from ledger.values import GENERAL
from tests.builders import BANK, CASH_BOX, goods
from tests.fakes import TODAY
from tests.ledger.happened import PURPOSE
from tests.ledger.happened.control import cash_counted, cash_difference_posted, entry_reversed
from tests.ledger.happened.opening import A_FUND, purpose_defined
from tests.ledger.happened.receiving import (
    bank_fee_charged,
    credit_unallocated,
    debit_unallocated,
    donation_received,
    interest_credited,
)
from tests.ledger.happened.spending import disbursement_paid, goods_issued
from tests.ledger.specification import Given, given

Told = tuple[str, tuple[str, ...], dict[str, int | str]]

AN_ACCOUNT, ITS_PURPOSE = {"account_id": str(BANK)}, {"purpose": GENERAL}


def day(number: int) -> date:
    """A day of that many days ago."""
    return TODAY - timedelta(days=number)


def told(before: Given, *events: Event) -> list[Told]:
    """What some events are found to have uncovered."""
    then, now = before.state, before.after(*events).state
    assert isinstance(then, Fund)
    assert isinstance(now, Fund)
    return [(each.code, each.fields, each.limits) for each in uncovered(then, now)]


def overdrawn(holder: Mapping[str, str], lowest: int, since: date, **more: object) -> Told:
    """An account or purpose that lies below zero, once if nothing else is said."""
    limits = {**holder, "available_dong": lowest, "since_on": since.isoformat(), "times": 1, **more}
    return InsufficientFunds.code, tuple(holder), limits  # type: ignore[return-value]


def both(lowest: int, since: date, **more: object) -> list[Told]:
    """The bank account and its only purpose, which lie below zero alike."""
    return [overdrawn(each, lowest, since, **more) for each in (AN_ACCOUNT, ITS_PURPOSE)]


def gift(dong: int, ago: int, **fields: object) -> Event:
    return donation_received(dong, on=day(ago), **fields)


def fee(dong: int, ago: int) -> Event:
    return bank_fee_charged(dong, on=day(ago))


def undone(entry: Event, ago: int) -> Event:
    """The reversal of an entry as of a day."""
    reversed_ = tuple(line.reversed() for line in postings(entry))
    return entry_reversed(reversed_, effective_on=day(ago))


GIVEN = given(*A_FUND, gift(100, 10))


def test_what_is_below_zero_since_a_day_is_told_with_how_low_it_lies() -> None:
    assert told(GIVEN, fee(120, 3)) == both(-20, day(3))


def test_what_takes_no_more_than_is_there_is_not_told() -> None:
    assert told(GIVEN, fee(100, 3)) == []
    assert told(GIVEN, gift(1, 3)) == []
    assert told(GIVEN) == []


def test_what_was_filled_up_again_since_is_told_until_the_day_before() -> None:
    refilled = GIVEN.after(gift(500, 1))
    assert told(refilled, fee(120, 9)) == both(-20, day(9), until_on=day(2).isoformat())


def test_a_balance_is_asked_at_the_end_of_a_day_only() -> None:
    assert told(GIVEN, fee(120, 3), gift(20, 3)) == []


def test_days_apart_are_told_together_with_how_many_times_it_was() -> None:
    to_and_fro = GIVEN.after(gift(50, 7), fee(70, 5), gift(60, 3))
    told_of_it = both(-25, day(9), until_on=day(4).isoformat(), times=2)
    assert told(to_and_fro, fee(110, 9), gift(30, 6), fee(25, 5)) == told_of_it


def test_what_lies_below_zero_already_is_told_of_where_it_fell_lower() -> None:
    overdrawn_before = GIVEN.after(fee(120, 8))
    assert told(overdrawn_before, fee(1, 4)) == both(-21, day(4))
    assert told(overdrawn_before, gift(5, 4)) == []


def test_an_account_may_be_overdrawn_while_its_purposes_hold_enough() -> None:
    cash = gift(500, 10, account_id=CASH_BOX)
    assert told(GIVEN.after(cash), fee(120, 3)) == [overdrawn(AN_ACCOUNT, -20, day(3))]


def test_a_purpose_may_be_overdrawn_while_its_account_holds_enough() -> None:
    restricted = gift(40, 9, purpose=PURPOSE)
    fund = given(*A_FUND, purpose_defined(), gift(100, 10), restricted)
    spent = fund.after(bank_fee_charged(30, on=day(5), purpose=PURPOSE))
    its_purpose = {"purpose": PURPOSE}
    assert told(spent, undone(restricted, 9)) == [
        overdrawn(its_purpose, -30, day(5)),
    ]


def test_goods_are_told_by_quantity_and_by_value() -> None:
    books = goods(quantity_milli=3_000)
    given_books = gift(1_000, 10, goods=books, account_id=None, account_kind=None)
    fund = given(*A_FUND, given_books, goods_issued(2_500, 900, effective_on=day(5)))
    assert told(fund, undone(given_books, 10)) == [
        (
            NotEnoughGoods.code,
            ("goods",),
            {
                "purpose": GENERAL,
                "commodity": books.commodity,
                "available_milli": -2_500,
                "available_dong": -900,
                "since_on": day(5).isoformat(),
                "times": 1,
            },
        )
    ]


@pytest.mark.parametrize(
    "event, may",
    [
        (fee(1, 0), True),
        (cash_difference_posted(1, surplus=False), True),
        (undone(gift(1, 0), 0), True),
        (gift(1, 0), False),
        (interest_credited(1), False),
        (credit_unallocated(1), False),
        (debit_unallocated(1), False),
        (disbursement_paid(1), False),
        (cash_counted(1, 2), False),
    ],
)
def test_only_what_takes_without_asking_may_uncover_anything(event: Event, *, may: bool) -> None:
    assert may_uncover([gift(1, 0), event]) is may
