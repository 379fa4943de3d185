"""What happens in the demo: two years of one central fund, three provinces and a commune."""

from datetime import date

from api.demo import cast
from api.demo.activities import (
    a_count_and_a_closing,
    a_promise_with_a_purpose,
    bicycles,
    help_for_a_commune,
    money_for_others,
)
from api.demo.cast import ADMINISTRATOR, COMMUNE_TREASURER, STAFF, TREASURER
from api.demo.central import BEGAN, THREE, central_fund, scholarship
from api.demo.teller import Teller
from ledger.events.fund.money import Goods
from ledger.fund.receiving.donations import Donation
from ledger.values import AccountId, AccountKind, AssociationId, FundId, Level

_FOUNDED = date(1996, 10, 2)
_MILLION = 1_000_000

_TREE = (
    (cast.CENTRAL, Level.CENTRAL, None),
    (cast.PHU_THO, Level.PROVINCE, cast.CENTRAL),
    (cast.QUANG_NINH, Level.PROVINCE, cast.CENTRAL),
    (cast.HA_TINH, Level.PROVINCE, cast.CENTRAL),
    (cast.VIET_TRI, Level.COMMUNE, cast.PHU_THO),
    (cast.HA_LONG, Level.COMMUNE, cast.QUANG_NINH),
    (cast.THACH_HA, Level.COMMUNE, cast.HA_TINH),
)


def tell(teller: Teller) -> None:
    """Tell the whole story, in the order in which it was recorded."""
    places = _establish(teller)
    central_fund(teller, places[cast.CENTRAL])
    phu_tho, quang_ninh, ha_tinh = (
        _provincial_fund(teller, places[where], name, held_millions)
        for where, name, held_millions in (
            (cast.PHU_THO, "Quỹ Khuyến học, khuyến tài Đất Tổ", 820),
            (cast.QUANG_NINH, "Quỹ Khuyến học tỉnh Quảng Ninh", 1_150),
            (cast.HA_TINH, "Quỹ Khuyến học tỉnh Hà Tĩnh", 640),
        )
    )
    thach_ha = _commune_fund(teller, places[cast.THACH_HA])
    a_promise_with_a_purpose(teller, *quang_ninh)
    money_for_others(teller, *phu_tho)
    help_for_a_commune(teller, ha_tinh, thach_ha)
    bicycles(teller, thach_ha[0])
    a_count_and_a_closing(teller, *thach_ha)
    for player in STAFF:
        teller.issue_token(player)


def _establish(teller: Teller) -> dict[str, AssociationId]:
    places: dict[str, AssociationId] = {}
    for name, level, above in _TREE:
        parent_id = None if above is None else places[above]
        places[name] = teller.establish(name, level, parent_id, _FOUNDED)
    for player in STAFF:
        teller.enrol(player, places[player.where], BEGAN)
    teller.register_donors(places[cast.CENTRAL], TREASURER)
    return places


def _provincial_fund(
    teller: Teller, where: AssociationId, name: str, held_millions: int
) -> tuple[FundId, AccountId]:
    """Gifts of firms and pupils through two years, and scholarships at the start of school."""
    fund = teller.open_fund(where, name, BEGAN, ADMINISTRATOR)
    kind, held = AccountKind.BANK, held_millions * _MILLION
    bank = teller.open_account(fund, kind, "Vietcombank", BEGAN, held, TREASURER)
    for number in range(20):
        on = date(2024 + number // 12, number % 12 + 1, 5 + number)
        dong = (held_millions * 7 // (number % 5 + 3)) * 10_000
        teller.give(fund, Donation(account_id=bank, amount_dong=dong, effective_on=on), TREASURER)
    for year in (2024, 2025):
        teller.spend(
            fund,
            scholarship("Giúp em đến trường", held // 8 // 100 * 100, 120, date(year, 8, 20)),
            THREE,
            approved_on=date(year, 8, 22),
            payment=(bank, date(year, 8, 28)),
        )
    return fund, bank


def _commune_fund(teller: Teller, where: AssociationId) -> tuple[FundId, AccountId]:
    """Piggy banks (heo đất) emptied into the cash box, and bicycles for three pupils."""
    fund: FundId = teller.open_fund(where, "Quỹ Khuyến học xã Thạch Hà", BEGAN, ADMINISTRATOR)
    by = COMMUNE_TREASURER
    cash = teller.open_account(fund, AccountKind.CASH_BOX, "Két tiền mặt", BEGAN, 6 * _MILLION, by)
    for month in range(1, 11):
        on, dong = date(2025, month, 15), month * 85_000 + 640_000
        teller.give(fund, Donation(account_id=cash, amount_dong=dong, effective_on=on), by)
    bicycles = Goods(item="xe đạp", quantity_milli=3_000, unit="chiếc", valuation="giá thị trường")
    gift = Donation(amount_dong=5_400_000, goods=bicycles, effective_on=date(2025, 8, 30))
    teller.give(fund, gift, by)
    teller.spend(
        fund,
        scholarship("Vì em hiếu học", 4_500_000, 9, date(2025, 9, 3)),
        THREE,
        approved_on=date(2025, 9, 4),
        payment=(cash, date(2025, 9, 5)),
    )
    return fund, cash
