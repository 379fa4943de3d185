"""Opening an installation from a shell: a PostgreSQL that does not answer is told of at once."""

from time import monotonic, sleep

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
        _await_postgresql(settings.database_url)
    return Services.open(settings, to_restore=to_restore)


def _await_postgresql(url: str) -> None:
    """Return when a PostgreSQL answers; say what it is that we wait for after the first try."""
    import psycopg  # noqa: PLC0415  # a tenth of a second that SQLite has no use for

    until, said = monotonic() + PATIENCE_SECONDS, False
    while True:
        try:
            psycopg.connect(url, connect_timeout=_TRY_SECONDS).close()
        except psycopg.OperationalError as error:
            why = f"{error}".partition("\n")[0]  # names host, port and user, and no password
            if monotonic() + _PAUSE_SECONDS > until:
                raise Unreachable(why) from error
            if not said:
                click.echo(f"{why}. Waiting for {PATIENCE_SECONDS:.0f} s at the most …", err=True)
                said = True
            sleep(_PAUSE_SECONDS)
        else:
            return
