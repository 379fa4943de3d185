"""Whoever approves, and whoever pays, is told at once what waits for them."""

from datetime import date

import pytest

from api.pages.book import overview
from api.pages.book.spending import waiting
from ledger.values import Role
from tests.api.pages.visiting import Visitor, staff
from tests.api.site import Site
from tests.builders import OPENED, a_donation, a_proposal, goods


def told(visitor: Visitor) -> tuple[bool, bool]:
    """Whether something waits for approval, and whether something waits to be paid."""
    words = visitor.open("/book").words
    return "khoản chi chờ duyệt" in words, "khoản chi chờ chi tiền" in words


def test_a_disbursement_waits_for_the_approver_and_then_for_the_cashier(empty_site: Site) -> None:
    site, book = empty_site, empty_site.book
    approver, cashier, keeper, auditor = (
        staff(site, role) for role in (Role.APPROVER, Role.CASHIER, Role.TREASURER, Role.AUDITOR)
    )
    everybody = (approver, cashier, keeper, auditor)
    book.donate(5_000_000)
    assert [told(each) for each in everybody] == [(False, False)] * 4
    disbursement_id = book.propose(proposal=a_proposal(1_000_000, programme="Áo ấm <b>"))
    assert [told(each) for each in everybody] == [(True, False), *[(False, False)] * 3]
    page = approver.open("/book")
    words = page.words.replace("\N{NO-BREAK SPACE}", " ")
    assert "1 khoản chi chờ duyệt Áo ấm <b> 1.000.000 đ" in words
    where = f"/book/funds/{book.fund_id}/disbursements/{disbursement_id}"
    assert where in page.links
    book.approve(disbursement_id)
    assert [told(each) for each in everybody] == [
        (False, False),
        (False, True),
        *[(False, False)] * 2,
    ]
    assert where in cashier.open("/book").links
    book.pay(disbursement_id)
    assert [told(each) for each in everybody] == [(False, False)] * 4


def test_nothing_waits_for_whom_the_ledger_would_refuse(empty_site: Site) -> None:
    site, book = empty_site, empty_site.book
    book.donate(5_000_000)
    login = "lam-ca-hai"
    staff_id = site.login_of(Role.TREASURER, login)
    book.ledger.grant_role(book.command(), staff_id, Role.APPROVER, book.central, OPENED)
    both = Visitor(site)
    both.come_in(login)
    book.ledger.propose_disbursement(book.command(by=staff_id), book.fund_id, a_proposal(1_000_000))
    assert told(both) == (False, False)
    assert told(staff(site, Role.APPROVER)) == (True, False)


def test_the_longest_waiting_are_shown_and_how_many_more_there_are(
    empty_site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site, book = empty_site, empty_site.book
    monkeypatch.setattr(waiting, "SHOWN", 2)
    book.donate(5_000_000)
    for day in (12, 3, 7):
        name = f"Ngày {day}"
        book.propose(1_000, on=date(2025, 6, day), programme=name)
    words = staff(site, Role.APPROVER).open("/book").words
    assert "3 khoản chi chờ duyệt" in words
    assert words.index("Ngày 3 ") < words.index("Ngày 7 ")
    assert "Ngày 12 " not in words
    assert "Còn 1 khoản nữa" in words


def test_whoever_approves_or_pays_one_is_led_to_the_next(empty_site: Site) -> None:
    site, book = empty_site, empty_site.book
    approver, cashier = staff(site, Role.APPROVER), staff(site, Role.CASHIER)
    book.donate(5_000_000)
    first, second = (
        f"/book/funds/{book.fund_id}/disbursements/{one}"
        for one in [book.propose(1_000, on=date(2025, 6, d), programme=f"Ngày {d}") for d in (3, 7)]
    )
    assert "kế tiếp" not in staff(site, Role.AUDITOR).open(first).words
    page = approver.open(first)
    assert ("Chờ duyệt kế tiếp: Ngày 7" in page.words, second in page.links) == (True, True)
    approved = approver.send(approver.open(page.link_ending("/approval")).form())
    assert second in approved.links
    done = approver.send(approver.open(f"{second}/approval").form())
    assert "kế tiếp" not in done.words
    paid = cashier.send(cashier.open(f"{first}/payment").form(), account_id=str(book.bank))
    assert ("Chờ chi kế tiếp: Ngày 7" in paid.words, second in paid.links) == (True, True)
    last = cashier.send(cashier.open(f"{second}/payment").form(), account_id=str(book.bank))
    assert "kế tiếp" not in last.words


def test_what_waits_in_a_fund_that_is_not_listed_is_at_its_own_page(
    empty_site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site, book = empty_site, empty_site.book
    monkeypatch.setattr(overview, "FUNDS_MAX", 0)
    book.donate(5_000_000)
    one = book.propose(1_000, programme="Ở quỹ khác")
    approver = staff(site, Role.APPROVER)
    page = approver.open("/book")
    assert "những gì đang chờ ở đó không có trên trang này" in page.words
    assert "Ở quỹ khác" not in page.words
    fund = approver.open(
        approver.open(f"/funds/{book.fund_id}").link_ending(f"/book/funds/{book.fund_id}")
    )
    assert "1 khoản chi chờ duyệt Ở quỹ khác" in fund.words
    where = f"/book/funds/{book.fund_id}/disbursements"
    assert (f"{where}/{one}" in fund.links, where in fund.links) == (True, True)


def test_a_cashier_is_not_told_to_be_a_reader_only(empty_site: Site) -> None:
    site, book = empty_site, empty_site.book
    cashier, auditor = staff(site, Role.CASHIER), staff(site, Role.AUDITOR)
    where = f"/book/funds/{book.fund_id}"
    told = "Bạn xem được sổ này, không ghi."
    assert (told in cashier.open(where).words, told in auditor.open(where).words) == (False, True)
    book.donate(gift=a_donation(0, account_id=None, goods=goods()))
    assert "/goods-issues" in " ".join(cashier.open(where).links)
    assert "goods-issues" not in " ".join(auditor.open(where).links)
