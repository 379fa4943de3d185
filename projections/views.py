"""The read models as others use them: look at one state of them, or wait for a position."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from time import monotonic, sleep
from typing import Any

import msgspec
from sqlalchemy import Connection, Executable, Row, inspect, select

from ledger.errors.missing import PositionNotFound
from ledger.values import from_micros, to_micros
from projections.errors import ViewsNewer
from projections.tables import generations
from projections.tables.database import Database
from projections.tables.generations import Generation
from projections.tables.schema import Tables, is_newer, revision

_WAIT_SECONDS_MIN, _WAIT_SECONDS_MAX = 0.001, 0.02


class AsOf(msgspec.Struct, frozen=True):
    """What an answer knows: the log up to a position, recorded (UTC) by then; None if empty."""

    position: int
    recorded_at: datetime | None


class Reading:
    """One state of the read models; every question asked of it is answered as of one position."""

    def __init__(self, connection: Connection, generation: Generation) -> None:
        """Read the tables of a generation in the transaction of `connection`."""
        self.connection = connection
        self.generation = generation
        self.tables: Tables = generation.tables
        self.position = generation.tracking.position
        self._micros = generation.tracking.recorded_at_micros

    def as_of(self, known_at: int | None = None) -> AsOf:
        """Return the position answers are as of: `known_at`, or the last one.

        Raises `PositionNotFound` for a position below zero or one that is not here yet.
        """
        if known_at is None or known_at == self.position:
            return AsOf(self.position, _moment(self._micros))
        if not 0 <= known_at < self.position:
            raise PositionNotFound("known_at")
        moments = self.tables.moments
        query = (
            select(moments.c.recorded_at_micros)
            .where(moments.c.position <= known_at)
            .order_by(moments.c.position.desc())
            .limit(1)
        )
        return AsOf(known_at, _moment(self.connection.execute(query).scalar() or 0))

    def position_at(self, moment: datetime) -> int:
        """Return the last position here that was recorded at or before an aware `moment`, or 0."""
        moments = self.tables.moments
        later = (
            select(moments.c.position)
            .where(moments.c.recorded_at_micros > to_micros(moment))
            .order_by(moments.c.position)
            .limit(1)
        )
        first_after = self.connection.execute(later).scalar()
        return self.position if first_after is None else first_after - 1

    def all(self, query: Executable, /, **asked: object) -> list[Row[Any]]:
        """Return every row a query gives, with what it asks for by name."""
        return list(self.connection.execute(query, asked).all())

    def first(self, query: Executable, /, **asked: object) -> Row[Any] | None:
        """Return a query's first row, or None."""
        return self.connection.execute(query, asked).first()


class Views:
    """The read models behind `SOQUY_VIEWS_DATABASE_URL`.

    Safe to share between threads; made before a fork, it works on both sides of it.
    """

    def __init__(self, url: str) -> None:
        """Name the database; nothing is opened before it is needed.

        Raises `ValueError` for anything but `sqlite:///path` and `postgresql://…`.
        """
        self.database = Database(url)

    def create_tables(self) -> None:
        """Make the tables if there are none, however many processes ask for it together."""
        with self.database.writing() as connection:
            generations.begin(connection)

    def is_made(self) -> bool:
        """Tell whether anybody has made tables here."""
        with self.database.reading() as connection:
            return inspect(connection).has_table(generations.LIVE.name)

    def needs_rebuild(self, head: int | None = None) -> bool:
        """Tell whether the tables are those of another version, or of another log.

        They hold another log if they are ahead of `head`, its last position: it was restored from
        a backup. Only a rebuild changes either.
        """
        with self.database.reading() as connection:
            made_by: str = connection.execute(select(generations.LIVE.c.revision)).scalar_one()
        return made_by != revision() or (head is not None and self.position() > head)

    def check_not_newer(self) -> None:
        """Raise `ViewsNewer` if a newer version of the software made the tables."""
        with self.database.reading() as connection:
            made_by: str = connection.execute(select(generations.LIVE.c.revision)).scalar_one()
        if is_newer(made_by):
            raise ViewsNewer

    @contextmanager
    def reading(self) -> Iterator[Reading]:
        """Open a look at one state of the read models.

        Raises `ViewsOutdated` if they must be rebuilt first.
        """
        with self.database.reading() as connection:
            yield Reading(connection, generations.look(connection))

    def position(self) -> int:
        """Return the last position the read models hold."""
        with self.reading() as reading:
            return reading.position

    def wait_for(self, position: int, timeout_seconds: float) -> bool:
        """Wait until the read models hold `position`; tell whether they do."""
        deadline = monotonic() + timeout_seconds
        pause = _WAIT_SECONDS_MIN
        while self.position() < position:
            left = deadline - monotonic()
            if left <= 0:
                return False
            sleep(min(pause, left))
            pause = min(2 * pause, _WAIT_SECONDS_MAX)
        return True

    def close(self) -> None:
        """Close this process's connections; the next use opens new ones."""
        self.database.close()


def _moment(micros: int) -> datetime | None:
    return from_micros(micros) if micros else None
