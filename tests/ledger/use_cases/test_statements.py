"""Rows of bank statements go into the book once, and their memos into the vault only."""

import pytest

from ledger.errors.access import Forbidden
from ledger.fund.receiving.importing import StatementRow
from ledger.values import StaffId
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


def test_rows_kept_ahead_are_in_the_book_once_whoever_records_them_first(book: Book) -> None:
    """An import keeps the memos of a thousand rows while it records the thousand before them."""
    command = book.command()
    kept = book.ledger.keep_statement(command, book.fund_id, a_statement(5))
    assert len(book.vault.memos) == 5
    assert book.balance == 0
    book.import_rows(*a_statement(2))
    receipt = book.ledger.record_kept(command, book.fund_id, book.bank, kept)
    assert (receipt.recorded, receipt.skipped, receipt.balance_dong) == (3, 2, 5)


def test_who_may_not_record_keeps_nothing(book: Book) -> None:
    with pytest.raises(Forbidden):
        book.ledger.keep_statement(
            book.command(by=StaffId(book.new_id())), book.fund_id, a_statement(1)
        )
    assert book.vault.memos == {}
