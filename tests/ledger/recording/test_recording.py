"""How a decision becomes a record: who may, once, on which version, and what is left behind."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from ledger.access import OPERATOR
from ledger.context import Context
from ledger.errors import LedgerError
from ledger.errors.conflicts import CommandReused, StatementRowRecorded, VersionMismatch
from ledger.errors.missing import PositionNotFound
from ledger.errors.unavailable import StoreBusy
from ledger.recording.commands import Failure
from ledger.values import (
    AMOUNT_DONG_MAX,
    DonorId,
)
from tests.books import Book, open_ledger
from tests.builders import (
    OPENED,
    a_credit,
    a_donation,
)
from tests.fakes import TODAY
from tests.ledger.refusing import NOBODY, refused
from tests.ledger.store.contents import contents
from tests.stores import Store

# Receipts


def test_a_receipt_says_where_it_stands_and_what_it_came_to(book: Book) -> None:
    receipt = book.donate(500_000)
    last = book.events()[-1]
    [entry] = receipt.entries
    assert (receipt.position, receipt.version) == (last.position, last.version) == (8, 5)
    assert receipt.recorded_at == last.recorded_at == book.clock()
    assert (entry.version, entry.topic, entry.voucher) == (
        5,
        "fund.donation_received",
        "BC-2025-00001",
    )
    assert (receipt.recorded, receipt.balance_dong, receipt.replayed) == (1, 500_000, False)


def test_a_receipt_of_thousands_counts_instead_of_naming(book: Book) -> None:
    receipt = book.import_rows(*(a_credit(1, f"row {number}") for number in range(201)))
    assert receipt.entries == ()
    assert (receipt.recorded, receipt.skipped, receipt.balance_dong) == (201, 0, 201)


# Once


def test_a_command_sent_again_gets_its_first_answer(book: Book, store: Store) -> None:
    first = book.donate(500_000, command_id="once")
    book.clock.advance(days=400)
    before = contents(store.events_url)
    assert book.donate(500_000, command_id="once") == replace(first, replayed=True)
    assert book.donate(1, command_id="once") == replace(first, replayed=True)  # by id and digest
    assert contents(store.events_url) == before


def test_a_command_sent_again_to_another_process_gets_its_first_answer(
    book: Book, store: Store
) -> None:
    first = book.donate(500_000, command_id="once")
    with open_ledger(store) as other:
        again = other.receive_donation(
            book.command(command_id="once"), book.fund_id, a_donation(account_id=book.bank)
        )
    assert again == replace(first, replayed=True)


def test_a_command_id_is_not_used_for_another_body(book: Book, store: Store) -> None:
    book.donate(500_000, command_id="once", digest=b"one body")
    with refused(book, store, CommandReused("Idempotency-Key")):
        book.donate(500_000, command_id="once", digest=b"another body")
    with refused(book, store, CommandReused("Idempotency-Key")):
        book.donate(500_000, command_id="once", digest=b"another body", dry_run=True)


def test_the_first_answer_is_known_of_what_was_recorded_and_of_nothing_else(book: Book) -> None:
    command = book.command()
    assert book.ledger.first_answer(command) is None
    gift = a_donation(500_000, account_id=book.bank)
    receipt = book.ledger.receive_donation(command, book.fund_id, gift)
    assert book.ledger.first_answer(command) == replace(receipt, replayed=True)
    with pytest.raises(CommandReused):
        book.ledger.first_answer(replace(command, digest=b"another"))


def test_a_refused_command_may_be_sent_again_when_it_is_right(book: Book) -> None:
    with pytest.raises(LedgerError):
        book.donate(0, command_id="once", digest=b"one body")
    assert book.donate(1, command_id="once", digest=b"another body").balance_dong == 1


def test_a_conditional_command_sent_again_gets_its_first_answer(book: Book) -> None:
    first = book.donate(1, command_id="once", if_version=4)
    assert book.donate(1, command_id="once", if_version=4) == replace(first, replayed=True)


# On a version


@pytest.mark.parametrize("version", [0, 3, 5, 10**6])
def test_a_write_on_another_version_is_refused_before_its_decision(
    book: Book, store: Store, version: int
) -> None:
    with refused(book, store, VersionMismatch(version=4)):
        book.donate(0, if_version=version)


def test_a_write_on_the_version_succeeds(book: Book) -> None:
    assert book.donate(1, if_version=4).version == 5
    assert book.donate(1, if_version=5, dry_run=True).version == 6


# Many at once


def test_one_gift_that_is_refused_refuses_the_batch_and_says_which(
    book: Book, store: Store
) -> None:
    gifts = [a_donation(account_id=book.bank), a_donation(0, account_id=book.bank)]
    expected = LedgerError("donations.1.amount_dong", least=1, most=AMOUNT_DONG_MAX)
    before = contents(store.events_url)
    with pytest.raises(LedgerError) as refusal:
        book.ledger.receive_donations(book.command(), book.fund_id, gifts)
    assert (refusal.value.fields, refusal.value.limits) == (expected.fields, expected.limits)
    assert contents(store.events_url) == before


def test_a_batch_may_go_on_without_what_is_refused(book: Book) -> None:
    gifts = [
        a_donation(1, account_id=book.bank),
        a_donation(0, account_id=book.bank),
        a_donation(2, account_id=book.bank, donor_id=DonorId(NOBODY)),
        a_donation(3, account_id=book.bank),
    ]
    receipt = book.ledger.receive_donations(
        book.command(command_id="once"), book.fund_id, gifts, continue_on_error=True
    )
    assert [entry.voucher for entry in receipt.entries] == ["BC-2025-00001", "BC-2025-00002"]
    assert receipt.failures == (
        Failure(1, "bad_amount", ("amount_dong",), {"least": 1, "most": AMOUNT_DONG_MAX}),
        Failure(2, "donor_not_found", ("donor_id",), {}),
    )
    assert (receipt.recorded, receipt.balance_dong) == (2, 4)
    again = book.ledger.receive_donations(
        book.command(command_id="once"), book.fund_id, gifts, continue_on_error=True
    )
    assert again == replace(receipt, replayed=True)


def test_a_batch_in_which_all_is_refused_records_nothing(book: Book, store: Store) -> None:
    before = contents(store.events_url)
    receipt = book.ledger.receive_donations(
        book.command(),
        book.fund_id,
        [a_donation(0, account_id=book.bank)],
        continue_on_error=True,
    )
    assert (receipt.recorded, receipt.position, receipt.version) == (0, None, 4)
    assert receipt.balance_dong == 0
    assert contents(store.events_url) == before


def test_one_row_stands_in_the_book_once_even_within_one_command(book: Book, store: Store) -> None:
    gift = a_donation(account_id=book.bank, statement_row="ab" * 32)
    with refused(book, store, StatementRowRecorded("statement_row")):
        book.ledger.receive_donations(book.command(), book.fund_id, [gift, gift])
    book.donate(gift=gift)
    with refused(book, store, StatementRowRecorded("statement_row")):
        book.donate(gift=gift)


# When


def test_a_clock_set_back_never_sets_the_log_back(book: Book) -> None:
    late = book.donate()
    book.clock.advance(hours=-5)
    early = book.donate()
    assert early.recorded_at == late.recorded_at
    book.clock.advance(hours=6)
    assert book.donate().recorded_at == book.clock()


def test_what_was_known_at_a_moment_is_the_last_position_recorded_by_then(book: Book) -> None:
    nine = book.clock()
    at_nine = book.donate().position
    book.clock.advance(hours=1)
    at_ten = book.donate().position
    position_at = book.ledger.position_at
    assert position_at(nine - timedelta(microseconds=1)) == 0
    assert position_at(nine) == at_nine
    assert position_at(nine + timedelta(minutes=59)) == at_nine
    assert position_at(book.clock()) == at_ten == book.ledger.position()
    with pytest.raises(PositionNotFound):
        position_at(book.clock() + timedelta(microseconds=1))


def test_the_day_is_that_of_vietnam(book: Book) -> None:
    tomorrow = TODAY + timedelta(days=1)
    book.clock.advance(hours=15)  # midnight in Vietnam, five in the afternoon in Greenwich
    assert book.ledger.desk().context(book.command()) == Context(OPERATOR, tomorrow)
    assert book.donate(on=tomorrow).recorded == 1


# What another writer holds


def test_a_store_held_by_another_writer_is_busy_and_keeps_everything(
    book: Book, store: Store
) -> None:
    before = contents(store.events_url)
    with open_ledger(store, lock_timeout_seconds=1) as waiting:
        gift, command = a_donation(account_id=book.bank), book.command()
        with book.ledger.recorder.appending(), pytest.raises(StoreBusy):  # type: ignore[attr-defined]
            waiting.receive_donation(command, book.fund_id, gift)
        assert contents(store.events_url) == before
        assert waiting.receive_donation(command, book.fund_id, gift).balance_dong == 500_000


def test_a_dry_run_asks_for_no_lock(book: Book) -> None:
    with book.ledger.recorder.appending():  # type: ignore[attr-defined]
        assert book.donate(500_000, dry_run=True, on=OPENED).balance_dong == 500_000
