"""What has happened when something went out, or became free."""

from datetime import date

from msgspec.structs import replace

from ledger.events.base import Private
from ledger.events.fund.money import Documented, Goods
from ledger.events.fund.receiving import DonationRefunded
from ledger.events.fund.spending import (
    DisbursementApproved,
    DisbursementPaid,
    DisbursementProposed,
    DisbursementRejected,
    DisbursementReturned,
    GoodsIssued,
    IssuePrivate,
    PaymentPrivate,
    ProposalPrivate,
    PurposeReleased,
    PurposeReleasePrivate,
    ReturnPrivate,
)
from ledger.values import GENERAL, AccountKind, DisbursementClass, Series
from tests.builders import APPROVER, BANK, CASHIER, DISBURSEMENT, TREASURER
from tests.fakes import TODAY
from tests.ledger.happened import AUTHORITY, CONSENT, DONOR, PURPOSE, voucher


def disbursement_proposed(dong: int = 1_000_000, **fields: object) -> DisbursementProposed:
    event = DisbursementProposed(
        disbursement_id=DISBURSEMENT,
        disbursement_class=DisbursementClass.SCHOLARSHIP,
        programme="Tiếp sức đến trường",
        amount_dong=dong,
        awards=2,
        effective_on=TODAY,
        private=ProposalPrivate(recorded_by=TREASURER),
    )
    return replace(event, **fields)


def disbursement_approved(on: date = TODAY) -> DisbursementApproved:
    return DisbursementApproved(
        disbursement_id=DISBURSEMENT,
        effective_on=on,
        private=Documented(recorded_by=APPROVER),
    )


def disbursement_returned(dong: int = 500_000, **fields: object) -> DisbursementReturned:
    event = DisbursementReturned(
        payment=5,
        disbursement_id=DISBURSEMENT,
        disbursement_class=DisbursementClass.SCHOLARSHIP,
        account_id=BANK,
        account_kind=AccountKind.BANK,
        amount_dong=dong,
        awards=1,
        effective_on=TODAY,
        voucher=voucher(Series.BANK_CREDIT),
        private=ReturnPrivate(recorded_by=TREASURER),
    )
    return replace(event, **fields)


def disbursement_rejected(dong: int = 1_000_000, **fields: object) -> DisbursementRejected:
    event = DisbursementRejected(
        disbursement_id=DISBURSEMENT,
        amount_dong=dong,
        awards=2,
        effective_on=TODAY,
        private=Private(recorded_by=APPROVER),
    )
    return replace(event, **fields)


def disbursement_paid(dong: int = 1_000_000, **fields: object) -> DisbursementPaid:
    event = DisbursementPaid(
        disbursement_id=DISBURSEMENT,
        disbursement_class=DisbursementClass.SCHOLARSHIP,
        account_id=BANK,
        account_kind=AccountKind.BANK,
        amount_dong=dong,
        awards=2,
        effective_on=TODAY,
        voucher=voucher(Series.BANK_DEBIT),
        private=PaymentPrivate(recorded_by=CASHIER, authority=AUTHORITY),
    )
    return replace(event, **fields)


def donation_refunded(dong: int = 500_000, **fields: object) -> DonationRefunded:
    event = DonationRefunded(
        account_id=BANK,
        account_kind=AccountKind.BANK,
        amount_dong=dong,
        effective_on=TODAY,
        voucher=voucher(Series.BANK_DEBIT),
        private=Documented(recorded_by=CASHIER),
    )
    return replace(event, **fields)


def purpose_released(dong: int = 500_000, **fields: object) -> PurposeReleased:
    event = PurposeReleased(
        account_id=BANK,
        account_kind=AccountKind.BANK,
        purpose=PURPOSE,
        to_purpose=GENERAL,
        entry=5,
        amount_dong=dong,
        effective_on=TODAY,
        private=PurposeReleasePrivate(recorded_by=APPROVER, donor_id=DONOR, consent_id=CONSENT),
    )
    return replace(event, **fields)


def goods_issued(quantity_milli: int = 10_000, dong: int = 0, **fields: object) -> GoodsIssued:
    event = GoodsIssued(
        disbursement_class=DisbursementClass.SUPPORT,
        programme="Tiếp sức đến trường",
        goods=Goods(item="vở", quantity_milli=quantity_milli, unit="quyển"),
        amount_dong=dong,
        awards=1,
        effective_on=TODAY,
        voucher=voucher(Series.GOODS_ISSUED),
        private=IssuePrivate(recorded_by=CASHIER),
    )
    return replace(event, **fields)
