"""Sentences that newspapers printed, each asked back from the report of the association."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest

from ledger.values import AssociationId
from tests.acceptance.country import BEGAN, Country
from tests.api.pages.visiting import Visitor
from tests.api.site import Site, open_site
from tests.stores import StoreKind, prepared_store

BILLION = 1_000_000_000
ON_JUNE_13 = "2025-06-13T23:59:59+07:00"


class Press(NamedTuple):
    """Who reads what everybody may read."""

    site: Site
    country: Country

    def report(self, whose: AssociationId, period: str, **query: str) -> dict[str, Any]:
        path = f"/associations/{whose}/report"
        found = self.site.public.get(path, None, period=period, **query)
        assert isinstance(found.json, dict), found.text
        return found.json


@pytest.fixture(scope="module")
def press(store_kind: StoreKind) -> Iterator[Press]:
    """The country's book, on each kind of store in turn."""
    with prepared_store(store_kind) as store, open_site(store, today=BEGAN) as site:
        yield Press(site, Country(site.book))


def statistics(report: dict[str, Any]) -> dict[str, Any]:
    return {each["measure"]: each for each in report["statistics"]}


# Hà Tĩnh, the first half of 2025, as stated on 13 June


def test_ha_tinh_raised_more_than_36_7_billion(press: Press) -> None:
    found = press.report(press.country.ha_tinh, "2025-H1", known_at=ON_JUNE_13)
    assert found["mobilized"]["total"] == 36_712_500_000
    assert found["transfers"]["eliminated"]["sent"] == {"transfers": 1, "dong": 2 * BILLION}
    assert sum(each["mobilized"] for each in found["by_level"]) == 36_712_500_000


def test_ha_tinh_gave_more_than_32_4_billion_to_57_430_pupils_and_teachers(press: Press) -> None:
    found = press.report(press.country.ha_tinh, "2025-H1", known_at=ON_JUNE_13)
    assert found["supported"]["total"] == 32_415_000_000
    assert found["recipients"]["luot"] == 57_430
    assert found["recipients"]["persons"] is None


def test_eight_new_boards_make_6_346_in_ha_tinh(press: Press) -> None:
    found = press.report(press.country.ha_tinh, "2025-H1", known_at=ON_JUNE_13)
    boards = statistics(found)["boards"]
    assert boards["opening"]["value"] == 6_338
    assert boards["added"]["value"] == 8
    assert boards["closing"]["value"] == 6_346
    assert boards["closing"]["as_of"] == "2025-06-13"


def test_nearly_392_000_members_are_29_2_percent_of_ha_tinh(press: Press) -> None:
    found = press.report(press.country.ha_tinh, "2025-H1", known_at=ON_JUNE_13)
    members = statistics(found)["members"]
    assert members["added"]["value"] == 342
    assert members["closing"]["value"] == 391_864
    assert members["permille_of_population"] == 292
    [target] = found["targets"]
    assert (target["measure"], target["value"]) == ("learning_citizens", 400)


def test_what_ha_tinh_stated_on_13_june_is_not_what_is_known_today(press: Press) -> None:
    today = press.report(press.country.ha_tinh, "2025-H1")
    assert today["mobilized"]["total"] == 36_812_500_000
    through_that_day = press.report(press.country.ha_tinh, "2025-01-01..2025-06-13")
    assert through_that_day["mobilized"]["total"] == 36_812_500_000


# Phú Thọ, the first half of 2024


def test_phu_tho_raised_more_than_24_6_billion_of_which_4_525_entered_its_fund(
    press: Press,
) -> None:
    whole = press.report(press.country.phu_tho, "2024-H1")
    own = press.report(press.country.phu_tho, "2024-H1", scope="own")
    assert whole["mobilized"] == {
        "total": 24_635_000_000,
        "cash": 16_525_000_000,
        "in_kind": 5 * BILLION,
        "direct_aid": 3_110_000_000,
        "pledged_outstanding": 0,
        "custodial": 0,
        "gifts": 3,
    }
    assert own["mobilized"]["total"] == 4_525_000_000
    [fund] = [each for each in whole["by_unit"] if each["is_own"]]
    assert fund["mobilized"] == 4_525_000_000


def test_the_fund_dat_to_holds_more_than_6_billion(press: Press) -> None:
    own = press.report(press.country.phu_tho, "2024-01-01..2024-06-28", scope="own")
    assert own["cash"]["closing"] == 6_075_000_000


def test_70_000_gifts_in_phu_tho_are_not_70_000_people(press: Press) -> None:
    found = press.report(press.country.phu_tho, "2024-H1")
    told = found["recipients"]["by_others"]
    assert (told["suat"], told["luot"], told["lines"][0]["persons"]) == (70_000, None, None)
    assert found["recipients"]["suat"] == 900


def test_what_phu_tho_gave_with_its_partners_is_nobody_s_alone(press: Press) -> None:
    found = press.report(press.country.phu_tho, "2024-H1")
    [joint] = found["supported"]["joint"]
    assert (joint["amount"], joint["own_share"]) == (16_320_000_000, None)
    assert found["supported"]["by_others"] == 0
    assert found["supported"]["total"] == 450_000_000 + 3_110_000_000


# Thái Nguyên and Bắc Kạn, 2025


def test_thai_nguyen_gave_ten_scholarships_in_bac_kan(press: Press) -> None:
    country = press.country
    giver = press.report(country.thai_nguyen, "2025-05")["recipients"]["by_others"]
    place = press.report(country.bac_kan, "2025-05")["recipients"]["by_others"]
    assert (giver["suat"], giver["lines"][0]["amount"]) == (10, None)
    assert place["lines"] == []
    listed = press.site.public.get(f"/associations/{country.thai_nguyen}/aid-given")
    assert listed.json is not None
    [told] = listed.json["items"]
    assert told["payer"] == "Hội Khuyến học tỉnh Thái Nguyên"
    assert told["place"] == "huyện Ba Bể, tỉnh Bắc Kạn"
    assert told["co_organisers"] == ["Cụm thi đua số 2"]
    assert "Quảng Khê" not in listed.text


def test_what_thai_nguyen_sent_to_bac_kan_went_outside_as_long_as_that_was_outside(
    press: Press,
) -> None:
    found = press.report(press.country.thai_nguyen, "2025-H1")
    assert found["cash"]["transfers_out"] == 20_000_000
    assert found["cash"]["closing"] == 480_000_000
    country = press.report(press.site.book.central, "2025-H1")
    assert country["cash"]["transfers_out"] == 0


def test_thai_nguyen_then_absorbed_bac_kan_and_no_dong_was_lost(press: Press) -> None:
    after = press.report(press.country.thai_nguyen, "2025-H2")
    assert after["cash"]["opening"] == 480_000_000
    assert after["cash"]["perimeter"] == {"joined": 30_000_000, "left": 0}  # Ba Bể's fund
    assert after["cash"]["handovers_in"] == 220_000_000  # that of Bắc Kạn itself
    assert after["cash"]["closing"] == 730_000_000
    year = press.report(press.country.thai_nguyen, "2025")
    assert year["cash"]["transfers_out"] == 20_000_000
    assert year["cash"]["closing"] == 730_000_000


def test_thai_nguyen_of_today_is_compared_with_both_of_yesterday(press: Press) -> None:
    country, today = press.country, "2025-07-20"
    both = press.report(country.thai_nguyen, "2025-H1", restated=today)
    each = [press.report(one, "2025-H1") for one in (country.thai_nguyen, country.bac_kan)]
    assert both["cash"]["closing"] == sum(one["cash"]["closing"] for one in each)
    assert both["mobilized"]["total"] == sum(one["mobilized"]["total"] for one in each)
    assert (both["cash"]["transfers_out"], both["cash"]["perimeter"]["joined"]) == (0, 0)
    assert both["restated"] == {"on": today, "estimated": False, "shares": []}
    after = press.report(country.thai_nguyen, "2025-H2", restated=today)
    assert after["cash"]["opening"] == both["cash"]["closing"]
    assert after["cash"]["handovers_in"] == 0


# Quảng Ninh, 2021 to 2025


def test_the_groups_whom_quang_ninh_names_are_no_partition(press: Press) -> None:
    told = press.report(press.country.quang_ninh, "2021..2025")["recipients"]["by_others"]
    parts = {tuple(each["categories"]): each["luot"] for each in told["lines"] if each["is_part"]}
    assert parts == {
        ("poor",): 9_273,
        ("disabled", "excellent"): 1_061,
        ("excellent", "poor"): 3_433,
    }
    helped = [each for each in told["lines"] if each["disbursement_class"] == "support"]
    assert helped[0]["luot"] == 119_667
    assert sum(parts.values()) == 13_767
    assert told["exhaustive"] is False


def test_nearly_42_billion_in_rewards_stay_one_total_of_two_lines(press: Press) -> None:
    found = press.report(press.country.quang_ninh, "2021..2025")
    [joint] = found["supported"]["joint"]
    assert (joint["amount"], joint["lines"]) == (41_900_000_000, 2)
    lines = found["recipients"]["by_others"]["lines"]
    rewards = {
        tuple(each["categories"]): (each["luot"], each["amount"])
        for each in lines
        if each["disbursement_class"] == "award"
    }
    assert rewards == {("teacher",): (17_464, None), (): (370_424, None)}
    assert found["supported"]["total"] == 0


def test_71_125_members_joined_in_quang_ninh_in_five_years(press: Press) -> None:
    found = press.report(press.country.quang_ninh, "2021..2025")
    assert statistics(found)["members"]["added"]["value"] == 71_125
    assert press.report(press.country.quang_ninh, "2025")["statistics"] == []


# The same at the pages, as papers say it


@pytest.mark.parametrize(
    "province, query, sentences",
    [
        (
            "ha_tinh",
            f"period=2025-H1&known_at={ON_JUNE_13.replace('+', '%2B')}",
            (
                "6 tháng đầu năm 2025, các cấp hội đã vận động hơn 36,7 tỷ đồng;",
                "; hỗ trợ, khen thưởng 57.430 lượt học sinh, giáo viên với hơn 32,4 tỷ đồng.",
                "Lập mới 8 ban khuyến học, nâng tổng số lên 6.346.",
                "Thêm 342 hội viên.",
                "Có gần 392.000 hội viên, bằng 29,2 % dân số.",
            ),
        ),
        (
            "ha_tinh",
            f"period=2025-H1&lang=en&known_at={ON_JUNE_13.replace('+', '%2B')}",
            (
                "First half of 2025: the association at all its levels mobilised over 36.7 billion",
                "supported and rewarded pupils and teachers 57,430 times with over 32.4 billion",
                "8 new study-promotion boards make 6,346.",
                "There are nearly 392,000 members, 29.2 % of the population.",
            ),
        ),
        (
            "phu_tho",
            "period=2024-01-01..2024-06-28",
            (
                "đã vận động hơn 24,6 tỷ đồng;",
                "Riêng quỹ của chính hội: vận động hơn 4,5 tỷ đồng, số dư gần 6,1 tỷ đồng.",
                "Cùng các nơi khác trao 70.000 suất.",
                "hơn 16,3 tỷ đồng là số chung, không chia được.",
            ),
        ),
        (
            "quang_ninh",
            "period=2021..2025",
            ("41,9 tỷ đồng là số chung, không chia được.", "Thêm 71.125 hội viên."),
        ),
    ],
)
def test_a_page_says_it_as_papers_do(
    press: Press, province: str, query: str, sentences: tuple[str, ...]
) -> None:
    whose: AssociationId = getattr(press.country, province)
    page = Visitor(press.site).open(f"/associations/{whose}/report?{query}")
    words = page.words.replace("\N{NO-BREAK SPACE}", " ")
    for sentence in sentences:
        assert sentence in words


def test_the_page_of_an_association_says_its_latest_year_and_the_exact_figures(
    press: Press,
) -> None:
    page = Visitor(press.site).open(f"/associations/{press.country.ha_tinh}")
    words = page.words.replace("\N{NO-BREAK SPACE}", " ")
    year = press.report(press.country.ha_tinh, "2025")
    exact = f"{year['mobilized']['total']:,}".replace(",", ".")
    assert "Năm 2025, các cấp hội đã vận động hơn 36,8 tỷ đồng;" in words
    assert f"Vận động {exact} đ" in words
    assert "Số hội có quỹ: " in words
