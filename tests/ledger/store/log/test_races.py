"""Where two processes want what only one can have, exactly one gets it and the other is told."""

from functools import partial
from uuid import UUID

import pytest

from ledger.access import OPERATOR
from ledger.application import Ledger
from ledger.errors import LedgerError
from ledger.fund.control.correcting import Reversal
from ledger.recording.commands import Command, Receipt
from ledger.values import AccountId, AccountKind, FundId, ReversalReason
from tests.books import Book, open_ledger
from tests.builders import a_credit, a_donation, an_account
from tests.fakes import Ids
from tests.ledger.store.processes import Processes
from tests.stores import Store

ROUNDS = 12

Answer = Receipt | str
"""What a process was told: a receipt, or the code of a refusal."""


def asked(command_id: str, **fields: int) -> Command:
    return Command(command_id=command_id, digest=b"a body", by=OPERATOR, **fields)  # type: ignore[arg-type]


def effects(answers: list[list[Answer]]) -> list[tuple[int, set[str]]]:
    """In each round: how many had an effect, and what the others were told."""
    return [
        (
            sum(isinstance(each, Receipt) and not each.replayed for each in round_),
            {each for each in round_ if isinstance(each, str)},
        )
        for round_ in zip(*answers, strict=True)
    ]


# The same command


def send_the_same(fund_id: FundId, account_id: AccountId, ledger: Ledger, _: int) -> list[Answer]:
    gift = a_donation(account_id=account_id)
    return [
        ledger.receive_donation(asked(f"the same {number}"), fund_id, gift)
        for number in range(ROUNDS)
    ]


def test_one_command_sent_by_two_processes_has_one_effect_and_one_answer(
    book: Book, store: Store, processes: Processes
) -> None:
    answers = processes.at_once(store, partial(send_the_same, book.fund_id, book.bank))
    assert effects(answers) == [(1, set())] * ROUNDS
    for one, other in zip(*answers, strict=True):
        assert isinstance(one, Receipt)
        assert isinstance(other, Receipt)
        assert (one.position, one.version, one.entries) == (
            other.position,
            other.version,
            other.entries,
        )
    assert book.version == 4 + ROUNDS


# The same bank account


def open_the_same(funds: list[FundId], ledger: Ledger, process: int) -> list[Answer]:
    answers: list[Answer] = []
    for number in range(ROUNDS):
        account_id = AccountId(UUID(fields=(process, 0, 0x7000, 0x80, 1, number)))
        new = an_account(AccountKind.BANK, account_id, number=f"{number:013}")
        command = asked(f"{process} {number}")
        try:
            answers.append(ledger.open_account(command, funds[process], new))
        except LedgerError as refusal:
            answers.append(refusal.code)
    return answers


def test_a_bank_account_belongs_to_one_fund(book: Book, store: Store, processes: Processes) -> None:
    funds = [book.fund_id, book.open_fund(book.province)]
    answers = processes.at_once(store, partial(open_the_same, funds))
    assert effects(answers) == [(1, {"bank_account_taken"})] * ROUNDS


# The same entry


def reverse_the_same(
    fund_id: FundId, entries: list[int], ledger: Ledger, process: int
) -> list[Answer]:
    answers: list[Answer] = []
    for entry in entries:
        reversal = Reversal(entry=entry, reason=ReversalReason.DUPLICATE)
        try:
            receipt = ledger.reverse_entry(asked(f"{process} {entry}"), fund_id, reversal)
            answers.append(receipt)
        except LedgerError as refusal:
            answers.append(refusal.code)
    return answers


def test_an_entry_is_reversed_once(book: Book, store: Store, processes: Processes) -> None:
    entries = [book.donate(1).version for _ in range(ROUNDS)]
    answers = processes.at_once(store, partial(reverse_the_same, book.fund_id, entries))
    assert effects(answers) == [(1, {"already_reversed"})] * ROUNDS
    assert book.balance == 0


# The same version


def donate_if_at(
    fund_id: FundId, account_id: AccountId, version: int, ledger: Ledger, process: int
) -> list[Answer]:
    gift = a_donation(account_id=account_id)
    try:
        return [ledger.receive_donation(asked(str(process), if_version=version), fund_id, gift)]
    except LedgerError as refusal:
        return [refusal.code]


def test_of_two_conditional_writes_one_succeeds(
    book: Book, store: Store, processes: Processes
) -> None:
    work = partial(donate_if_at, book.fund_id, book.bank, book.version)
    assert effects(processes.at_once(store, work)) == [(1, {"version_mismatch"})]


# The same rows of a statement


def import_overlapping(
    fund_id: FundId, account_id: AccountId, ledger: Ledger, process: int
) -> list[Answer]:
    """Rows 0–39 in pieces of ten, the second process from the other end."""
    pieces = [range(start, start + 10) for start in range(0, 40, 10)]
    return [
        ledger.record_statement(
            asked(f"{process} {piece.start}"),
            fund_id,
            account_id,
            [a_credit(1, f"row {number}") for number in piece],
        )
        for piece in (pieces if process == 0 else pieces[::-1])
    ]


def test_a_statement_imported_by_two_processes_is_in_the_book_once(
    book: Book, store: Store, processes: Processes
) -> None:
    answers = processes.at_once(store, partial(import_overlapping, book.fund_id, book.bank))
    receipts = [each for process in answers for each in process if isinstance(each, Receipt)]
    assert sum(receipt.recorded for receipt in receipts) == 40
    assert sum(receipt.skipped for receipt in receipts) == 40
    assert book.balance == 40


# The same empty store


def look(ledger: Ledger, _: int) -> int:
    return ledger.position()


@pytest.mark.parametrize("_time", range(3))
def test_two_processes_may_open_an_empty_store_together(
    store: Store, processes: Processes, _time: int
) -> None:
    assert processes.at_once(store, look) == [0, 0]
    with open_ledger(store, ids=Ids(family=3)) as ledger:
        assert ledger.position() == 0
