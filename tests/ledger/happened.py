"""What has happened: events to be given, one past tense each, recorded by the treasurer."""

from datetime import date

from msgspec.structs import replace

from ledger.accounts import Posting
from ledger.events.base import Private
from ledger.events.fund.correcting import EntryReversed, ReversalPrivate
from ledger.events.fund.mobilizing import MobilizationClosed, MobilizationLaunched
from ledger.events.fund.money import Documented, FromStatement
from ledger.events.fund.opening import (
    AccountOpened,
    FundOpened,
    OpeningBalanceRecorded,
    PurposeDefined,
)
from ledger.events.fund.receiving import (
    BankFeeCharged,
    DebitUnallocated,
    DonationPrivate,
    DonationReceived,
    InterestCredited,
)
from ledger.events.fund.spending import (
    Authority,
    DisbursementApproved,
    DisbursementPaid,
    DisbursementProposed,
    DisbursementRejected,
    PaymentPrivate,
    ProposalPrivate,
)
from ledger.values import (
    AccountKind,
    DebitId,
    DisbursementClass,
    LegalRegime,
    MemoId,
    PurposeId,
    ReversalReason,
    Series,
    Voucher,
)
from tests.builders import (
    APPROVER,
    BANK,
    CASH_BOX,
    CASHIER,
    COMMUNE,
    DISBURSEMENT,
    MOBILIZATION,
    OPENED,
    TERM_DEPOSIT,
    TREASURER,
    an_id,
)
from tests.fakes import TODAY

PURPOSE = PurposeId(str(an_id("purpose")))
DEBIT = DebitId(an_id("debit"))
AUTHORITY = Authority(prepared_by=TREASURER, approved_by=APPROVER, approved_on=TODAY)

_BY_TREASURER = Private(recorded_by=TREASURER)
_ID_OF = {
    AccountKind.CASH_BOX: CASH_BOX,
    AccountKind.BANK: BANK,
    AccountKind.TERM_DEPOSIT: TERM_DEPOSIT,
}


def voucher(series: Series, number: int = 1, year: int = TODAY.year) -> Voucher:
    """Return a voucher's number: `voucher(Series.BANK_CREDIT)` is BC-2025-00001."""
    return Voucher(series, year, number)


def fund_opened(on: date = OPENED) -> FundOpened:
    return FundOpened(
        association_id=COMMUNE,
        name="Quỹ Khuyến học xã Thạch Hà",
        legal_regime=LegalRegime.INTERNAL_FUND,
        effective_on=on,
        private=_BY_TREASURER,
    )


def account_opened(kind: AccountKind = AccountKind.BANK, on: date = OPENED) -> AccountOpened:
    bank = kind is AccountKind.BANK
    return AccountOpened(
        account_id=_ID_OF[kind],
        account_kind=kind,
        name="Nơi giữ tiền",
        bank_bin="970436" if bank else None,
        number="0541000123456" if bank else None,
        effective_on=on,
        private=_BY_TREASURER,
    )


A_FUND = (fund_opened(), *(account_opened(kind) for kind in AccountKind))
"""A fund with a cash box, a bank account and a term deposit, and nothing in them."""


def purpose_defined(purpose: PurposeId = PURPOSE) -> PurposeDefined:
    return PurposeDefined(
        purpose=purpose, name="Học bổng Đất Tổ", effective_on=OPENED, private=_BY_TREASURER
    )


def opening_balance_recorded(
    dong: int = 2_000_000, *, on: date = OPENED, **fields: object
) -> OpeningBalanceRecorded:
    event = OpeningBalanceRecorded(
        account_id=BANK,
        account_kind=AccountKind.BANK,
        amount_dong=dong,
        effective_on=on,
        private=_BY_TREASURER,
    )
    return replace(event, **fields)


def mobilization_launched(**fields: object) -> MobilizationLaunched:
    event = MobilizationLaunched(
        mobilization_id=MOBILIZATION,
        name="Vì em hiếu học",
        starts_on=date(2025, 6, 1),
        ends_on=date(2025, 6, 30),
        target_dong=50_000_000,
        effective_on=TODAY,
        private=_BY_TREASURER,
    )
    return replace(event, **fields)


def mobilization_closed(on: date = TODAY) -> MobilizationClosed:
    return MobilizationClosed(mobilization_id=MOBILIZATION, effective_on=on, private=_BY_TREASURER)


def donation_received(
    dong: int = 500_000, *, on: date = TODAY, **fields: object
) -> DonationReceived:
    event = DonationReceived(
        account_id=BANK,
        account_kind=AccountKind.BANK,
        amount_dong=dong,
        effective_on=on,
        voucher=Voucher(Series.BANK_CREDIT, on.year, 1),
        private=DonationPrivate(recorded_by=TREASURER),
    )
    return replace(event, **fields)


def interest_credited(dong: int = 1_200, **fields: object) -> InterestCredited:
    event = InterestCredited(
        account_id=BANK,
        account_kind=AccountKind.BANK,
        amount_dong=dong,
        effective_on=TODAY,
        voucher=voucher(Series.BANK_CREDIT),
        private=FromStatement(recorded_by=TREASURER),
    )
    return replace(event, **fields)


def bank_fee_charged(dong: int = 55_000, *, on: date = TODAY, **fields: object) -> BankFeeCharged:
    event = BankFeeCharged(
        account_id=BANK,
        account_kind=AccountKind.BANK,
        amount_dong=dong,
        effective_on=on,
        voucher=Voucher(Series.BANK_DEBIT, on.year, 1),
        private=_BY_TREASURER,
    )
    return replace(event, **fields)


def debit_unallocated(dong: int = 55_000, **fields: object) -> DebitUnallocated:
    event = DebitUnallocated(
        account_id=BANK,
        account_kind=AccountKind.BANK,
        amount_dong=dong,
        effective_on=TODAY,
        debit_id=DEBIT,
        private=FromStatement(
            recorded_by=TREASURER, statement_row="ab" * 32, memo_id=MemoId(DEBIT)
        ),
    )
    return replace(event, **fields)


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


def disbursement_rejected() -> DisbursementRejected:
    return DisbursementRejected(
        disbursement_id=DISBURSEMENT,
        effective_on=TODAY,
        private=Private(recorded_by=APPROVER),
    )


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


def entry_reversed(postings: tuple[Posting, ...], **fields: object) -> EntryReversed:
    event = EntryReversed(
        entry=5,
        amount_dong=500_000,
        entry_topic=DonationReceived.topic,
        entry_effective_on=TODAY,
        reason=ReversalReason.WRONG_AMOUNT,
        postings=postings,
        effective_on=TODAY,
        private=ReversalPrivate(recorded_by=TREASURER),
    )
    return replace(event, **fields)
