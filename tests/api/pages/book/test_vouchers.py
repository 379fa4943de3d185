from datetime import date

import pytest

from ledger.recording.commands import Receipt
from ledger.store.vault.records import PersonKind, PersonRecord
from ledger.values import Role
from tests.api.pages.visiting import VisitedPage, Visitor, staff, treasurer
from tests.api.site import Site
from tests.builders import a_donation, a_proposal, dollars, goods


@pytest.fixture(scope="module")
def visitor(shared_site: Site) -> Visitor:
    """Whoever keeps the book."""
    return treasurer(shared_site)


def voucher(visitor: Visitor, site: Site, entry: Receipt, **query: str) -> VisitedPage:
    asked = "".join(f"?{name}={value}" for name, value in query.items())
    path = f"/book/funds/{site.book.fund_id}/vouchers/{entry.version}{asked}"
    return visitor.open(path)


def test_a_receipt_for_cash_has_the_seven_elements(site: Site, visitor: Visitor) -> None:
    new = visitor.open(f"/book/funds/{site.book.fund_id}/donations/new").form()
    done = visitor.send(
        new, amount_dong="120500000", donor_name="Trần Văn Bình", donor_address="Thôn 3"
    )
    page = visitor.open(next(link for link in done.links if "/vouchers/" in link))
    for element in (
        "Phiếu thu",
        "Số: PT-2025-00001",
        "Ngày 16 tháng 6 năm 2025",
        "Hội Khuyến học xã Thạch Hà",
        "Quỹ Khuyến học xã Thạch Hà",
        "Họ và tên người nộp Trần Văn Bình",
        "Địa chỉ Thôn 3",
        "Nội dung Ủng hộ Quỹ Khuyến học xã Thạch Hà",
        "Số tiền 120.500.000 đ",
        "Bằng chữ Một trăm hai mươi triệu năm trăm nghìn đồng chẵn",
        "Chủ tài khoản (Ký, họ tên)",
        "Người lập phiếu (Ký, họ tên) Trần Thị Bình",
        "Thủ quỹ (Ký, họ tên)",
        "Người nộp tiền (Ký, họ tên)",
    ):
        assert element in page.words


def test_a_gift_of_nobody_known_says_so(site: Site, visitor: Visitor) -> None:
    page = voucher(visitor, site, site.book.donate())
    assert "Họ và tên người nộp Nhà hảo tâm không nêu tên" in page.words
    assert "Giấy báo Có" in page.words


def test_a_voucher_is_printed_in_vietnamese_whoever_asks(site: Site, visitor: Visitor) -> None:
    entry = site.book.donate()
    assert "What the voucher says" not in voucher(visitor, site, entry).words
    page = voucher(treasurer(site), site, entry, lang="en")
    sheet, beside = page.words.split("What the voucher says", 1)
    assert "Giấy báo Có Ngày 16 tháng 6 năm 2025" in sheet
    assert "Nội dung Ủng hộ Quỹ Khuyến học xã Thạch Hà" in sheet
    assert "Description Donation to Quỹ Khuyến học xã Thạch Hà" in beside


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_child_s_name_on_a_voucher_is_read_once(site: Site, lang: str) -> None:
    book, readings = site.book, site.services.vault.readings
    child = book.register_donor()
    record = PersonRecord(id=child, kind=PersonKind.DONOR, name="Bé Na", born_on=date(2015, 1, 1))
    site.services.vault.put_person(record, book.commune)
    gift = book.donate(gift=a_donation(account_id=book.bank, donor_id=child))
    assert "Bé Na" in voucher(treasurer(site), site, gift, lang=lang).words
    read = readings.of_associations([book.commune], limit=10_000)
    assert [each.person_id for each in read].count(child) == 1


def test_a_voucher_says_what_the_gift_was_for(site: Site, visitor: Visitor) -> None:
    book = site.book
    gift = book.donate(
        gift=a_donation(
            account_id=book.bank, purpose=book.define_purpose(), mobilization_id=book.launch()
        )
    )
    content = "cuộc vận động Vì em hiếu học, dành cho Học bổng Đất Tổ"
    assert content in voucher(visitor, site, gift).words


def test_goods_are_written_with_quantity_and_value(site: Site, visitor: Visitor) -> None:
    gift = site.book.donate(gift=a_donation(3_600_000, account_id=None, goods=goods()))
    words = voucher(visitor, site, gift).words
    assert "Phiếu nhập kho" in words
    assert "vở: 2.000 quyển , trị giá 3.600.000 đ" in words.replace("quyển,", "quyển ,")


def test_foreign_money_is_written_with_its_rate(site: Site, visitor: Visitor) -> None:
    gift = site.book.donate(gift=a_donation(500_000, account_id=site.book.bank, foreign=dollars()))
    words = voucher(visitor, site, gift).words
    assert "20 USD, tỷ giá 25.000 đồng ngày 16/06/2025 (Vietcombank)" in words


def test_a_payment_names_who_prepared_approved_and_paid(site: Site, visitor: Visitor) -> None:
    book = site.book
    for role, name in (
        (Role.TREASURER, "Người Lập"),
        (Role.APPROVER, "Người Duyệt"),
        (Role.CASHIER, "Người Chi"),
    ):
        person = PersonRecord(id=book.person(role), kind=PersonKind.STAFF, name=name)
        site.services.vault.put_person(person)
    book.open_balance(5_000_000, book.cash_box)
    disbursement_id = book.propose(1_000_000)
    book.approve(disbursement_id)
    words = voucher(visitor, site, book.pay(disbursement_id, book.cash_box)).words
    for element in (
        "Phiếu chi",
        "Nội dung Chi học bổng: Tiếp sức đến trường, 2 suất",
        "Số tiền 1.000.000 đ",
        "Chủ tài khoản (Ký, họ tên) Người Duyệt",
        "Người lập phiếu (Ký, họ tên) Người Lập",
        "Thủ quỹ (Ký, họ tên) Người Chi",
    ):
        assert element in words


def test_fees_and_interest_have_vouchers_too(site: Site, visitor: Visitor) -> None:
    assert "Nội dung Tiền lãi" in voucher(visitor, site, site.book.credit_interest()).words
    assert "Nội dung Phí ngân hàng" in voucher(visitor, site, site.book.charge_fee()).words


def test_a_reversed_voucher_is_void_and_names_its_reversal(site: Site, visitor: Visitor) -> None:
    gift = site.book.donate()
    book = site.book
    done = book.reverse(gift, a_donation(50_000, account_id=book.bank))
    words = voucher(visitor, site, gift).words
    assert "ĐÃ HỦY" in words
    assert "lý do: sai số tiền" in words
    anew = visitor.open(f"/book/funds/{book.fund_id}/vouchers/{done.version}").words
    assert "Thay cho BC-2025-00001" in anew
    assert "ĐÃ HỦY" not in anew


def test_what_is_seen_to_be_wrong_on_paper_is_corrected_from_there(
    site: Site, visitor: Visitor
) -> None:
    gift = site.book.donate()
    book = f"/book/funds/{site.book.fund_id}"
    way = f"{book}/entries/{gift.version}/correction"
    shown = f"{book}/vouchers/{gift.version}"
    assert visitor.open(shown).link_ending("/correction") == way
    assert way not in staff(site, Role.AUDITOR).open(shown).links
    site.book.reverse(gift)
    assert way not in visitor.open(shown).links


def test_two_copies_go_on_a_larger_sheet(site: Site, visitor: Visitor) -> None:
    gift = site.book.donate()
    assert "Liên 2" not in voucher(visitor, site, gift, paper="x").words
    assert "Liên 2: Giao người nộp" in voucher(visitor, site, gift, paper="a4").words


def test_the_second_copy_is_for_whoever_is_on_the_other_side(site: Site, visitor: Visitor) -> None:
    book = site.book
    book.donate(2_000_000)
    disbursement_id = book.propose(proposal=a_proposal(500_000))
    book.approve(disbursement_id)
    goods_in = book.donate(gift=a_donation(300_000, account_id=None, goods=goods()))
    for entry, whose in (
        (book.pay(disbursement_id), "Liên 2: Giao người nhận"),
        (book.charge_fee(), "Liên 2: Giao người nhận"),
        (goods_in, "Liên 2: Giao người giao hàng"),
    ):
        assert whose in voucher(visitor, site, entry, paper="a4").words


def test_there_is_room_for_the_address_of_whoever_issues_a_voucher(
    site: Site, visitor: Visitor
) -> None:
    """Law on Accounting 88/2015, Art. 16, 1c."""
    words = voucher(visitor, site, site.book.donate()).words
    assert words.index("Địa chỉ:") < words.index("Họ và tên người nộp")


def test_what_has_no_voucher_of_its_own_is_not_found(site: Site, visitor: Visitor) -> None:
    reversal = site.book.reverse(site.book.donate())
    opening = site.book.open_balance(1_000)
    for entry in reversal, opening:
        assert voucher(visitor, site, entry).status == 404


def test_whoever_reads_the_book_may_print(site: Site) -> None:
    gift = site.book.donate()
    assert voucher(staff(site, Role.AUDITOR), site, gift).status == 200
    assert voucher(Visitor(site), site, gift).path.startswith("/login?next=/book/funds/")


def test_a_voucher_that_is_still_on_its_way_is_asked_for_again(
    site: Site, visitor: Visitor
) -> None:
    site.catch_up()
    site.lag()
    page = voucher(visitor, site, site.book.donate())
    assert page.status == 503
    assert page.response.headers["Retry-After"] == "2"
    assert "Trang đang cập nhật. Hãy tải lại sau giây lát." in page.words
