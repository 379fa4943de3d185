"""Nobody finds the tag of a few by adding and subtracting what associations tell on paper."""

from datetime import date

import pytest

from ledger.association.establishing import NewParent
from ledger.association.on_paper import NewAidGiven, NewPeriodSummary
from ledger.association.succeeding import Succession
from ledger.events.association import (
    AidGivenReported,
    GivenLine,
    PeriodSummaryReported,
    Successor,
)
from ledger.shares import WHOLE
from ledger.values import AssociationId, Category, DisbursementClass, Level
from tests.books import Book
from tests.builders import an_association

YEAR = (date(2024, 1, 1), date(2024, 12, 31))
QUARTERS = (
    (date(2024, 1, 1), date(2024, 3, 31)),
    (date(2024, 4, 1), date(2024, 6, 30)),
    (date(2024, 7, 1), date(2024, 9, 30)),
    (date(2024, 10, 1), date(2024, 12, 31)),
)
SCHOOL_YEAR = (date(2023, 9, 1), date(2024, 8, 31))


class Paper:
    """A province of two communes, none of which has a book, and what they tell on paper."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.province = self.unit("Phú Thọ", book.central, Level.PROVINCE)
        self.west = self.unit("Cẩm Khê", self.province)
        self.east = self.unit("Hạ Hòa", self.province)

    def unit(self, name: str, parent: AssociationId, level: Level = Level.COMMUNE) -> AssociationId:
        return self.book.establish(an_association(level, parent, name=name))

    def tell(
        self,
        whose: AssociationId,
        awards: int,
        days: tuple[date, date] = YEAR,
        *tags: Category,
        whole: bool = False,
    ) -> bool:
        """Tell of so many disabled pupils; return whether everybody is told that they are."""
        line = GivenLine(
            disbursement_class=DisbursementClass.SUPPORT,
            categories=tags or (Category.DISABLED,),
            awards=awards,
        )
        since, until = days
        new = NewPeriodSummary(
            whole=whole, since=since, effective_on=until, lines=(line,), source="Sổ giấy"
        )
        self.book.ledger.report_period_summary(self.book.command(), whose, new)
        return self.is_told()

    def help(self, whose: AssociationId, own_share_dong: int | None, *, whole: bool) -> bool:
        """Tell of help for twenty disabled pupils; return whether everybody is told that."""
        line = GivenLine(
            disbursement_class=DisbursementClass.SUPPORT,
            categories=(Category.DISABLED,),
            awards=20,
        )
        new = NewAidGiven(
            programme="Tiếp sức đến trường",
            whole=whole,
            since=YEAR[0],
            effective_on=YEAR[1],
            amount_dong=10_000_000,
            own_share_dong=own_share_dong,
            lines=(line,),
            payer="Công ty Than Hạ Long",
            source="Báo cáo",
        )
        self.book.ledger.report_aid_given(self.book.command(), whose, new)
        return self.is_told()

    def is_told(self) -> bool:
        event = self.book.events()[-1].event
        assert isinstance(event, PeriodSummaryReported | AidGivenReported)
        return bool(event.lines[0].categories) and not event.private.few


@pytest.fixture
def paper(book: Book) -> Paper:
    """A province of two communes without books."""
    return Paper(book)


@pytest.mark.parametrize("rest,is_told", [(-1, True), (0, True), (3, False), (5, True)])
def test_a_province_leaves_no_few_beside_its_communes(
    paper: Paper, rest: int, *, is_told: bool
) -> None:
    assert paper.tell(paper.west, 40)
    assert paper.tell(paper.east, 57)
    assert paper.tell(paper.province, 97 + rest, whole=True) is is_told


def test_a_commune_leaves_no_few_of_what_its_province_told(paper: Paper) -> None:
    assert paper.tell(paper.province, 100, whole=True)
    assert paper.tell(paper.west, 40)
    assert not paper.tell(paper.east, 57)
    assert paper.tell(paper.east, 50)


def test_what_is_private_is_left_of_what_is_told(paper: Paper) -> None:
    """Three of the one commune are hidden, and would be all that the other leaves."""
    assert not paper.tell(paper.east, 3)
    assert paper.tell(paper.west, 97)
    assert not paper.tell(paper.province, 100, whole=True)


def test_a_year_leaves_no_few_beside_its_quarters(paper: Paper) -> None:
    for days in QUARTERS[:3]:
        assert paper.tell(paper.west, 30, days)
    assert not paper.tell(paper.west, 93)
    assert paper.tell(paper.west, 120)


def test_a_quarter_leaves_no_few_of_the_year_of_a_province(paper: Paper) -> None:
    assert paper.tell(paper.province, 100, whole=True)
    for whose, awards, days in (
        (paper.west, 40, QUARTERS[0]),
        (paper.west, 20, QUARTERS[2]),
        (paper.east, 30, QUARTERS[1]),
    ):
        assert paper.tell(whose, awards, days)
    assert not paper.tell(paper.east, 8, QUARTERS[3])


@pytest.mark.parametrize("is_province_first", [True, False])
def test_days_and_units_that_only_some_of_two_have_are_told_once(
    paper: Paper, *, is_province_first: bool
) -> None:
    """A province's quarters and its communes' years add up to the same in two ways."""
    if is_province_first:
        assert paper.tell(paper.province, 50, QUARTERS[0], whole=True)
        assert not paper.tell(paper.west, 60)
    else:
        assert paper.tell(paper.west, 60)
        assert not paper.tell(paper.province, 50, QUARTERS[0], whole=True)


def test_school_years_and_years_are_not_both_told_by_tags(paper: Paper) -> None:
    """Two years less the school year in between may be a few."""
    assert paper.tell(paper.west, 50, SCHOOL_YEAR)
    assert not paper.tell(paper.west, 60)


def test_other_tags_other_days_and_other_provinces_are_nothing_to_subtract(paper: Paper) -> None:
    elsewhere = paper.unit("Vĩnh Phúc", paper.book.central, Level.PROVINCE)
    assert paper.tell(paper.west, 97)
    assert paper.tell(paper.province, 100, YEAR, Category.POOR, whole=True)
    assert paper.tell(paper.province, 100, (date(2023, 1, 1), date(2023, 12, 31)), whole=True)
    assert paper.tell(elsewhere, 100, whole=True)


def test_a_tag_is_told_above_by_who_is_of_either_tag(paper: Paper) -> None:
    assert paper.tell(paper.west, 97, YEAR, Category.DISABLED, Category.POOR)
    assert not paper.tell(paper.province, 100, YEAR, Category.DISABLED, whole=True)


def test_a_commune_belongs_to_the_province_of_those_days(paper: Paper) -> None:
    elsewhere = paper.unit("Vĩnh Phúc", paper.book.central, Level.PROVINCE)
    new = NewParent(
        parent_id=elsewhere, effective_on=date(2024, 7, 1), decision_number="12/QĐ-UBND"
    )
    paper.book.ledger.attach_association(paper.book.command(), paper.west, new)
    second_half = (QUARTERS[2][0], YEAR[1])
    assert paper.tell(paper.west, 97, second_half)
    assert paper.tell(paper.province, 100, second_half, whole=True)
    assert not paper.tell(elsewhere, 100, second_half, whole=True)
    assert paper.tell(elsewhere, 200, second_half, whole=True)
    assert not paper.tell(paper.west, 300)  # was there for half of it


def test_what_a_merged_province_had_below_it_counts_for_its_heir(paper: Paper) -> None:
    heir = paper.unit("Phú Thọ mới", paper.book.central, Level.PROVINCE)
    succession = Succession(
        successors=(Successor(association_id=heir, share_millionths=WHOLE),),
        effective_on=date(2024, 7, 1),
        decision_number="13/QĐ-UBND",
    )
    paper.book.ledger.succeed_association(paper.book.command(), paper.province, succession)
    second_half = (QUARTERS[2][0], YEAR[1])
    assert paper.tell(paper.west, 97, second_half)
    assert not paper.tell(heir, 100, second_half, whole=True)


def test_a_branch_that_is_never_told_by_tags_counts_for_nothing(paper: Paper) -> None:
    branch = paper.unit("Chi hội thôn Đông", paper.west, Level.BRANCH)
    assert not paper.tell(branch, 97)
    assert paper.tell(paper.west, 100, whole=True)


def test_tags_are_private_where_a_book_tells_each_payment(book: Book, paper: Paper) -> None:
    """A sum by tags tells those of single payments that come to it."""
    assert not paper.tell(book.commune, 97)
    assert not paper.tell(book.province, 100, whole=True)
    assert paper.tell(book.province, 100)  # of the province alone, which has none
    assert paper.tell(paper.province, 100, whole=True)


def test_a_book_that_left_a_province_is_nothing_to_what_that_tells(
    book: Book, paper: Paper
) -> None:
    new = NewParent(
        parent_id=paper.province, effective_on=date(2025, 1, 1), decision_number="14/QĐ-UBND"
    )
    book.ledger.attach_association(book.command(), book.commune, new)
    later = (date(2025, 1, 1), date(2025, 3, 31))
    assert paper.tell(book.province, 100, later, whole=True)
    assert not paper.tell(paper.province, 100, later, whole=True)
    assert not paper.tell(book.province, 100, whole=True)


@pytest.mark.parametrize("own_share_dong,is_told", [(0, True), (None, False), (10_000_000, False)])
def test_help_that_the_own_book_may_have_paid_keeps_its_tags(
    book: Book, paper: Paper, own_share_dong: int | None, *, is_told: bool
) -> None:
    assert paper.help(book.commune, own_share_dong, whole=False) is is_told
    assert paper.help(book.province, own_share_dong, whole=True) is is_told
    assert paper.help(paper.west, own_share_dong, whole=False)
