"""Transfers from either side: on their way, arrived, back, undone; and as they were known once."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.errors.missing import FundNotFound, PositionNotFound, TransferNotFound
from ledger.fund.control.correcting import Reversal
from ledger.values import AccountId, AccountKind, FundId, Level, ReversalReason, TransferId
from projections import funds
from projections.answers import LIMIT_MAX
from projections.transferring import transfers
from projections.transferring.transfers import Asked, InTransit, Leg, Transfer, TransferStatus
from projections.views import Views
from tests.books import Book
from tests.builders import an_association, an_id
from tests.fakes import TODAY
from tests.projections import folded
from tests.projections.histories import HISTORIES, Step
from tests.projections.reported import ever
from tests.projections.tables import follow
from tests.projections.test_laws import EXAMPLES, a_life
from tests.stores import StoreKind

NOBODY = an_id("nobody")


@pytest.fixture
def neighbour(book: Book) -> tuple[FundId, AccountId]:
    """Another fund and its bank account; the book's own has two million."""
    book.donate(2_000_000)
    here = book.fund_id, book.bank
    commune = book.establish(an_association(Level.COMMUNE, book.province, name="Cẩm Xuyên"))
    book.fund_id = book.open_fund(commune)
    there = book.fund_id, book.open_account(AccountKind.BANK)
    book.fund_id, book.bank = here
    return there


def shown(views: Views, book: Book, fund_id: FundId) -> list[Transfer]:
    follow(views, book)
    with views.reading() as reading:
        found = transfers.of_fund(reading, fund_id).items
        for each in found:
            assert transfers.transfer(reading, each.transfer_id) == each
        return list(found)


def undo(book: Book, fund_id: FundId, entry: int) -> None:
    reversal = Reversal(entry=entry, reason=ReversalReason.OTHER)
    book.ledger.reverse_entry(book.command(), fund_id, reversal)


def test_both_funds_see_a_transfer_on_its_way_and_arrived(
    views: Views, book: Book, neighbour: tuple[FundId, AccountId]
) -> None:
    transfer_id = book.send(neighbour[0])
    [sent] = shown(views, book, book.fund_id)
    assert sent == Transfer(
        transfer_id=transfer_id,
        status=TransferStatus.IN_TRANSIT,
        from_fund_id=book.fund_id,
        from_fund="Quỹ Khuyến học xã Thạch Hà",
        to_fund_id=neighbour[0],
        to_fund="Quỹ Khuyến học xã Thạch Hà",
        amount_dong=1_000_000,
        purpose=sent.purpose,
        voucher="BN-2025-00001",
        entry=book.version,
        sent_on=TODAY,
        settled_on=None,
        settled_entry=None,
    )
    assert shown(views, book, neighbour[0]) == [sent]
    receipt = book.receive_transfer(transfer_id, *neighbour)
    [arrived] = shown(views, book, neighbour[0])
    assert (arrived.status, arrived.settled_on) == (TransferStatus.RECEIVED, TODAY)
    assert arrived.settled_entry == receipt.version
    assert shown(views, book, book.fund_id) == [arrived]
    assert receipt.position is not None
    with views.reading() as reading:
        assert transfers.at(reading, receipt.position) == arrived
        assert transfers.at(reading, receipt.position - 1) == arrived
        assert transfers.at(reading, receipt.position - 2) is None


def test_a_transfer_goes_back_to_where_it_was_when_a_leg_is_reversed(
    views: Views, book: Book, neighbour: tuple[FundId, AccountId]
) -> None:
    transfer_id = book.send(neighbour[0])
    sent = book.version
    seen = [shown(views, book, book.fund_id)[0].status]
    for settle in ("receive", "return"):
        if settle == "receive":
            receipt = book.receive_transfer(transfer_id, *neighbour)
            fund_id = neighbour[0]
        else:
            receipt = book.take_back(transfer_id)
            fund_id = book.fund_id
        seen.append(shown(views, book, book.fund_id)[0].status)
        undo(book, fund_id, receipt.version)
        seen.append(shown(views, book, book.fund_id)[0].status)
    undo(book, book.fund_id, sent)
    seen.append(shown(views, book, book.fund_id)[0].status)
    assert seen == [
        TransferStatus.IN_TRANSIT,
        TransferStatus.RECEIVED,
        TransferStatus.IN_TRANSIT,
        TransferStatus.RETURNED,
        TransferStatus.IN_TRANSIT,
        TransferStatus.REVERSED,
    ]


def test_what_is_on_its_way_is_told_to_both_sides(
    views: Views, book: Book, neighbour: tuple[FundId, AccountId]
) -> None:
    book.send(neighbour[0], 300)
    book.receive_transfer(book.send(neighbour[0], 50), *neighbour)
    book.send(neighbour[0], 7)
    follow(views, book)
    with views.reading() as reading:
        assert transfers.in_transit(reading, book.fund_id) == InTransit(
            sent=2, sent_dong=307, expected=0, expected_dong=0
        )
        assert transfers.in_transit(reading, neighbour[0]) == InTransit(
            sent=0, sent_dong=0, expected=2, expected_dong=307
        )


def test_a_transfer_is_never_a_gift_and_never_received_twice_in_the_country(
    views: Views, book: Book, neighbour: tuple[FundId, AccountId]
) -> None:
    book.receive_transfer(book.send(neighbour[0]), *neighbour)
    follow(views, book)
    with views.reading() as reading:
        receiver = funds.fund(reading, neighbour[0]).totals
        assert (receiver.gifts, receiver.received_dong) == (0, 0)
        assert (receiver.transferred_dong, receiver.balance_dong) == (1_000_000, 1_000_000)
        country = ever(reading, book.central)
        assert (country.mobilized.gifts, country.mobilized.total) == (1, 2_000_000)
        assert (country.cash.transfers_in, country.cash.closing) == (0, 2_000_000)


def test_transfers_come_in_pages_by_side_and_status(
    views: Views, book: Book, neighbour: tuple[FundId, AccountId]
) -> None:
    sent = [book.send(neighbour[0], dong) for dong in (1, 2, 3)]
    book.receive_transfer(sent[1], *neighbour)
    follow(views, book)
    with views.reading() as reading:

        def ids(asked: Asked, fund_id: FundId = book.fund_id) -> list[TransferId]:
            return [each.transfer_id for each in transfers.of_fund(reading, fund_id, asked).items]

        first = transfers.of_fund(reading, book.fund_id, Asked(limit=2))
        assert [each.transfer_id for each in first.items] == [sent[2], sent[1]]
        assert ids(Asked(after=first.after)) == [sent[0]]
        assert ids(Asked(status=TransferStatus.RECEIVED)) == [sent[1]]
        assert ids(Asked(side=Leg.RECEIVED)) == []
        assert ids(Asked(side=Leg.RECEIVED), neighbour[0]) == sent[::-1]


def test_what_is_not_there_is_refused(views: Views, book: Book) -> None:
    follow(views, book)
    with views.reading() as reading:
        with pytest.raises(TransferNotFound):
            transfers.transfer(reading, TransferId(NOBODY))
        with pytest.raises(FundNotFound):
            transfers.of_fund(reading, FundId(NOBODY))
        with pytest.raises(PositionNotFound):
            transfers.of_fund(reading, book.fund_id, Asked(known_at=reading.position + 1))


@EXAMPLES
@given(history=HISTORIES, back=st.integers(0, 30))
def test_how_far_transfers_were_is_what_the_events_until_then_say(
    store_kind: StoreKind, history: Sequence[Step], back: int
) -> None:
    with a_life(store_kind) as (life, views):
        begun = life.book.ledger.position()
        life.go_through(history)
        follow(views, life.book)
        with views.reading() as reading:
            known_at = max(begun, reading.position - back)
            events = [each for each in life.book.events() if each.position <= known_at]
            for fund_id, _ in life.funds:
                asked = Asked(known_at=known_at, limit=LIMIT_MAX)
                found = transfers.of_fund(reading, fund_id, asked).items
                assert {each.transfer_id: each.status.value for each in found} == (
                    folded.transfers(events, fund_id)
                )
