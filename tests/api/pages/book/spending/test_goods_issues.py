"""Giving goods out of the stock by a form."""

import pytest

from ledger.events.fund.spending import GoodsIssued
from ledger.values import Category
from tests.api.pages.visiting import Visitor, treasurer
from tests.api.site import Site
from tests.builders import a_donation, goods


def form_of(site: Site) -> str:
    return f"/book/funds/{site.book.fund_id}/goods-issues/new"


def test_goods_are_given_out_and_the_stock_is_less(site: Site, cashier: Visitor) -> None:
    site.book.donate(gift=a_donation(1_000_000, account_id=None, goods=goods("vở", 100_000)))
    assert form_of(site) in cashier.open("/book").links
    page = cashier.open(form_of(site))
    assert "Quyển vở Còn 100 · Quỹ chung" in page.words
    sent = cashier.send(
        page.form(),
        stock="general quyển vở",
        quantity="30",
        awards="10",
        programme="Tiếp sức đến trường",
        disbursement_class="support",
        categories="poor",
        place="Thôn Đông",
    )
    assert sent.status == 200
    issued = site.book.events()[-1].event
    assert isinstance(issued, GoodsIssued)
    assert (issued.goods.commodity, issued.goods.quantity_milli) == ("quyển vở", 30_000)
    assert (issued.amount_dong, issued.awards) == (300_000, 10)
    assert (issued.private.categories, issued.private.place) == ((Category.POOR,), "Thôn Đông")
    assert "Còn 70" in cashier.open(form_of(site)).words
    journal = cashier.open(f"/funds/{site.book.fund_id}/entries").words
    assert "Ủng hộ bằng hiện vật" in journal
    assert "Cấp hiện vật" in journal
    assert "Cấp hiện vật bằng hiện vật" not in journal


def test_no_more_is_given_out_than_is_there(site: Site, cashier: Visitor) -> None:
    site.book.donate(gift=a_donation(0, account_id=None, goods=goods("vở", 100_000)))
    before = site.position()
    sent = {"stock": "general quyển vở", "programme": "Tết", "disbursement_class": "award"}
    page = cashier.send(cashier.open(form_of(site)).form(), quantity="100,0010", **sent)
    assert page.status == 422
    assert "Kho không đủ hiện vật: có ngày số tồn sẽ âm." in page.words
    assert page.form().fields["quantity"] == "100,0010"
    assert site.position() == before


@pytest.mark.parametrize(
    "wrong, told",
    [
        ({"quantity": "nhiều"}, "Ghi số lượng"),
        ({"quantity": "1.500"}, "Số này đọc được hai cách. Hãy ghi 1500 hoặc 1,5."),
        ({"quantity": "1", "awards": "0"}, "Ghi số phần quà, từ 1 trở lên."),
        ({"quantity": "1", "programme": ""}, "Ghi chương trình."),
        ({"quantity": "1", "stock": "general chiếc thuyền"}, "Chọn hiện vật."),
    ],
)
def test_what_is_wrong_is_told_at_its_field(
    site: Site, cashier: Visitor, wrong: dict[str, str], told: str
) -> None:
    site.book.donate(gift=a_donation(0, account_id=None, goods=goods("vở", 100_000)))
    sent = {"stock": "general quyển vở", "programme": "Tết", "disbursement_class": "award"}
    page = cashier.send(cashier.open(form_of(site)).form(), **{**sent, **wrong})
    assert page.status == 422
    assert told in page.words


def test_an_empty_stock_has_nothing_to_give(site: Site, cashier: Visitor) -> None:
    assert "Kho chưa có hiện vật nào." in cashier.open(form_of(site)).words
    assert form_of(site) not in cashier.open("/book").links
    assert treasurer(site).open(form_of(site)).status == 403
