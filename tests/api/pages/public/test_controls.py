"""Corrections, closings and transfers on their way, for everybody to read."""

from datetime import date

import pytest

from api.pages.public import controls
from ledger.values import AccountKind, Level, ReopeningReason
from tests.api.pages.visiting import Visitor
from tests.api.site import Site
from tests.builders import a_credit, a_donation, an_association

MAY = date(2025, 5, 31)


def corrections(site: Site) -> str:
    page = Visitor(site).open(f"/funds/{site.book.fund_id}/corrections")
    assert page.status == 200
    return page.words


def fund_page(site: Site) -> str:
    return Visitor(site).open(f"/funds/{site.book.fund_id}").words


def test_a_book_that_was_always_right_says_so(site: Site) -> None:
    site.book.donate()
    words = corrections(site)
    assert "Chưa có đính chính nào." in words
    assert "Sổ chưa khóa kỳ nào." in words


def test_a_reversal_stands_with_what_was_and_what_is(site: Site) -> None:
    book = site.book
    book.reverse(book.donate(5_000_000), a_donation(500_000, account_id=book.bank))
    words = corrections(site)
    assert "Ủng hộ BC-2025-00001 · 16/06/2025 · 5.000.000 đ" in words
    assert "Sai số tiền" in words
    assert "Thay bằng: Ủng hộ BC-2025-00002 · 16/06/2025 · 500.000 đ" in words


def test_closings_and_reopenings_and_late_entries_are_public(site: Site) -> None:
    book = site.book
    book.donate(700, on=MAY)
    book.close(MAY)
    assert "Sổ đã khóa đến hết ngày 31/05/2025." in fund_page(site)
    book.import_rows(a_credit(row=str(book.new_id()), on=MAY))
    book.reopen(MAY, ReopeningReason.AUDIT_FINDING)
    words = corrections(site)
    assert "Ghi muộn" in words
    assert "Phát sinh ngày 31/05/2025" in words
    assert "Mở lại sổ từ ngày 31/05/2025 · Theo kết luận kiểm tra" in words
    assert "Đã mở lại" in words
    assert "Sổ đã khóa đến hết ngày 30/05/2025." in words


def test_corrections_come_in_pages(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(controls, "CORRECTIONS_ON_A_PAGE", 1)
    book = site.book
    for dong in (111, 222):
        book.reverse(book.donate(dong))
    visitor = Visitor(site)
    first = visitor.open(f"/funds/{book.fund_id}/corrections")
    assert "222 đ" in first.words
    assert "111 đ" not in first.words
    older = visitor.open(next(link for link in first.links if "after=" in link))
    assert "111 đ" in older.words
    assert visitor.open(f"/funds/{book.fund_id}/corrections?after=x").status == 400


def test_money_on_its_way_is_told_on_both_funds_pages(site: Site) -> None:
    book = site.book
    book.donate(2_000_000)
    here = book.fund_id, book.bank
    there = book.open_fund(
        book.establish(an_association(Level.COMMUNE, book.province, name="Cẩm Xuyên"))
    )
    book.fund_id = there
    their_bank = book.open_account(AccountKind.BANK)
    book.fund_id, book.bank = here
    transfer_id = book.send(there, 700_000)
    sent = Visitor(site).open(f"/funds/{book.fund_id}")
    assert "1 khoản điều chuyển đi, cộng 700.000 đ, đang chuyển." in sent.words
    assert f"/funds/{there}" in sent.links
    book.fund_id = there
    assert "1 khoản điều chuyển đến, cộng 700.000 đ, chưa nhận." in fund_page(site)
    book.receive_transfer(transfer_id, there, their_bank)
    assert "điều chuyển đến" not in fund_page(site)
