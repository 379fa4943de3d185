"""Commands that share one transaction are decided one after the other, and fail one by one."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from unittest.mock import patch

from msgspec.structs import replace

from ledger.errors import LedgerError
from ledger.fund.handing_over.handovers import Heir
from ledger.fund.transferring import Sending
from ledger.recording.commands import Receipt
from ledger.shares import WHOLE
from ledger.values import AccountId, AccountKind, Level, Role, StaffId, TransferId
from tests.books import Book
from tests.builders import a_credit, a_fund, an_account, an_association
from tests.fakes import TODAY
from tests.ledger.recording.batches import gathered, together, until_waiting
from tests.ledger.use_cases.reorganisation import JULY_15, Reorganisation
from tests.ledger.use_cases.test_transfers import Neighbour
from tests.stores import Store


def test_each_sees_what_those_before_it_did(book: Book) -> None:
    before = book.ledger.position()
    receipts = together(book, *[lambda: book.donate(100)] * 5)
    told = [
        (each.position, each.version, each.entries[0].voucher, each.balance_dong)
        for each in receipts
        if isinstance(each, Receipt)
    ]
    assert told == [
        (before + number, 4 + number, f"BC-2025-{number:05}", 100 * number)
        for number in range(1, 6)
    ]


def test_what_one_takes_the_next_does_not_get(book: Book) -> None:
    gift = book.donate()
    accounts = [AccountId(book.new_id()) for _ in range(2)]
    news = [an_account(AccountKind.BANK, account, number="0541000123456") for account in accounts]
    ledger, fund_id = book.ledger, book.fund_id
    told = together(
        book,
        lambda: book.reverse(gift),
        lambda: book.reverse(gift),
        lambda: ledger.open_account(book.command(), fund_id, news[0]),
        lambda: ledger.open_account(book.command(), fund_id, news[1]),
    )
    assert [each if isinstance(each, str) else each.recorded for each in told] == [
        1,
        "already_reversed",
        1,
        "bank_account_taken",
    ]


def test_rows_of_two_imports_are_taken_once(book: Book) -> None:
    one, other = together(
        book,
        lambda: book.import_rows(a_credit(1, "a"), a_credit(1, "b")),
        lambda: book.import_rows(a_credit(1, "b"), a_credit(1, "c")),
    )
    assert isinstance(one, Receipt)
    assert isinstance(other, Receipt)
    assert (one.recorded, one.skipped) == (2, 0)
    assert (other.recorded, other.skipped) == (1, 1)
    assert book.balance == 3


def test_one_command_twice_in_a_transaction_has_one_effect(book: Book) -> None:
    first, again, other_body = together(
        book,
        lambda: book.donate(command_id="once"),
        lambda: book.donate(command_id="once"),
        lambda: book.donate(command_id="once", digest=b"another body"),
    )
    assert isinstance(first, Receipt)
    assert again == replace(first, replayed=True)
    assert other_body == "command_reused"
    assert book.balance == 500_000


def test_a_command_sent_again_among_new_ones_changes_nothing_for_them(book: Book) -> None:
    first = book.donate(100, command_id="once")
    one, again, bad, other = gathered(
        book,
        lambda: book.donate(1),
        lambda: book.donate(100, command_id="once"),
        lambda: book.donate(0),
        lambda: book.donate(2),
    )
    assert again == replace(first, replayed=True)
    assert bad == "bad_amount"
    assert isinstance(one, Receipt)
    assert isinstance(other, Receipt)
    assert (one.balance_dong, other.balance_dong, book.balance) == (101, 103, 103)
    assert book.ledger.position() == other.position


def test_what_would_be_refused_now_or_have_no_effect_gets_its_first_answer(book: Book) -> None:
    row = a_credit(1, "a row")
    imported = book.import_rows(row, command_id="rows")
    conditional = book.donate(10, command_id="once", if_version=5)
    told = gathered(
        book,
        lambda: book.import_rows(row, command_id="rows"),
        lambda: book.donate(10, command_id="once", if_version=5),
        lambda: book.import_rows(row),
    )
    assert told[:2] == [replace(imported, replayed=True), replace(conditional, replayed=True)]
    assert isinstance(told[2], Receipt)
    assert (told[2].recorded, told[2].skipped) == (0, 1)
    assert book.balance == 11


def test_who_waits_for_a_leader_stopped_behind_the_commit_gets_the_first_answer(
    book: Book,
) -> None:
    recording, ledger = book.ledger._recording, book.ledger  # noqa: SLF001  # where it is stopped
    adopt, stops = recording._states.adopt, [SystemExit]  # noqa: SLF001

    def stopped(*asked: Any) -> None:  # noqa: ANN401  # whatever it is asked
        if stops:
            raise stops.pop()
        adopt(*asked)

    new = a_fund(book.commune)
    with (
        patch.object(recording._states, "adopt", stopped),  # noqa: SLF001
        ThreadPoolExecutor(2) as threads,
    ):
        with ledger.recorder.appending():  # type: ignore[attr-defined]  # both must wait
            leads = threads.submit(book.donate, 1)
            until_waiting(book, 1)
            waits = threads.submit(ledger.open_fund, book.command(), new)
            until_waiting(book, 2)
        assert isinstance(leads.exception(), SystemExit)
        assert waits.result().replayed
    assert book.balance == 1


def test_of_two_conditional_writes_in_a_transaction_one_succeeds(book: Book) -> None:
    one, other = together(book, *[lambda: book.donate(if_version=4)] * 2)
    assert isinstance(one, Receipt)
    assert other == "version_mismatch"


def test_money_is_not_spent_twice_in_a_transaction(book: Book) -> None:
    book.donate(1_000_000)
    ids = [book.propose(600_000), book.propose(600_000)]
    book.person(Role.APPROVER)
    told = together(book, lambda: book.approve(ids[0]), lambda: book.approve(ids[1]))
    assert isinstance(told[0], Receipt)
    assert told[1] == "insufficient_funds"


def test_a_role_revoked_in_a_transaction_is_gone_for_the_next(book: Book) -> None:
    treasurer = book.person(Role.TREASURER)
    revoke = book.ledger.revoke_role
    told = together(
        book,
        lambda: book.donate(by=treasurer),
        lambda: revoke(book.command(), treasurer, Role.TREASURER, book.province),
        lambda: book.donate(by=treasurer),
    )
    assert isinstance(told[0], Receipt)
    assert told[2] == "forbidden"


def test_a_refusal_leaves_those_around_it_alone(book: Book) -> None:
    told = together(
        book,
        lambda: book.donate(1),
        lambda: book.donate(0),
        lambda: book.donate(2, by=StaffId(book.new_id())),
        lambda: book.donate(3),
    )
    assert [each if isinstance(each, str) else each.balance_dong for each in told] == [
        1,
        "bad_amount",
        "forbidden",
        4,
    ]


def test_what_the_store_cannot_take_fails_alone(book: Book, store: Store) -> None:
    """PostgreSQL keeps no text with a NUL in it; SQLite does."""
    wrong: list[Exception] = []

    def unstorable() -> Receipt:
        try:
            return book.donate(1, command_id="a\x00b")
        except Exception as error:
            wrong.append(error)
            raise LedgerError from error

    told = gathered(book, lambda: book.donate(2), unstorable, lambda: book.donate(4))
    assert [type(each) for each in told] == [
        Receipt,
        str if store.kind == "postgresql" else Receipt,
        Receipt,
    ]
    assert len(wrong) == (1 if store.kind == "postgresql" else 0)
    assert book.balance == (6 if wrong else 7)
    assert [each.position for each in book.events()] == list(range(1, book.ledger.position() + 1))


def test_text_that_is_no_unicode_fails_alone(book: Book) -> None:
    wrong: list[UnicodeEncodeError] = []

    def no_text() -> Receipt:
        try:
            return book.ledger.establish_association(
                book.command(), an_association(Level.COMMUNE, book.province, name="\ud800")
            )
        except UnicodeEncodeError as error:
            wrong.append(error)
            raise LedgerError from error

    told = together(book, lambda: book.donate(2), no_text, lambda: book.donate(4))
    assert [type(each) for each in told] == [Receipt, str, Receipt]
    assert len(wrong) == 1
    assert book.balance == 6


def test_a_fund_is_handed_over_with_what_was_opened_in_the_same_transaction(book: Book) -> None:
    reorganisation = Reorganisation(book)
    reorganisation.succeed(WHOLE)
    book.clock.set_day(JULY_15)
    new = an_account(AccountKind.BANK, AccountId(book.new_id()), number="0541000123456")
    heir = Heir(fund_id=reorganisation.first_fund, accounts={new.account_id: new.account_id})
    told = together(
        book,
        lambda: book.ledger.open_account(book.command(), book.fund_id, new),
        lambda: reorganisation.hand_over(heir),
    )
    assert all(isinstance(each, Receipt) for each in told)
    gone_on = book.ledger.desk().fund(reorganisation.first_fund).accounts[new.account_id]
    assert gone_on.opened_on == JULY_15


def test_what_one_sends_the_next_receives(book: Book) -> None:
    book.donate(1_000_000)
    neighbour = Neighbour(book)
    sending = Sending(
        transfer_id=TransferId(book.new_id()),
        to_fund_id=neighbour.fund_id,
        account_id=book.bank,
        amount_dong=1_000,
        effective_on=TODAY,
    )
    approver = book.person(Role.APPROVER)
    together(
        book,
        lambda: book.ledger.send_transfer(book.command(by=approver), book.fund_id, sending),
        lambda: neighbour.receive(sending.transfer_id),
    )
    assert neighbour.balance == 1_000
