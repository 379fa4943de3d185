"""Use cases of a fund's beginning, and of how its board wants it kept."""

from uuid import UUID

from ledger.access import Action
from ledger.association.establishing import check_acting
from ledger.fund import opening
from ledger.recording.commands import Command, Receipt
from ledger.recording.decision import Decision
from ledger.recording.desk import Desk
from ledger.use_cases.asking import UseCases
from ledger.values import FundId


class Opening(UseCases):
    """Funds with their accounts, purposes and opening balances."""

    def open_fund(self, command: Command, new: opening.NewFund) -> Receipt:
        """Open a fund of an association (lập quỹ)."""
        fund_id = FundId(self._new_id())

        def decide(desk: Desk) -> Decision:
            association = desk.association(new.association_id)
            check_acting(association, new.effective_on, "association_id")
            event = opening.open_fund(new, desk.context(command))
            return Decision(events=[event], created_id=fund_id)

        return self._do(command, fund_id, Action.OPEN_FUND, lambda _: new.association_id, decide)

    def open_account(self, command: Command, fund_id: FundId, new: opening.NewAccount) -> Receipt:
        """Open a cash box, bank account or term deposit of a fund."""
        return self._on_fund(
            command,
            Action.SET_UP_FUND,
            fund_id,
            opening.open_account,
            new,
            created_id=new.account_id,
        )

    def define_purpose(self, command: Command, fund_id: FundId, new: opening.NewPurpose) -> Receipt:
        """Define a purpose that money can be given for."""
        return self._on_fund(
            command,
            Action.SET_UP_FUND,
            fund_id,
            opening.define_purpose,
            new,
            created_id=UUID(new.purpose),
        )

    def record_opening_balance(
        self, command: Command, fund_id: FundId, new: opening.OpeningBalance
    ) -> Receipt:
        """Record what an account held when the fund came into this book (số dư đầu kỳ)."""
        return self._on_fund(command, Action.RECORD, fund_id, opening.record_opening_balance, new)

    def set_controls(self, command: Command, fund_id: FundId, new: opening.NewControls) -> Receipt:
        """Set how the fund is controlled, as its board decided."""
        return self._on_fund(command, Action.SET_CONTROLS, fund_id, opening.set_controls, new)

    def set_limit(self, command: Command, fund_id: FundId, new: opening.NewLimit) -> Receipt:
        """Bound what one person of a role may decide on, as the fund's board decided."""
        return self._on_fund(command, Action.SET_CONTROLS, fund_id, opening.set_limit, new)
