"""What tests of handing over share: an old book with everything in it, and an heir's."""

from msgspec.structs import replace

from ledger.context import Context
from ledger.fund import Fund
from ledger.fund.handing_over.handovers import HandedOver, Handover, Heir, Inheriting, hand_over
from ledger.fund.handing_over.passing import Beginnings
from ledger.shares import WHOLE
from ledger.values import (
    AccountId,
    AccountKind,
    DisbursementId,
    FundId,
)
from tests.builders import BANK, DISBURSEMENT, TREASURER, an_id
from tests.fakes import TODAY
from tests.ledger.handed_over import HANDOVER
from tests.ledger.happened import CREDIT, PURPOSE
from tests.ledger.happened.opening import A_FUND, account_opened, fund_opened, purpose_defined
from tests.ledger.happened.receiving import (
    credit_unallocated,
    custodial_received,
    donation_received,
    pledge_made,
)
from tests.ledger.happened.spending import (
    disbursement_approved,
    disbursement_proposed,
)
from tests.ledger.specification import Given, given

OLD, NEW, SECOND = (FundId(an_id(name)) for name in ("old fund", "new fund", "second fund"))
NEW_BANK = AccountId(an_id("the heir's bank account"))
LATER = DisbursementId(an_id("a later disbursement"))

AN_HEIR = given(fund_opened(), replace(account_opened(), account_id=NEW_BANK))
FULL = (
    *A_FUND,
    purpose_defined(),
    donation_received(900_000),
    donation_received(100_000, purpose=PURPOSE),
    credit_unallocated(30_000),
    custodial_received(50_000),
    pledge_made(700_000),
    disbursement_proposed(400_000, purpose=PURPOSE),
    disbursement_approved(),
)

TO_ONE = Handover(
    handover_id=HANDOVER,
    heirs=(Heir(fund_id=NEW, accounts={BANK: NEW_BANK}),),
    effective_on=TODAY,
    decision_number="01/BB-BG",
)
BEGINNINGS = Beginnings(
    credits={CREDIT: credit_unallocated(30_000)},
    accounts={each.account_id: each for each in map(account_opened, AccountKind)},
    purposes={PURPOSE: purpose_defined()},
    disbursements={DISBURSEMENT: disbursement_proposed(400_000, purpose=PURPOSE)},
)


def fund(case: Given) -> Fund:
    assert isinstance(case.state, Fund)
    return case.state


def handed(
    old: Given,
    handover: Handover = TO_ONE,
    *heirs: Given,
    beginnings: Beginnings = BEGINNINGS,
) -> HandedOver:
    """Hand an old fund over to heirs of equal shares, by default to one."""
    books = heirs or (AN_HEIR,)
    inheriting = [Inheriting(fund(heir), WHOLE) for heir in books]
    context = Context(TREASURER, TODAY)
    return hand_over(fund(old), OLD, inheriting, beginnings, handover, context)
