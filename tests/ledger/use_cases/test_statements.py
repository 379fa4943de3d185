"""Rows of bank statements go into the book once, and their memos into the vault only."""

from ledger.fund.receiving.importing import StatementRow
from tests.books import Book
from tests.builders import (
    a_credit,
    a_debit,
)
from tests.ledger.store.contents import contents
from tests.stores import Store


def a_statement(count: int) -> list[StatementRow]:
    return [a_credit(1, f"row {number}") for number in range(count)]


def test_a_statement_imported_again_or_overlapping_adds_what_is_new(
    book: Book, store: Store
) -> None:
    rows = [*a_statement(5), a_debit()]
    first = book.import_rows(*rows)
    assert (first.recorded, first.skipped) == (6, 0)
    before = contents(store.events_url)
    again = book.import_rows(*rows)
    assert (again.recorded, again.skipped, again.balance_dong) == (0, 6, 5)
    assert contents(store.events_url) == before
    overlapping = book.import_rows(*a_statement(8))
    assert (overlapping.recorded, overlapping.skipped, overlapping.balance_dong) == (3, 5, 8)


def test_a_row_that_stands_twice_in_one_command_is_taken_once(book: Book) -> None:
    receipt = book.import_rows(a_credit(1), a_credit(1))
    assert (receipt.recorded, receipt.skipped, receipt.balance_dong) == (1, 1, 1)


def test_memos_are_in_the_vault_and_nowhere_else(book: Book, store: Store) -> None:
    row = a_credit()
    book.import_rows(row)
    assert book.vault.memos == {row.memo_id: row.memo}
    assert row.memo not in str(contents(store.events_url))


def test_a_preview_puts_nothing_anywhere(book: Book, store: Store) -> None:
    before = contents(store.events_url)
    preview = book.import_rows(*a_statement(3), dry_run=True)
    assert (preview.recorded, preview.skipped, preview.balance_dong) == (3, 0, 3)
    assert preview.position is None
    assert (contents(store.events_url), book.vault.memos) == (before, {})


def test_a_reversed_row_is_not_imported_again(book: Book) -> None:
    book.reverse(book.import_rows(a_credit()))
    assert book.import_rows(a_credit()).skipped == 1
    assert book.balance == 0
