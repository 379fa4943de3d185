"""Where members of staff (cán bộ) were enrolled or ever had a role; what holds is in the ledger."""

from uuid import UUID

from sqlalchemy import func, select

from ledger.events.access import RoleGranted, StaffEnrolled
from ledger.store.log.codec import Recorded
from ledger.values import AssociationId, StaffId
from projections.answers import Page, bounded, page
from projections.batch import Batch
from projections.views import Reading


def enrolled(batch: Batch, recorded: Recorded, event: StaffEnrolled) -> None:
    """Add where somebody was enrolled, if that was anywhere."""
    if event.association_id is not None:
        _place(batch, event.association_id, recorded)


def granted(batch: Batch, recorded: Recorded, event: RoleGranted) -> None:
    """Add where somebody got a role."""
    _place(batch, event.association_id, recorded)


def below(
    reading: Reading, association_id: AssociationId, *, after: int | None = None, limit: int = 100
) -> Page[StaffId]:
    """Return a page of those who were enrolled, or got a role, in a subtree, each once.

    They come in the order of what happened to them there last. Whether it still holds is for the
    ledger to say: a role may be over.
    """
    t = reading.tables
    places, above = t.staff_places, t.association_ancestors
    last = func.max(places.c.position)
    query = (
        select(places.c.staff_id, last.label("position"))
        .join(above, above.c.association_id == places.c.association_id)
        .where(above.c.ancestor_id == association_id)
        .group_by(places.c.staff_id)
        .having(last > (after or 0))
        .order_by(last)
        .limit(bounded(limit) + 1)
    )
    rows = reading.all(query)
    found = [StaffId(row.staff_id) for row in rows]
    return page(found, rows, limit, reading.as_of())


def _place(batch: Batch, association_id: UUID, recorded: Recorded) -> None:
    batch.put("staff_places", association_id, recorded.stream, position=recorded.position)
