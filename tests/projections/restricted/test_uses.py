"""What a donor is told of a gift for a purpose: what it paid for, what is left, what is over."""

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
from ledger.fund.transferring import Sending
from ledger.postings import postings
from ledger.recording.commands import Receipt
from ledger.store.log.codec import Recorded
from ledger.values import (
    GENERAL,
    DisbursementClass,
    DisbursementId,
    DonorId,
    FundId,
    PurposeId,
    Role,
    TransferId,
)
from projections.acts import Act, Flow
from projections.people import donors
from projections.restricted import purposes, uses
from projections.restricted.uses import Use, Uses
from projections.views import Views
from tests.books import Book, open_book
from tests.builders import a_donation, a_proposal
from tests.fakes import TODAY
from tests.projections.queue import Queue
from tests.projections.restricted.test_lines import standing
from tests.projections.tables import build_anew, follow, laid_open, open_views
from tests.stores import StoreKind, prepared_store


def give(book: Book, donor_id: DonorId | None, dong: int, purpose: PurposeId) -> Receipt:
    gift = a_donation(dong, account_id=book.bank, donor_id=donor_id, purpose=purpose)
    return book.donate(gift=gift)


def propose(book: Book, dong: int, purpose: PurposeId) -> DisbursementId:
    """Propose and approve two scholarships from a purpose."""
    one = DisbursementId(book.new_id())
    book.propose(proposal=a_proposal(dong, purpose=purpose, disbursement_id=one))
    book.approve(one)
    return one


def send(book: Book, to: FundId, dong: int, purpose: PurposeId) -> TransferId:
    sending = Sending(
        transfer_id=TransferId(book.new_id()),
        to_fund_id=to,
        account_id=book.bank,
        purpose=purpose,
        amount_dong=dong,
        effective_on=TODAY,
    )
    return book.send(to, sending=sending)


def spend(book: Book, dong: int, purpose: PurposeId) -> Receipt:
    return book.pay(propose(book, dong, purpose))


def told(views: Views, book: Book, donor_id: DonorId, known_at: int | None = None) -> list[Uses]:
    """What the donor is told of each gift for a purpose, in the order of their dates."""
    follow(views, book)
    with views.reading() as reading:
        history = donors.history(reading, donor_id, known_at=known_at)
    return [gift.uses for gift in history.gifts if gift.uses is not None]


def sums(found: Uses) -> tuple[int, int, int]:
    return found.paid_dong, found.unspent_dong, found.taken_off_dong


def lasting(found: Uses) -> list[tuple[int, int]]:
    """What a gift has paid for and still does: (version, đồng)."""
    kept = (use for use in found.uses if use.ended_by is None and not use.takes_off)
    return [(use.entry, use.dong) for use in kept]


def test_a_gift_pays_before_those_that_were_recorded_later(views: Views, book: Book) -> None:
    purpose, first, second = book.define_purpose(), book.register_donor(), book.register_donor()
    give(book, first, 100, purpose)
    give(book, second, 50, purpose)
    paid = spend(book, 120, purpose)
    assert [sums(each) for each in told(views, book, first)] == [(100, 0, 0)]
    (of_second,) = told(views, book, second)
    assert sums(of_second) == (20, 30, 0)
    (use,) = of_second.uses
    assert use == Use(
        purpose=purpose,
        entry=paid.version,
        topic="fund.disbursement_paid",
        effective_on=TODAY,
        voucher="BN-2025-00001",
        disbursement_id=use.disbursement_id,
        dong=20,
        takes_off=False,
        known_since=paid.position or 0,
        ended_by=None,
        known_until=None,
    )
    assert use.disbursement_id is not None


def test_a_gift_that_is_dated_back_changes_nothing_of_what_was_told(
    views: Views, book: Book
) -> None:
    purpose, first, late = book.define_purpose(), book.register_donor(), book.register_donor()
    give(book, first, 100, purpose)
    spend(book, 60, purpose)
    before = told(views, book, first)
    early = a_donation(100, account_id=book.bank, donor_id=late, purpose=purpose)
    book.donate(gift=a_donation(1, account_id=book.bank, purpose=purpose))
    dated_back = book.donate(gift=early)
    assert dated_back.version
    assert told(views, book, first) == before
    assert sums(told(views, book, late)[0]) == (0, 100, 0)


def test_money_for_no_purpose_is_told_no_uses(views: Views, book: Book) -> None:
    donor_id = book.register_donor()
    give(book, donor_id, 100, GENERAL)
    book.spend(50)
    assert told(views, book, donor_id) == []


def test_an_award_that_came_back_is_spent_again_for_the_same_gift(views: Views, book: Book) -> None:
    purpose, donor_id = book.define_purpose(), book.register_donor()
    give(book, donor_id, 100, purpose)
    one = propose(book, 100, purpose)
    paid = book.pay(one)
    told_then = book.ledger.position()
    back = Return(
        disbursement_id=one,
        payment=paid.version,
        account_id=book.bank,
        amount_dong=40,
        awards=1,
        effective_on=TODAY,
    )
    returned = book.ledger.return_disbursement(book.command(), book.fund_id, back)
    again = spend(book, 10, purpose)
    (found,) = told(views, book, donor_id)
    assert sums(found) == (70, 30, 0)
    assert lasting(found) == [(paid.version, 60), (again.version, 10)]
    (over,) = [use for use in found.uses if use.ended_by is not None]
    assert (over.entry, over.dong, over.ended_by) == (paid.version, 40, returned.version)
    assert over.known_until == returned.position
    (known_then,) = told(views, book, donor_id, told_then)
    assert (sums(known_then), lasting(known_then)) == ((100, 0, 0), [(paid.version, 100)])


def test_what_a_reversed_gift_had_paid_for_is_paid_by_the_next(views: Views, book: Book) -> None:
    purpose, wrong, right = book.define_purpose(), book.register_donor(), book.register_donor()
    gift = give(book, wrong, 100, purpose)
    paid = spend(book, 60, purpose)
    reversal = book.reverse(gift)
    (of_wrong,) = told(views, book, wrong)
    assert sums(of_wrong) == (0, 0, 100)
    assert [(use.entry, use.dong, use.takes_off, use.ended_by) for use in of_wrong.uses] == [
        (paid.version, 60, False, reversal.version),
        (reversal.version, 100, True, None),
    ]
    give(book, right, 100, purpose)
    (of_right,) = told(views, book, right)
    assert (sums(of_right), lasting(of_right)) == ((60, 40, 0), [(paid.version, 60)])


def test_a_refund_and_a_release_take_of_their_own_gift_alone(views: Views, book: Book) -> None:
    """An older gift that is unspent is neither refunded nor released for a younger one."""
    purpose, other = book.define_purpose(), book.define_purpose("Sách")
    first, second = book.register_donor(), book.register_donor()
    give(book, first, 100, purpose)
    gift = give(book, second, 100, purpose)
    refund = book.refund(30, gift)
    consent = book.consent(second, gift, 50, other)
    released = book.release(second, consent, gift, 50, other)
    assert [sums(each) for each in told(views, book, first)] == [(0, 100, 0)]
    (found,) = told(views, book, second)
    assert sums(found) == (0, 70, 30)
    assert [(use.entry, use.dong) for use in found.uses if use.takes_off] == [
        (refund.version, 30),
        (released.version, 50),
    ]
    bought = spend(book, 20, other)
    (found,) = told(views, book, second)
    assert sums(found) == (20, 50, 30)
    assert [(use.purpose, use.entry, use.dong) for use in found.uses if not use.takes_off] == [
        (other, bought.version, 20)
    ]
    book.reverse(released)
    (found,) = told(views, book, second)
    assert sums(found) == (0, 70, 30)


def test_a_transfer_that_comes_back_is_unspent_again(views: Views, book: Book) -> None:
    purpose, donor_id = book.define_purpose(), book.register_donor()
    give(book, donor_id, 100, purpose)
    here, there = book.fund_id, book.open_fund(book.province)
    transfer = send(book, there, 80, purpose)
    assert book.fund_id == here
    assert sums(told(views, book, donor_id)[0]) == (80, 20, 0)
    book.take_back(transfer)
    assert sums(told(views, book, donor_id)[0]) == (0, 100, 0)


def test_of_very_many_uses_the_oldest_are_listed_and_all_are_summed(
    views: Views, book: Book
) -> None:
    purpose, donor_id = book.define_purpose(classes=ANY_CLASS), book.register_donor()
    give(book, donor_id, 1_000, purpose)
    fee = BankFee(account_id=book.bank, amount_dong=1, purpose=purpose, effective_on=TODAY)
    for _ in range(uses.USES_MAX + 3):
        book.ledger.charge_bank_fee(book.command(), book.fund_id, fee)
    (found,) = told(views, book, donor_id)
    assert sums(found) == (203, 797, 0)
    assert (len(found.uses), found.left_off) == (uses.USES_MAX, 3)


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


def committed(views: Views, book: Book) -> dict[PurposeId, int]:
    """What the read models say is approved and not yet paid, of every purpose there is."""
    with views.reading() as reading:
        found = purposes.of_fund(reading, book.fund_id, today=TODAY)
        then = purposes.of_fund(reading, book.fund_id, today=TODAY, known_at=reading.position)
    assert found == then
    return {each.purpose: each.committed_dong for each in found.items}


def test_what_is_committed_is_what_is_approved_and_neither_paid_nor_given_up(
    views: Views, book: Book
) -> None:
    """In parts: paid, given up, reversed, given up again; and as it was known before each."""
    purpose = book.define_purpose()
    give(book, None, 1_000, purpose)
    one = propose(book, 600, purpose)
    part = Payment(
        disbursement_id=one, account_id=book.bank, amount_dong=400, awards=1, effective_on=TODAY
    )
    cashier = book.command(by=book.person(Role.CASHIER))
    known = [(book.ledger.position(), 600)]
    paid = book.ledger.pay_disbursement(cashier, book.fund_id, part)
    known.append((book.ledger.position(), 200))
    book.reject(one)
    known.append((book.ledger.position(), 0))
    book.reverse(paid)
    known.append((book.ledger.position(), 400))
    book.reject(one)
    known.append((book.ledger.position(), 0))
    refused = DisbursementId(book.new_id())
    book.propose(proposal=a_proposal(50, purpose=purpose, disbursement_id=refused))
    book.reject(refused)
    known.append((book.ledger.position(), 0))
    for batch in (1, 1_000):
        build_anew(views, book, batch)
        assert committed(views, book)[purpose] == 0
        with views.reading() as reading:
            for position, dong in known:
                then = purposes.of_fund(reading, book.fund_id, today=TODAY, known_at=position)
                assert then.items[1].committed_dong == dong
                assert then.items[1].free_dong == then.items[1].held_dong - dong
