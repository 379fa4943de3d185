"""Who is staff of a subtree: whoever was enrolled there, or got a role there."""

from ledger.values import AssociationId, Level, Role, StaffId
from projections.people import staff
from projections.views import Views
from tests.books import Book
from tests.builders import OPENED, an_association
from tests.projections.tables import follow


def below(views: Views, book: Book, association_id: AssociationId) -> list[StaffId]:
    follow(views, book)
    with views.reading() as reading:
        return list(staff.below(reading, association_id).items)


def enrol(book: Book, where: AssociationId | None) -> StaffId:
    staff_id = StaffId(book.new_id())
    book.ledger.enrol_staff(book.command(), staff_id, where)
    return staff_id


def test_staff_are_found_where_they_were_enrolled_and_above(views: Views, book: Book) -> None:
    neighbour = book.establish(an_association(Level.COMMUNE, book.province))
    here, there = enrol(book, book.commune), enrol(book, neighbour)
    enrol(book, None)
    assert below(views, book, book.commune) == [here]
    assert below(views, book, book.province) == [here, there]
    assert below(views, book, book.central) == [here, there]


def test_staff_are_found_where_they_got_a_role_each_once(views: Views, book: Book) -> None:
    neighbour = book.establish(an_association(Level.COMMUNE, book.province))
    one, other = enrol(book, neighbour), enrol(book, neighbour)
    for role in Role.AUDITOR, Role.TREASURER:
        book.ledger.grant_role(book.command(), one, role, book.commune, OPENED)
    assert below(views, book, book.commune) == [one]
    assert below(views, book, book.province) == [other, one]


def test_a_page_ends_where_the_next_begins(views: Views, book: Book) -> None:
    everybody = [enrol(book, book.commune) for _ in range(5)]
    follow(views, book)
    with views.reading() as reading:
        first = staff.below(reading, book.commune, limit=2)
        second = staff.below(reading, book.commune, after=first.after, limit=3)
    assert [*first.items, *second.items] == everybody
    assert (first.after is None, second.after) == (False, None)
