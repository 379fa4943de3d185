"""What donors and beneficiaries are alike in: who registered whom, who is who, who is forgotten."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import Column, ColumnElement, FromClause, Row, Table, and_, exists, or_, select

from ledger.events.base import Event
from ledger.events.beneficiary import (
    BeneficiaryErased,
    BeneficiaryErasureRequested,
    BeneficiaryErasureWithdrawn,
    BeneficiaryMerged,
    BeneficiaryMergeUndone,
)
from ledger.events.donor import (
    DonorErased,
    DonorErasureRequested,
    DonorErasureWithdrawn,
    DonorMerged,
    DonorMergeUndone,
)
from ledger.store.log.codec import Recorded
from ledger.values import AssociationId, Standing
from projections.answers import bounded
from projections.batch import Batch
from projections.tables import bulk
from projections.views import Reading

Kept = Literal["donors", "beneficiaries"]
"""The tables of people: the key is an id, `merged_into` whom that person turned out to be."""

# How events move them


def merged(batch: Batch, recorded: Recorded, event: DonorMerged | BeneficiaryMerged) -> None:
    """Make somebody a member of another."""
    batch.change(_table(event), event.private.other_id, merged_into=recorded.stream)


def merge_undone(
    batch: Batch, _: Recorded, event: DonorMergeUndone | BeneficiaryMergeUndone
) -> None:
    """Make a member a person of its own again."""
    batch.change(_table(event), event.private.other_id, merged_into=None)


def standing_changed(batch: Batch, recorded: Recorded, event: Event) -> None:
    """Restrict somebody, or no more, or for ever."""
    batch.change(_table(event), recorded.stream, standing=_STANDINGS[type(event)].value)


_STANDINGS: dict[type[Event], Standing] = {
    DonorErasureRequested: Standing.RESTRICTED,
    DonorErasureWithdrawn: Standing.KNOWN,
    DonorErased: Standing.ERASED,
    BeneficiaryErasureRequested: Standing.RESTRICTED,
    BeneficiaryErasureWithdrawn: Standing.KNOWN,
    BeneficiaryErased: Standing.ERASED,
}


def _table(event: Event) -> Kept:
    return "donors" if event.topic.startswith("donor.") else "beneficiaries"


# What is asked of them


def is_known(person: FromClause) -> ColumnElement[bool]:
    """Return whether the person of a row has not asked to be forgotten."""
    return person.c.standing == Standing.KNOWN.value


def is_shown(
    people: Table, shows: Callable[[FromClause], ColumnElement[bool]] = is_known
) -> ColumnElement[bool]:
    """Return whether a row shows who it is, and so does whoever that turned out to be."""
    survivor = people.alias()
    same = survivor.c[_key(people).name] == people.c.merged_into
    shown_there = exists().where(same, shows(survivor))
    return and_(shows(people), or_(people.c.merged_into.is_(None), shown_there))


def row(reading: Reading, people: Table, person_id: UUID) -> Row[Any] | None:
    """Return a person's row, if there is one."""
    return reading.first(select(people).where(_key(people) == person_id))


def member_rows(reading: Reading, people: Table, person_id: UUID) -> Sequence[Row[Any]]:
    """Return who turned out to be a person, in the order they were registered."""
    query = select(people).where(people.c.merged_into == person_id).order_by(people.c.position)
    return reading.all(query)


def rows_below(
    reading: Reading, people: Table, association_id: AssociationId, after: int | None, limit: int
) -> Sequence[Row[Any]]:
    """Return whom an association and all below it registered, in order; one more than `limit`."""
    above = reading.tables.association_ancestors
    query = (
        select(people)
        .join(above, above.c.association_id == people.c.association_id)
        .where(above.c.ancestor_id == association_id, people.c.position > (after or 0))
        .order_by(people.c.position)
        .limit(bounded(limit) + 1)
    )
    return reading.all(query)


def others_of(reading: Reading, ids: Iterable[UUID]) -> dict[UUID, set[UUID]]:
    """Return the other ids of those of these donors and beneficiaries who have others."""
    wanted, found = list(ids), dict[UUID, set[UUID]]()
    for people in (reading.tables.donors, reading.tables.beneficiaries):
        one, other, name = people.alias(), people.alias(), _key(people).name
        query = select(one.c[name].label("id"), other.c[name].label("other_id")).where(
            bulk.among(reading.connection, one.c[name], wanted),
            other.c[name] != one.c[name],
            or_(
                other.c[name] == one.c.merged_into,
                other.c.merged_into == one.c[name],
                other.c.merged_into == one.c.merged_into,
            ),
        )
        for row_ in reading.all(query):
            found.setdefault(row_.id, set()).add(row_.other_id)
    return found


def _key(people: Table) -> Column[UUID]:
    (key,) = people.primary_key.columns
    return key
