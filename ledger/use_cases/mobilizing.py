"""Use cases of appeals, pledges and help that never entered a fund."""

from datetime import date

from ledger.access import Action
from ledger.fund.receiving import mobilizing
from ledger.recording.commands import Command, Receipt
from ledger.recording.decision import Decision
from ledger.recording.desk import Desk
from ledger.use_cases.asking import UseCases
from ledger.use_cases.donors import require_own_donor, require_own_word
from ledger.values import FundId, MobilizationId, PledgeId


class Mobilizing(UseCases):
    """Appeals, pledges, direct aid."""

    def launch_mobilization(
        self, command: Command, fund_id: FundId, new: mobilizing.NewMobilization
    ) -> Receipt:
        """Launch an appeal (phát động vận động)."""
        return self._on_fund(
            command,
            Action.RECORD,
            fund_id,
            mobilizing.launch_mobilization,
            new,
            created_id=new.mobilization_id,
        )

    def close_mobilization(
        self, command: Command, fund_id: FundId, mobilization_id: MobilizationId, on: date
    ) -> Receipt:
        """Close an appeal on a day."""
        return self._on_fund(
            command, Action.RECORD, fund_id, mobilizing.close_mobilization, mobilization_id, on
        )

    def make_pledge(self, command: Command, fund_id: FundId, new: mobilizing.NewPledge) -> Receipt:
        """Note a pledge (đăng ký ủng hộ).

        Raises what `require_own_donor`, `require_own_word` and `make_pledge` raise.
        """

        def decide(desk: Desk) -> Decision:
            require_own_donor(desk, command, new.donor_id)
            require_own_word(desk, self._vault, new.donor_id, named=new.named)
            event = mobilizing.make_pledge(desk.fund(fund_id), new, desk.context(command))
            return Decision(events=[event], created_id=new.pledge_id)

        return self._do_on_fund(command, Action.RECORD, fund_id, decide)

    def withdraw_pledge(
        self, command: Command, fund_id: FundId, pledge_id: PledgeId, on: date
    ) -> Receipt:
        """Note that what is outstanding of a pledge will not be given."""
        return self._on_fund(
            command, Action.RECORD, fund_id, mobilizing.withdraw_pledge, pledge_id, on
        )

    def report_direct_aid(
        self, command: Command, fund_id: FundId, aid: mobilizing.DirectAid
    ) -> Receipt:
        """Report help that an appeal brought about and that never entered the fund."""
        return self._on_fund(command, Action.RECORD, fund_id, mobilizing.report_direct_aid, aid)
