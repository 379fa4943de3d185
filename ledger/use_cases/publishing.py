"""Use cases of reports: publishing one."""

from ledger import report
from ledger.access import Action
from ledger.recording.commands import Command, Receipt
from ledger.recording.decision import Decision
from ledger.recording.desk import Desk
from ledger.store.log.facts import publication_of, publications_of
from ledger.use_cases.asking import UseCases
from ledger.values import ReportId


class Publishing(UseCases):
    """Published reports."""

    def publish_report(self, command: Command, new: report.NewPublication) -> Receipt:
        """Publish a report (công bố báo cáo); its bytes never change.

        Raises `Forbidden`, `AssociationNotFound`, `DatedAhead`, and `PublishedMeanwhile` where it
        is to be made anew, beside what was published since.
        """
        report_id = ReportId(self._new_id())

        def decide(desk: Desk) -> Decision:
            desk.association(new.association_id)
            beginning = publications_of(new.first, new.last)
            published = {publication_of(each) for each in desk.facts_beginning(beginning)}
            event = report.publish(new, published, desk.context(command))
            return Decision(events=[event], created_id=report_id)

        return self._do(command, report_id, Action.PUBLISH, lambda _: new.association_id, decide)
