"""How money and goods are given away: proposed, approved and paid by three persons."""

from datetime import date
from typing import ClassVar

from ledger.events.base import Event, Payload
from ledger.events.fund.money import Documented, Goods, MoneyEvent
from ledger.values import (
    GENERAL,
    BeneficiaryId,
    Category,
    ConsentId,
    CreditId,
    DebitId,
    DisbursementClass,
    DisbursementId,
    DonorId,
    PurposeId,
    StaffId,
    Voucher,
)


class PurposeReleasePrivate(Documented, frozen=True, kw_only=True):
    """Beside the document: whose consent it rests on."""

    donor_id: DonorId
    consent_id: ConsentId


class PurposeReleased(MoneyEvent, frozen=True, kw_only=True):
    """Money given for `purpose` became free for `to_purpose`, as its donor consented.

    `entry` is the version of the gift; `amount_dong` is at most what it was. No money moves.
    """

    topic: ClassVar[str] = "fund.purpose_released"

    to_purpose: PurposeId
    entry: int
    private: PurposeReleasePrivate


class AwardLine(Payload, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """One line of an award list: so much to one recipient, in `awards` awards (suất).

    `number` counts the lines of the list from 1.
    """

    number: int
    beneficiary_id: BeneficiaryId | None = None
    categories: tuple[Category, ...] = ()
    amount_dong: int
    awards: int = 1


class ProposalPrivate(Documented, frozen=True, kw_only=True):
    """Beside the document: the award list, tags of the recipients, a place too narrow to publish.

    With lines, `categories` are those of the lines together.
    """

    categories: tuple[Category, ...] = ()
    place: str | None = None
    lines: tuple[AwardLine, ...] = ()


class DisbursementProposed(Event, frozen=True, kw_only=True):
    """Someone proposed to give `awards` awards (suất) of `amount_dong` together (đề nghị chi).

    `instances` counts recipients as often as they receive (lượt), `persons` each once; either is
    none where nobody knows.
    """

    topic: ClassVar[str] = "fund.disbursement_proposed"

    disbursement_id: DisbursementId
    disbursement_class: DisbursementClass
    programme: str
    purpose: PurposeId = GENERAL
    amount_dong: int
    awards: int
    instances: int | None = None
    persons: int | None = None
    effective_on: date
    private: ProposalPrivate


class DisbursementApproved(Event, frozen=True, kw_only=True):
    """A second person approved it (chủ tài khoản duyệt)."""

    topic: ClassVar[str] = "fund.disbursement_approved"

    disbursement_id: DisbursementId
    effective_on: date
    private: Documented


class DisbursementRejected(Event, frozen=True, kw_only=True):
    """A second person rejected it, or what was not yet paid of it (từ chối).

    `amount_dong` and `awards` are what will not be paid.
    """

    topic: ClassVar[str] = "fund.disbursement_rejected"

    disbursement_id: DisbursementId
    amount_dong: int
    awards: int
    effective_on: date


class Authority(Payload, frozen=True, kw_only=True, omit_defaults=True):
    """Who prepared and who approved a payment, and when it was approved.

    `taken_over_on` is the day on which the fund that pays took it over from the one that approved.
    """

    prepared_by: StaffId
    approved_by: StaffId
    approved_on: date
    taken_over_on: date | None = None


class PaymentPrivate(Documented, frozen=True, kw_only=True):
    """Beside the document: on whose authority it was paid, and which lines of the award list.

    `lines` are numbers of lines; none means that the payment is not one of lines.
    """

    authority: Authority
    lines: tuple[int, ...] = ()


class DisbursementPaid(MoneyEvent, frozen=True, kw_only=True):
    """A third person paid it out (thủ quỹ chi), all that was left of it or a part."""

    topic: ClassVar[str] = "fund.disbursement_paid"

    disbursement_id: DisbursementId
    disbursement_class: DisbursementClass
    awards: int
    instances: int | None = None
    voucher: Voucher
    debit_id: DebitId | None = None
    private: PaymentPrivate


class ReturnPrivate(Documented, frozen=True, kw_only=True):
    """Beside the document: the lines of the award list that came back."""

    lines: tuple[AwardLine, ...] = ()


class DisbursementReturned(MoneyEvent, frozen=True, kw_only=True):
    """Awards that were paid came back; payments of that day's period are less by them.

    `payment` is the version of the payment they were a part of.
    """

    topic: ClassVar[str] = "fund.disbursement_returned"

    payment: int
    disbursement_id: DisbursementId
    disbursement_class: DisbursementClass
    awards: int
    instances: int | None = None
    voucher: Voucher
    credit_id: CreditId | None = None
    private: ReturnPrivate


class IssuePrivate(Documented, frozen=True, kw_only=True):
    """Beside the document: tags of the recipients and the place, too narrow to publish."""

    categories: tuple[Category, ...] = ()
    place: str | None = None


class GoodsIssued(Event, frozen=True, kw_only=True):
    """Goods left the stock for their recipients (xuất kho); no money moves.

    `amount_dong` is their share of the value that goods of this kind were held at.
    """

    topic: ClassVar[str] = "fund.goods_issued"

    disbursement_class: DisbursementClass
    programme: str
    purpose: PurposeId = GENERAL
    goods: Goods
    amount_dong: int
    awards: int
    instances: int | None = None
    effective_on: date
    occurred_on: date | None = None
    voucher: Voucher
    private: IssuePrivate


EVENTS = (
    PurposeReleased,
    DisbursementProposed,
    DisbursementApproved,
    DisbursementRejected,
    DisbursementPaid,
    DisbursementReturned,
    GoodsIssued,
)
