"""One gift, from the form to the public page: the main road, in a real browser."""

import pytest
from playwright.sync_api import Browser

from api.pages.presentation.formatting import dong
from tests.e2e.begun import APPEAL, APPROVER
from tests.e2e.watched import DESK, PHONE, House, Watched, watched


def type_gift(someone: Watched, amount: str, donor: str) -> None:
    """Fill the form in: cash, a donor who agreed to be named, an appeal."""
    page = someone.page
    page.get_by_label("Két tiền mặt").check()
    page.get_by_label("Số tiền hoặc trị giá").press_sequentially(amount)
    page.get_by_label("Họ và tên hoặc tên đơn vị").fill(donor)
    page.get_by_label("Địa chỉ (ghi trên phiếu)").fill("Khu 3, xã Tam Nông")
    page.get_by_label("Đồng ý công khai tên").check()
    page.get_by_label("Cuộc vận động").select_option(APPEAL)


@pytest.mark.parametrize(
    "house, width",
    [("sqlite", PHONE), ("sqlite", DESK), ("postgresql", PHONE)],
    indirect=["house"],
)
def test_a_gift_goes_from_the_form_to_the_voucher_and_the_public_page(
    house: House, browser: Browser, width: int
) -> None:
    donor = f"Trần Văn Bình {width}"
    with watched(house, browser, width) as someone:
        someone.open("/")
        assert "Hội Khuyến học Việt Nam" in someone.look("country")
        someone.follow("Hội Khuyến học tỉnh Phú Thọ")
        someone.follow(house.begun.commune)
        someone.look("association")
        someone.follow(house.begun.fund)
        assert donor not in someone.look("fund-before")

        someone.follow("Đăng nhập")
        someone.look("login")
        someone.log_in()
        assert "Xin chào, Nguyễn Thị Hòa" in someone.look("book")

        someone.follow("Ghi khoản ủng hộ")
        type_gift(someone, "1250000", donor)
        amount = someone.page.get_by_label("Số tiền hoặc trị giá")
        assert amount.input_value() == "1.250.000"
        someone.look("donation")
        someone.follow("Ghi vào sổ")
        told = someone.look("recorded")
        assert "Đã ghi vào sổ" in told
        assert "Chứng từ số PT-" in told
        assert "Tên nhà hảo tâm Công khai" in told

        someone.follow("In phiếu")
        paper = someone.look("voucher")
        assert f"Họ và tên người nộp {donor}" in " ".join(paper.replace(":", "").split())
        assert "Một triệu hai trăm năm mươi nghìn đồng chẵn" in paper

    with watched(house, browser, width) as anybody:
        anybody.open(house.fund_url)
        seen = anybody.look("fund-after")
        assert "+1.250.000 đ" in seen
        assert donor in seen
        assert "Tính đến bút toán số" in seen
        anybody.follow("Xem toàn bộ sổ")
        anybody.look("entries")
        anybody.follow("English")
        assert "Journal" in anybody.look("entries-in-english")


@pytest.mark.parametrize("house", ["postgresql"], indirect=True)
def test_it_all_works_without_any_script(house: House, browser: Browser) -> None:
    with watched(house, browser, PHONE, with_script=False) as someone:
        someone.open(f"/book/funds/{house.begun.fund_id}/donations/new")
        someone.log_in()
        someone.page.get_by_label("Số tiền hoặc trị giá").fill("12x")
        someone.follow("Ghi vào sổ")
        assert "Ghi số tiền là số nguyên lớn hơn 0" in someone.look("refused-without-script")
        assert someone.page.get_by_label("Số tiền hoặc trị giá").input_value() == "12x"
        someone.page.get_by_label("Số tiền hoặc trị giá").fill("770.000")
        someone.follow("Ghi vào sổ")
        assert "Đã ghi vào sổ" in someone.look("recorded-without-script")
        someone.open(house.fund_url)
        assert "+770.000 đ" in someone.look("fund-without-script")


@pytest.mark.parametrize("house", ["sqlite"], indirect=True)
def test_the_banks_debit_is_decided_and_an_entry_corrected(house: House, browser: Browser) -> None:
    with watched(house, browser, PHONE) as someone:
        someone.open("/book")
        someone.log_in()
        assert "1 khoản ghi nợ chờ quyết định" in someone.look("book-debit")
        someone.follow("55.000")
        someone.page.get_by_label("Phí ngân hàng").check()
        someone.look("debit")
        someone.follow("Ghi vào sổ")
        assert "BN-2024-00001" in someone.look("debit-recorded")
        someone.follow("Về sổ của tôi")
        assert "chờ quyết định" not in someone.look("book-decided")

        someone.follow("Sửa")
        someone.page.get_by_label("Vì sao phải sửa?").select_option("wrong_amount")
        amount = someone.page.get_by_label("Số tiền hoặc trị giá")
        amount.fill("")
        amount.press_sequentially("99000")
        someone.look("correction")
        someone.follow("Ghi đảo và ghi lại")
        assert "đã được đảo và ghi lại bằng" in someone.look("corrected")
    with watched(house, browser, DESK) as anybody:
        anybody.open(f"{house.fund_url}/entries")
        assert f"+{dong(99_000)}".replace("\xa0", " ") in anybody.look("entries-corrected")


@pytest.mark.parametrize(
    "house, width, with_script",
    [("sqlite", PHONE, False), ("sqlite", DESK, True)],
    indirect=["house"],
)
def test_a_report_is_looked_at_published_and_everybodys_with_its_hash(
    house: House, browser: Browser, width: int, *, with_script: bool
) -> None:
    with watched(house, browser, width, with_script=with_script) as someone:
        someone.open("/login")
        someone.log_in(APPROVER)
        someone.follow("Công bố báo cáo")
        someone.page.get_by_label("Kỳ", exact=True).fill("2024-09")
        someone.follow("Xem trước")
        assert "Tháng 9/2024" in someone.look("publication-before")
        someone.page.get_by_label("Đã xem các số ở dưới, đồng ý công bố").check()
        with someone.page.expect_navigation():
            someone.page.get_by_role("button", name="Công bố", exact=True).click()
        assert "Đã công bố." in someone.look("publication")
        where = someone.page.url
        digest = someone.page.locator("code").inner_text()
    with watched(house, browser, width, with_script=with_script) as anybody:
        anybody.open(where)
        assert digest in anybody.look("publication-public")
        anybody.follow("Báo cáo này theo sổ hiện nay")
        assert f"SHA-256 {digest[:16]}" in anybody.look("report-published")
