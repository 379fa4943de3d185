"""A transfer between two funds is settled once: received, returned or undone, never two of them."""

from collections.abc import Callable, Iterator
from itertools import product
from threading import Barrier, Thread

import pytest

from ledger.errors import LedgerError
from ledger.errors.access import Forbidden
from ledger.errors.associations import FundHasEnded
from ledger.errors.conflicts import TransferSettled, TransfersInTransit
from ledger.errors.missing import FundNotFound, TransferNotFound
from ledger.events.fund.correcting import EntryReversed
from ledger.events.fund.transferring import TransferReceived, TransferReturned, TransferSent
from ledger.fund.control.correcting import Reversal
from ledger.fund.transferring import Arrival, Sending
from ledger.recording.commands import Receipt
from ledger.shares import WHOLE
from ledger.values import (
    AccountId,
    AccountKind,
    FundId,
    Level,
    ReversalReason,
    Role,
    TransferId,
)
from tests.books import Book, open_book
from tests.builders import a_donation, an_association, an_id
from tests.fakes import TODAY
from tests.ledger.recording.batches import together
from tests.ledger.refusing import refused
from tests.ledger.use_cases.reorganisation import JULY_15, Reorganisation
from tests.stores import Store, StoreKind, prepared_store


class Neighbour:
    """Another commune's fund, which a book's fund sends money to."""

    def __init__(self, book: Book) -> None:
        self.book = book
        commune = book.establish(an_association(Level.COMMUNE, book.province, name="Cẩm Xuyên"))
        here = book.fund_id, book.bank
        self.commune = commune
        self.fund_id: FundId = book.open_fund(commune)
        book.fund_id = self.fund_id
        self.bank: AccountId = book.open_account(AccountKind.BANK)
        book.fund_id, book.bank = here

    @property
    def balance(self) -> int:
        """All its money, in đồng."""
        return self.book.ledger.desk().fund(self.fund_id).balance_dong

    def receive(self, transfer_id: TransferId) -> Receipt:
        """Receive a transfer in its bank account."""
        return self.book.receive_transfer(transfer_id, self.fund_id, self.bank)

    def donate(self, dong: int) -> None:
        """Receive a gift."""
        gift = a_donation(dong, account_id=self.bank)
        self.book.ledger.receive_donation(self.book.command(), self.fund_id, gift)

    def send(self, dong: int) -> TransferId:
        """Send to the book's fund."""
        sent = self.sends(dong).created_id
        assert sent is not None
        return TransferId(sent)

    def sends(self, dong: int) -> Receipt:
        """Send to the book's fund, and say how that was answered."""
        sending = Sending(
            transfer_id=TransferId(self.book.new_id()),
            to_fund_id=self.book.fund_id,
            account_id=self.bank,
            amount_dong=dong,
            effective_on=TODAY,
        )
        command = self.book.command(by=self.book.person(Role.APPROVER))
        return self.book.ledger.send_transfer(command, self.fund_id, sending)

    def take_back(self, transfer_id: TransferId) -> Receipt:
        """Take back what never arrived."""
        arrival = Arrival(transfer_id=transfer_id, account_id=self.bank, effective_on=TODAY)
        return self.book.ledger.return_transfer(self.book.command(), self.fund_id, arrival)

    def reverse(self, entry: int | Receipt) -> Receipt:
        """Reverse an entry of its."""
        version = entry if isinstance(entry, int) else entry.version
        reversal = Reversal(entry=version, reason=ReversalReason.OTHER)
        return self.book.ledger.reverse_entry(self.book.command(), self.fund_id, reversal)


@pytest.fixture
def neighbour(book: Book) -> Neighbour:
    book.donate(2_000_000)
    return Neighbour(book)


def settlements(book: Book) -> list[tuple[str, int | None]]:
    """How transfers were settled, in order: the event, and the attempt that it was."""
    return [
        (type(each.event).__name__, each.event.attempt)
        for each in book.events()
        if isinstance(each.event, TransferReceived | TransferReturned)
        or (isinstance(each.event, EntryReversed) and each.event.entry_topic == TransferSent.topic)
    ]


def test_a_transfer_leaves_one_fund_and_arrives_in_the_other(
    book: Book, neighbour: Neighbour
) -> None:
    transfer_id = book.send(neighbour.fund_id)
    assert (book.balance, neighbour.balance) == (1_000_000, 0)
    assert book.ledger.transfer_ends(transfer_id) == (book.fund_id, neighbour.fund_id)
    neighbour.receive(transfer_id)
    assert (book.balance, neighbour.balance) == (1_000_000, 1_000_000)
    assert settlements(book) == [("TransferReceived", 1)]


def test_a_transfer_that_never_arrived_comes_back(book: Book, neighbour: Neighbour) -> None:
    book.take_back(book.send(neighbour.fund_id))
    assert (book.balance, neighbour.balance) == (2_000_000, 0)
    assert settlements(book) == [("TransferReturned", 1)]


Settling = Callable[[Book, Neighbour, TransferId, int], Receipt]

SETTLED: dict[str, Settling] = {
    "received": lambda _, neighbour, transfer_id, __: neighbour.receive(transfer_id),
    "returned": lambda book, _, transfer_id, __: book.take_back(transfer_id),
    "undone": lambda book, _, __, sent: book.reverse(sent),
}


@pytest.mark.parametrize(
    "first, second", [pair for pair in product(SETTLED, SETTLED) if pair != ("undone", "undone")]
)
def test_what_is_settled_one_way_is_not_settled_another(
    book: Book, neighbour: Neighbour, store: Store, first: str, second: str
) -> None:
    transfer_id = book.send(neighbour.fund_id)
    sent = book.version
    SETTLED[first](book, neighbour, transfer_id, sent)
    with refused(book, store, TransferSettled("transfer_id")):
        SETTLED[second](book, neighbour, transfer_id, sent)


@pytest.mark.parametrize("again", SETTLED)
def test_a_transfer_whose_arrival_is_reversed_is_in_transit_again(
    book: Book, neighbour: Neighbour, store: Store, again: str
) -> None:
    transfer_id = book.send(neighbour.fund_id)
    sent = book.version
    neighbour.reverse(neighbour.receive(transfer_id))
    assert (book.balance, neighbour.balance) == (1_000_000, 0)
    SETTLED[again](book, neighbour, transfer_id, sent)
    assert [attempt for _, attempt in settlements(book)] == [1, 2]
    with refused(book, store, TransferSettled("transfer_id")):
        neighbour.receive(transfer_id)
    assert book.balance + neighbour.balance == 2_000_000


def test_a_transfer_whose_return_is_reversed_may_still_arrive(
    book: Book, neighbour: Neighbour
) -> None:
    transfer_id = book.send(neighbour.fund_id)
    book.reverse(book.take_back(transfer_id))
    neighbour.reverse(neighbour.receive(transfer_id))
    neighbour.receive(transfer_id)
    assert [attempt for _, attempt in settlements(book)] == [1, 2, 3]
    assert (book.balance, neighbour.balance) == (1_000_000, 1_000_000)


def test_a_dry_run_settles_nothing(book: Book, neighbour: Neighbour) -> None:
    transfer_id = book.send(neighbour.fund_id)
    book.take_back(transfer_id, dry_run=True)
    neighbour.receive(transfer_id)
    with pytest.raises(TransferSettled):
        book.take_back(transfer_id, dry_run=True)


def test_only_the_fund_it_is_for_receives_and_only_the_fund_that_sent_takes_back(
    book: Book, neighbour: Neighbour, store: Store
) -> None:
    transfer_id = book.send(neighbour.fund_id)
    with refused(book, store, TransferNotFound("transfer_id")):
        book.receive_transfer(transfer_id, book.fund_id, book.bank)
    here = book.fund_id
    book.fund_id = neighbour.fund_id
    with pytest.raises(TransferNotFound):
        book.take_back(transfer_id)
    book.fund_id = here
    with refused(book, store, TransferNotFound("transfer_id")):
        book.take_back(TransferId(an_id("a transfer of nobody")))


def test_money_is_sent_to_a_fund_that_there_is_by_an_approver(
    book: Book, neighbour: Neighbour, store: Store
) -> None:
    approver = book.person(Role.APPROVER)
    treasurer = book.person(Role.TREASURER)
    with refused(book, store, FundNotFound("to_fund_id")):
        book.send(FundId(an_id("a fund of nobody")), by=approver)
    with refused(book, store, Forbidden(needs="approver")):
        book.send(neighbour.fund_id, by=treasurer)


def test_a_transfer_sent_and_received_many_at_once_is_settled_by_one(
    store_kind: StoreKind,
) -> None:
    with prepared_store(store_kind) as store, open_book(store) as book:
        book.donate(2_000_000)
        neighbour = Neighbour(book)
        transfer_id = book.send(neighbour.fund_id)
        sent = book.version
        outcomes = list(_together(book, neighbour, transfer_id, sent))
        assert outcomes.count(None) == 1
        assert {type(each) for each in outcomes if each is not None} == {TransferSettled}
        assert len(settlements(book)) == 1
        assert book.balance + neighbour.balance == 2_000_000


def _together(
    book: Book, neighbour: Neighbour, transfer_id: TransferId, sent: int
) -> Iterator[LedgerError | None]:
    """Settle a transfer in six threads at once; yield each one's refusal, or None."""
    ways = [SETTLED["received"], SETTLED["returned"], SETTLED["received"]] * 2
    outcomes: list[LedgerError | None] = []
    begin = Barrier(len(ways))

    def settle(way: Settling) -> None:
        begin.wait()
        try:
            way(book, neighbour, transfer_id, sent)
        except LedgerError as error:
            outcomes.append(error)
        else:
            outcomes.append(None)

    threads = [Thread(target=settle, args=(way,)) for way in ways]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    yield from outcomes


@pytest.fixture
def reorganisation(book: Book, neighbour: Neighbour) -> Reorganisation:
    """The fund's association ended in favour of one other; the fund is to be handed over."""
    reorganisation = Reorganisation(book)
    neighbour.donate(500_000)
    reorganisation.succeed(WHOLE)
    book.clock.set_day(JULY_15)
    return reorganisation


def in_transit(*transfer_ids: TransferId) -> TransfersInTransit:
    named = ", ".join(str(each) for each in sorted(transfer_ids))
    return TransfersInTransit("fund_id", in_transit=len(transfer_ids), transfer_ids=named)


def test_a_fund_is_handed_over_when_what_it_sent_has_arrived_or_come_back(
    book: Book, store: Store, neighbour: Neighbour, reorganisation: Reorganisation
) -> None:
    heirs = reorganisation.heirs(1)
    received, returned, reversed_ = (book.send(neighbour.fund_id, dong=dong) for dong in (1, 2, 3))
    with refused(book, store, in_transit(received, returned, reversed_)):
        reorganisation.hand_over(*heirs)
    receipt = neighbour.receive(received)
    book.take_back(returned)
    book.reverse(entry_of(book, reversed_))
    neighbour.reverse(receipt)
    with refused(book, store, in_transit(received)):
        reorganisation.hand_over(*heirs)
    neighbour.receive(received)
    reorganisation.hand_over(*heirs)
    assert book.balance == 0
    assert reorganisation.balance(reorganisation.first_fund) == 1_999_999


def test_a_fund_is_handed_over_when_what_was_sent_to_it_has_arrived_or_gone_back(
    book: Book, store: Store, neighbour: Neighbour, reorganisation: Reorganisation
) -> None:
    heirs = reorganisation.heirs(1)
    received, returned = neighbour.send(100), neighbour.send(200)
    with refused(book, store, in_transit(received, returned)):
        reorganisation.hand_over(*heirs)
    book.receive_transfer(received, book.fund_id, book.bank)
    neighbour.take_back(returned)
    reorganisation.hand_over(*heirs)
    assert reorganisation.balance(reorganisation.first_fund) == 2_000_100


def test_nothing_is_sent_to_a_fund_that_was_handed_over(
    book: Book, store: Store, neighbour: Neighbour, reorganisation: Reorganisation
) -> None:
    book.person(Role.APPROVER)
    reorganisation.hand_over(*reorganisation.heirs(1))
    with refused(book, store, FundHasEnded("to_fund_id", ended_on="2025-07-15")):
        neighbour.send(100)


def test_what_is_sent_in_the_same_transaction_is_on_its_way(
    book: Book, neighbour: Neighbour, reorganisation: Reorganisation
) -> None:
    book.person(Role.APPROVER)
    sent, handed_over = together(
        book,
        lambda: neighbour.sends(100),
        lambda: reorganisation.hand_over(*reorganisation.heirs(1)),
    )
    assert isinstance(sent, Receipt)
    assert handed_over == "transfers_in_transit"


def entry_of(book: Book, transfer_id: TransferId) -> int:
    """The version of a transfer's sending."""
    [version] = (
        each.version
        for each in book.events()
        if isinstance(each.event, TransferSent) and each.event.transfer_id == transfer_id
    )
    return version
