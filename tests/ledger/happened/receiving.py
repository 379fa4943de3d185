"""What has happened when something came in, or was promised."""

from datetime import date

from msgspec.structs import replace

from ledger.events.fund.mobilizing import (
    DirectAidReported,
    MobilizationClosed,
    MobilizationLaunched,
    PledgeMade,
    PledgePrivate,
    PledgeWithdrawn,
)
from ledger.events.fund.money import Documented, FromStatement
from ledger.events.fund.receiving import (
    BankFeeCharged,
    CreditUnallocated,
    CustodialPaid,
    CustodialReceived,
    DebitUnallocated,
    DonationPrivate,
    DonationReceived,
    InterestCredited,
)
from ledger.values import UNALLOCATED, AccountKind, MemoId, PurposeId, Series, Voucher
from tests.builders import BANK, CASHIER, MOBILIZATION, TREASURER
from tests.fakes import TODAY
from tests.ledger.happened import BY_TREASURER, CREDIT, CUSTODY, DEBIT, PLEDGE, voucher


def mobilization_launched(**fields: object) -> MobilizationLaunched:
    event = MobilizationLaunched(
        mobilization_id=MOBILIZATION,
        name="Vì em hiếu học",
        starts_on=date(2025, 6, 1),
        ends_on=date(2025, 6, 30),
        target_dong=50_000_000,
        effective_on=TODAY,
        private=BY_TREASURER,
    )
    return replace(event, **fields)


def mobilization_closed(on: date = TODAY) -> MobilizationClosed:
    return MobilizationClosed(mobilization_id=MOBILIZATION, effective_on=on, private=BY_TREASURER)


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
        private=BY_TREASURER,
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
        pledge_id=PLEDGE, amount_dong=dong, effective_on=TODAY, private=BY_TREASURER
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
