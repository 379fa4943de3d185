"""What was done on paper (báo cáo giấy): periods without a book, and help that others gave."""

from api.auth import may_read_association
from api.operations.queries import PageAsked
from api.operations.reading import ListOut, known_position, next_cursor, reading
from api.operations.resource import Resource
from api.services import ledger
from api.v1.schemas.on_paper import AidGivenIn, PeriodSummaryIn
from api.v1.schemas.statistics import FiguresQuery
from ledger.access import Action
from ledger.association.on_paper import NewAidGiven, NewPeriodSummary
from ledger.recording.commands import Command, Receipt
from ledger.values import AssociationId
from projections.associations import on_paper
from projections.associations.on_paper import AidGiven, PeriodSummary
from projections.associations.told import Asked

resource = Resource("on-paper", "Báo cáo giấy: periods without a book, and help of others")


@resource.write(
    "/associations/<uuid:association_id>/period-summaries", PeriodSummaryIn, Action.REPORT_ON_PAPER
)
def report_period_summary(
    command: Command, new: NewPeriodSummary, association_id: AssociationId
) -> Receipt:
    """Report what an association without a book mobilised, gave and had left in a period."""
    return ledger().report_period_summary(command, association_id, new)


@resource.read(
    "/associations/<uuid:association_id>/period-summaries",
    ListOut[PeriodSummary],
    None,
    query=FiguresQuery,
)
def list_period_summaries(
    asked: PageAsked, association_id: AssociationId
) -> ListOut[PeriodSummary]:
    """List what an association told of periods on paper, the latest first."""
    entitled = may_read_association(association_id)
    with reading() as state:
        found = on_paper.summaries(state, association_id, _asked(asked), entitled=entitled)
    following = next_cursor(found.after, found.as_of.position)
    return ListOut(items=found.items, next_cursor=following, known_at=found.as_of)


@resource.write("/associations/<uuid:association_id>/aid-given", AidGivenIn, Action.REPORT_ON_PAPER)
def report_aid_given(command: Command, new: NewAidGiven, association_id: AssociationId) -> Receipt:
    """Report help that partners gave, or gave together with the association."""
    return ledger().report_aid_given(command, association_id, new)


@resource.read(
    "/associations/<uuid:association_id>/aid-given", ListOut[AidGiven], None, query=FiguresQuery
)
def list_aid_given(asked: PageAsked, association_id: AssociationId) -> ListOut[AidGiven]:
    """List the help of others that an association told of, the latest first."""
    entitled = may_read_association(association_id)
    with reading() as state:
        found = on_paper.aid_given(state, association_id, _asked(asked), entitled=entitled)
    following = next_cursor(found.after, found.as_of.position)
    return ListOut(items=found.items, next_cursor=following, known_at=found.as_of)


def _asked(asked: PageAsked) -> Asked:
    known_at = known_position(asked.known_at)
    return Asked(known_at=known_at, after=asked.after, limit=asked.limit)
