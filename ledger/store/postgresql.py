"""Connections to PostgreSQL that end when nobody answers: a machine, a network or a proxy is gone.

Nothing tells a program so by itself. The system asks again for a quarter of an hour before it gives
a connection up, and for as long as a proxy takes what is sent it never does.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeVar, cast

from psycopg import Connection, OperationalError, errors
from psycopg.abc import PQGen
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.rows import Row
from sqlalchemy import Connection as SQLConnection
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import URL

from ledger.errors.unavailable import StoreBusy

V = TypeVar("V")

LOOKING_FOR_US = "-c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3"
"""Has the server find out that we are gone, or what we had locked stays so for two hours."""

IMPATIENCE = {
    "options": LOOKING_FOR_US,
    "connect_timeout": "5",
    "tcp_user_timeout": "20000",
    "keepalives_idle": "10",
    "keepalives_interval": "5",
    "keepalives_count": "3",
}
"""What libpq is told where the URL tells it nothing of the kind (PostgreSQL, section 34.1.2)."""

SILENT_SECONDS_MAX = 45.0
"""Longer than the longest statement of ours and the longest wait for a lock that are bounded."""

WORKING_SECONDS_MAX = 600.0
"""How long what works for long may be silent: who makes tables, writes read models, or vacuums."""


class PatientConnection(Connection[Row]):
    """A connection that is closed when its server says nothing for a while."""

    silent_seconds_max = SILENT_SECONDS_MAX

    def wait(self, gen: PQGen[V], interval: float = 0.1, timeout: float | None = None) -> V:
        """Wait for what the server says; raise `OperationalError` when it is silent for too long.

        What becomes of what it was told nobody knows, as with any connection that breaks.
        """
        if timeout is not None:
            return super().wait(gen, interval, timeout)
        try:
            return super().wait(gen, interval, self.silent_seconds_max)
        except errors._WaitTimeout:  # noqa: SLF001  # the library has no other name for it
            self.pgconn.finish()
            raise


def check_answers(url: str) -> None:
    """Raise `StoreBusy` unless somebody answers and lets us in."""
    told = {**IMPATIENCE, **conninfo_to_dict(url)}
    try:
        PatientConnection.connect(make_conninfo("", **told)).close()
    except OperationalError as error:
        raise StoreBusy from error


def patient_engine(url: URL, **options: Any) -> Engine:  # noqa: ANN401  # the library's own
    """Return an engine of such connections to a `postgresql://…`."""
    url = url.set(drivername="postgresql+psycopg", query={**IMPATIENCE, **url.query})
    engine = create_engine(url, hide_parameters=True, pool_pre_ping=True, **options)
    event.listen(engine, "do_connect", _connect)
    return engine


@contextmanager
def working_long(connection: SQLConnection) -> Iterator[None]:
    """Wait longer for each statement of the block."""
    driver = cast("PatientConnection[Any]", connection.connection.driver_connection)
    driver.silent_seconds_max = WORKING_SECONDS_MAX
    try:
        yield
    finally:
        del driver.silent_seconds_max


def _connect(
    _dialect: object, _record: object, arguments: list[Any], named: dict[str, Any]
) -> PatientConnection[Any]:
    return PatientConnection.connect(*arguments, **named)
