"""A trial: commands that are only tried, each after what those before it would have done."""

import pytest

from ledger.errors.conflicts import TransferSettled
from ledger.errors.money import InsufficientFunds
from ledger.fund.transferring import Arrival, Move
from ledger.values import AccountKind
from tests.books import Book
from tests.builders import a_donation
from tests.fakes import TODAY
from tests.ledger.store.contents import contents
from tests.stores import Store


def test_what_is_tried_stands_on_what_was_tried_before_and_nothing_is_stored(
    book: Book, store: Store
) -> None:
    box = book.open_account(AccountKind.CASH_BOX)
    move = Move(
        from_account_id=book.bank, to_account_id=box, amount_dong=300_000, effective_on=TODAY
    )
    before, version = contents(store.events_url), book.version
    trial, dry = book.ledger.trial(), book.command(dry_run=True)
    with pytest.raises(InsufficientFunds):
        trial.move_money(dry, book.fund_id, move)
    given = trial.receive_donation(dry, book.fund_id, a_donation(300_000, account_id=book.bank))
    moved = trial.move_money(dry, book.fund_id, move)
    assert (given.version, moved.version) == (version + 1, version + 2)
    assert (moved.position, moved.balance_dong) == (None, 300_000)
    assert trial.desk().fund(book.fund_id).balance_dong == 300_000
    assert book.ledger.trial().desk().fund(book.fund_id).balance_dong == 0
    assert contents(store.events_url) == before


def test_what_may_be_only_once_is_so_in_a_trial(book: Book) -> None:
    other = book.open_fund(book.province)
    book.donate(2_000_000)
    sent, home = book.send(other, dong=5_000), book.fund_id
    book.fund_id = other
    bank = book.open_account(AccountKind.BANK)
    arrival = Arrival(transfer_id=sent, account_id=bank, effective_on=TODAY)
    trial, dry = book.ledger.trial(), book.command(dry_run=True)
    assert trial.receive_transfer(dry, other, arrival).balance_dong == 5_000
    with pytest.raises(TransferSettled):
        trial.receive_transfer(dry, other, arrival)
    assert book.ledger.desk().fund(home).balance_dong == 1_995_000
    assert book.ledger.receive_transfer(book.command(), other, arrival).balance_dong == 5_000
