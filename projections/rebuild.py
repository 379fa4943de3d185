"""Builds a new generation of the read models from the log while the old one is read and kept going.

See docs/decisions/0007: a generation has tables of its own, and one row says which is live.
"""

from collections.abc import Callable, Generator

import msgspec
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from projections.applying import batch_of
from projections.engine import Read, reached
from projections.tables import generations
from projections.tables.generations import Tracking
from projections.tables.schema import Tables, tables
from projections.tables.writing import write
from projections.views import Views

BATCH = 2_000
_DROP_PATIENCE_SECONDS = 2


class Progress(msgspec.Struct, frozen=True):
    """How far a rebuild has come: the position reached, and the log's last; `done` at the end."""

    position: int
    head: int
    done: bool = False


def rebuild(
    views: Views, read: Read, head: Callable[[], int], *, batch: int = BATCH
) -> Generator[Progress, None, None]:
    """Build the read models anew, in batches, and yield the progress after each.

    `read` and `head` are the log's: `Ledger.read` and `Ledger.position`. Readers see the old
    tables until the new ones hold all that the old ones do; then, in one transaction, the new ones
    are live. A rebuild that is killed, or whose iterator is abandoned, leaves the old ones as they
    are, and the next begins afresh: what it left may stem from the fault it was to mend.

    Raises `RebuildRunning` while another one runs.
    """
    with views.database.alone("rebuild"):
        new = _begin(views)
        at = Tracking()
        while events := read(at.position, batch):
            changes = batch_of(events, at.recorded_at_micros)
            at = reached(events)
            with views.database.writing() as connection:
                write(connection, new, changes)
                generations.track(connection, new, at)
            yield Progress(at.position, max(at.position, head()))
        _analyze(views, new)
        at = _switch(views, read, new, at, batch)
        _drop_all_but(views, new.generation)
        yield Progress(at.position, max(at.position, head()), done=True)


def _begin(views: Views) -> Tables:
    """Make the tables of the next generation, once what an earlier rebuild left is gone."""
    views.create_tables()
    with views.database.reading() as connection:
        live = connection.execute(generations.LIVE.select()).one().generation
    _drop_all_but(views, live)
    new = tables(live + 1)
    with views.database.writing() as connection:
        generations.create(connection, new)
    return new


def _analyze(views: Views, new: Tables) -> None:
    """Let PostgreSQL know the tables before the first question is asked, not a minute later."""
    if views.database.kind == "postgresql":
        with views.database.writing() as connection:
            for name in new.metadata.tables:
                connection.execute(text(f"ANALYZE {name}"))


def _switch(views: Views, read: Read, new: Tables, at: Tracking, batch: int) -> Tracking:
    """Take in what the live generation got meanwhile, and let the new one be live; return where.

    No more than that: it ends where something that was recorded at once ends.
    """
    with views.database.writing() as connection:
        old = tables(generations.lock(connection))
        goal = generations.tracking(connection, old).position
        while at.position < goal and (events := read(at.position, min(batch, goal - at.position))):
            write(connection, new, batch_of(events, at.recorded_at_micros))
            at = reached(events)
        generations.track(connection, new, at)
        generations.switch(connection, new)
    return at


def _drop_all_but(views: Views, live: int) -> None:
    """Drop other generations, one table in a transaction, so that nobody has to wait for long.

    Readers that still look at an old generation are waited for; if they take too long, the next
    rebuild drops what is left.
    """
    with views.database.reading() as connection:
        found = generations.existing(connection)
    for number, names in found.items():
        if number == live:
            continue
        try:
            for name in names:
                with views.database.writing() as connection:
                    if views.database.kind == "postgresql":
                        patience = f"SET LOCAL lock_timeout = '{_DROP_PATIENCE_SECONDS}s'"
                        connection.execute(text(patience))
                    connection.execute(text(f"DROP TABLE {name}"))
        except OperationalError:
            continue
