"""Opening an installation from a shell: a PostgreSQL that does not answer is told of at once."""

from math import inf
from threading import Event
from time import monotonic

import click

from api.installation import Services
from api.settings import Settings

PATIENCE_SECONDS = 30.0
"""So long a command waits for the database of the log, which may be starting as we are."""

_TRY_SECONDS = 5
_PAUSE_SECONDS = 0.5


class Unreachable(click.ClickException):
    """Nobody answers where the log is said to be, or whoever answers refuses us."""


def open_services(settings: Settings, *, to_restore: bool = False) -> Services:
    """Open everything that `settings` name; raise `Unreachable` if the log's database is not.

    And as `Services.open` does.
    """
    if settings.database_url.startswith("postgresql:"):
        _await_postgresql(settings.database_url, PATIENCE_SECONDS, Event())
    return Services.open(settings, to_restore=to_restore)


def await_log(settings: Settings, stop: Event) -> None:
    """Return when the log's database answers, however late that is, or when `stop` is set."""
    if settings.database_url.startswith("postgresql:"):
        _await_postgresql(settings.database_url, inf, stop)


def _await_postgresql(url: str, patience_seconds: float, stop: Event) -> None:
    """Return when a PostgreSQL answers; say what it is that we wait for after the first try."""
    import psycopg  # noqa: PLC0415  # a tenth of a second that SQLite has no use for

    until, said = monotonic() + patience_seconds, False
    while not stop.is_set():
        try:
            psycopg.connect(url, connect_timeout=_TRY_SECONDS).close()
        except psycopg.OperationalError as error:
            why = f"{error}".partition("\n")[0]  # names host, port and user, and no password
            if monotonic() + _PAUSE_SECONDS > until:
                raise Unreachable(why) from error
            if not said:
                most = "" if until == inf else f" for {patience_seconds:.0f} s at the most"
                click.echo(f"{why}. Waiting{most} …", err=True)
                said = True
            stop.wait(_PAUSE_SECONDS)
        else:
            return
