"""What can be wrong in what is asked of a fund, and the refusals that say so."""

from datetime import date, timedelta

from ledger.errors.money import BadAmount, DatedAhead, DatedBeforeFund, PeriodIsClosed
from ledger.values import (
    AMOUNT_DONG_MAX,
    AccountId,
    CreditId,
    CustodyId,
    DebitId,
    MobilizationId,
    PledgeId,
    PurposeId,
)
from tests.builders import OPENED, an_id
from tests.fakes import TODAY
from tests.ledger.happened.control import period_closed

TOMORROW = TODAY + timedelta(days=1)
BEFORE_ALL = OPENED - timedelta(days=1)

NO_ACCOUNT = AccountId(an_id("an account of nobody"))
NO_PURPOSE = PurposeId(str(an_id("a purpose of nobody")))
NO_MOBILIZATION = MobilizationId(an_id("an appeal of nobody"))
NO_DEBIT = DebitId(an_id("a debit of nobody"))
NO_CREDIT = CreditId(an_id("a credit of nobody"))
NO_PLEDGE = PledgeId(an_id("a pledge of nobody"))
NO_CUSTODY = CustodyId(an_id("a custody of nobody"))

NOT_AN_AMOUNT = BadAmount("amount_dong", least=1, most=AMOUNT_DONG_MAX)
AHEAD = DatedAhead("effective_on", today=TODAY.isoformat())
TOO_EARLY = DatedBeforeFund("effective_on", began_on=OPENED.isoformat())

CLOSED_2024 = period_closed(through=date(2024, 12, 31))
IN_2024 = date(2024, 12, 31)
SEALED = PeriodIsClosed("effective_on", first_open_on="2025-01-01")
