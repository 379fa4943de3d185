"""What a fund holds beside its own money: credits nobody can place, money of others, goods."""

from datetime import date

from msgspec.structs import fields

from ledger.fund.receiving.holding import CustodialReceipt
from ledger.values import GENERAL, UNALLOCATED, Category, DisbursementClass, PurposeId, Role
from projections import balances, funds
from projections.receiving import custodies, unknown_credits
from projections.receiving.unknown_credits import WaitingCredit
from projections.spending import goods_issues
from projections.spending.goods_issues import Asked, PrivateIssue, PublicIssue
from projections.views import Views
from tests.books import Book
from tests.builders import a_donation, goods
from tests.fakes import TODAY
from tests.projections.tables import follow

JUNE_5 = date(2025, 6, 5)


def waiting(views: Views, book: Book) -> tuple[WaitingCredit, ...]:
    follow(views, book)
    with views.reading() as reading:
        return unknown_credits.waiting(reading, book.fund_id)


def owed(views: Views, book: Book) -> dict[PurposeId, tuple[str | None, int]]:
    """Return what is held that is not the fund's, by purpose, with its name."""
    follow(views, book)
    with views.reading() as reading:
        found = balances.balance(reading, book.fund_id)
        totals = funds.fund(reading, book.fund_id).totals
    assert sum(each.dong for each in found.by_purpose) == found.dong == totals.balance_dong
    owed = {each.purpose: (each.name, each.dong) for each in found.by_purpose if each.is_owed}
    assert sum(dong for _, dong in owed.values()) == totals.owed_dong
    return owed


# Credits nobody can place


def test_a_credit_waits_with_what_is_left_of_it(views: Views, book: Book) -> None:
    credit_id = book.note_credit(500_000, on=JUNE_5)
    entry = book.version
    later = book.note_credit(7)
    book.donate(gift=a_donation(200_000, account_id=book.bank, credit_id=credit_id))
    first, second = waiting(views, book)
    assert first == WaitingCredit(
        credit_id=credit_id,
        account_id=book.bank,
        entry=entry,
        voucher="BC-2025-00001",
        amount_dong=500_000,
        left_dong=300_000,
        effective_on=JUNE_5,
        occurred_on=None,
        memo_id=None,
    )
    assert second.credit_id == later
    assert owed(views, book) == {UNALLOCATED: (None, 300_007)}


def test_a_credit_waits_no_more_once_it_is_placed_and_again_if_that_is_reversed(
    views: Views, book: Book
) -> None:
    credit_id = book.note_credit(500_000)
    gift = book.donate(gift=a_donation(500_000, account_id=book.bank, credit_id=credit_id))
    assert (waiting(views, book), owed(views, book)) == ((), {})
    book.reverse(gift)
    assert [each.left_dong for each in waiting(views, book)] == [500_000]
    refund = book.refund(500_000, credit_id=credit_id)
    assert (waiting(views, book), owed(views, book)) == ((), {})
    book.reverse(refund)
    assert [each.left_dong for each in waiting(views, book)] == [500_000]


def test_a_credit_that_never_was_waits_no_more(views: Views, book: Book) -> None:
    book.note_credit(500_000)
    book.reverse(book.version)
    assert (waiting(views, book), owed(views, book)) == ((), {})


# Money of others


def test_money_of_others_is_held_by_number_and_day(views: Views, book: Book) -> None:
    custody_id = book.hold(2_000_000)
    held_first = book.ledger.position()
    more = CustodialReceipt(
        custody_id=custody_id, account_id=book.bank, amount_dong=500_000, effective_on=TODAY
    )
    book.hold(receipt=more)
    book.hand_on(custody_id, 300_000)
    purpose = PurposeId(str(custody_id))
    assert owed(views, book) == {purpose: ("Thu hộ số 1", 2_200_000)}
    with views.reading() as reading:
        (now,) = custodies.of_fund(reading, book.fund_id)
        (then,) = custodies.of_fund(reading, book.fund_id, known_at=held_first)
        assert custodies.of_fund(reading, book.fund_id, known_at=held_first - 1) == ()
        assert custodies.of_fund(reading, book.fund_id, as_of=JUNE_5) == ()
    assert (now.purpose, now.since, now.dong) == (purpose, TODAY, 2_200_000)
    assert then.dong == 2_000_000


def test_a_custody_that_is_handed_on_in_full_stays_on_the_list(views: Views, book: Book) -> None:
    custody_id = book.hold(2_000_000)
    book.hand_on(custody_id, 2_000_000)
    assert owed(views, book) == {}
    with views.reading() as reading:
        (custody,) = custodies.of_fund(reading, book.fund_id)
    assert (custody.custody_id, custody.dong) == (custody_id, 0)


# Goods


def the_issue(views: Views, book: Book, known_at: int | None = None) -> PrivateIssue:
    follow(views, book)
    with views.reading() as reading:
        (found,) = goods_issues.of_fund(reading, book.fund_id, Asked(known_at=known_at)).items
        return found


def test_goods_are_held_by_kind_and_purpose_with_their_value(views: Views, book: Book) -> None:
    purpose = book.define_purpose()
    notebooks, pens = goods("vở", 100_000), goods("bút", 50_000)
    for gift in (
        a_donation(1_000_000, account_id=None, goods=notebooks),
        a_donation(0, account_id=None, goods=pens),
        a_donation(300_000, account_id=None, goods=notebooks, purpose=purpose),
    ):
        book.donate(gift=gift)
    known_at = book.ledger.position()
    book.issue(goods("vở", 30_000))
    follow(views, book)
    with views.reading() as reading:
        now = balances.balance(reading, book.fund_id)
        assert balances.balance(reading, book.fund_id, known_at=reading.position) == now
        assert balances.balance(reading, book.fund_id, as_of=TODAY).stock == now.stock
        then = balances.balance(reading, book.fund_id, known_at=known_at)
    held = {(each.commodity, each.purpose): (each.quantity_milli, each.dong) for each in now.stock}
    assert held == {
        ("quyển vở", GENERAL): (70_000, 700_000),
        ("quyển vở", purpose): (100_000, 300_000),
        ("quyển bút", GENERAL): (50_000, 0),
    }
    assert (now.in_kind_dong, then.in_kind_dong, now.dong) == (1_000_000, 1_300_000, 0)


def test_an_issue_is_listed_with_what_it_was_for(views: Views, book: Book) -> None:
    book.donate(gift=a_donation(1_000_000, account_id=None, goods=goods("vở", 100_000)))
    receipt = book.issue(
        goods("vở", 30_000),
        awards=10,
        instances=12,
        categories=(Category.POOR,),
        place="Thôn Đông",
    )
    found = the_issue(views, book)
    issue = found.issue
    assert (issue.version, issue.voucher) == (receipt.version, "XK-2025-00001")
    assert (issue.goods, issue.amount_dong) == (goods("vở", 30_000), 300_000)
    assert (issue.awards, issue.instances) == (10, 12)
    assert issue.disbursement_class is DisbursementClass.SUPPORT
    assert (found.private.categories, found.private.place) == ((Category.POOR,), "Thôn Đông")
    assert found.private.recorded_by == book.person(Role.CASHIER)
    public = {field.name for field in fields(PublicIssue)}
    assert not public & {"categories", "place", "recorded_by", "decision_number"}


def test_a_reversed_issue_is_listed_as_one_from_then_on(views: Views, book: Book) -> None:
    book.donate(gift=a_donation(1_000_000, account_id=None, goods=goods("vở", 100_000)))
    receipt = book.issue(goods("vở", 30_000))
    known_at = book.ledger.position()
    book.reverse(receipt)
    assert the_issue(views, book).issue.reversed_by == book.version
    assert the_issue(views, book, known_at).issue.reversed_by is None


def test_issues_come_in_pages_the_latest_first(views: Views, book: Book) -> None:
    book.donate(gift=a_donation(0, account_id=None, goods=goods("vở", 100_000)))
    issued = [book.issue(goods("vở", 1_000)).version for _ in range(3)]
    follow(views, book)
    with views.reading() as reading:
        first = goods_issues.of_fund(reading, book.fund_id, Asked(limit=2))
        rest = goods_issues.of_fund(reading, book.fund_id, Asked(after=first.after))
    assert [each.issue.version for each in first.items] == [issued[2], issued[1]]
    assert [each.issue.version for each in rest.items] == [issued[0]]
