"""Whom money of others is held for is told to the vault, and only when the money is taken in."""

import pytest
from msgspec.structs import replace

from ledger.errors.conflicts import AlreadyExists, CommandReused
from ledger.errors.missing import AccountNotFound
from ledger.fund.receiving.holding import CustodialReceipt
from ledger.recording.commands import Receipt
from ledger.values import CustodyId
from tests.books import Book
from tests.fakes import TODAY
from tests.ledger.wrong import NO_ACCOUNT

FAMILY = "Gia đình em Nguyễn Văn An"


def test_a_custody_has_a_number_in_the_log_and_its_words_in_the_vault(book: Book) -> None:
    first = a_receipt(book)
    book.ledger.receive_custodial(book.command(), book.fund_id, first)
    second = a_receipt(book)
    book.ledger.receive_custodial(book.command(), book.fund_id, second)
    assert book.vault.memos == {first.custody_id: FAMILY, second.custody_id: FAMILY}
    labels = [getattr(each.event, "label", None) for each in book.events()]
    assert labels[-2:] == ["Thu hộ số 1", "Thu hộ số 2"]


def test_what_is_only_tried_or_refused_leaves_nothing_in_the_vault(book: Book) -> None:
    receipt = a_receipt(book)
    tried = replace(book.command(), dry_run=True)
    assert book.ledger.receive_custodial(tried, book.fund_id, receipt).recorded == 1
    nowhere = replace(receipt, account_id=NO_ACCOUNT)
    with pytest.raises(AccountNotFound):
        book.ledger.receive_custodial(book.command(), book.fund_id, nowhere)
    assert book.vault.memos == {}


def test_a_receipt_that_comes_again_leaves_no_second_name(book: Book) -> None:
    def receive(digest: bytes = b"a body") -> Receipt:
        command = book.command(command_id="once", digest=digest)
        return book.ledger.receive_custodial(command, book.fund_id, a_receipt(book))

    first = receive()
    assert receive() == replace(first, replayed=True)
    with pytest.raises(CommandReused):
        receive(b"another body")
    assert book.vault.memos.keys() == {first.created_id}


def test_a_custody_that_is_there_is_not_told_anew(book: Book) -> None:
    receipt = a_receipt(book)
    book.ledger.receive_custodial(book.command(), book.fund_id, receipt)
    other = replace(receipt, held_for="Ai khác")
    with pytest.raises(AlreadyExists):
        book.ledger.receive_custodial(book.command(), book.fund_id, other)
    assert book.vault.memos == {receipt.custody_id: FAMILY}


def a_receipt(book: Book) -> CustodialReceipt:
    return CustodialReceipt(
        custody_id=CustodyId(book.new_id()),
        held_for=FAMILY,
        account_id=book.bank,
        amount_dong=2_000_000,
        effective_on=TODAY,
    )
