"""Dividing an estate: whatever a fund holds, its heirs get all of it, to the đồng."""

from collections import Counter
from collections.abc import Sequence

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st
from msgspec.structs import replace

from ledger.errors.associations import HandoverUnplaced
from ledger.errors.money import InsufficientFunds
from ledger.events.base import Event
from ledger.fund import Fund
from ledger.fund.handing_over.estate import Lot, Part, divide
from ledger.shares import WHOLE
from ledger.values import GENERAL, UNALLOCATED, AccountKind, PurposeId, Series
from tests.builders import BANK, CASH_BOX, TERM_DEPOSIT, goods
from tests.ledger.happened import CREDIT, CUSTODY, PURPOSE, voucher
from tests.ledger.happened.opening import A_FUND, purpose_defined
from tests.ledger.happened.receiving import (
    bank_fee_charged,
    credit_unallocated,
    custodial_received,
    donation_received,
)
from tests.ledger.specification import given

ACCOUNTS = {
    CASH_BOX: AccountKind.CASH_BOX,
    BANK: AccountKind.BANK,
    TERM_DEPOSIT: AccountKind.TERM_DEPOSIT,
}
EVERYWHERE = {account_id: account_id for account_id in ACCOUNTS}


def gift(dong: int, purpose: PurposeId = GENERAL, **fields: object) -> Event:
    return replace(donation_received(dong, purpose=purpose), **fields)


def of_goods(pieces: int, dong: int, milli: int = 1_000) -> Event:
    return donation_received(
        dong,
        account_id=None,
        account_kind=None,
        goods=goods("vở", pieces * milli),
        voucher=voucher(Series.GOODS_RECEIVED),
    )


def fund_with(*events: Event) -> Fund:
    state = given(*A_FUND, purpose_defined(), *events).state
    assert isinstance(state, Fund)
    return state


def by_purpose(parts: Sequence[Part]) -> list[Counter[PurposeId]]:
    found = [Counter[PurposeId]() for _ in parts]
    for part, sums in zip(parts, found, strict=True):
        for cell in part.cells:
            sums[cell.purpose] += cell.amount_dong
    return found


def test_one_heir_gets_it_all() -> None:
    fund = fund_with(gift(700), gift(300, PURPOSE), of_goods(3, 100))
    [part] = divide(fund, [WHOLE], [EVERYWHERE])
    assert by_purpose([part]) == [{GENERAL: 700, PURPOSE: 300}]
    assert part.lots == (Lot(GENERAL, "quyển vở", 3_000, 100),)
    assert part.keeps_papers


def test_several_get_their_shares_of_every_purpose() -> None:
    fund = fund_with(gift(101), gift(10, PURPOSE))
    parts = divide(fund, [600_000, 400_000], [EVERYWHERE, EVERYWHERE])
    assert by_purpose(parts) == [{GENERAL: 61, PURPOSE: 6}, {GENERAL: 40, PURPOSE: 4}]
    assert [part.keeps_papers for part in parts] == [True, False]


def test_whole_goods_are_divided_whole_and_their_value_with_them() -> None:
    parts = divide(fund_with(of_goods(3, 100)), [500_000, 500_000], [EVERYWHERE, EVERYWHERE])
    assert [part.lots for part in parts] == [
        (Lot(GENERAL, "quyển vở", 2_000, 67),),
        (Lot(GENERAL, "quyển vở", 1_000, 33),),
    ]


def test_what_is_owed_goes_undivided_to_who_keeps_the_papers() -> None:
    custody = PurposeId(str(CUSTODY))
    fund = fund_with(gift(100), credit_unallocated(30), custodial_received(50))
    few, most = divide(fund, [400_000, 600_000], [EVERYWHERE, EVERYWHERE])
    assert by_purpose([few, most]) == [
        {GENERAL: 40},
        {GENERAL: 60, UNALLOCATED: 30, custody: 50},
    ]
    assert [cell.credit_id for cell in most.cells if cell.credit_id] == [CREDIT]


def test_money_goes_only_the_ways_that_heirs_name() -> None:
    fund = fund_with(gift(50), gift(50, account_id=CASH_BOX, account_kind=AccountKind.CASH_BOX))
    ways = [{BANK: BANK}, {CASH_BOX: CASH_BOX}]
    first, second = divide(fund, [500_000, 500_000], ways)
    assert {cell.account_id for cell in first.cells} == {BANK}
    assert {cell.account_id for cell in second.cells} == {CASH_BOX}
    with pytest.raises(HandoverUnplaced):
        divide(fund, [600_000, 400_000], ways)
    with pytest.raises(HandoverUnplaced) as refusal:
        divide(fund, [WHOLE], [{BANK: BANK}])
    assert refusal.value.limits == {"account_id": str(CASH_BOX)}


def test_an_unknown_credit_needs_a_way_to_who_keeps_it() -> None:
    fund = fund_with(credit_unallocated(30))
    with pytest.raises(HandoverUnplaced):
        divide(fund, [600_000, 400_000], [{}, EVERYWHERE])
    divide(fund, [400_000, 600_000], [{}, EVERYWHERE])


def test_what_is_overdrawn_is_made_good_first() -> None:
    with pytest.raises(InsufficientFunds) as refusal:
        divide(fund_with(bank_fee_charged(5)), [WHOLE], [EVERYWHERE])
    assert refusal.value.fields == ("account_id",)
    with pytest.raises(InsufficientFunds) as refusal:
        divide(fund_with(gift(9), bank_fee_charged(5, purpose=PURPOSE)), [WHOLE], [EVERYWHERE])
    assert refusal.value.fields == ("purpose",)


GIFTS = st.lists(
    st.builds(
        lambda dong, purpose, account: gift(
            dong, purpose, account_id=account, account_kind=ACCOUNTS[account]
        ),
        st.integers(1, 10**15),
        st.sampled_from([GENERAL, PURPOSE]),
        st.sampled_from(list(ACCOUNTS)),
    ),
    max_size=5,
)
THINGS = st.lists(
    st.builds(of_goods, st.integers(1, 99), st.integers(0, 10**9), st.sampled_from([1_000, 700])),
    max_size=2,
)
OWED = st.sampled_from([(), (credit_unallocated(7),), (custodial_received(11),)])


@for_all(GIFTS, THINGS, OWED, st.lists(st.integers(1, WHOLE), min_size=1, max_size=4))
def test_nothing_is_lost_and_nothing_is_made(
    gifts: list[Event], things: list[Event], owed: tuple[Event, ...], shares: list[int]
) -> None:
    fund = fund_with(*gifts, *things, *owed)
    parts = divide(fund, shares, [EVERYWHERE] * len(shares))
    cells = [cell for part in parts for cell in part.cells]
    for held, at in ((fund.by_account, "account_id"), (fund.by_purpose, "purpose")):
        given_away = Counter[object]()
        for cell in cells:
            assert cell.amount_dong > 0
            given_away[getattr(cell, at)] += cell.amount_dong
        assert given_away == {key: days.total for key, days in held.items() if days.total}
    lots = [lot for part in parts for lot in part.lots]
    for (purpose, commodity), stock in fund.goods():
        mine = [lot for lot in lots if (lot.purpose, lot.commodity) == (purpose, commodity)]
        assert sum(lot.quantity_milli for lot in mine) == stock.quantity.total
        assert sum(lot.amount_dong for lot in mine) == stock.value.total
    assert [part.keeps_papers for part in parts].count(True) == 1
