"""Use cases of reports: publishing one."""

from ledger import report
from ledger.access import Action
from ledger.recording.commands import Command, Receipt
from ledger.recording.decision import Decision
from ledger.recording.desk import Desk
from ledger.use_cases.asking import UseCases
from ledger.values import ReportId


class Publishing(UseCases):
    """Published reports."""

    def publish_report(self, command: Command, new: report.NewPublication) -> Receipt:
        """Publish a report (công bố báo cáo); its bytes never change."""
        report_id = ReportId(self._new_id())

        def decide(desk: Desk) -> Decision:
            desk.association(new.association_id)
            event = report.publish(new, desk.context(command))
            return Decision(events=[event], created_id=report_id)

        return self._do(command, report_id, Action.PUBLISH, lambda _: new.association_id, decide)
