"""The builders hold what they promise to the tests that use them."""

from uuid import UUID

from tests.books import Book, open_book
from tests.builders import a_credit, a_debit, a_donation
from tests.stores import StoreKind, prepared_store


def test_a_book_begins_empty(book: Book) -> None:
    assert book.balance == 0
    assert book.version == 4


def test_a_book_takes_one_line_for_everything(book: Book) -> None:
    book.open_balance(2_000_000)
    gift = book.donate(500_000)
    book.credit_interest(1_000)
    book.charge_fee(500)
    book.import_rows(a_credit(200_000), a_debit(55_000))
    book.spend(1_000_000)
    book.reverse(gift, replacement=a_donation(50_000, account_id=book.bank))
    assert book.balance == 2_000_000 + 50_000 + 1_000 - 500 + 200_000 - 1_000_000


def test_two_books_begin_alike(store_kind: StoreKind) -> None:
    def beginning() -> list[tuple[int, int, UUID]]:
        with prepared_store(store_kind) as store, open_book(store) as book:
            return [(each.position, each.recorded_at_micros, each.stream) for each in book.events()]

    assert beginning() == beginning()
