"""Counting the cash and reconciling with the bank, with forms."""

import pytest

from tests.api.pages.visiting import Visitor
from tests.api.site import Site
from tests.builders import a_debit


def keeping(site: Site) -> str:
    return f"/book/funds/{site.book.fund_id}"


def test_a_count_that_differs_leads_on_to_posting_that(site: Site, keeper: Visitor) -> None:
    book = site.book
    book.open_balance(500_000, book.cash_box)
    form = keeper.open(f"{keeping(site)}/cash-counts/new").form()
    page = keeper.send(form, counted_dong="450.000")
    assert "Chênh lệch -50.000 đ" in page.words.replace("−", "-")
    posted = keeper.send(page.form())
    assert "PC-2025-00001" in posted.words
    assert "Số dư mới của quỹ 450.000 đ" in posted.words
    words = keeper.open(keeping(site)).words
    assert "Đã ghi" in words
    before = site.position()
    assert keeper.send(page.form()).status == 200
    assert site.position() == before


def test_a_count_that_agrees_says_so(site: Site, keeper: Visitor) -> None:
    form = keeper.open(f"{keeping(site)}/cash-counts/new").form()
    page = keeper.send(form, counted_dong="0")
    assert "Đã ghi kiểm kê: tiền thực có khớp với sổ." in page.words


def test_a_difference_may_be_posted_later(site: Site, keeper: Visitor) -> None:
    keeper.send(keeper.open(f"{keeping(site)}/cash-counts/new").form(), counted_dong="7")
    (link,) = [each for each in keeper.open(keeping(site)).links if each.endswith("/difference")]
    assert "PT-2025-00001" in keeper.send(keeper.open(link).form()).words
    again = keeper.open(link)
    assert (again.status, "Kiểm kê không có chênh lệch" in again.words) == (422, True)


def test_only_a_count_has_a_difference_to_post(site: Site, keeper: Visitor) -> None:
    gift = site.book.donate().version
    assert keeper.open(f"{keeping(site)}/cash-counts/{gift}/difference").status == 422


def test_the_banks_balance_stands_beside_the_books(site: Site, keeper: Visitor) -> None:
    site.book.donate(1_000_000)
    form = keeper.open(f"{keeping(site)}/reconciliations/new").form()
    page = keeper.send(form, account_id=str(site.book.bank), statement_dong="1.000.500")
    assert "Đã ghi đối soát." in page.words
    assert "1.000.500 đ 1.000.000 đ +500 đ" in page.words


@pytest.mark.parametrize("what", ["cash-counts", "reconciliations"])
def test_what_is_no_day_and_no_amount_is_told(site: Site, keeper: Visitor, what: str) -> None:
    form = keeper.open(f"{keeping(site)}/{what}/new").form()
    wrong = keeper.send(form, counted_dong="x", statement_dong="x")
    assert wrong.status == 422
    assert "không có đồng nào thì ghi 0" in wrong.words
    late = keeper.send(form, counted_dong="1", statement_dong="1", effective_on="2025-06-17")
    assert "Không ghi được ngày ở tương lai." in late.words


def test_what_the_bank_took_and_nobody_explained_is_told_beside_the_difference(
    site: Site, keeper: Visitor
) -> None:
    """945,000 beside 1,000,000 is no difference while 55,000 wait to be decided."""
    book = site.book
    book.donate(1_000_000)
    book.import_rows(a_debit(55_000))
    form = keeper.open(f"/book/funds/{book.fund_id}/reconciliations/new").form()
    page = keeper.send(form, account_id=str(book.bank), statement_dong="945.000")
    words = page.words.replace("\N{NO-BREAK SPACE}", " ")
    assert "Sổ chưa trừ 55.000 đ ngân hàng đã ghi nợ, còn chờ quyết định" in words
    assert "945.000 đ 1.000.000 đ 0 đ" in words
