"""How mistakes are put right in the open: reversals, counts, reconciliations, differences."""

from datetime import date
from typing import ClassVar

from ledger.accounts import Posting
from ledger.events.base import Event, Payload
from ledger.events.fund.money import Documented, FromStatement, Fulfilment, MoneyEvent
from ledger.events.fund.receiving import (
    BankFeeCharged,
    CreditUnallocated,
    CustodialPaid,
    CustodialReceived,
    DonationReceived,
    DonationRefunded,
    InterestCredited,
)
from ledger.events.fund.spending import (
    Authority,
    AwardLine,
    DisbursementPaid,
    DisbursementReturned,
)
from ledger.events.fund.transferring import (
    AccountMoved,
    TransferReceived,
    TransferReturned,
    TransferSent,
)
from ledger.values import (
    AccountId,
    ConsentId,
    CreditId,
    DebitId,
    DisbursementClass,
    DisbursementId,
    DonorId,
    MobilizationId,
    PurposeId,
    ReversalReason,
    TransferId,
    Voucher,
)


class ReversalPrivate(Documented, frozen=True, kw_only=True):
    """Beside the document: what stands open again and on whose authority.

    `authority` and `lines` are those of a reversed payment, `donor_id` that of a pledge,
    `consent_id` that of a release.
    """

    authority: Authority | None = None
    lines: tuple[AwardLine, ...] = ()
    donor_id: DonorId | None = None
    consent_id: ConsentId | None = None


class Reopened(Payload, frozen=True, kw_only=True):
    """The disbursement, or the part of one, that stands approved again: its payment is reversed."""

    disbursement_id: DisbursementId
    disbursement_class: DisbursementClass
    purpose: PurposeId
    amount_dong: int
    awards: int


class ReopenedDebit(Payload, frozen=True, kw_only=True):
    """The bank debit that nobody explains, from a day on, because its explanation is reversed."""

    debit_id: DebitId
    account_id: AccountId
    amount_dong: int
    effective_on: date


class ReopenedCredit(Payload, frozen=True, kw_only=True):
    """What is of unknown origin again, from a day on, because its allocation is reversed.

    `came_on` is the day on which it came, which may have been booked later.
    """

    credit_id: CreditId
    account_id: AccountId
    amount_dong: int
    effective_on: date
    came_on: date | None = None


class DrawnOn(Payload, frozen=True, kw_only=True):
    """The earlier entry, by its version, of which a part was given back or released.

    Of a payment, `awards` and `disbursement_id` say how many awards came back of what.
    """

    entry: int
    amount_dong: int
    awards: int = 0
    disbursement_id: DisbursementId | None = None


class EntryReversed(Event, frozen=True, kw_only=True):
    """An entry was reversed by its negative (bút toán đảo, *ghi số âm*), never erased.

    Law on Accounting 88/2015, Art. 27. `entry` is its version in this stream, `voucher` its
    number, which stays used, `amount_dong` its amount; `postings` are the entry's own with debit
    and credit exchanged.
    The other fields say what stands open again, or is not settled any more; `attempt` that a
    transfer is over because its sending is reversed.
    """

    topic: ClassVar[str] = "fund.entry_reversed"

    entry: int
    entry_topic: str
    entry_effective_on: date
    reason: ReversalReason
    amount_dong: int
    postings: tuple[Posting, ...]
    effective_on: date
    voucher: Voucher | None = None
    mobilization_id: MobilizationId | None = None
    disbursement: Reopened | None = None
    debit: ReopenedDebit | None = None
    credit: ReopenedCredit | None = None
    closed_credit_id: CreditId | None = None
    pledge: Fulfilment | None = None
    draws_on: DrawnOn | None = None
    transfer_id: TransferId | None = None
    attempt: int | None = None
    private: ReversalPrivate


class Denomination(Payload, frozen=True, kw_only=True):
    """So many notes of one value, in đồng."""

    dong: int
    pieces: int


class CashCounted(Event, frozen=True, kw_only=True):
    """A cash box was counted (kiểm kê quỹ): what was in it, and what the book said that day.

    Their difference moves nothing until it is posted.
    """

    topic: ClassVar[str] = "fund.cash_counted"

    account_id: AccountId
    counted_dong: int
    book_dong: int
    denominations: tuple[Denomination, ...] = ()
    effective_on: date
    private: Documented


class CashDifferencePosted(MoneyEvent, frozen=True, kw_only=True):
    """The difference that a count found was posted: a surplus, or a shortage (thừa / thiếu quỹ).

    `entry` is the version of the count; `surplus` says which way it was.
    """

    topic: ClassVar[str] = "fund.cash_difference_posted"

    entry: int
    surplus: bool
    voucher: Voucher
    private: Documented


class BankReconciled(Event, frozen=True, kw_only=True):
    """A bank account was reconciled (đối soát): the bank's balance and the book's at a day's end.

    `undecided_dong` is what debits on statements took that nobody had explained by then.
    """

    topic: ClassVar[str] = "fund.bank_reconciled"

    account_id: AccountId
    statement_dong: int
    book_dong: int
    undecided_dong: int = 0
    effective_on: date
    private: Documented


class StatementRowMatched(Event, frozen=True, kw_only=True):
    """A row of a bank statement was matched (đối chiếu) with an entry that stood in the book.

    `entry` is its version in this stream; it moved the account by `amount_dong` (below zero: money
    went out), and the bank booked that on `booked_on`; who matched them did so on `effective_on`.
    Nothing moves: from here on the row is in the book, and the entry is no other row's. The
    replacement of a matched entry is matched in its place, without a `statement_row` of its own.
    """

    topic: ClassVar[str] = "fund.statement_row_matched"

    entry: int
    account_id: AccountId
    amount_dong: int
    booked_on: date
    effective_on: date
    private: FromStatement


MATCHABLE: tuple[type[Event], ...] = (
    AccountMoved,
    BankFeeCharged,
    CreditUnallocated,
    CustodialPaid,
    CustodialReceived,
    DisbursementPaid,
    DisbursementReturned,
    DonationReceived,
    DonationRefunded,
    InterestCredited,
    TransferReceived,
    TransferReturned,
    TransferSent,
)
"""What somebody may write by hand that a statement of the account shows as well."""

EVENTS = (
    EntryReversed,
    CashCounted,
    CashDifferencePosted,
    BankReconciled,
    StatementRowMatched,
)
