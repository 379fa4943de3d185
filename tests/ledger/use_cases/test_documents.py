"""A command names only documents that its fund keeps; decisions themselves look nothing up."""

import pytest

from ledger.errors.missing import DocumentNotFound
from ledger.errors.money import InsufficientFunds
from ledger.fund.spending.disbursements import Approval
from ledger.recording.commands import Receipt
from ledger.values import DisbursementId, Role
from tests.books import Book
from tests.builders import an_id
from tests.fakes import TODAY
from tests.ledger.refusing import refused
from tests.stores import Store

SCAN = "ab" * 32


def approve(book: Book, disbursement_id: DisbursementId, *, dry_run: bool = False) -> Receipt:
    approval = Approval(
        disbursement_id=disbursement_id,
        effective_on=TODAY,
        decision_number="12/QĐ-HKH",
        document_sha256=SCAN,
    )
    command = book.command(by=book.person(Role.APPROVER), dry_run=dry_run)
    return book.ledger.approve_disbursement(command, book.fund_id, approval)


def test_a_document_that_the_fund_does_not_keep_is_refused(book: Book, store: Store) -> None:
    book.donate(5_000_000)
    proposed = book.propose()
    book.person(Role.APPROVER)
    book.vault.documents.add((an_id("another fund"), SCAN))
    for dry_run in (True, False):
        with refused(book, store, DocumentNotFound("document_sha256")):
            approve(book, proposed, dry_run=dry_run)


def test_a_document_that_the_fund_keeps_may_be_named(book: Book) -> None:
    book.donate(5_000_000)
    proposed = book.propose()
    book.vault.documents.add((book.fund_id, SCAN))
    assert approve(book, proposed).recorded == 1


def test_every_rule_is_asked_before_the_document_is_looked_up(book: Book) -> None:
    with pytest.raises(InsufficientFunds):
        approve(book, book.propose())
