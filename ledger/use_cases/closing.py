"""Use cases of closing the books, and of opening them again."""

from datetime import date

from ledger.access import Action
from ledger.fund.control import closing
from ledger.recording.commands import Command, Receipt
from ledger.use_cases.asking import UseCases
from ledger.values import FundId


class Closing(UseCases):
    """Periods closed and reopened."""

    def close_period(self, command: Command, fund_id: FundId, through: date) -> Receipt:
        """Close the books through a day (khóa sổ)."""
        return self._on_fund(command, Action.CLOSE, fund_id, closing.close_period, through)

    def reopen_period(
        self, command: Command, fund_id: FundId, reopening: closing.Reopening
    ) -> Receipt:
        """Open closed books again from a day on, in public (mở lại sổ)."""
        return self._on_fund(command, Action.REOPEN, fund_id, closing.reopen_period, reopening)
