"""What the tests of spending share: disbursements on their way, and one of three lines."""

from datetime import date

from msgspec.structs import replace

from ledger.errors.money import InsufficientFunds, PeriodIsClosed
from ledger.events.fund.spending import DisbursementApproved, DisbursementProposed, ProposalPrivate
from ledger.fund import Fund
from ledger.fund.spending.award_lists import numbered
from ledger.fund.spending.disbursements import Approval, Payment
from ledger.values import BeneficiaryId, DisbursementId
from tests.builders import BANK, DISBURSEMENT, TREASURER, a_list, an_award, an_id
from tests.fakes import TODAY
from tests.ledger.happened.opening import A_FUND, opening_balance_recorded
from tests.ledger.happened.spending import disbursement_approved, disbursement_proposed
from tests.ledger.specification import Given

APPROVAL = Approval(disbursement_id=DISBURSEMENT, effective_on=TODAY)
OTHER = DisbursementId(an_id("another disbursement"))
BIG = DisbursementId(an_id("a big one"))
GIFT = DisbursementId(an_id("a gift"))
YESTERDAY, MAY = date(2025, 6, 15), date(2025, 5, 1)
AN, BINH = BeneficiaryId(an_id("An")), BeneficiaryId(an_id("Bình"))
CLOSED_IN_MAY = PeriodIsClosed("effective_on", first_open_on="2025-06-01")

MONEY = (*A_FUND, opening_balance_recorded(2_000_000))
PROPOSED = (*MONEY, disbursement_proposed(1_000_000))
APPROVED = (*PROPOSED, disbursement_approved())
LISTED = a_list(
    an_award("An", 400_000, awards=2), an_award("Bình", 300_000), an_award("An", 300_000)
)


def a_listed_disbursement() -> tuple[DisbursementProposed, DisbursementApproved]:
    """Three lines, 400, 300 and 300 thousand, for An, Bình and An again: proposed, approved."""
    private = ProposalPrivate(recorded_by=TREASURER, lines=tuple(numbered(LISTED.lines)))
    proposed = disbursement_proposed(awards=4, instances=3, persons=2, private=private)
    return proposed, disbursement_approved()


def a_payment(**fields: object) -> Payment:
    """All of `DISBURSEMENT`, from the bank account, or with any of the fields of `Payment`."""
    payment = Payment(disbursement_id=DISBURSEMENT, account_id=BANK, effective_on=TODAY)
    return replace(payment, **fields)


def fund_after(case: Given) -> Fund:
    """The state of a fund."""
    assert isinstance(case.state, Fund)
    return case.state


def not_enough(field: str, available: int, asked: int = 1_000_000) -> InsufficientFunds:
    """The refusal of a million where less is there."""
    return InsufficientFunds(field, available_dong=available, asked_dong=asked)
