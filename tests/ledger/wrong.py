"""What can be wrong in what is asked of a fund, and the refusals that say so."""

from datetime import timedelta

from ledger.errors import BadAmount, DatedAhead, DatedBeforeFund
from ledger.values import AMOUNT_DONG_MAX, AccountId, DebitId, MobilizationId, PurposeId
from tests.builders import OPENED, an_id
from tests.fakes import TODAY

TOMORROW = TODAY + timedelta(days=1)
BEFORE_ALL = OPENED - timedelta(days=1)

NO_ACCOUNT = AccountId(an_id("an account of nobody"))
NO_PURPOSE = PurposeId(str(an_id("a purpose of nobody")))
NO_MOBILIZATION = MobilizationId(an_id("an appeal of nobody"))
NO_DEBIT = DebitId(an_id("a debit of nobody"))

NOT_AN_AMOUNT = BadAmount("amount_dong", least=1, most=AMOUNT_DONG_MAX)
AHEAD = DatedAhead("effective_on", today=TODAY.isoformat())
TOO_EARLY = DatedBeforeFund("effective_on", began_on=OPENED.isoformat())
