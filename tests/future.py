"""What a newer version of the software would leave in a store of ours."""

from uuid import UUID

from eventsourcing.persistence import StoredEvent
from sqlalchemy import select

from ledger.application import Ledger
from projections.tables import generations
from projections.tables.generations import Tracking
from projections.tables.schema import MEANING
from projections.views import Views

TOPIC = "fund.moon_landed"


def record_the_future(ledger: Ledger, stream: UUID) -> int:
    """Record in a stream what no version of today can read; return its position."""
    rows = ledger.stream_rows(stream, 0, 10_000)
    version = rows[-1].originator_version if rows else 0
    event = StoredEvent(stream, version + 1, TOPIC, b'{"private":{"salt":""}}')
    [position] = ledger.recorder.insert_events([event], recorded_at_micros=0) or ()
    return position


def made_by(views: Views) -> str:
    """Return which revision the tables of the read models say they are of."""
    with views.database.reading() as connection:
        revision: str = connection.execute(select(generations.LIVE.c.revision)).scalar_one()
    return revision


def let_be_of(views: Views, revision: str = f"{MEANING + 1}.0123456789abcdef") -> None:
    """Let the tables of the read models be of another revision: unless it is named, a newer one."""
    with views.database.writing() as connection:
        connection.execute(generations.LIVE.update().values(revision=revision))


def let_be_read(views: Views, position: int) -> None:
    """Let the read models have taken in what is recorded up to a position, as a newer one would."""
    with views.database.writing() as connection:
        live = generations.live(connection)
        at = Tracking(position, live.tracking.recorded_at_micros)
        generations.track(connection, live.tables, at)
