"""The log of readings: who saw which protected name, when and where; ids only, never a name."""

from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, datetime
from uuid import UUID

import msgspec
from sqlalchemy import Connection, RowMapping, func, insert, select, text

from ledger.portions import portions
from ledger.store.vault.database import READINGS, PeopleDatabase
from ledger.values import from_micros, to_micros


class NewReading(msgspec.Struct, frozen=True, kw_only=True):
    """That someone is about to see a name, at a route, perhaps for a reason.

    `association_id` is that of whoever registered the person.
    """

    reader_id: UUID
    person_id: UUID
    association_id: UUID
    route: str
    reason: str | None = None


class MadeReading(NewReading, frozen=True, kw_only=True):
    """A reading in the log, with its number and its moment (UTC)."""

    number: int
    at: datetime


class Readings:
    """The log of readings in the people vault; it only grows."""

    def __init__(self, database: PeopleDatabase) -> None:
        """Use the vault's database."""
        self._database = database

    def add(self, readings: Iterable[NewReading]) -> None:
        """Write readings down, durably, before anything is shown."""
        at_micros = to_micros(datetime.now(UTC))
        rows = [
            {
                "at_micros": at_micros,
                "reader_id": each.reader_id.bytes,
                "person_id": each.person_id.bytes,
                "association_id": each.association_id.bytes,
                "route": each.route,
                "reason": each.reason,
            }
            for each in readings
        ]
        if rows:
            with self._database.transaction() as connection:
                self._one_at_a_time(connection)
                last = connection.scalar(select(func.max(READINGS.c.number))) or 0
                numbered = [{"number": last + at, **row} for at, row in enumerate(rows, 1)]
                connection.execute(insert(READINGS), numbered)

    def of_associations(
        self, association_ids: Collection[UUID], *, after: int = 0, limit: int = 100
    ) -> Sequence[MadeReading]:
        """Return the first readings behind a number of people whom these registered, in order."""
        found: list[RowMapping] = []
        with self._database.transaction() as connection:
            for some in portions([each.bytes for each in association_ids]):
                of_these = READINGS.c.association_id.in_(some)
                query = select(READINGS).where(of_these, READINGS.c.number > after)
                rows = connection.execute(query.order_by(READINGS.c.number).limit(limit))
                found += rows.mappings()
        found.sort(key=lambda row: row["number"])
        return [_made(row) for row in found[:limit]]

    def _one_at_a_time(self, connection: Connection) -> None:
        if self._database.is_postgresql:
            connection.execute(text(f"LOCK TABLE {READINGS.name} IN SHARE ROW EXCLUSIVE MODE"))
        else:
            connection.exec_driver_sql("BEGIN IMMEDIATE")


def _made(row: RowMapping) -> MadeReading:
    return MadeReading(
        number=row["number"],
        at=from_micros(row["at_micros"]),
        reader_id=UUID(bytes=row["reader_id"]),
        person_id=UUID(bytes=row["person_id"]),
        association_id=UUID(bytes=row["association_id"]),
        route=row["route"],
        reason=row["reason"],
    )
