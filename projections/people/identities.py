"""What donors and beneficiaries are alike in: who registered whom, who is who, who is forgotten."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any, Literal, NamedTuple
from uuid import UUID

from sqlalchemy import (
    Column,
    ColumnElement,
    FromClause,
    Row,
    Table,
    and_,
    exists,
    func,
    or_,
    select,
)

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
from projections.answers import Page, bounded, page
from projections.associations import associations
from projections.batch import Batch
from projections.tables import bulk
from projections.views import Reading

Kept = Literal["donors", "beneficiaries"]
"""The tables of people: the key is an id, `merged_into` whom that person turned out to be."""


class Registered(NamedTuple):
    """Somebody who is registered; `merged_into` is whom that person turned out to be."""

    id: UUID
    association_id: AssociationId
    standing: Standing
    merged_into: UUID | None


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
    """Return whether a row shows who it is, and so does every other id of the same person."""
    same, key = people.alias(), _key(people)
    survivor_id = func.coalesce(people.c.merged_into, key)
    is_same = or_(same.c[key.name] == survivor_id, same.c.merged_into == survivor_id)
    return and_(shows(people), ~exists().where(is_same, ~shows(same)))


def row(reading: Reading, people: Table, person_id: UUID) -> Row[Any] | None:
    """Return a person's row, if there is one."""
    return reading.first(select(people).where(_key(people) == person_id))


def member_rows(reading: Reading, people: Table, person_id: UUID) -> Sequence[Row[Any]]:
    """Return who turned out to be a person, in the order they were registered."""
    query = select(people).where(people.c.merged_into == person_id).order_by(people.c.position)
    return reading.all(query)


def rows_below(
    reading: Reading,
    people: Table,
    association_id: AssociationId,
    on: date,
    *,
    after: int | None,
    limit: int,
) -> Sequence[Row[Any]]:
    """Return whom an association and all below it registered, in order; one more than `limit`.

    So did whoever ended by a day and was succeeded by any of them.
    """
    units = associations.ids_answered_for(reading, association_id, on)
    whose = bulk.among(reading.connection, people.c.association_id, units)
    query = (
        select(people)
        .where(whose, people.c.position > (after or 0))
        .order_by(people.c.position)
        .limit(bounded(limit) + 1)
    )
    return reading.all(query)


def registered_below(
    reading: Reading,
    people: Kept,
    association_id: AssociationId,
    on: date,
    *,
    after: int | None,
    limit: int,
) -> Page[Registered]:
    """Return a page of those whom an association and all below it registered; see `rows_below`."""
    table = _named(reading, people)
    rows = rows_below(reading, table, association_id, on, after=after, limit=limit)
    found = [_registered(row) for row in rows]
    return page(found, rows, limit, reading.as_of())


def those(reading: Reading, people: Kept, ids: Iterable[UUID]) -> list[Registered]:
    """Return those of these who are registered, in the order in which they are named."""
    wanted = list(ids)
    found = {each.id: each for each in _those(reading, people, wanted)}
    return [found[each] for each in wanted if each in found]


def associations_of(
    reading: Reading, people: Kept, ids: Iterable[UUID]
) -> dict[UUID, AssociationId]:
    """Return which association registered each of those of these who are registered."""
    return {each.id: each.association_id for each in _those(reading, people, list(ids))}


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


def _those(reading: Reading, people: Kept, wanted: list[UUID]) -> list[Registered]:
    table = _named(reading, people)
    among = bulk.among(reading.connection, _key(table), wanted)
    return [_registered(row) for row in reading.all(select(table).where(among))]


def _named(reading: Reading, people: Kept) -> Table:
    return reading.tables.donors if people == "donors" else reading.tables.beneficiaries


def _registered(row: Row[Any]) -> Registered:
    return Registered(
        id=row[0],
        association_id=row.association_id,
        standing=Standing(row.standing),
        merged_into=row.merged_into,
    )


def _key(people: Table) -> Column[UUID]:
    (key,) = people.primary_key.columns
    return key
