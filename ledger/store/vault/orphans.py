"""Orphans: people and memos in the vault that the book never heard of, after a grace.

The vault comes first and then the event, so what was cut off in between leaves a row without one.
It is suspected when it is first seen, and given up when it is still unknown after the grace.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import chain
from uuid import UUID

from sqlalchemy import Connection, delete, insert, select, update

from ledger.portions import portions
from ledger.store.vault.database import (
    IDENTITIES,
    LOGINS,
    MEMOS,
    PEOPLE,
    SUSPECTS,
    PeopleDatabase,
)
from ledger.values import from_micros, to_micros

_SUSPECTING = b"suspects"
_CLAIMED = -1
"""Since when somebody is suspected who is being given up."""


class Orphans:
    """What of the vault the book does not know."""

    def __init__(self, database: PeopleDatabase) -> None:
        """Use the vault's database."""
        self._database = database

    def find(
        self,
        known_people: Iterable[UUID],
        known_memos: Iterable[UUID],
        unknown_logins: Iterable[UUID],
        grace: timedelta,
    ) -> list[UUID]:
        """Return what has been unknown for longer than a grace; note what is unknown now.

        What is known comes in the order of ids; of logins, what is not. What was recorded
        meanwhile is suspected at most, and known the next time.
        """
        now = datetime.now(UTC)
        unknown = set(
            chain(
                _without(self._database.ids(PEOPLE), known_people),
                _without(self._database.ids(MEMOS), known_memos),
                unknown_logins,
            )
        )
        with self._database.one_at_a_time(_SUSPECTING) as connection:  # two sweeps find the same
            rows = connection.execute(select(SUSPECTS)).all()
            since = {UUID(bytes=row.id): from_micros(row.since_micros) for row in rows}
            for cleared in portions([each.bytes for each in since.keys() - unknown]):
                connection.execute(delete(SUSPECTS).where(SUSPECTS.c.id.in_(cleared)))
            new = [
                {"id": each.bytes, "since_micros": to_micros(now)}
                for each in unknown - since.keys()
            ]
            if new:
                connection.execute(insert(SUSPECTS), new)
        return sorted(each for each in unknown & since.keys() if now - since[each] >= grace)

    def claim(self, ids: Sequence[UUID], before: datetime) -> list[UUID]:
        """Return those of these orphans who are still suspected since before a moment (UTC).

        Whoever is told of by id has to wait until they are given up: see `clear`. They are found by
        what was told of them no more: whoever tells the same keeps somebody new.
        """
        claimed: list[UUID] = []
        for some in portions([each.bytes for each in ids]):
            old = SUSPECTS.c.since_micros <= to_micros(before)
            taken = update(SUSPECTS).where(SUSPECTS.c.id.in_(some), old)
            taken = taken.values(since_micros=_CLAIMED)
            with self._database.one_at_a_time(_SUSPECTING) as connection:
                rows = connection.scalars(taken.returning(SUSPECTS.c.id)).all()
                connection.execute(delete(IDENTITIES).where(IDENTITIES.c.id.in_(rows)))
            claimed += (UUID(bytes=each) for each in rows)
        return claimed

    @contextmanager
    def giving_up(self, ids: Sequence[UUID]) -> Iterator[tuple[Connection, list[UUID]]]:
        """Begin a transaction in which to destroy some hundreds of claimed orphans; yield whom.

        Those are left out whom another sweep has destroyed meanwhile: they may be here again.
        """
        some = SUSPECTS.c.id.in_([each.bytes for each in ids])
        query = select(SUSPECTS.c.id).where(some, SUSPECTS.c.since_micros == _CLAIMED)
        with self._database.one_at_a_time(_SUSPECTING) as connection:
            yield connection, [UUID(bytes=id_) for id_ in connection.scalars(query)]

    def clear(self, ids: Iterable[UUID]) -> bool:
        """Suspect these no more: they were told of again, and are recorded soon.

        Tells whether some of them are just being given up, and cannot be spared.
        """
        with self._database.transaction() as connection:
            if connection.execute(select(SUSPECTS.c.id).limit(1)).first() is None:
                return False  # as nearly always; to look for a thousand memos takes milliseconds
        are_claimed = False
        for wanted in portions([each.bytes for each in ids]):
            some = SUSPECTS.c.id.in_(wanted)
            one = select(SUSPECTS.c.id).where(some).limit(1)
            with self._database.transaction() as connection:
                if connection.execute(one).first() is None:
                    continue
            spared = SUSPECTS.c.since_micros != _CLAIMED
            with self._database.one_at_a_time(_SUSPECTING) as connection:
                connection.execute(delete(SUSPECTS).where(some, spared))
                are_claimed = are_claimed or connection.execute(one).first() is not None
        return are_claimed

    def lone_logins(self) -> list[UUID]:
        """Return who has a login, and nothing else here: it came before there was a person."""
        person = select(PEOPLE.c.id).where(PEOPLE.c.id == LOGINS.c.staff_id)
        with self._database.transaction() as connection:
            ids = connection.scalars(select(LOGINS.c.staff_id).where(~person.exists()))
            return [UUID(bytes=id_) for id_ in ids]


def _without(ids: Iterator[UUID], known: Iterable[UUID]) -> Iterator[UUID]:
    """Yield those ids that are not known; both come in order."""
    others = iter(known)
    other = next(others, None)
    for id_ in ids:
        while other is not None and other < id_:
            other = next(others, None)
        if other != id_:
            yield id_
