"""Goods given out of the stock: never more than is there on any day, at their average value."""

from datetime import date

import pytest
from msgspec.structs import replace

from ledger.errors.access import OverLimit
from ledger.errors.missing import PurposeNotFound
from ledger.errors.money import (
    BadAmount,
    BalanceTooLarge,
    DatedBeforeEntry,
    NotEnoughGoods,
    PeriodIsOpen,
)
from ledger.errors.restricted import (
    CategoryNotAllowed,
    ClassNotAllowed,
    PurposeExpired,
    WrongPlace,
    WrongProgramme,
)
from ledger.events.base import Event
from ledger.events.fund.correcting import EntryReversed
from ledger.events.fund.money import Goods
from ledger.events.fund.receiving import DonationReceived
from ledger.events.fund.spending import GoodsIssued, IssuePrivate
from ledger.fund import Fund
from ledger.fund.control.correcting import Reversal, reverse_entry
from ledger.fund.open_items import stock_key
from ledger.fund.spending.issuing import Issue, issue_goods
from ledger.values import (
    AMOUNT_DONG_MAX,
    BALANCE_DONG_MAX,
    GENERAL,
    Category,
    DisbursementClass,
    PurposeId,
    ReversalReason,
    Role,
    Series,
)
from tests.builders import CASHIER, goods
from tests.fakes import TODAY
from tests.ledger.happened import PURPOSE, voucher
from tests.ledger.happened.control import period_closed
from tests.ledger.happened.opening import (
    A_FUND,
    opening_balance_recorded,
    purpose_defined,
    spending_limit_set,
)
from tests.ledger.happened.receiving import donation_received
from tests.ledger.happened.spending import goods_issued
from tests.ledger.specification import Given, given, mended_one_by_one
from tests.ledger.wrong import (
    AHEAD,
    BEFORE_ALL,
    CLOSED_2024,
    IN_2024,
    NO_PURPOSE,
    SEALED,
    TOMORROW,
    TOO_EARLY,
)

JUNE_1, JUNE_5, JUNE_10, JUNE_14 = (date(2025, 6, day) for day in (1, 5, 10, 14))


def notebooks(pieces: int) -> Goods:
    """So many notebooks, counted in thousandths."""
    return goods("vở", pieces * 1_000)


def came(pieces: int, dong: int, on: date = JUNE_1, **fields: object) -> DonationReceived:
    return donation_received(
        dong,
        on=on,
        account_id=None,
        account_kind=None,
        goods=notebooks(pieces),
        voucher=voucher(Series.GOODS_RECEIVED),
        **fields,
    )


def went(pieces: int, dong: int, on: date = TODAY, **fields: object) -> GoodsIssued:
    event = goods_issued(dong=dong, effective_on=on, goods=notebooks(pieces))
    return replace(event, **fields)


def giving(pieces: int, on: date = TODAY, **fields: object) -> Issue:
    issue = Issue(
        disbursement_class=DisbursementClass.SUPPORT,
        programme="Tiếp sức đến trường",
        goods=notebooks(pieces),
        awards=1,
        effective_on=on,
    )
    return replace(issue, **fields)


def stock(case: Given, purpose: PurposeId = GENERAL) -> tuple[int, int]:
    """Return how many notebooks are held for a purpose, and at what value."""
    assert isinstance(case.state, Fund)
    assert case.state.balance_dong == 0, "no money moves"
    held = case.state.stock[stock_key(purpose, "quyển vở")]
    return held.quantity.total // 1_000, held.value.total


# Out of the stock


def test_goods_leave_the_stock_with_their_share_of_its_value() -> None:
    fund = given(*A_FUND, came(100, 1_000_000)).by(CASHIER)
    fund.when(issue_goods, giving(30)).then(went(30, 300_000))
    assert stock(fund.after(went(30, 300_000))) == (70, 700_000)


def test_an_issue_keeps_every_word_about_it() -> None:
    issue = giving(
        30,
        awards=10,
        instances=12,
        categories=(Category.POOR,),
        place="Thôn Đông",
        decision_number="12/QĐ",
        document_sha256="ab" * 32,
        occurred_on=JUNE_14,
    )
    fund = given(*A_FUND, came(100, 0, on=JUNE_1), period_closed(JUNE_14)).by(CASHIER)
    fund.when(issue_goods, issue).then(
        went(
            30,
            0,
            awards=10,
            instances=12,
            occurred_on=JUNE_14,
            private=IssuePrivate(
                recorded_by=CASHIER,
                categories=(Category.POOR,),
                place="Thôn Đông",
                decision_number="12/QĐ",
                document_sha256="ab" * 32,
            ),
        )
    )


@pytest.mark.parametrize(
    "received, pieces, dong",
    [
        ([came(100, 0)], 30, 0),
        ([came(3, 100)], 1, 33),
        ([came(3, 100)], 3, 100),
        ([came(100, 1_000_000), came(100, 3_000_000)], 50, 1_000_000),
        ([came(100, 1_000_000), came(100, 0)], 50, 250_000),
        ([came(3, 100), went(1, 33, JUNE_5), went(1, 33, JUNE_5)], 1, 34),
    ],
)
def test_goods_are_worth_their_weighted_average_and_the_last_take_the_rest(
    received: list[Event], pieces: int, dong: int
) -> None:
    fund = given(*A_FUND, *received).by(CASHIER)
    [issued] = fund.when(issue_goods, giving(pieces)).outcome()
    assert isinstance(issued, GoodsIssued)
    assert issued.amount_dong == dong


def test_an_average_is_that_of_the_day_and_takes_nothing_a_later_day_needs() -> None:
    fund = given(*A_FUND, came(100, 1_000_000), came(100, 3_000_000, JUNE_10)).by(CASHIER)
    fund.when(issue_goods, giving(50, JUNE_5)).then(went(50, 500_000, JUNE_5))
    fund.when(issue_goods, giving(50, JUNE_10)).then(went(50, 1_000_000, JUNE_10))
    almost_all = went(190, 3_990_000, JUNE_14, voucher=voucher(Series.GOODS_ISSUED))
    fund.after(almost_all).when(issue_goods, giving(5, JUNE_10)).then(
        went(5, 10_000, JUNE_10, voucher=voucher(Series.GOODS_ISSUED, 2))
    )


def test_no_more_is_given_out_than_is_there_on_any_day() -> None:
    fund = given(*A_FUND, came(100, 0, JUNE_5), went(60, 0, JUNE_14))
    for on, pieces in ((TODAY, 40), (JUNE_10, 40), (JUNE_1, 0)):
        fund.when(issue_goods, giving(pieces + 1, on)).then(
            NotEnoughGoods(
                "goods.quantity_milli",
                available_milli=pieces * 1_000,
                asked_milli=(pieces + 1) * 1_000,
            )
        )
    fund.when(issue_goods, giving(40, JUNE_10)).is_accepted()


def test_goods_that_were_given_out_leave_no_value_behind() -> None:
    """Their value was corrected on June 10: from then on, not before, all of it can go."""
    entry, right = came(10, 100, JUNE_1), came(10, 1_000, JUNE_10)
    undone = Reversal(entry=5, reason=ReversalReason.WRONG_AMOUNT, effective_on=JUNE_10)
    [reversal] = given(*A_FUND, entry).when(reverse_entry, entry, undone).outcome()
    assert isinstance(reversal, EntryReversed)
    fund = given(*A_FUND, entry, reversal, right).by(CASHIER)
    fund.when(issue_goods, giving(10, JUNE_5)).then(
        DatedBeforeEntry("effective_on", entry_on="2025-06-10")
    )
    fund.when(issue_goods, giving(10, JUNE_10)).then(went(10, 1_000, JUNE_10))
    fund.when(issue_goods, giving(4, JUNE_5)).then(went(4, 40, JUNE_5))


def test_who_empties_the_stock_for_some_days_takes_all_that_is_there_on_them() -> None:
    """A third of 100 đồng is 33: what is left of two thirds goes with the last, 67, not 66."""
    fund = given(*A_FUND, came(3, 100, JUNE_1), went(1, 33, JUNE_10), came(5, 500, JUNE_14))
    fund.by(CASHIER).when(issue_goods, giving(2, JUNE_5)).then(
        went(2, 67, JUNE_5, voucher=voucher(Series.GOODS_ISSUED, 2))
    )


def test_a_mistake_that_was_reversed_leaves_no_kind_of_goods_in_the_state() -> None:
    entry = came(10, 100, JUNE_5)
    fund = given(*A_FUND, entry)
    for on, kinds in ((JUNE_5, 0), (JUNE_10, 1)):
        undone = Reversal(entry=5, reason=ReversalReason.WRONG_AMOUNT, effective_on=on)
        [reversal] = fund.when(reverse_entry, entry, undone).outcome()
        assert isinstance(reversal, EntryReversed)
        state = fund.after(reversal).state
        assert isinstance(state, Fund)
        assert len(state.stock) == kinds


def test_no_two_kinds_of_goods_are_counted_as_one() -> None:
    """The unit `thùng to` of `bút` is not the unit `thùng` of `to bút`."""
    big = Goods(item="bút", unit="thùng to", quantity_milli=1_000)
    pens = Goods(item="to bút", unit="thùng", quantity_milli=1_000)
    assert big.commodity != pens.commodity
    assert big.commodity.replace("\N{NO-BREAK SPACE}", " ") == pens.commodity
    assert replace(big, unit=" thùng  to ").commodity == big.commodity
    fund = given(*A_FUND, replace(came(1, 0), goods=big)).by(CASHIER)
    fund.when(issue_goods, giving(1, goods=pens)).then(
        NotEnoughGoods("goods.quantity_milli", available_milli=0, asked_milli=1_000)
    )


def test_goods_are_counted_by_kind_unit_and_purpose() -> None:
    fund = given(*A_FUND, purpose_defined(), came(100, 0, purpose=PURPOSE)).by(CASHIER)
    other_unit = replace(goods("vở", 1_000), unit="chục")
    for other in (giving(1), giving(1, goods=goods("bút", 1_000)), giving(1, goods=other_unit)):
        fund.when(issue_goods, other).then(
            NotEnoughGoods("goods.quantity_milli", available_milli=0, asked_milli=1_000)
        )
    fund.when(issue_goods, giving(1, purpose=PURPOSE)).then(went(1, 0, purpose=PURPOSE))


@pytest.mark.parametrize(
    "field, value", [("awards", 0), ("awards", True), ("instances", 0), ("instances", -1)]
)
def test_awards_and_recipients_are_counted_from_one(field: str, value: object) -> None:
    given(*A_FUND, came(100, 0)).when(issue_goods, replace(giving(1), **{field: value})).then(
        BadAmount(field, least=1, most=AMOUNT_DONG_MAX)
    )


def test_an_issue_is_refused_for_the_first_thing_that_is_wrong_with_it() -> None:
    restricted = purpose_defined(
        programme="Vì em hiếu học",
        classes=(DisbursementClass.AWARD,),
        categories=(Category.POOR,),
        place="xã Thạch Hà",
        expires_on=TOMORROW,
    )
    mended_one_by_one(
        given(
            *A_FUND,
            restricted,
            came(100, 1_000_000, purpose=PURPOSE),
            spending_limit_set(990_000, Role.CASHIER),
            CLOSED_2024,
        ),
        issue_goods,
        giving(0, TOMORROW, purpose=NO_PURPOSE, occurred_on=date(2025, 6, 18)),
        (
            BadAmount("goods.quantity_milli", least=1, most=AMOUNT_DONG_MAX),
            {"goods": notebooks(101)},
        ),
        (PurposeNotFound("purpose"), {"purpose": PURPOSE}),
        (PurposeExpired("purpose", expired_on="2025-06-17"), {"occurred_on": JUNE_5}),
        (
            WrongProgramme("programme", must_be="Vì em hiếu học"),
            {"programme": "Vì em hiếu học"},
        ),
        (
            ClassNotAllowed("disbursement_class", allowed="award"),
            {"disbursement_class": DisbursementClass.AWARD},
        ),
        (CategoryNotAllowed("categories", allowed="poor"), {"categories": (Category.POOR,)}),
        (WrongPlace("place", must_be="xã Thạch Hà"), {"place": "xã Thạch Hà"}),
        (AHEAD, {"effective_on": BEFORE_ALL}),
        (TOO_EARLY, {"effective_on": IN_2024}),
        (SEALED, {"effective_on": JUNE_10}),
        (PeriodIsOpen("occurred_on", first_open_on="2025-01-01"), {"occurred_on": None}),
        (
            NotEnoughGoods("goods.quantity_milli", available_milli=100_000, asked_milli=101_000),
            {"goods": notebooks(100)},
        ),
        (
            OverLimit("amount_dong", limit_dong=990_000, asked_dong=1_000_000),
            {"goods": notebooks(99)},
        ),
        elsewhere=[BalanceTooLarge, DatedBeforeEntry],
    )


def test_no_issue_passes_what_the_sums_can_hold() -> None:
    full = opening_balance_recorded(BALANCE_DONG_MAX - 101_999)
    given(*A_FUND, came(100, 1_000), full).when(issue_goods, giving(1)).then(
        BalanceTooLarge("amount_dong")
    )


# Reversed


def test_a_reversed_issue_brings_goods_and_value_back() -> None:
    issued = went(30, 300_000)
    fund = given(*A_FUND, came(100, 1_000_000), issued)
    assert stock(fund.after(reversed_(fund, issued))) == (100, 1_000_000)


def test_a_reversed_gift_of_goods_may_uncover_that_too_much_was_given_out() -> None:
    gift = came(100, 1_000_000)
    fund = given(*A_FUND, gift, went(30, 300_000))
    uncovered = fund.after(reversed_(fund, gift))
    assert stock(uncovered) == (-30, -300_000)
    uncovered.when(issue_goods, giving(1)).then(
        NotEnoughGoods("goods.quantity_milli", available_milli=0, asked_milli=1_000)
    )
    covered = uncovered.after(came(40, 100_000, TODAY)).by(CASHIER)
    covered.when(issue_goods, giving(10)).then(went(10, 0, voucher=voucher(Series.GOODS_ISSUED, 2)))


def reversed_(case: Given, entry: Event) -> EntryReversed:
    reversal = Reversal(entry=5, reason=ReversalReason.OTHER)
    [event] = case.when(reverse_entry, entry, reversal).outcome()
    assert isinstance(event, EntryReversed)
    return event
