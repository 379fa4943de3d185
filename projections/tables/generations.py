"""Which generation of tables is read and kept going, and how one comes and goes."""

import re

import msgspec
from sqlalchemy import (
    Column,
    Connection,
    Integer,
    MetaData,
    SmallInteger,
    Table,
    Text,
    insert,
    inspect,
    select,
    text,
    update,
)
from sqlalchemy.exc import ProgrammingError

from projections.errors import ViewsOutdated
from projections.tables.columns import prefix
from projections.tables.schema import Tables, revision, tables

_ONE = 1
_LOOKS = 5
_PREFIX = re.compile(r"views_(\d+)_")

LIVE = Table(
    "views_live",
    MetaData(),
    Column("one", SmallInteger, primary_key=True, autoincrement=False),
    Column("generation", Integer, nullable=False),
    Column("revision", Text, nullable=False),
)
"""One row: the generation that is live, and what its tables are like."""


class Tracking(msgspec.Struct, frozen=True):
    """How far a generation has come: the last position in it, and when that was recorded."""

    position: int = 0
    recorded_at_micros: int = 0


class Generation(msgspec.Struct, frozen=True):
    """A generation of tables and how far it has come."""

    tables: Tables
    tracking: Tracking


def live(connection: Connection, *, locked: bool = False) -> Generation:
    """Return the live generation; `locked`, nobody else moves or replaces it meanwhile.

    Raises `ViewsOutdated` if another version of the software made it.
    """
    query = select(LIVE.c.generation, LIVE.c.revision)
    if locked:
        query = query.with_for_update()  # SQLite has no such clause, and needs none
    number, made_by = connection.execute(query).one()
    if made_by != revision():
        raise ViewsOutdated
    return Generation(tables(number), tracking(connection, tables(number)))


def look(connection: Connection) -> Generation:
    """Return the live generation to a reader, who may come just as it is replaced and dropped."""
    for _ in range(_LOOKS - 1):
        try:
            return live(connection)
        except ProgrammingError:
            connection.rollback()
    return live(connection)


def tracking(connection: Connection, of: Tables) -> Tracking:
    """Return how far a generation has come."""
    query = select(of.tracking.c.position, of.tracking.c.recorded_at_micros)
    return Tracking(*connection.execute(query).one())


def track(connection: Connection, of: Tables, at: Tracking) -> None:
    """Record how far a generation has come."""
    connection.execute(update(of.tracking).values(msgspec.structs.asdict(at)))


def begin(connection: Connection) -> None:
    """Make the first generation and let it be live, unless there is one."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(hashtext('soquy create views'))"))
    if inspect(connection).has_table(LIVE.name):
        return
    LIVE.create(connection)
    create(connection, tables(1))
    connection.execute(insert(LIVE).values(one=_ONE, generation=1, revision=revision()))


def create(connection: Connection, new: Tables) -> None:
    """Make the empty tables of a generation."""
    new.metadata.create_all(connection, checkfirst=False)
    connection.execute(insert(new.tracking).values(one=_ONE, position=0, recorded_at_micros=0))


def lock(connection: Connection) -> int:
    """Keep the live generation from moving until the transaction ends; return its number."""
    generation: int = connection.execute(select(LIVE.c.generation).with_for_update()).scalar_one()
    return generation


def switch(connection: Connection, to: Tables) -> None:
    """Let a generation be live from this transaction on."""
    connection.execute(update(LIVE).values(generation=to.generation, revision=revision()))


def existing(connection: Connection) -> dict[int, list[str]]:
    """Return the tables of all generations that have any, `tracking` first.

    A reader touches that one before any other, so dropping it first waits for every reader.
    """
    found: dict[int, list[str]] = {}
    for name in inspect(connection).get_table_names():
        if matched := _PREFIX.match(name):
            found.setdefault(int(matched[1]), []).append(name)
    for number, names in found.items():
        names.sort(key=lambda name: name != f"{prefix(number)}tracking")
    return found
