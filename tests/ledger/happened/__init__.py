"""What has happened: events to be given, one past tense each, recorded by the treasurer."""

from ledger.events.base import Private
from ledger.events.fund.spending import Authority
from ledger.values import (
    AccountKind,
    ConsentId,
    CreditId,
    CustodyId,
    DebitId,
    DonorId,
    FundId,
    PledgeId,
    PurposeId,
    Series,
    TransferId,
    Voucher,
)
from tests.builders import APPROVER, BANK, CASH_BOX, TERM_DEPOSIT, TREASURER, an_id
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
BY_TREASURER = Private(recorded_by=TREASURER)
ACCOUNT_IDS = {
    AccountKind.CASH_BOX: CASH_BOX,
    AccountKind.BANK: BANK,
    AccountKind.TERM_DEPOSIT: TERM_DEPOSIT,
}


def voucher(series: Series, number: int = 1, year: int = TODAY.year) -> Voucher:
    """Return a voucher's number: `voucher(Series.BANK_CREDIT)` is BC-2025-00001."""
    return Voucher(series, year, number)
