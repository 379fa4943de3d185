"""Events in the stream of one fund (quỹ): everything that ever moved or explained its money.

Money is đồng, above zero. `effective_on` is the business date in Asia/Ho_Chi_Minh; `occurred_on`
stands beside it when a late fact had to be booked on the first open day.
"""

from datetime import date
from typing import ClassVar

import msgspec

from ledger.accounts import Posting
from ledger.events.base import Event, Private
from ledger.values import (
    GENERAL,
    AccountId,
    AccountKind,
    AssociationId,
    Category,
    DebitId,
    DisbursementClass,
    DisbursementId,
    DonorId,
    LegalRegime,
    MemoId,
    MobilizationId,
    PurposeId,
    ReversalReason,
    StaffId,
    Voucher,
)


class FundOpened(Event, frozen=True, kw_only=True):
    """A fund of an association began, under a legal regime (lập quỹ)."""

    topic: ClassVar[str] = "fund.opened"

    association_id: AssociationId
    name: str
    legal_regime: LegalRegime
    effective_on: date


class AccountOpened(Event, frozen=True, kw_only=True):
    """A cash box, bank account or term deposit of the fund began.

    A bank account is the pair of BIN (6 digits) and number: the number alone is no identity.
    """

    topic: ClassVar[str] = "fund.account_opened"

    account_id: AccountId
    account_kind: AccountKind
    name: str
    bank_bin: str | None = None
    number: str | None = None
    effective_on: date


class PurposeDefined(Event, frozen=True, kw_only=True):
    """A purpose was defined that money can be given for (quỹ có mục đích riêng)."""

    topic: ClassVar[str] = "fund.purpose_defined"

    purpose: PurposeId
    name: str
    effective_on: date


class MoneyEvent(Event, frozen=True, kw_only=True):
    """What every movement of money says: which account, which purpose, how much, when."""

    account_id: AccountId
    account_kind: AccountKind
    purpose: PurposeId = GENERAL
    amount_dong: int
    effective_on: date
    occurred_on: date | None = None


class FromStatement(Private, frozen=True, kw_only=True):
    """Beside who recorded it: the row of the bank statement it came from, if it did.

    `statement_row` is the row's day and keyed identity; `memo_id` names the memo, which is
    personal data, in the people vault.
    """

    statement_row: str | None = None
    memo_id: MemoId | None = None


class OpeningBalanceRecorded(MoneyEvent, frozen=True, kw_only=True):
    """What an account held for a purpose when the fund came into this book (số dư đầu kỳ)."""

    topic: ClassVar[str] = "fund.opening_balance_recorded"


class MobilizationLaunched(Event, frozen=True, kw_only=True):
    """An appeal began (phát động vận động); `ends_on` is its last day, none if open-ended."""

    topic: ClassVar[str] = "fund.mobilization_launched"

    mobilization_id: MobilizationId
    name: str
    starts_on: date
    ends_on: date | None = None
    target_dong: int | None = None
    purpose: PurposeId = GENERAL
    memo_code: str | None = None
    effective_on: date


class MobilizationClosed(Event, frozen=True, kw_only=True):
    """An appeal ended; nothing dated after that day is taken for it."""

    topic: ClassVar[str] = "fund.mobilization_closed"

    mobilization_id: MobilizationId
    effective_on: date


class Foreign(msgspec.Struct, frozen=True, kw_only=True):
    """The foreign money behind a gift: amount and rate as decimal text, đồng per unit."""

    currency: str
    amount: str
    rate: str
    rate_on: date
    rate_source: str


class Goods(msgspec.Struct, frozen=True, kw_only=True):
    """Goods given (hiện vật): what, how many thousandths of which unit, how valued."""

    item: str
    quantity_milli: int
    unit: str
    valuation: str | None = None

    @property
    def commodity(self) -> str:
        """What the quantity is counted in: unit and item together, e.g. `quyển vở`."""
        return f"{self.unit} {self.item}"


class DonationPrivate(FromStatement, frozen=True, kw_only=True):
    """Beside the statement's row: the donor, if registered."""

    donor_id: DonorId | None = None


class DonationReceived(Event, frozen=True, kw_only=True):
    """A gift came in: in money to an account, or as goods to the stock.

    `amount_dong` is the value in đồng; zero only for goods that nobody can value. `named` says
    that the donor agreed to be named with this gift. `device_number` is what paper written
    offline carries. `corrects` is the version of the reversed entry this one replaces.
    """

    topic: ClassVar[str] = "fund.donation_received"

    account_id: AccountId | None = None
    account_kind: AccountKind | None = None
    purpose: PurposeId = GENERAL
    amount_dong: int
    effective_on: date
    occurred_on: date | None = None
    mobilization_id: MobilizationId | None = None
    foreign: Foreign | None = None
    goods: Goods | None = None
    named: bool = False
    voucher: Voucher
    device_number: str | None = None
    corrects: int | None = None
    private: DonationPrivate


class InterestCredited(MoneyEvent, frozen=True, kw_only=True):
    """The bank credited interest (tiền lãi)."""

    topic: ClassVar[str] = "fund.interest_credited"

    voucher: Voucher
    corrects: int | None = None
    private: FromStatement


class DebitUnallocated(MoneyEvent, frozen=True, kw_only=True):
    """A bank debit nobody has explained yet; no posting until a person decides what it was."""

    topic: ClassVar[str] = "fund.debit_unallocated"

    debit_id: DebitId
    private: FromStatement


class BankFeeCharged(MoneyEvent, frozen=True, kw_only=True):
    """The bank took a fee (phí ngân hàng); `debit_id` names the unexplained debit it settles."""

    topic: ClassVar[str] = "fund.bank_fee_charged"

    voucher: Voucher
    debit_id: DebitId | None = None
    corrects: int | None = None


class ProposalPrivate(Private, frozen=True, kw_only=True):
    """Beside who prepared it: tags of the recipients and the place, too narrow to publish."""

    categories: tuple[Category, ...] = ()
    place: str | None = None


class DisbursementProposed(Event, frozen=True, kw_only=True):
    """Someone proposed to give `awards` awards (suất) of `amount_dong` together (đề nghị chi)."""

    topic: ClassVar[str] = "fund.disbursement_proposed"

    disbursement_id: DisbursementId
    disbursement_class: DisbursementClass
    programme: str
    purpose: PurposeId = GENERAL
    amount_dong: int
    awards: int
    effective_on: date
    private: ProposalPrivate


class DisbursementApproved(Event, frozen=True, kw_only=True):
    """A second person approved it (chủ tài khoản duyệt)."""

    topic: ClassVar[str] = "fund.disbursement_approved"

    disbursement_id: DisbursementId
    effective_on: date


class DisbursementRejected(Event, frozen=True, kw_only=True):
    """A second person rejected it (từ chối)."""

    topic: ClassVar[str] = "fund.disbursement_rejected"

    disbursement_id: DisbursementId
    effective_on: date


class Authority(msgspec.Struct, frozen=True, kw_only=True):
    """Who prepared and who approved a payment, and when it was approved."""

    prepared_by: StaffId
    approved_by: StaffId
    approved_on: date


class PaymentPrivate(Private, frozen=True, kw_only=True):
    """Beside who paid: on whose authority."""

    authority: Authority


class DisbursementPaid(MoneyEvent, frozen=True, kw_only=True):
    """A third person paid it out (thủ quỹ chi)."""

    topic: ClassVar[str] = "fund.disbursement_paid"

    disbursement_id: DisbursementId
    disbursement_class: DisbursementClass
    awards: int
    voucher: Voucher
    debit_id: DebitId | None = None
    private: PaymentPrivate


class ReversalPrivate(Private, frozen=True, kw_only=True):
    """Beside who reversed it: on whose authority a reversed payment is open again."""

    authority: Authority | None = None


class Reopened(msgspec.Struct, frozen=True, kw_only=True):
    """The disbursement that stands approved again because its payment is reversed."""

    disbursement_id: DisbursementId
    disbursement_class: DisbursementClass
    purpose: PurposeId
    amount_dong: int
    awards: int


class ReopenedDebit(msgspec.Struct, frozen=True, kw_only=True):
    """The bank debit that nobody explains any more because its explanation is reversed."""

    debit_id: DebitId
    account_id: AccountId
    amount_dong: int
    effective_on: date


class EntryReversed(Event, frozen=True, kw_only=True):
    """An entry was reversed by its negative (bút toán đảo, *ghi số âm*), never erased.

    Law on Accounting 88/2015, Art. 27. `entry` is its version in this stream, `voucher` its
    number, which stays used; `postings` are the entry's own with debit and credit exchanged.
    """

    topic: ClassVar[str] = "fund.entry_reversed"

    entry: int
    entry_topic: str
    entry_effective_on: date
    reason: ReversalReason
    postings: tuple[Posting, ...]
    effective_on: date
    voucher: Voucher | None = None
    mobilization_id: MobilizationId | None = None
    disbursement: Reopened | None = None
    debit: ReopenedDebit | None = None
    private: ReversalPrivate


EVENTS = (
    FundOpened,
    AccountOpened,
    PurposeDefined,
    OpeningBalanceRecorded,
    MobilizationLaunched,
    MobilizationClosed,
    DonationReceived,
    InterestCredited,
    DebitUnallocated,
    BankFeeCharged,
    DisbursementProposed,
    DisbursementApproved,
    DisbursementRejected,
    DisbursementPaid,
    EntryReversed,
)
