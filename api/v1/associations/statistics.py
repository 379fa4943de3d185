"""Statistics (số liệu) and targets (chỉ tiêu) of an association: what it counts beside money."""

from api.operations.queries import PageAsked
from api.operations.reading import ListOut, known_position, next_cursor, reading
from api.operations.resource import Resource
from api.services import ledger
from api.v1.schemas.statistics import FiguresQuery, StatisticIn, TargetIn
from ledger.access import Action
from ledger.association.counting import NewStatistic, NewTarget
from ledger.recording.commands import Command, Receipt
from ledger.values import AssociationId
from projections.associations import statistics
from projections.associations.statistics import Statistic, Target
from projections.associations.told import Asked

resource = Resource("statistics", "Số liệu, chỉ tiêu: what an association counts and aims at")


@resource.write(
    "/associations/<uuid:association_id>/statistics", StatisticIn, Action.REPORT_STATISTIC
)
def report_statistic(command: Command, new: NewStatistic, association_id: AssociationId) -> Receipt:
    """Report how many there are, or were added: members, inhabitants, branches, models."""
    return ledger().report_statistic(command, association_id, new)


@resource.read(
    "/associations/<uuid:association_id>/statistics", ListOut[Statistic], None, query=FiguresQuery
)
def list_statistics(asked: PageAsked, association_id: AssociationId) -> ListOut[Statistic]:
    """List what an association reported, the latest first."""
    with reading() as state:
        found = statistics.of_association(state, association_id, _asked(asked))
    following = next_cursor(found.after, found.as_of.position)
    return ListOut(items=found.items, next_cursor=following, known_at=found.as_of)


@resource.write("/associations/<uuid:association_id>/targets", TargetIn, Action.SET_TARGET)
def set_target(command: Command, new: NewTarget, association_id: AssociationId) -> Receipt:
    """Set what an association, with all below it, aims at."""
    return ledger().set_target(command, association_id, new)


@resource.read(
    "/associations/<uuid:association_id>/targets", ListOut[Target], None, query=FiguresQuery
)
def list_targets(asked: PageAsked, association_id: AssociationId) -> ListOut[Target]:
    """List what an association aimed at, the latest first."""
    with reading() as state:
        found = statistics.targets(state, association_id, _asked(asked))
    following = next_cursor(found.after, found.as_of.position)
    return ListOut(items=found.items, next_cursor=following, known_at=found.as_of)


def _asked(asked: PageAsked) -> Asked:
    known_at = known_position(asked.known_at)
    return Asked(known_at=known_at, after=asked.after, limit=asked.limit)
