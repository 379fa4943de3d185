"""The report of an association at its page: any period, exact beside rounded, as known once."""

from datetime import date

import pytest

from ledger.association.succeeding import Succession
from ledger.events.association import Successor
from ledger.shares import WHOLE
from ledger.values import Level, Role
from tests.api.pages.visiting import Visitor
from tests.api.site import Site
from tests.builders import a_donation, an_association, goods
from tests.fakes import TODAY


@pytest.fixture
def visitor(site: Site) -> Visitor:
    """Somebody without a login."""
    return Visitor(site)


def address(site: Site, query: str = "") -> str:
    return f"/associations/{site.book.province}/report{query}"


def test_a_report_is_a_step_away_from_the_association(empty_site: Site) -> None:
    site, visitor = empty_site, Visitor(empty_site)
    site.book.donate(36_712_345_678)
    page = visitor.open(f"/associations/{site.book.province}")
    report = visitor.open(page.link_ending("/report?period=2025"))
    assert report.status == 200
    assert "Báo cáo – Năm 2025" in report.words
    assert "Năm 2025, các cấp hội đã vận động hơn 36,7 tỷ đồng." in report.words.replace(
        "\N{NO-BREAK SPACE}", " "
    )
    assert "36.712.345.678 đ" in report.words.replace("\N{NO-BREAK SPACE}", " ")


def test_the_way_to_it_leads_to_the_year_that_the_association_shows(empty_site: Site) -> None:
    """In January nobody is led to a year in which there is nothing yet."""
    site, visitor = empty_site, Visitor(empty_site)
    site.book.donate(4_000_000, on=date(2024, 12, 30))
    page = visitor.open(f"/associations/{site.book.province}")
    assert "Vận động năm 2024" in page.words
    report = visitor.open(page.link_ending("/report?period=2024"))
    assert "Báo cáo – Năm 2024" in report.words


def test_accounts_and_purposes_come_out_at_one_sum(empty_site: Site) -> None:
    site, visitor = empty_site, Visitor(empty_site)
    site.book.donate(5_000_000)
    words = visitor.open(address(site)).words
    assert "Cộng 0 đ 5.000.000 đ" in words.replace("\N{NO-BREAK SPACE}", " ")


def test_it_is_of_any_period_and_scope_and_as_it_was_known(empty_site: Site) -> None:
    site, visitor = empty_site, Visitor(empty_site)
    site.book.donate(gift=a_donation(1_000, account_id=site.book.bank))
    known = site.position()
    site.book.donate(gift=a_donation(70_000, account_id=site.book.bank))
    assert "71.000" in visitor.open(address(site, "?period=2025-H1")).words
    assert "71.000" not in visitor.open(address(site, "?period=2024")).words
    assert "71.000" not in visitor.open(address(site, "?period=2025-H1&scope=own")).words
    then = visitor.open(address(site, f"?period=2025-H1&known_at={known}")).words
    assert "71.000" not in then
    assert "1.000" in then


def test_it_says_on_which_days_of_the_period_own_money_lay_below_zero(
    empty_site: Site,
) -> None:
    site, visitor = empty_site, Visitor(empty_site)
    gift = site.book.donate(50_000, on=date(2025, 6, 2))
    site.book.spend(50_000, on=date(2025, 6, 5))
    site.book.reverse(gift, on=date(2025, 6, 2))
    known = site.position()
    site.book.donate(90_000, on=date(2025, 6, 10))
    own = f"/associations/{site.book.commune}/report"
    told = "Quỹ chung: âm từ ngày 05/06/2025 đến hết ngày 09/06/2025, thấp nhất −50.000 đ."
    for period in ("2025-06", "2025", "2025-06-09", "2025-06-05..2025-06-05"):
        assert told in visitor.open(f"{own}?period={period}").words
        assert told in visitor.open(f"{own}?period={period}&scope=own").words
    for period in ("2025-05", "2025-06-04", "2025-06-10"):
        assert "số dư âm" not in visitor.open(f"{own}?period={period}").words
    then = visitor.open(f"{own}?period=2025-06&known_at={known}").words
    assert "Quỹ chung: âm từ ngày 05/06/2025 đến nay, thấp nhất −50.000 đ." in then
    assert "số dư âm" not in visitor.open(f"{own}?period=2025-06&known_at={known - 1}").words
    assert "số dư âm" not in visitor.open(address(site, "?period=2025-06")).words


def test_it_shows_the_units_of_today_or_of_a_day(site: Site, visitor: Visitor) -> None:
    page = visitor.open(address(site, "?period=2025-H1"))
    assert "Theo địa giới hiện nay" in page.words
    assert "được tính cho hội kế thừa" not in page.words
    restated = visitor.open(address(site, "?period=2025-H1&restated=2025-06-16")).words
    assert "Theo các hội có ngày 16/06/2025" in restated
    english = visitor.open(address(site, "?period=2025-H1&restated=2025-06-16&lang=en")).words
    assert "As the units are today" in english
    for query, status in (("soon", 400), ("1996-10-01", 404)):
        assert visitor.open(address(site, f"?restated={query}")).status == status


def test_it_says_that_it_was_published_and_what_was_corrected_since(
    empty_site: Site,
) -> None:
    site, visitor = empty_site, Visitor(empty_site)
    site.book.donate(gift=a_donation(70_000, account_id=site.book.bank))
    asked = {"association_id": str(site.book.province), "period": "2025-H1"}
    assert "đã công bố" not in visitor.open(address(site, "?period=2025-H1")).words
    approver = site.someone(Role.APPROVER, site.book.province)
    site.catch_up()
    published = approver.post("/reports", asked)
    assert published.json is not None
    page = visitor.open(address(site, "?period=2025-H1"))
    assert "Báo cáo này đã công bố ngày 16/06/2025." in page.words
    assert page.link_ending(f"/reports/{published.json['id']}")
    assert "đính chính" not in page.words
    site.book.donate(gift=a_donation(5_000, account_id=site.book.bank))
    corrected = visitor.open(address(site, "?period=2025-H1")).words
    corrected = corrected.replace("\N{NO-BREAK SPACE}", " ")
    assert "Từ đó sổ có ghi thêm hoặc đính chính:" in corrected
    assert "Vận động: 70.000 đ → 75.000 đ +5.000 đ" in corrected
    year = visitor.open(address(site, "?period=2025")).words
    assert "Báo cáo này đã công bố" not in year
    assert "Các báo cáo đã công bố 6 tháng đầu năm 2025" in year


def test_who_began_later_and_succeeds_others_has_their_figures(empty_site: Site) -> None:
    site, visitor = empty_site, Visitor(empty_site)
    book = site.book
    book.donate(gift=a_donation(70_000, account_id=book.bank, on=date(2024, 5, 1)))
    new, young = (
        book.establish(an_association(Level.COMMUNE, book.province, name=name, on=TODAY))
        for name in ("Đồng Lộc", "Cẩm Bình")
    )
    succession = Succession(
        successors=(Successor(association_id=new, share_millionths=WHOLE),),
        effective_on=TODAY,
        decision_number="1283/NQ-UBTVQH15",
    )
    book.ledger.succeed_association(book.command(), book.commune, succession)
    page = visitor.open(f"/associations/{new}/report?period=2024")
    assert (page.status, "Theo các hội có ngày 16/06/2025" in page.words) == (200, True)
    assert "70.000" in page.words
    assert visitor.open(f"/associations/{young}/report?period=2024").status == 404


def test_goods_are_told_by_kind_beside_the_money(empty_site: Site) -> None:
    site, visitor = empty_site, Visitor(empty_site)
    assert "Hiện vật" not in visitor.open(address(site, "?period=2025-H1")).words
    site.book.donate(gift=a_donation(3_000_000, account_id=None, goods=goods()))
    page = visitor.open(address(site, "?period=2025-H1")).words.replace("\N{NO-BREAK SPACE}", " ")
    assert "Trị giá cuối kỳ 3.000.000 đ, không tính vào số dư tiền." in page


@pytest.mark.parametrize(
    "query, status", [("?period=2025-13", 400), ("?known_at=soon", 400), ("?scope=all", 422)]
)
def test_what_is_no_period_or_moment_is_refused(
    site: Site, visitor: Visitor, query: str, status: int
) -> None:
    assert visitor.open(address(site, query)).status == status


def test_it_speaks_english(site: Site, visitor: Visitor) -> None:
    assert "First half of 2025" in visitor.open(address(site, "?period=2025-H1&lang=en")).words
