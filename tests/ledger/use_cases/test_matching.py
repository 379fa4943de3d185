"""Rows of statements matched with what stood in a real book, and what is reversed afterwards."""

from datetime import date

from msgspec.structs import replace

from ledger.errors.conflicts import AlreadyMatched, AlreadyReversed
from ledger.errors.missing import EntryNotFound
from ledger.events.fund.correcting import StatementRowMatched
from ledger.fund.open_items import Credit, Debit
from ledger.fund.receiving.banking import BankFee
from ledger.fund.receiving.importing import StatementRow
from ledger.recording.commands import Receipt
from ledger.store.log.facts import match_fact
from ledger.values import CreditId, DebitId
from tests.books import Book
from tests.builders import a_credit, a_debit, a_donation
from tests.ledger.refusing import refused
from tests.stores import Store

DAY, LATER = date(2025, 6, 2), date(2025, 6, 10)


def row_of(entry: Receipt, dong: int = 50_000, row: str = "its row") -> StatementRow:
    return replace(a_credit(dong, row, on=DAY), entry=entry.version)


def matched(book: Book, entry: int) -> StatementRowMatched | None:
    """The row an entry is matched with."""
    stated = book.ledger.desk().stated(match_fact(book.fund_id, book.bank, entry))
    assert stated is None or isinstance(stated, StatementRowMatched)
    return stated


def test_a_row_is_matched_once_and_known_from_then_on(book: Book) -> None:
    gift = book.donate(50_000, on=DAY)
    row = row_of(gift)
    receipt = book.import_rows(row, a_credit(20_000, "another", on=DAY))
    assert (receipt.recorded, receipt.skipped, book.balance) == (2, 0, 70_000)
    match = matched(book, gift.version)
    assert match is not None
    assert (match.private.statement_row, match.private.memo_id) == (row.statement_row, row.memo_id)
    assert book.vault.memos[row.memo_id] == row.memo
    assert book.ledger.known_rows([row.statement_row]) == {row.statement_row}
    assert book.import_rows(row).skipped == 1
    assert book.import_rows(replace(row, entry=None)).skipped == 1, "nor does it become a gift"


def test_an_entry_is_one_rows_only(book: Book, store: Store) -> None:
    gift = book.donate(50_000, on=DAY)
    both = row_of(gift), row_of(gift, row="another donor's")
    with refused(book, store, AlreadyMatched("entry")):
        book.import_rows(*both)
    book.import_rows(both[0])
    with refused(book, store, AlreadyMatched("entry")):
        book.import_rows(a_credit(1_000, "beside it", on=DAY), both[1])


def test_no_row_is_matched_with_what_does_not_stand(book: Book, store: Store) -> None:
    gift = book.donate(50_000, on=DAY)
    book.reverse(gift)
    with refused(book, store, AlreadyReversed("entry")):
        book.import_rows(row_of(gift))
    with refused(book, store, EntryNotFound("entry")):
        book.import_rows(replace(row_of(gift), entry=book.version + 1))


def test_money_whose_entry_is_reversed_is_of_unknown_origin(book: Book) -> None:
    gift = book.donate(50_000, on=DAY)
    row = row_of(gift)
    book.import_rows(row)
    book.reverse(gift, on=LATER)
    assert book.balance == 50_000, "the bank still has it"
    assert book.fund.credits == {
        CreditId(row.memo_id): Credit(
            account_id=book.bank, amount_dong=50_000, effective_on=LATER, came_on=LATER
        )
    }
    assert book.import_rows(row).skipped == 1
    placed = a_donation(50_000, on=LATER, account_id=book.bank, credit_id=CreditId(row.memo_id))
    book.donate(gift=placed)
    assert (book.balance, book.fund.credits) == (50_000, {})


def test_a_debit_whose_entry_is_reversed_is_unexplained(book: Book) -> None:
    book.donate(100_000, on=DAY)
    fee = book.charge_fee(11_000, on=DAY)
    row = replace(a_debit(11_000, on=DAY), entry=fee.version)
    book.import_rows(row)
    book.reverse(fee)
    debit = Debit(account_id=book.bank, amount_dong=11_000, effective_on=DAY)
    assert book.fund.debits == {DebitId(row.memo_id): debit}
    book.charge_fee(11_000, on=DAY, debit_id=DebitId(row.memo_id))
    assert (book.balance, book.fund.debits) == (89_000, {})


def test_a_correction_takes_the_match_over(book: Book) -> None:
    donor = book.register_donor()
    gift = book.donate(50_000, on=DAY)
    row = row_of(gift)
    book.import_rows(row)
    anew = a_donation(50_000, on=DAY, account_id=book.bank, donor_id=donor)
    corrected = book.reverse(gift, anew)
    assert (book.balance, book.fund.credits) == (50_000, {})
    replacement = corrected.version - 1
    match = matched(book, replacement)
    assert match is not None
    assert (match.private.statement_row, match.private.memo_id) == (None, row.memo_id)
    book.reverse(replacement)
    assert set(book.fund.credits) == {CreditId(row.memo_id)}


def test_a_correction_that_is_not_what_the_bank_shows_leaves_its_money_unknown(book: Book) -> None:
    fee = book.charge_fee(11_000, on=DAY)
    row = replace(a_debit(11_000, on=DAY), entry=fee.version)
    book.import_rows(row)
    anew = BankFee(account_id=book.bank, amount_dong=1_000, effective_on=DAY)
    book.reverse(fee, anew)
    assert (book.balance, set(book.fund.debits)) == (-1_000, {DebitId(row.memo_id)})
