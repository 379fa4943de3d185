import pytest

from ledger.events.fund.receiving import BankFeeCharged
from ledger.events.fund.spending import DisbursementPaid
from ledger.values import DebitId, Role
from tests.api.pages.visiting import Visitor, staff
from tests.api.site import Site
from tests.builders import a_debit


@pytest.fixture
def debit_id(site: Site) -> DebitId:
    """A debit of 55,000 đồng on the bank account, which holds 5,000,000."""
    site.book.donate(5_000_000)
    site.book.import_rows(a_debit(55_000, row=str(site.book.new_id())))
    (debit_id,) = site.book.fund.debits
    return debit_id


def path_of(site: Site, debit_id: DebitId) -> str:
    return f"/book/funds/{site.book.fund_id}/debits/{debit_id}"


def test_a_debit_waits_in_the_book_with_the_banks_words(keeper: Visitor, debit_id: DebitId) -> None:
    book = keeper.open("/book")
    page = keeper.open(book.link_ending(str(debit_id)))
    assert "55.000 đ" in page.words
    assert "RUT TIEN MAT TAI KHOAN" in page.words
    assert "Phí ngân hàng" in page.words


def test_the_banks_words_are_never_public(site: Site, debit_id: DebitId) -> None:
    words = Visitor(site).open(f"/funds/{site.book.fund_id}").words
    assert "1 khoản ngân hàng ghi nợ" in words
    assert "RUT TIEN MAT" not in words
    assert str(debit_id) not in words


def test_whoever_keeps_the_book_says_it_was_a_fee(
    site: Site, keeper: Visitor, debit_id: DebitId
) -> None:
    form = keeper.open(path_of(site, debit_id)).form()
    page = keeper.send(form, decision="bank_fee")
    assert "BN-2025-00001" in page.words
    assert "Số dư mới của quỹ 4.945.000 đ" in page.words
    assert site.book.fund.debits == {}
    assert isinstance(site.book.events(site.position() - 1)[0].event, BankFeeCharged)


def test_a_fee_decided_by_two_taps_is_charged_once(
    site: Site, keeper: Visitor, debit_id: DebitId
) -> None:
    form = keeper.open(path_of(site, debit_id)).form()
    first = keeper.post(form, decision="bank_fee")
    second = keeper.post(form, decision="bank_fee")
    assert first.location == second.location is not None
    assert site.book.balance == 4_945_000


def test_a_cashier_pays_an_approved_disbursement_with_it(
    site: Site, cashier: Visitor, debit_id: DebitId
) -> None:
    book = site.book
    for dong in 55_000, 56_000:
        book.approve(book.propose(dong))
    page = cashier.open(path_of(site, debit_id))
    assert page.words.count("Tiếp sức đến trường") == 1
    assert "Phí ngân hàng" not in page.words
    (disbursement_id,) = (
        each for each, found in book.fund.disbursements.items() if found.amount_dong == 55_000
    )
    done = cashier.send(page.form(), decision=str(disbursement_id))
    assert done.status == 200
    assert isinstance(book.events(site.position() - 1)[0].event, DisbursementPaid)
    assert book.fund.debits == {}


def test_a_cashier_without_anything_to_pay_is_told_so(
    site: Site, cashier: Visitor, debit_id: DebitId
) -> None:
    words = cashier.open(path_of(site, debit_id)).words
    assert "Chưa có khoản chi nào đã duyệt với đúng số tiền này." in words


def test_each_decides_only_what_is_theirs(
    site: Site, keeper: Visitor, cashier: Visitor, debit_id: DebitId
) -> None:
    disbursement_id = site.book.propose(55_000)
    site.book.approve(disbursement_id)
    path = path_of(site, debit_id)
    assert cashier.post(cashier.open(path).form(), decision="bank_fee").status == 403
    form = keeper.open(path).form()
    assert keeper.post(form, decision=str(disbursement_id)).status == 403
    assert list(site.book.fund.debits) == [debit_id]


@pytest.mark.parametrize("decision", [None, "", "x", "00000000-0000-0000-0000-000000000001"])
def test_a_decision_that_is_none_is_told_at_its_field(
    site: Site, cashier: Visitor, debit_id: DebitId, decision: str | None
) -> None:
    page = cashier.post(cashier.open(path_of(site, debit_id)).form(), decision=decision)
    assert page.status in {404, 422}
    assert list(site.book.fund.debits) == [debit_id]


def test_a_debit_that_is_decided_waits_no_more(
    site: Site, keeper: Visitor, debit_id: DebitId
) -> None:
    form = keeper.open(path_of(site, debit_id)).form()
    site.book.charge_fee(55_000, debit_id)
    for page in (
        keeper.open(path_of(site, debit_id)),
        keeper.post(form, decision="bank_fee"),
        keeper.post(form, decision="x"),
    ):
        assert page.status == 404
        assert "đang chờ quyết định" in page.words


def test_an_auditor_decides_nothing(site: Site, debit_id: DebitId) -> None:
    auditor = staff(site, Role.AUDITOR)
    assert auditor.open(path_of(site, debit_id)).status == 403
    assert str(debit_id) not in auditor.open("/book").response.text
