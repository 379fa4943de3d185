"""Gifts that are not đồng: goods for the stock, and foreign money booked at its rate."""

import pytest
from msgspec.structs import replace

from ledger.errors.money import AmountMismatch, BadAmount, BalanceTooLarge, WrongAccountKind
from ledger.fund.receiving.donations import receive_donation
from ledger.values import AMOUNT_DONG_MAX, BALANCE_DONG_MAX, Series
from tests.builders import BANK, a_donation, dollars, goods
from tests.ledger.happened import voucher
from tests.ledger.happened.opening import A_FUND, opening_balance_recorded
from tests.ledger.happened.receiving import bank_fee_charged, donation_received
from tests.ledger.specification import given

# Goods


A_GIFT_OF_GOODS = a_donation(20_000_000, account_id=None, goods=goods())


@pytest.mark.parametrize("dong", [20_000_000, 0])
def test_goods_come_into_the_stock_with_a_value_or_with_none(dong: int) -> None:
    given(*A_FUND).when(receive_donation, replace(A_GIFT_OF_GOODS, amount_dong=dong)).then(
        donation_received(
            dong,
            account_id=None,
            account_kind=None,
            goods=goods(),
            voucher=voucher(Series.GOODS_RECEIVED),
        )
    )


@pytest.mark.parametrize(
    "fields, refusal",
    [
        ({"amount_dong": -1}, BadAmount("amount_dong", least=0, most=AMOUNT_DONG_MAX)),
        ({"account_id": BANK}, WrongAccountKind("account_id")),
        ({"foreign": dollars()}, WrongAccountKind("account_id")),
    ],
)
def test_goods_touch_no_account(
    fields: dict[str, object], refusal: BadAmount | WrongAccountKind
) -> None:
    given(*A_FUND).when(receive_donation, replace(A_GIFT_OF_GOODS, **fields)).then(refusal)


@pytest.mark.parametrize("quantity_milli", [-1, 0, AMOUNT_DONG_MAX + 1, True, 0.5])
def test_goods_are_counted_in_thousandths_above_zero(quantity_milli: int) -> None:
    gift = a_donation(account_id=None, goods=goods(quantity_milli=quantity_milli))
    given(*A_FUND).when(receive_donation, gift).then(
        BadAmount("goods.quantity_milli", least=1, most=AMOUNT_DONG_MAX)
    )


def test_values_and_quantities_of_goods_never_pass_what_the_sums_can_hold() -> None:
    fund = given(*A_FUND, opening_balance_recorded(BALANCE_DONG_MAX - 2_500))
    fitting, too_much = goods(quantity_milli=1_500), goods(quantity_milli=1_501)
    gift = a_donation(1_000, account_id=None, goods=fitting)
    fund.when(receive_donation, gift).is_accepted()
    fund.when(receive_donation, replace(gift, goods=too_much)).then(BalanceTooLarge("amount_dong"))


def test_what_was_given_and_spent_again_counts_too() -> None:
    half = BALANCE_DONG_MAX // 2
    fund = given(*A_FUND, opening_balance_recorded(half), bank_fee_charged(half))
    fund.when(receive_donation, a_donation(2)).then(BalanceTooLarge("amount_dong"))


# Foreign money


@pytest.mark.parametrize(
    "amount, rate, dong",
    [
        ("20", "25000", 500_000),
        ("0.01", "25431.55", 254),  # 254.3155
        ("0.01", "25431.55", 255),
        ("100.50", "25431.55", 2_555_870),  # 2555870.775
        ("100.50", "25431.55", 2_555_871),
        ("300000", "1", 300_000),
    ],
)
def test_foreign_money_is_booked_at_its_rate_rounded_either_way(
    amount: str, rate: str, dong: int
) -> None:
    foreign = dollars(amount, rate)
    given(*A_FUND).when(receive_donation, a_donation(dong, foreign=foreign)).then(
        donation_received(dong, foreign=foreign)
    )


@pytest.mark.parametrize(
    "amount, rate, dong, must_be",
    [("20", "25000", 499_999, 500_000), ("0.01", "25431.55", 256, 254), ("0", "25000", 1, 0)],
)
def test_foreign_money_is_booked_at_no_other_rate(
    amount: str, rate: str, dong: int, must_be: int
) -> None:
    gift = a_donation(dong, foreign=dollars(amount, rate))
    given(*A_FUND).when(receive_donation, gift).then(
        AmountMismatch("amount_dong", must_be_dong=must_be)
    )


@pytest.mark.parametrize(
    "amount, rate",
    [
        ("-20", "25000"),
        ("20", ""),
        ("2e1", "25000"),
        ("20", "25.000,5"),
        ("٢٠", "25000"),
        (" 20", "1"),
    ],
)
def test_foreign_amounts_and_rates_are_plain_decimals(amount: str, rate: str) -> None:
    gift = a_donation(500_000, foreign=dollars(amount, rate))
    given(*A_FUND).when(receive_donation, gift).then(BadAmount("foreign.amount", "foreign.rate"))
