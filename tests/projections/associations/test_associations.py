"""The tree, and what all below an association comes to."""

from datetime import date

import pytest

from ledger.association.establishing import NewName, NewParent
from ledger.association.succeeding import Succession
from ledger.errors.missing import AssociationNotFound, FundNotFound
from ledger.events.association import Successor
from ledger.shares import WHOLE
from ledger.values import (
    AMOUNT_DONG_MAX,
    AccountKind,
    AssociationId,
    FundId,
    LegalRegime,
    Level,
)
from projections import funds
from projections.associations import associations, dated
from projections.people import donors
from projections.views import Views
from tests.books import Book
from tests.builders import OPENED, a_donation, an_association, an_id
from tests.projections.reported import ever
from tests.projections.tables import follow

NOBODY = AssociationId(an_id("nobody"))


def test_an_association_hangs_below_all_above_it(views: Views, book: Book) -> None:
    branch = book.establish(an_association(Level.BRANCH, book.commune, name="Chi hội thôn Đông"))
    follow(views, book)
    with views.reading() as reading:
        found = associations.association(reading, branch)
        assert (found.level, found.name) == (Level.BRANCH, "Chi hội thôn Đông")
        assert found.parent_id == book.commune
        above = associations.ancestors(reading, branch)
        assert [each.association_id for each in above] == [
            book.central,
            book.province,
            book.commune,
        ]
        heads = associations.heads(reading)
        assert [each.association_id for each in heads] == [book.central]


def test_what_hangs_directly_below_is_listed_and_reported(views: Views, book: Book) -> None:
    other = book.establish(an_association(Level.PROVINCE, book.central, name="Phú Thọ"))
    book.donate(500_000)
    book.fund_id = book.open_fund(book.province)
    book.bank = book.open_account(AccountKind.BANK)
    book.donate(30_000)
    book.charge_fee(1_000)
    follow(views, book)
    with views.reading() as reading:
        children = associations.children(reading, book.central)
        assert [child.association_id for child in children] == [book.province, other]
        assert associations.children(reading, NOBODY) == ()
        lines = [line for line in ever(reading, book.central).by_unit if not line.is_own]
        assert [line.unit.association_id for line in lines] == [book.province, other]
        assert [line.funds for line in lines] == [2, 0]
        assert [line.mobilized for line in lines] == [530_000, 0]
        assert [line.cash for line in lines] == [529_000, 0]


def test_associations_are_found_by_level_parent_and_day(views: Views, book: Book) -> None:
    late = an_association(Level.COMMUNE, book.province, name="Cẩm Bình", on=date(2025, 7, 1))
    book.clock.set_day(date(2025, 7, 1))
    book.establish(late)
    follow(views, book)
    with views.reading() as reading:

        def names(**asked: object) -> list[str]:
            page = associations.find(reading, **asked)  # type: ignore[arg-type]
            return [each.name for each in page.items]

        assert names(level=Level.COMMUNE) == ["Hội Khuyến học xã Thạch Hà", "Cẩm Bình"]
        assert names(parent_id=book.province, as_of=date(2025, 6, 30)) == [
            "Hội Khuyến học xã Thạch Hà"
        ]
        assert names(level=Level.BRANCH) == []
        first = associations.find(reading, limit=3)
        assert len(first.items) == 3
        assert names(after=first.after) == ["Cẩm Bình"]


def test_the_tree_of_a_day_is_that_of_the_day(views: Views, book: Book) -> None:
    other = book.establish(an_association(Level.PROVINCE, book.central, name="Nghệ An"))
    new = book.establish(an_association(Level.COMMUNE, book.province, name="Thạch Khê"))
    book.clock.set_day(date(2026, 1, 1))
    ledger, number = book.ledger, "1283/NQ-UBTVQH15"
    moved, called, after = date(2025, 3, 1), date(2025, 5, 1), date(2025, 7, 1)
    place = NewParent(parent_id=other, effective_on=moved, decision_number=number)
    ledger.attach_association(book.command(), new, place)
    name = NewName(name="Thạch Hải", effective_on=called, decision_number=number)
    ledger.rename_association(book.command(), new, name)
    heirs = (Successor(association_id=new, share_millionths=WHOLE),)
    succession = Succession(successors=heirs, effective_on=after, decision_number=number)
    ledger.succeed_association(book.command(), book.commune, succession)
    follow(views, book)
    with views.reading() as reading:

        def told(on: date | None, parent_id: AssociationId | None = None) -> list[str]:
            page = associations.find(
                reading, level=Level.COMMUNE, parent_id=parent_id, as_of=on, limit=10
            )
            return [each.name for each in page.items]

        before, last = date(2025, 2, 28), date(2025, 6, 30)
        old = "Hội Khuyến học xã Thạch Hà"
        assert told(before) == told(moved) == [old, "Thạch Khê"]
        assert told(called) == told(last) == [old, "Thạch Hải"]
        assert told(after) == ["Thạch Hải"]
        assert told(before, book.province) == [old, "Thạch Khê"]
        assert told(moved, book.province) == told(last, book.province) == [old]
        assert (told(before, other), told(moved, other)) == ([], ["Thạch Khê"])
        assert told(after, book.province) == []
        assert told(None) == [old, "Thạch Hải"]
        [first] = associations.find(reading, as_of=before, parent_id=book.province, limit=1).items
        assert (first.parent_id, first.ended_on) == (book.province, after)
        ending = dated.ending(reading, book.commune)
        assert ending is not None
        assert (ending.effective_on, [each.name for each in ending.successors]) == (
            after,
            ["Thạch Hải"],
        )
        assert dated.ending(reading, book.commune, known_at=5) is None
        assert dated.ending(reading, new) is None


def test_funds_of_an_association_and_of_all_below(views: Views, book: Book) -> None:
    second = book.open_fund(book.province)
    follow(views, book)
    with views.reading() as reading:
        assert [each.fund_id for each in funds.of_association(reading, book.province)] == [second]
        assert [each.fund_id for each in funds.below(reading, book.central)] == [
            book.fund_id,
            second,
        ]
        found = funds.fund(reading, second)
        assert (found.legal_regime, found.effective_on) == (LegalRegime.INTERNAL_FUND, OPENED)
        assert found.association_id == book.province
        assert funds.names(reading, [second, book.fund_id]).keys() == {second, book.fund_id}
        kinds = [account.kind for account in funds.accounts(reading, book.fund_id)]
        assert kinds == [AccountKind.CASH_BOX, AccountKind.BANK, AccountKind.TERM_DEPOSIT]


def test_what_is_not_there_is_refused(views: Views, book: Book) -> None:
    follow(views, book)
    with views.reading() as reading:
        with pytest.raises(AssociationNotFound):
            associations.association(reading, NOBODY)
        with pytest.raises(AssociationNotFound):
            ever(reading, NOBODY)
        with pytest.raises(FundNotFound):
            funds.fund(reading, FundId(NOBODY))


def test_a_subtree_may_hold_more_than_a_64_bit_number(views: Views, book: Book) -> None:
    donor_id = book.register_donor()
    for fund_id in (book.fund_id, book.open_fund(book.commune)):
        book.fund_id = fund_id
        book.bank = book.open_account(AccountKind.BANK)
        gift = a_donation(AMOUNT_DONG_MAX, account_id=book.bank, donor_id=donor_id)
        book.ledger.receive_donations(book.command(), fund_id, [gift] * 5_000)
    follow(views, book)
    whole = 10_000 * AMOUNT_DONG_MAX
    assert whole > 2**63
    with views.reading() as reading:
        assert ever(reading, book.central).cash.closing == whole
        assert [m.received_dong for m in associations.by_month(reading, book.central)] == [whole]
        history = donors.history(reading, donor_id, limit=1)
        assert (history.money_dong, history.gifts[0].running_money_dong) == (whole, AMOUNT_DONG_MAX)
