import re
from datetime import date

import pytest

from api.installation import Services
from api.settings import Settings
from api.web import create_app
from ledger.events.donor import Visibility
from ledger.store.vault.records import PersonKind, PersonRecord
from ledger.values import DonorId
from projections.rebuild import rebuild
from tests.api.pages.visiting import VisitedPage, Visitor, treasurer
from tests.api.site import Site
from tests.builders import a_debit, a_donation, a_pledge, goods
from tests.ledger.use_cases.reorganisation import JULY_15, Reorganisation
from tests.stores import Store


@pytest.fixture
def visitor(site: Site) -> Visitor:
    """Somebody without a login."""
    return Visitor(site)


def a_named_donor(site: Site, name: str = "Nguyễn Văn Minh") -> DonorId:
    """A donor of the commune whose name is in the vault."""
    donor_id = site.book.register_donor()
    person = PersonRecord(id=donor_id, kind=PersonKind.DONOR, name=name)
    site.services.vault.put_person(person)
    return donor_id


def test_from_the_country_down_to_a_fund_each_page_links_to_the_next(empty_site: Site) -> None:
    site, visitor = empty_site, Visitor(empty_site)
    site.book.donate(8_789_133_706)
    country = visitor.open("/")
    assert "Hội Khuyến học Việt Nam" in country.words
    province = visitor.open(country.link_ending(str(site.book.province)))
    assert "Hội Khuyến học Hà Tĩnh" in province.words
    commune = visitor.open(province.link_ending(str(site.book.commune)))
    fund = visitor.open(commune.link_ending(f"/funds/{site.book.fund_id}"))
    for page in country, province, commune, fund:
        assert page.status == 200
        assert "8.789.133.706 đ" in page.words
        assert f"Tính đến bút toán số {site.position()}, ngày 16/06/2025." in page.words
    assert str(site.book.commune) in "".join(fund.links)


def test_a_book_without_any_association_says_so(store: Store) -> None:
    settings = Settings(
        database_url=store.events_url,
        views_database_url=store.views_url,
        people_database_url=store.people_url,
        keys_dir=store.keys_dir,
        secret_key="a secret of thirty-two characters",
    )
    services = Services.open(settings)
    services.vault.create_tables()
    services.views.create_tables()
    page = create_app(settings, services).test_client().get("/")
    services.close()
    assert page.status_code == 200
    assert "Sổ còn trống" in page.text


def test_a_fund_shows_what_it_holds_by_account_and_purpose(site: Site, visitor: Visitor) -> None:
    book = site.book
    book.open_balance(1_000_000, book.cash_box)
    book.donate(gift=a_donation(500_000, account_id=book.bank, purpose=book.define_purpose()))
    book.donate(gift=a_donation(0, account_id=None, goods=goods()))
    book.spend(200_000)
    words = visitor.open(f"/funds/{book.fund_id}").words
    for shown in (
        "Số dư hiện có 1.300.000 đ",
        "Số dư khi mở sổ 1.000.000 đ",
        "Đã nhận từ khi mở sổ 500.000 đ",
        "Đã chi từ khi mở sổ 200.000 đ",
        "Két tiền mặt 1.000.000 đ",
        "Học bổng Đất Tổ 500.000 đ",
        "Quyển vở 2.000",
        "Chi học bổng",
        "Tiếp sức đến trường · 2 suất",
    ):
        assert shown in words


def test_appeals_say_whether_they_are_to_come_open_or_over(site: Site, visitor: Visitor) -> None:
    book = site.book
    book.launch(name="Đang vận động")
    book.launch(name="Tháng sau", starts_on=date(2025, 7, 1), ends_on=None)
    book.launch(name="Tết năm ngoái", starts_on=date(2024, 1, 2), ends_on=date(2024, 2, 9))
    closed = book.launch(name="Đóng sớm", ends_on=None)
    book.close_mobilization(closed)
    words = visitor.open(f"/funds/{book.fund_id}").words
    for shown in (
        "Đang vận động Đang nhận",
        "Tháng sau Sắp bắt đầu",
        "Tết năm ngoái Đã kết thúc",
        "Đóng sớm Đã kết thúc",
    ):
        assert shown in words


def test_an_appeal_shows_its_parts_and_what_is_only_pledged(site: Site, visitor: Visitor) -> None:
    appeal = site.book.launch()
    for gift in (
        a_donation(4_000_000, account_id=site.book.bank, mobilization_id=appeal),
        a_donation(300_000, account_id=None, goods=goods(), mobilization_id=appeal),
    ):
        site.book.donate(gift=gift)
    site.book.report_aid(appeal, 20_000)
    site.book.pledge(
        pledge=a_pledge(7_000_000, mobilization_id=appeal, pledge_id=site.book.new_id())
    )
    page = visitor.open(f"/funds/{site.book.fund_id}")
    assert "4.320.000 đ" in page.words
    assert (
        "Gồm: tiền vào quỹ 4.000.000 đ; hiện vật 300.000 đ; trao trực tiếp 20.000 đ." in page.words
    )
    assert "Đăng ký ủng hộ, chưa nhận: 7.000.000 đ" in page.words


def test_money_that_is_not_the_funds_is_shown_apart_and_adds_up(
    site: Site, visitor: Visitor
) -> None:
    site.book.donate(1_000_000)
    site.book.hold(200_000)
    site.book.note_credit(30_000)
    page = visitor.open(f"/funds/{site.book.fund_id}")
    assert "Thu hộ số 1 200.000 đ" in page.words
    assert "Chưa rõ nguồn 30.000 đ" in page.words
    assert "Không phải tiền của quỹ 230.000 đ" in page.words
    assert "Cộng với tiền của quỹ 1.230.000 đ" in page.words
    assert page.words.count("1.230.000 đ") >= 2
    assert "unallocated" not in page.words


def test_undecided_debits_are_told_and_not_taken_off(site: Site, visitor: Visitor) -> None:
    site.book.donate(500_000)
    site.book.import_rows(a_debit(55_000))
    words = visitor.open(f"/funds/{site.book.fund_id}").words
    assert "1 khoản ngân hàng ghi nợ chưa rõ nội dung, cộng 55.000 đ" in words
    assert "Số dư hiện có 500.000 đ" in words


# ------------------------------------------------------------------------------------- donors


def test_a_donor_is_anonymous_unless_he_agreed(site: Site, visitor: Visitor) -> None:
    book = site.book
    donor_id = a_named_donor(site, "Lê Thị Kín")
    book.donate(gift=a_donation(account_id=book.bank, donor_id=donor_id, named=False))
    for path in "/", f"/funds/{book.fund_id}", f"/funds/{book.fund_id}/entries":
        words = visitor.open(path).words
        assert "Lê Thị Kín" not in words
        assert "Nhà hảo tâm" in words


def test_a_donor_who_agreed_is_named_until_he_hides(site: Site, visitor: Visitor) -> None:
    book = site.book
    donor_id = a_named_donor(site)
    book.donate(gift=a_donation(account_id=book.bank, donor_id=donor_id, named=True))
    path = f"/funds/{book.fund_id}"
    assert "Nguyễn Văn Minh" in visitor.open(path).words
    book.ledger.change_visibility(book.command(), donor_id, Visibility.HIDDEN)
    words = visitor.open(path).words
    assert "Nguyễn Văn Minh" not in words
    assert "Nhà hảo tâm" in words


def test_a_donor_whose_name_is_erased_is_anonymous(site: Site, visitor: Visitor) -> None:
    book = site.book
    donor_id = a_named_donor(site)
    book.donate(gift=a_donation(account_id=book.bank, donor_id=donor_id, named=True))
    site.services.vault.destroy(donor_id)
    assert "Nhà hảo tâm" in visitor.open(f"/funds/{book.fund_id}").words


# ------------------------------------------------------------------------------------ journal


def beside(page: VisitedPage, way: str) -> str:
    """The link to the next page, newer or older, in the language of this one."""
    (link,) = [link for link in page.links if f"?{way}=" in link and "lang=" not in link]
    return link


def test_the_journal_is_read_page_by_page_in_both_ways(site: Site, visitor: Visitor) -> None:
    book = site.book
    gifts = [a_donation(1_000 + number, account_id=book.bank) for number in range(120)]
    book.ledger.receive_donations(book.command(), book.fund_id, gifts)
    first = visitor.open(f"/funds/{book.fund_id}/entries")
    assert "+1.119 đ" in first.words
    assert "+1.069 đ" not in first.words
    second = visitor.open(beside(first, "older"))
    assert "+1.069 đ" in second.words
    assert "+1.020 đ" in second.words
    last = visitor.open(beside(second, "older"))
    assert "+1.019 đ" in last.words
    assert "Cũ hơn" not in last.words
    assert visitor.open(beside(last, "newer")).words == second.words
    assert visitor.open(beside(second, "newer")).words == first.words
    assert "Mới hơn" not in first.words


def test_the_journal_of_a_month_shows_only_that_month(site: Site, visitor: Visitor) -> None:
    book = site.book
    book.donate(111_000, on=date(2025, 5, 31))
    book.donate(222_000, on=date(2025, 6, 1))
    page = visitor.open(f"/funds/{book.fund_id}/entries?period=2025-05")
    assert "+111.000 đ" in page.words
    assert "+222.000 đ" not in page.words
    assert page.forms[0].fields["period"] == "2025-05"


def test_who_looks_for_a_gift_chooses_its_day(site: Site, visitor: Visitor) -> None:
    book = site.book
    book.donate(111_000, on=date(2025, 5, 30))
    book.donate(222_000, on=date(2025, 5, 31))
    path = f"/funds/{book.fund_id}/entries"
    assert "Tháng 5/2025 31/05/2025 30/05/2025" in visitor.open(f"{path}?period=2025-05").words
    page = visitor.open(f"{path}?period=2025-05-30")
    assert "+111.000 đ" in page.words
    assert "+222.000 đ" not in page.words
    assert page.forms[0].fields["period"] == "2025-05-30"
    empty = visitor.open(f"{path}?period=2025-01-09")
    assert empty.forms[0].fields["period"] == "2025-01-09"
    assert "09/01/2025" in empty.words


@pytest.mark.parametrize(
    "asked", ["period=2025-13", "period=2025-02-30", "period=x", "older=x", f"newer={10**30}"]
)
def test_a_journal_nobody_can_mean_is_refused(site: Site, visitor: Visitor, asked: str) -> None:
    page = visitor.open(f"/funds/{site.book.fund_id}/entries?{asked}")
    assert page.status in {400, 422}


def test_a_reversed_entry_names_the_position_of_its_reversal(site: Site, visitor: Visitor) -> None:
    gift = site.book.donate(500_000)
    reversal = site.book.reverse(gift)
    words = visitor.open(f"/funds/{site.book.fund_id}/entries").words
    assert f"Đã đảo: {reversal.position}" in words
    assert "Bút toán đảo" in words
    assert "Sai số tiền" in words


def test_only_who_may_correct_is_led_to_it(site: Site, visitor: Visitor) -> None:
    site.book.donate()
    path = f"/funds/{site.book.fund_id}/entries"
    assert not [link for link in visitor.open(path).links if "/book/" in link]
    kept = treasurer(site).open(path)
    assert [link for link in kept.links if link.endswith("/correction")]
    assert [link for link in kept.links if "/vouchers/" in link]


# ---------------------------------------------------------------------------- language, caches


def test_the_language_is_in_the_address_and_then_remembered(visitor: Visitor) -> None:
    assert "Đăng nhập" in visitor.open("/").words
    assert "Log in" in visitor.open("/?lang=en").words
    assert "Log in" in visitor.open("/").words
    assert "Đăng nhập" in visitor.open("/?lang=vi").words


def test_a_page_is_not_sent_again_while_the_book_stands_still(site: Site) -> None:
    client = site.app.test_client()
    path = f"/funds/{site.book.fund_id}"
    site.catch_up()
    first = client.get(path)
    assert first.headers["Cache-Control"] == "no-cache"
    assert "Set-Cookie" not in first.headers
    known = {"If-None-Match": first.headers["ETag"]}
    again = client.get(path, headers=known)
    assert (again.status_code, again.data) == (304, b"")
    assert client.get(path, headers=known, query_string={"lang": "en"}).status_code == 200
    site.book.donate()
    site.catch_up()
    known = {"If-None-Match": client.get(path).headers["ETag"]}
    for _ in rebuild(site.services.views, site.services.ledger.read, site.book.ledger.position):
        pass
    assert client.get(path, headers=known).status_code == 200, "its tables may say more by now"


def test_pages_of_those_who_are_logged_in_are_kept_by_nobody(site: Site) -> None:
    page = treasurer(site).open(f"/funds/{site.book.fund_id}")
    assert page.response.headers["Cache-Control"] == "private, no-store"
    assert "ETag" not in page.response.headers


def test_pages_of_those_who_come_with_a_token_are_kept_by_nobody(site: Site) -> None:
    client = site.app.test_client()
    for path in (f"/associations/{site.book.commune}/report", f"/funds/{site.book.fund_id}"):
        site.catch_up()
        known = {"If-None-Match": client.get(path).headers["ETag"]}
        own = client.get(path, headers={**site.auditor.headers, **known})
        assert (own.status_code, own.headers["Cache-Control"]) == (200, "private, no-store")
        assert "ETag" not in own.headers


def test_a_fund_that_ended_says_where_it_went_and_one_that_waits_says_that(
    empty_site: Site,
) -> None:
    site, book = empty_site, empty_site.book
    visitor = Visitor(site)
    book.donate(1_000_000)
    reorganisation = Reorganisation(book)
    reorganisation.succeed(600_000, 400_000)
    address = f"/funds/{book.fund_id}"
    assert "chờ bàn giao" not in visitor.open(address).words
    book.clock.set_day(JULY_15)
    book.donate(1_000, on=JULY_15)
    waits = visitor.open(address)
    assert "Hội của quỹ đã kết thúc ngày 01/07/2025. Quỹ chờ bàn giao" in waits.words
    reorganisation.hand_over()
    ended = visitor.open(address)
    assert "Quỹ đã bàn giao ngày 15/07/2025." in ended.words
    assert "Bàn giao cho Quỹ Khuyến học xã Thạch Hà -600.600 đ" in ended.words.replace("−", "-")
    heir = visitor.open(ended.link_ending(f"/funds/{reorganisation.first_fund}"))
    assert "Nhận bàn giao từ Quỹ Khuyến học xã Thạch Hà" in heir.words
    assert "600.600 đ" in heir.words


def test_what_a_fact_leaves_below_zero_is_marked(empty_site: Site) -> None:
    """The bank takes its fee whatever is left: that is recorded, and shown (law 7)."""
    site, visitor = empty_site, Visitor(empty_site)
    site.book.donate(gift=a_donation(70_000, account_id=site.book.bank))
    fund = f"/funds/{site.book.fund_id}"
    assert "Âm quỹ" not in visitor.open(fund).words
    site.book.charge_fee(100_000)
    assert "Âm quỹ" in visitor.open(fund).words
    assert "Overdrawn" in visitor.open(f"{fund}?lang=en").words


def test_what_only_changed_its_account_neither_came_in_nor_went_out(
    site: Site, visitor: Visitor
) -> None:
    site.book.donate(5_000_000)
    moved = site.book.move(1_200_000)
    site.book.reverse(moved)
    for path in (f"/funds/{site.book.fund_id}", f"/funds/{site.book.fund_id}/entries"):
        page = visitor.open(path)
        words = page.words.replace("\N{NO-BREAK SPACE}", " ")
        assert "+5.000.000 đ" in words
        assert "1.200.000 đ" in words
        assert "+1.200.000 đ" not in words
        assert not re.search('class="money (in|out)" value="-?1200000"', page.response.text)
