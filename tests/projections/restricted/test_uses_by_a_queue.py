"""What every gift paid for, against a plain queue, whatever happens to it."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.errors import LedgerError
from ledger.events.fund.correcting import EntryReversed
from ledger.events.fund.handing_over import MoneyHandedOver, MoneyTakenOver
from ledger.events.fund.opening import OpeningBalanceRecorded
from ledger.events.fund.receiving import BankFeeCharged, DonationReceived, DonationRefunded
from ledger.events.fund.spending import DisbursementPaid, DisbursementReturned, PurposeReleased
from ledger.events.fund.transferring import TransferReturned, TransferSent
from ledger.fund.receiving.banking import BankFee
from ledger.fund.spending.disbursements import Payment
from ledger.fund.spending.returning import Return
from ledger.postings import postings
from ledger.recording.commands import Receipt
from ledger.store.log.codec import Recorded
from ledger.values import (
    GENERAL,
    DisbursementClass,
    DisbursementId,
    FundId,
    PurposeId,
    Role,
    TransferId,
)
from projections.acts import Act, Flow
from projections.restricted import uses
from tests.books import Book, open_book
from tests.fakes import TODAY
from tests.projections.queue import Queue
from tests.projections.restricted.given import give, propose, send
from tests.projections.restricted.test_commitments import committed
from tests.projections.restricted.test_lines import standing
from tests.projections.tables import build_anew, follow, laid_open, open_views
from tests.stores import StoreKind, prepared_store

# Against a plain queue, with everything that can happen to money of a purpose

ANY_CLASS = tuple(DisbursementClass)
"""What money is for that bears whatever it is used for, a bank's fee too."""
Step = tuple[str, int, int]


class Life:
    """A fund with two purposes and some đồng, to which anything may happen."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.donor_id = book.register_donor()
        self.purposes = [
            book.define_purpose(classes=ANY_CLASS),
            book.define_purpose("Sách", classes=ANY_CLASS),
        ]
        self.other_fund = book.open_fund(book.province)
        self.gifts: list[Receipt] = []
        self.entries: list[Receipt] = []
        self.paid: list[tuple[DisbursementId, Receipt]] = []
        self.sent: list[TransferId] = []

    def go_through(self, steps: Iterable[Step]) -> None:
        """Let steps happen; what the ledger refuses has not happened."""
        for what, dong, pick in steps:
            with suppress(LedgerError):
                _HAPPENINGS[what](self, dong, pick)

    def _purpose(self, pick: int) -> PurposeId:
        return self.purposes[pick % 3 % 2]

    def gift(self, dong: int, pick: int) -> None:
        self.gifts.append(give(self.book, self.donor_id, dong, self._purpose(pick)))
        self.entries.append(self.gifts[-1])

    def opening(self, dong: int, pick: int) -> None:
        self.entries.append(self.book.open_balance(dong, purpose=self._purpose(pick)))

    def fee(self, dong: int, pick: int) -> None:
        fee = BankFee(
            account_id=self.book.bank,
            amount_dong=dong,
            purpose=self._purpose(pick),
            effective_on=TODAY,
        )
        receipt = self.book.ledger.charge_bank_fee(self.book.command(), self.book.fund_id, fee)
        self.entries.append(receipt)

    def payment(self, dong: int, pick: int) -> None:
        """Pay a part, and perhaps the rest."""
        one = propose(self.book, dong + 1, self._purpose(pick))
        part = Payment(
            disbursement_id=one,
            account_id=self.book.bank,
            amount_dong=dong,
            awards=1,
            effective_on=TODAY,
        )
        cashier = self.book.command(by=self.book.person(Role.CASHIER))
        paid = self.book.ledger.pay_disbursement(cashier, self.book.fund_id, part)
        self.paid.append((one, paid))
        self.entries.append(paid)
        if pick % 2:
            self.entries.append(self.book.pay(one))

    def return_(self, dong: int, pick: int) -> None:
        if self.paid:
            one, paid = self.paid[pick % len(self.paid)]
            back = Return(
                disbursement_id=one,
                payment=paid.version,
                account_id=self.book.bank,
                amount_dong=dong,
                awards=0,
                effective_on=TODAY,
            )
            command = self.book.command()
            receipt = self.book.ledger.return_disbursement(command, self.book.fund_id, back)
            self.entries.append(receipt)

    def refund(self, dong: int, pick: int) -> None:
        if self.gifts:
            gift = self.gifts[pick % len(self.gifts)]
            self.entries.append(self.book.refund(dong, gift))

    def release(self, dong: int, pick: int) -> None:
        if self.gifts:
            gift = self.gifts[pick % len(self.gifts)]
            to = (GENERAL, *self.purposes)[pick % 3]
            consent = self.book.consent(self.donor_id, gift, dong, to)
            released = self.book.release(self.donor_id, consent, gift, dong, to)
            self.entries.append(released)

    def sending(self, dong: int, pick: int) -> None:
        self.sent.append(send(self.book, self.other_fund, dong, self._purpose(pick)))

    def taking_back(self, _: int, pick: int) -> None:
        if self.sent:
            self.entries.append(self.book.take_back(self.sent[pick % len(self.sent)]))

    def reversal(self, _: int, pick: int) -> None:
        if self.entries:
            self.book.reverse(self.entries[pick % len(self.entries)])


_HAPPENINGS: dict[str, Callable[[Life, int, int], None]] = {
    name: happening
    for name, happening in vars(Life).items()
    if not name.startswith("_") and name != "go_through"
}
LIVES = st.lists(
    st.tuples(
        st.sampled_from([*sorted(_HAPPENINGS), "gift", "gift", "payment", "reversal"]),
        st.integers(1, 9),
        st.integers(0, 50),
    ),
    min_size=8,
    max_size=40,
)
Did = tuple[PurposeId, Act, int | None]
_DID: dict[type, Callable[[Any], list[Did]]] = {
    DonationReceived: lambda event: [(event.purpose, Act.COME, None)],
    OpeningBalanceRecorded: lambda event: [(event.purpose, Act.COME, None)],
    TransferSent: lambda event: [(event.purpose, Act.GO, None)],
    MoneyHandedOver: lambda event: [(event.purpose, Act.GO, None)],
    MoneyTakenOver: lambda event: [(event.purpose, Act.COME, None)],
    DisbursementPaid: lambda event: [(event.purpose, Act.GO, None)],
    BankFeeCharged: lambda event: [(event.purpose, Act.GO, None)],
    DonationRefunded: lambda event: [(event.purpose, Act.TAKE_OFF, event.entry)],
    PurposeReleased: lambda event: [
        (event.purpose, Act.TAKE_OFF, event.entry),
        (event.to_purpose, Act.COME, event.entry),
    ],
    DisbursementReturned: lambda event: [(event.purpose, Act.BRING_BACK, event.payment)],
    EntryReversed: lambda event: [
        (purpose, Act.UNDO, event.entry)
        for purpose in sorted({line.purpose for line in event.postings})
    ],
}


def queues(events: Sequence[Recorded], fund_id: FundId) -> dict[PurposeId, Queue]:
    """Tell a plain queue of each purpose what the events of a fund did to its money."""
    found: dict[PurposeId, Queue] = defaultdict(Queue)
    sent: dict[TransferId, int] = {}
    for each in events:
        event: Any = each.event
        if each.stream != fund_id or not postings(event):
            continue
        if isinstance(event, TransferSent):
            sent[event.transfer_id] = each.version
        if isinstance(event, TransferReturned):
            did: list[Did] = [(event.purpose, Act.BRING_BACK, sent[event.transfer_id])]
        else:
            did = _DID[type(event)](event)
        for purpose, act, entry in did:
            flow = Flow(
                fund_id=fund_id,
                purpose=purpose,
                position=each.position,
                version=each.version,
                act=act,
                dong=event.amount_dong,
                entry=entry,
            )
            if purpose != GENERAL:
                found[purpose].put(flow)
    return found


@settings(max_examples=settings().max_examples // 5)
@given(steps=LIVES, batch=st.integers(1, 30), other_batch=st.integers(1, 30))
def test_every_gift_is_told_what_a_plain_queue_says_in_living_and_rebuilding(
    store_kind: StoreKind, steps: Sequence[Step], batch: int, other_batch: int
) -> None:
    with prepared_store(store_kind) as store, open_book(store) as book, open_views(store) as views:
        life = Life(book)
        life.go_through(steps)
        follow(views, book, batch)
        plain = queues(book.events(), book.fund_id)
        came = [receipt.version for receipt in life.gifts]
        with views.reading() as reading:
            found = uses.added_up(reading, book.fund_id, came, reading.position)
        for version in came:
            paid = Counter[int]()
            for queue in plain.values():
                paid += queue.uses().get(version, Counter())
            assert standing(found[version]) == dict(paid)
            left = sum(queue.left()[version] for queue in plain.values())
            assert found[version].unspent_dong == left
        for purpose in life.purposes:
            held = book.fund.by_purpose.get(purpose)
            queue = plain[purpose]
            assert len(queue.unspent) - len(queue.uncovered) == (held.total if held else 0)
        for purpose, dong in committed(views, book).items():
            assert dong == book.fund.committed_dong(purpose)
        lived = laid_open(views)
        build_anew(views, book, other_batch)
        assert laid_open(views) == lived
