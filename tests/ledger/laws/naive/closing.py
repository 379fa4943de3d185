"""The naive ledger: periods that are closed, and opened again."""

from datetime import date

from ledger.errors.money import DatedBeforeFund, DebitsUndecided, NothingToClose, NothingToReopen
from ledger.fund.control.closing import Reopening
from ledger.values import FundId, Role, StaffId
from tests.ledger.laws.naive.book import Vouchers
from tests.ledger.laws.naive.refusing import Rules, refuse_if
from tests.ledger.laws.naive.things import AClosing


class Closing(Rules):
    """Books closed and opened again."""

    def close_period(self, by: StaffId, fund: FundId, through: date) -> Vouchers:
        self.permit(by, fund, Role.TREASURER)
        refuse_if(DatedBeforeFund, when=through < self.a_fund(fund).opened_on)
        is_open = self.first_open_on(fund) <= through < self.today
        refuse_if(NothingToClose, when=not is_open)
        undecided = any(each.on <= through for each in self.open_debits(fund))
        refuse_if(DebitsUndecided, when=undecided)
        self.closings.append(AClosing(fund=fund, through=through))
        self.event(fund)
        return [None]

    def reopen_period(self, by: StaffId, fund: FundId, reopening: Reopening) -> Vouchers:
        self.permit(by, fund, Role.ADMINISTRATOR)
        through, opened_on = self.closed_through(fund), self.a_fund(fund).opened_on
        is_closed = through is not None and opened_on <= reopening.since <= through
        refuse_if(NothingToReopen, when=not is_closed)
        self.closings.append(AClosing(fund=fund, since=reopening.since))
        self.event(fund)
        return [None]
