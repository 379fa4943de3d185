"""What has happened: events to be given, one past tense each, recorded by the treasurer."""

from datetime import date

from msgspec.structs import replace

from ledger.accounts import Posting
from ledger.events.base import Private
from ledger.events.fund.closing import PeriodClosed, PeriodReopened
from ledger.events.fund.correcting import (
    BankReconciled,
    CashCounted,
    CashDifferencePosted,
    EntryReversed,
    ReversalPrivate,
    StatementRowMatched,
)
from ledger.events.fund.mobilizing import (
    DirectAidReported,
    MobilizationClosed,
    MobilizationLaunched,
    PledgeMade,
    PledgePrivate,
    PledgeWithdrawn,
)
from ledger.events.fund.money import Documented, FromStatement, Goods
from ledger.events.fund.opening import (
    AccountOpened,
    FundControlsSet,
    FundOpened,
    Narrow,
    OpeningBalanceRecorded,
    PurposeDefined,
    Restriction,
    SpendingLimitSet,
)
from ledger.events.fund.receiving import (
    BankFeeCharged,
    CreditUnallocated,
    CustodialPaid,
    CustodialReceived,
    DebitUnallocated,
    DonationPrivate,
    DonationReceived,
    DonationRefunded,
    InterestCredited,
)
from ledger.events.fund.spending import (
    Authority,
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
from ledger.events.fund.transferring import (
    AccountMoved,
    SentPrivate,
    TransferReceived,
    TransferReturned,
    TransferSent,
)
from ledger.values import (
    GENERAL,
    UNALLOCATED,
    AccountKind,
    ConsentId,
    CreditId,
    CustodyId,
    DebitId,
    DisbursementClass,
    DonorId,
    FundId,
    LegalRegime,
    MemoId,
    PledgeId,
    PurposeId,
    ReopeningReason,
    ReversalReason,
    Role,
    Series,
    TransferId,
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

DONOR = DonorId(an_id("donor"))
CONSENT = ConsentId(an_id("consent"))
PLEDGE = PledgeId(an_id("pledge"))
CREDIT = CreditId(an_id("credit"))
CUSTODY = CustodyId(an_id("custody"))
TRANSFER = TransferId(an_id("transfer"))
OTHER_FUND = FundId(an_id("another fund"))
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


def purpose_defined(purpose: PurposeId = PURPOSE, **restriction: object) -> PurposeDefined:
    """`purpose_defined(expires_on=…)` restricts what its money may be spent on."""
    bound = replace(Restriction(), **restriction)
    return PurposeDefined(
        purpose=purpose,
        name="Học bổng Đất Tổ",
        restriction=bound.public,
        effective_on=OPENED,
        private=Narrow(recorded_by=TREASURER, categories=bound.categories, place=bound.place),
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


def controls_set(**fields: object) -> FundControlsSet:
    event = FundControlsSet(effective_on=TODAY, private=Documented(recorded_by=TREASURER))
    return replace(event, **fields)


def spending_limit_set(limit_dong: int | None, role: Role = Role.APPROVER) -> SpendingLimitSet:
    return SpendingLimitSet(
        role=role,
        limit_dong=limit_dong,
        effective_on=TODAY,
        private=Documented(recorded_by=TREASURER),
    )


def pledge_made(dong: int = 1_000_000, **fields: object) -> PledgeMade:
    event = PledgeMade(
        pledge_id=PLEDGE,
        amount_dong=dong,
        effective_on=TODAY,
        private=PledgePrivate(recorded_by=TREASURER),
    )
    return replace(event, **fields)


def pledge_withdrawn(dong: int = 1_000_000) -> PledgeWithdrawn:
    return PledgeWithdrawn(
        pledge_id=PLEDGE, amount_dong=dong, effective_on=TODAY, private=_BY_TREASURER
    )


def direct_aid_reported(dong: int = 3_000_000, **fields: object) -> DirectAidReported:
    event = DirectAidReported(
        mobilization_id=MOBILIZATION,
        amount_dong=dong,
        effective_on=TODAY,
        private=Documented(recorded_by=TREASURER),
    )
    return replace(event, **fields)


def credit_unallocated(dong: int = 500_000, **fields: object) -> CreditUnallocated:
    event = CreditUnallocated(
        credit_id=CREDIT,
        account_id=BANK,
        account_kind=AccountKind.BANK,
        purpose=UNALLOCATED,
        amount_dong=dong,
        effective_on=TODAY,
        voucher=voucher(Series.BANK_CREDIT),
        private=FromStatement(recorded_by=TREASURER),
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


def custodial_received(dong: int = 2_000_000, **fields: object) -> CustodialReceived:
    event = CustodialReceived(
        custody_id=CUSTODY,
        number=1,
        account_id=BANK,
        account_kind=AccountKind.BANK,
        purpose=PurposeId(str(CUSTODY)),
        amount_dong=dong,
        effective_on=TODAY,
        voucher=voucher(Series.BANK_CREDIT),
        private=FromStatement(recorded_by=TREASURER),
    )
    return replace(event, **fields)


def custodial_paid(dong: int = 2_000_000, **fields: object) -> CustodialPaid:
    event = CustodialPaid(
        custody_id=CUSTODY,
        account_id=BANK,
        account_kind=AccountKind.BANK,
        purpose=PurposeId(str(CUSTODY)),
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


def transfer_sent(dong: int = 1_000_000, **fields: object) -> TransferSent:
    event = TransferSent(
        transfer_id=TRANSFER,
        to_fund_id=OTHER_FUND,
        account_id=BANK,
        account_kind=AccountKind.BANK,
        amount_dong=dong,
        effective_on=TODAY,
        voucher=voucher(Series.BANK_DEBIT),
        private=SentPrivate(recorded_by=APPROVER),
    )
    return replace(event, **fields)


def transfer_received(dong: int = 1_000_000, **fields: object) -> TransferReceived:
    event = TransferReceived(
        transfer_id=TRANSFER,
        from_fund_id=OTHER_FUND,
        account_id=BANK,
        account_kind=AccountKind.BANK,
        amount_dong=dong,
        effective_on=TODAY,
        voucher=voucher(Series.BANK_CREDIT),
        private=FromStatement(recorded_by=TREASURER),
    )
    return replace(event, **fields)


def transfer_returned(dong: int = 1_000_000, **fields: object) -> TransferReturned:
    event = TransferReturned(
        transfer_id=TRANSFER,
        to_fund_id=OTHER_FUND,
        account_id=BANK,
        account_kind=AccountKind.BANK,
        amount_dong=dong,
        effective_on=TODAY,
        voucher=voucher(Series.BANK_CREDIT),
        private=FromStatement(recorded_by=TREASURER),
    )
    return replace(event, **fields)


def account_moved(dong: int = 1_000_000, **fields: object) -> AccountMoved:
    event = AccountMoved(
        from_account_id=BANK,
        from_account_kind=AccountKind.BANK,
        to_account_id=TERM_DEPOSIT,
        to_account_kind=AccountKind.TERM_DEPOSIT,
        amount_dong=dong,
        effective_on=TODAY,
        voucher=voucher(Series.BANK_DEBIT),
        voucher_in=voucher(Series.BANK_CREDIT),
        private=Documented(recorded_by=TREASURER),
    )
    return replace(event, **fields)


def cash_counted(counted_dong: int, book_dong: int, **fields: object) -> CashCounted:
    event = CashCounted(
        account_id=CASH_BOX,
        counted_dong=counted_dong,
        book_dong=book_dong,
        effective_on=TODAY,
        private=Documented(recorded_by=TREASURER),
    )
    return replace(event, **fields)


def cash_difference_posted(
    dong: int = 50_000, *, surplus: bool = True, **fields: object
) -> CashDifferencePosted:
    series = Series.CASH_RECEIPT if surplus else Series.CASH_PAYMENT
    event = CashDifferencePosted(
        entry=5,
        surplus=surplus,
        account_id=CASH_BOX,
        account_kind=AccountKind.CASH_BOX,
        amount_dong=dong,
        effective_on=TODAY,
        voucher=voucher(series),
        private=Documented(recorded_by=TREASURER),
    )
    return replace(event, **fields)


def bank_reconciled(statement_dong: int, book_dong: int, **fields: object) -> BankReconciled:
    event = BankReconciled(
        account_id=BANK,
        statement_dong=statement_dong,
        book_dong=book_dong,
        effective_on=TODAY,
        private=Documented(recorded_by=TREASURER),
    )
    return replace(event, **fields)


def statement_row_matched(
    dong: int = 500_000, *, row: str | None = "a row", **fields: object
) -> StatementRowMatched:
    event = StatementRowMatched(
        entry=5,
        account_id=BANK,
        amount_dong=dong,
        booked_on=TODAY,
        effective_on=TODAY,
        private=FromStatement(
            recorded_by=TREASURER, statement_row=row, memo_id=MemoId(an_id("memo"))
        ),
    )
    return replace(event, **fields)


def period_closed(through: date, **fields: object) -> PeriodClosed:
    event = PeriodClosed(effective_on=through, private=_BY_TREASURER)
    return replace(event, **fields)


def period_reopened(since: date) -> PeriodReopened:
    return PeriodReopened(
        since=since,
        reason=ReopeningReason.ENTRY_FORGOTTEN,
        effective_on=TODAY,
        private=Documented(recorded_by=TREASURER),
    )
