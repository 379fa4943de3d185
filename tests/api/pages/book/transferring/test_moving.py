"""Moving money with forms: between accounts, to another fund, in from one, and back."""

from datetime import date
from typing import NamedTuple

import pytest

from ledger.values import AccountId, AccountKind, FundId, Level
from tests.api.pages.visiting import Visitor
from tests.api.site import Site
from tests.builders import an_association


class Neighbour(NamedTuple):
    """Another fund and its bank account."""

    fund_id: FundId
    bank: AccountId


@pytest.fixture
def neighbour(site: Site) -> Neighbour:
    """The neighbour of a fund that has two million."""
    book = site.book
    book.donate(2_000_000)
    here = book.fund_id, book.bank
    commune = book.establish(an_association(Level.COMMUNE, book.province, name="Cẩm Xuyên"))
    book.fund_id = book.open_fund(commune)
    there = Neighbour(book.fund_id, book.open_account(AccountKind.BANK))
    book.fund_id, book.bank = here
    return there


def keeping(site: Site, fund_id: FundId | None = None) -> str:
    return f"/book/funds/{fund_id or site.book.fund_id}"


def test_the_book_leads_to_all_there_is_to_do(site: Site, keeper: Visitor) -> None:
    page = keeper.open("/book")
    assert keeping(site) in page.links
    words = keeper.open(keeping(site)).words
    for act in (
        "Chuyển tiền giữa các tài khoản",
        "Kiểm kê tiền mặt",
        "Đối soát ngân hàng",
        "Khóa sổ",
    ):
        assert act in words
    assert "Điều chuyển đến quỹ khác" not in words
    assert "Mở lại sổ" not in words


def test_the_keeper_moves_cash_to_the_bank(site: Site, keeper: Visitor) -> None:
    book = site.book
    book.open_balance(900_000, book.cash_box)
    form = keeper.open(f"{keeping(site)}/moves/new").form()
    moved = {"from_account_id": str(book.cash_box), "to_account_id": str(book.bank)}
    page = keeper.send(form, **moved, amount_dong="400.000")
    assert page.status == 200
    assert "PC-2025-00001" in page.words
    assert book.fund.by_account[book.cash_box].total == 500_000


def test_a_move_that_cannot_be_is_told_at_its_field(site: Site, keeper: Visitor) -> None:
    form = keeper.open(f"{keeping(site)}/moves/new").form()
    same = {"from_account_id": str(site.book.bank), "to_account_id": str(site.book.bank)}
    page = keeper.send(form, **same, amount_dong="1")
    assert page.status == 422
    assert "Hãy chọn hai tài khoản khác nhau." in page.words
    wrong = keeper.send(form, **same, amount_dong="một")
    assert wrong.status == 422
    assert "Phải là số nguyên lớn hơn 0" in wrong.words


def test_a_transfer_is_sent_by_the_approver_and_received_by_the_other_keeper(
    site: Site, keeper: Visitor, approver: Visitor, neighbour: Neighbour
) -> None:
    form = approver.open(f"{keeping(site)}/transfers/new").form()
    page = approver.send(
        form,
        to_fund_id=str(neighbour.fund_id),
        account_id=str(site.book.bank),
        amount_dong="700.000",
    )
    assert "BN-2025-00001" in page.words
    waiting = keeper.open(keeping(site, neighbour.fund_id))
    assert "Chờ nhận từ Quỹ Khuyến học xã Thạch Hà" in waiting.words
    (link,) = [link for link in waiting.links if link.endswith("/receipt")]
    received = keeper.send(keeper.open(link).form(), account_id=str(neighbour.bank))
    assert "Số dư mới của quỹ 700.000 đ" in received.words
    again = keeper.open(keeping(site, neighbour.fund_id))
    assert "Chờ nhận" not in again.words
    late = keeper.open(link)
    assert (late.status, "đã được nhận, trả lại hoặc đảo" in late.words) == (409, True)


def test_what_never_arrived_is_taken_back(
    site: Site, keeper: Visitor, neighbour: Neighbour
) -> None:
    site.book.send(neighbour.fund_id, 700_000)
    (link,) = [each for each in keeper.open(keeping(site)).links if each.endswith("/return")]
    page = keeper.send(keeper.open(link).form(), account_id=str(site.book.bank))
    assert "Số dư mới của quỹ 2.000.000 đ" in page.words
    assert keeper.open(link).status == 409


def test_a_transfer_is_settled_only_where_it_belongs(
    site: Site, keeper: Visitor, neighbour: Neighbour
) -> None:
    transfer_id = site.book.send(neighbour.fund_id, 700_000)
    here = f"{keeping(site)}/transfers/{transfer_id}"
    there = f"{keeping(site, neighbour.fund_id)}/transfers/{transfer_id}"
    assert keeper.open(f"{here}/receipt").status == 404
    assert keeper.open(f"{there}/return").status == 404


def test_only_an_approver_sends(site: Site, keeper: Visitor) -> None:
    assert keeper.open(f"{keeping(site)}/transfers/new").status == 403


def test_a_transfers_voucher_names_the_other_fund_and_no_donor(
    site: Site, keeper: Visitor, neighbour: Neighbour
) -> None:
    book = site.book
    transfer_id = book.send(neighbour.fund_id, 700_000)
    sent = f"/book/funds/{book.fund_id}/vouchers/{book.version}"
    receipt = book.receive_transfer(transfer_id, *neighbour)
    received = f"/book/funds/{neighbour.fund_id}/vouchers/{receipt.version}"
    for path, party in ((sent, "Họ và tên người nhận"), (received, "Họ và tên người nộp")):
        words = keeper.open(path).words
        assert f"{party} Quỹ Khuyến học xã Thạch Hà" in words
        assert "Nhà hảo tâm" not in words


def test_a_cash_surplus_has_no_donor(site: Site, keeper: Visitor) -> None:
    posted = site.book.post_difference(site.book.count(50))
    words = keeper.open(f"/book/funds/{site.book.fund_id}/vouchers/{posted.version}").words
    assert "Chênh lệch quỹ" in words
    assert "Nhà hảo tâm" not in words


def test_an_entry_of_a_closed_period_is_reversed_on_the_first_open_day(
    site: Site, keeper: Visitor
) -> None:
    gift = site.book.donate(on=date(2025, 5, 12))
    site.book.close(date(2025, 5, 31))
    form = keeper.open(f"{keeping(site)}/entries/{gift.version}/reversal").form()
    assert form.fields["effective_on"] == "2025-06-01"
    assert keeper.send(form, reason="other").status == 200
    assert site.book.balance == 0


def test_too_much_is_told_at_the_account_that_lacks_it(site: Site, keeper: Visitor) -> None:
    site.book.donate(1_000)
    form = keeper.open(f"/book/funds/{site.book.fund_id}/moves/new").form()
    page = keeper.send(
        form,
        from_account_id=str(site.book.bank),
        to_account_id=str(site.book.cash_box),
        amount_dong="2.000",
    )
    assert page.status == 422
    told = "Từ tài khoản Lỗi: Không đủ tiền: có ngày số dư sẽ âm. Hiện có 1.000 đ."
    assert told in page.words.replace("\N{NO-BREAK SPACE}", " ")
    assert page.form().fields["amount_dong"] == "2.000"
    assert "#account_id" not in page.links
