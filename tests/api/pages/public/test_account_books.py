"""A month of the book of an account: the same on the page, as CSV and as XLSX."""

import csv
from datetime import date, datetime
from io import BytesIO, StringIO
from typing import Any

import openpyxl
import pytest

from api.pages.public import account_books
from ledger.store.vault.records import PersonKind, PersonRecord
from tests.api.pages.visiting import Visitor
from tests.api.site import Site
from tests.builders import a_donation, an_id


def path_of(site: Site, account_id: object, ending: str = "", period: str = "2025-06") -> str:
    return f"/funds/{site.book.fund_id}/accounts/{account_id}/book{ending}?period={period}"


def a_month(site: Site) -> None:
    """A gift before June, and in June a gift, a move and a reversed fee."""
    book = site.book
    book.donate(2_000_000, on=date(2025, 5, 12))
    book.donate(300_000, on=date(2025, 6, 2))
    book.move(500_000, on=date(2025, 6, 3))
    book.reverse(book.charge_fee(55_000, on=date(2025, 6, 4)))


ROWS = [
    ["", "", "Số dư đầu kỳ", "", "", "2000000"],
    ["2025-06-02", "BC-2025-00002", "Ủng hộ: Nhà hảo tâm", "300000", "", "2300000"],
    ["2025-06-03", "BN-2025-00001", "Chuyển giữa các tài khoản", "", "500000", "1800000"],
    ["2025-06-04", "BN-2025-00002", "Phí ngân hàng", "", "55000", "1745000"],
    ["2025-06-04", "BN-2025-00002", "Bút toán đảo", "", "-55000", "1800000"],
    ["", "", "Cộng trong kỳ", "300000", "500000", ""],
    ["", "", "Số dư cuối kỳ", "", "", "1800000"],
]


def test_a_month_stands_on_the_page_line_by_line(site: Site) -> None:
    a_month(site)
    page = Visitor(site).open(path_of(site, site.book.bank))
    assert page.status == 200
    for words in (
        "Sổ tiền gửi",
        "Số dư đầu kỳ 2.000.000 đ",
        "02/06/2025 BC-2025-00002 Ủng hộ Nhà hảo tâm Thu 300.000 đ 2.300.000 đ",
        "Bút toán đảo Chi -55.000 đ 1.800.000 đ",
        "Số dư cuối kỳ 1.800.000 đ",
    ):
        assert words in page.words.replace("−", "-")
    box = Visitor(site).open(path_of(site, site.book.cash_box)).words
    assert "Sổ quỹ tiền mặt" in box
    assert "PT-2025-00001 Chuyển giữa các tài khoản Thu 500.000 đ 500.000 đ" in box


def test_the_files_hold_what_the_page_holds(site: Site) -> None:
    a_month(site)
    site.catch_up()
    client = site.app.test_client()
    file = client.get(path_of(site, site.book.bank, ".csv"))
    assert file.content_type == "text/csv; charset=utf-8"
    rows = list(csv.reader(StringIO(file.data.decode("utf-8-sig"), newline="")))
    assert rows[0] == ["Sổ tiền gửi"]
    assert rows[7] == ["Ngày", "Chứng từ", "Nội dung", "Thu", "Chi", "Tồn"]
    assert rows[8:] == ROWS
    book = client.get(path_of(site, site.book.bank, ".xlsx"))
    assert book.headers["Content-Disposition"].endswith("2025-06.xlsx")
    sheet = openpyxl.load_workbook(BytesIO(book.data)).active
    written = [[written_as(cell.value) for cell in row] for row in sheet.iter_rows(min_row=9)]
    assert written == ROWS


def written_as(value: Any) -> str:  # noqa: ANN401  # whatever a cell holds
    if isinstance(value, datetime):
        return value.date().isoformat()
    return "" if value is None else str(value)


def test_only_donors_who_agreed_are_named_in_a_book(site: Site) -> None:
    for named, name in ((True, "Nguyễn Văn An"), (False, "Lê Thị Bình")):
        donor_id = site.book.register_donor()
        record = PersonRecord(id=donor_id, kind=PersonKind.DONOR, name=name)
        site.services.vault.put_person(record)
        gift = a_donation(7, account_id=site.book.bank, donor_id=donor_id, named=named)
        site.book.donate(gift=gift)
    site.catch_up()
    for ending in ("", ".csv"):
        text = site.app.test_client().get(path_of(site, site.book.bank, ending)).text
        assert "Nguyễn Văn An" in text
        assert "Lê Thị Bình" not in text


def test_a_long_month_goes_on_where_the_page_before_ended(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(account_books, "LINES_ON_A_PAGE", 2)
    for dong in (1, 20, 300):
        site.book.donate(dong)
    visitor = Visitor(site)
    first = visitor.open(path_of(site, site.book.bank))
    assert "Số dư cuối kỳ" not in first.words
    (following,) = [link for link in first.links if "after=" in link]
    second = visitor.open(following)
    assert "Số trang trước chuyển sang 21 đ" in second.words
    assert "Số dư cuối kỳ 321 đ" in second.words


def test_without_a_month_it_is_the_last_one_with_entries_and_others_can_be_chosen(
    site: Site,
) -> None:
    a_month(site)
    site.book.clock.set_day(date(2025, 7, 2))
    site.book.donate(gift=a_donation(5, on=date(2025, 7, 1), account_id=site.book.cash_box))
    path = path_of(site, site.book.bank).partition("?")[0]
    page = Visitor(site).open(path)
    assert "02/06/2025 BC-2025-00002 Ủng hộ" in page.words
    for month in (5, 6, 7):
        assert f"Tháng {month}/2025" in page.words
    for ending in ("csv", "xlsx"):
        file = site.app.test_client().get(f"{path}.{ending}")
        assert file.headers["Content-Disposition"].endswith(f"2025-06.{ending}")


def test_without_a_month_the_book_of_an_account_without_entries_is_that_of_this_month(
    site: Site,
) -> None:
    page = Visitor(site).open(path_of(site, site.book.term_deposit).partition("?")[0])
    assert page.status == 200
    assert "Tháng 6/2025" in page.words


@pytest.mark.parametrize("period", ["2025", "2025-13", "June", "2025-06-01"])
def test_a_book_is_that_of_a_month(site: Site, period: str) -> None:
    page = Visitor(site).open(path_of(site, site.book.bank, period=period))
    assert page.status == 422


def test_there_is_no_book_of_an_account_that_is_not_there(site: Site) -> None:
    assert Visitor(site).open(path_of(site, an_id("nobody"))).status == 404


def test_the_page_of_the_fund_leads_to_the_books_of_its_accounts(site: Site) -> None:
    page = Visitor(site).open(f"/funds/{site.book.fund_id}")
    for account in (site.book.bank, site.book.cash_box, site.book.term_deposit):
        assert f"/funds/{site.book.fund_id}/accounts/{account}/book" in page.links
