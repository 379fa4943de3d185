"""What all commands share: the opened installation, answers in two forms, refusals on one line."""

import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import date
from fcntl import LOCK_EX, flock
from functools import cached_property, wraps
from typing import Any, Concatenate, NoReturn, ParamSpec, TypeVar

import click
import msgspec
from eventsourcing import persistence
from sqlalchemy import exc
from uuid_utils.compat import uuid7

from api.cli.opening import open_services
from api.installation import Services
from api.operations import fields
from api.operations.fields import Strict
from api.serving.disks import unusable
from api.settings import BadSettings, Settings
from api.statements.layout import BadLayout
from ledger.access import OPERATOR
from ledger.application import Ledger
from ledger.errors import LedgerError, NotFound, Unavailable
from ledger.errors.missing import PositionNotFound
from ledger.errors.unavailable import KeysUnavailable, StoreBusy
from ledger.recording.commands import Command, Warned
from ledger.store.vault.people import Vault
from ledger.values import StaffId
from projections.errors import ProjectionsBehind
from projections.views import Views

F = TypeVar("F", bound=Callable[..., Any])
P = ParamSpec("P")
R = TypeVar("R")

REFUSED, MISUSED, UNREADABLE = 1, 2, 3
"""Exit statuses; click too says 2 to what is wrongly asked."""

_WAIT_SECONDS_MAX = 5.0
"""So long a command waits for the read models before it says that they are behind."""

_OURS = (
    *(exc.ProgrammingError, exc.IntegrityError, exc.DataError, exc.NotSupportedError),
    *(sqlite3.ProgrammingError, sqlite3.IntegrityError, sqlite3.DataError),
)
_UNDEFINED_TABLE = "42P01"
"""PostgreSQL, appendix A."""

UNREACHABLE = (
    persistence.OperationalError,
    persistence.InterfaceError,
    persistence.InternalError,
    exc.OperationalError,
    exc.InternalError,
)
"""A database that is gone, refuses us, is another's, or lets nobody write; none names a person."""


class NotInitialised(Unavailable):
    """There is no book here yet: run `soquy init` first."""


class LoginNotFound(NotFound):
    """Nobody has this login."""


class Refusal(click.ClickException):
    """An error of the ledger, on one line with its code, fields and figures."""

    exit_code = REFUSED

    def __init__(self, error: LedgerError, files: str = "") -> None:
        """Say what was refused, and which files may be why."""
        where = ": ".join(filter(None, (", ".join(error.fields), figures(error.limits))))
        super().__init__(f"{error.code}: {error}{f' ({where})' if where else ''}{files}")


class Misconfigured(click.ClickException):
    """Settings that cannot be, on one line."""

    exit_code = MISUSED


def warned(warnings: Iterable[Warned]) -> Iterator[str]:
    """Yield a line for each thing that was recorded although a decision would be refused it."""
    for each in warnings:
        yield f"  cảnh báo · warning: {each.code} ({figures(each.limits)})"


def figures(limits: Mapping[str, int | str]) -> str:
    """Return the figures of a rule on one line."""
    return ", ".join(f"{name} {limit}" for name, limit in limits.items())


class Shell:
    """One installation, opened as far as a command needs it."""

    def __init__(self) -> None:
        """Open nothing yet."""
        self._services: Services | None = None

    @cached_property
    def settings(self) -> Settings:
        """The settings in the environment; raises `BadSettings`."""
        return Settings.from_environ(os.environ)

    @property
    def services(self) -> Services:
        """The parts of the installation; raises `NotInitialised` if no book was ever made here."""
        if self._services is None:
            if not (self.settings.keys_dir / "master.key").exists():
                raise NotInitialised
            self._services = open_services(self.settings)
        return self._services

    @property
    def ledger(self) -> Ledger:
        """The book."""
        return self.services.ledger

    @property
    def vault(self) -> Vault:
        """The people vault."""
        return self.services.vault

    @property
    def views(self) -> Views:
        """The read models."""
        return self.services.views

    def initialise(self) -> None:
        """Make keys and all tables, where they do not exist yet.

        One process at a time: SQLite cannot make tables in two at once without one failing.
        """
        settings = self.settings
        settings.keys_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        with (settings.keys_dir / "init.lock").open("w") as lock:
            flock(lock, LOCK_EX)
            services = open_services(settings)
            services.vault.create_tables()
            services.views.create_tables()
            services.close()

    def command(self, login: str | None = None) -> Command:
        """Return a command under a new id, of the operator or of whoever has the login."""
        by = OPERATOR if login is None else self.staff_id(login)
        return Command(command_id=f"cli:{uuid7()}", digest=b"", by=by)

    def commands(self, login: str | None = None) -> Iterator[Command]:
        """Return as many commands as are drawn, each under a new id."""
        by = self.command(login).by
        while True:
            yield msgspec.structs.replace(self.command(), by=by)

    @property
    def today(self) -> date:
        """What day it is in Vietnam."""
        return self.ledger.desk().today

    def catch_up(self, position: int | None = None, field: str = "position") -> None:
        """Wait until the read models hold a position, the log's last without one.

        Raises `PositionNotFound` for what the log has not got, and `ProjectionsBehind`.
        """
        head = self.ledger.position()
        wanted = head if position is None else position
        if wanted > head:
            raise PositionNotFound(field)
        if not self.views.wait_for(wanted, _WAIT_SECONDS_MAX):
            raise ProjectionsBehind(position=wanted)

    def staff_id(self, login: str) -> StaffId:
        """Return whose login this is, or raise `LoginNotFound`."""
        found = self.vault.find_login(login)
        if found is None:
            raise LoginNotFound("login")
        return StaffId(found)

    def close(self) -> None:
        """Close what was opened."""
        if self._services is not None:
            self._services.close()
            self._services = None


def in_shell(function: Callable[Concatenate[Shell, P], R]) -> Callable[P, R]:
    """Give a command the installation; what it is refused becomes one line and an exit status."""

    @wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        with closing(Shell()) as shell, _refusals_on_one_line(shell):
            return function(shell, *args, **kwargs)

    return run


@contextmanager
def _refusals_on_one_line(shell: Shell) -> Iterator[None]:
    try:
        yield
    except (KeysUnavailable, StoreBusy) as error:
        raise Refusal(error, _unusable(shell)) from error
    except LedgerError as error:
        raise Refusal(error) from error
    except (BadSettings, BadLayout) as error:
        raise Misconfigured(str(error)) from error
    except (exc.DatabaseError, *UNREACHABLE, sqlite3.DatabaseError, OSError) as error:
        if _lacks_tables(error):
            raise Refusal(NotInitialised()) from error
        if isinstance(error, (BrokenPipeError, *_OURS)):
            raise  # whoever reads has read enough, and click ends quietly; or a mistake of ours
        first_line = str(error).partition("\n")[0]  # a full disk, most likely
        raise click.ClickException(first_line + _unusable(shell)) from error


def _unusable(shell: Shell) -> str:
    """Name the files that this user may not use, which no database does."""
    try:
        files = unusable(shell.settings)
    except (BadSettings, OSError):
        return ""
    return f" (cannot be read and written: {', '.join(map(str, files))})" if files else ""


def _lacks_tables(error: Exception) -> bool:
    """Tell whether a database was asked that `soquy init` has not seen."""
    said = getattr(error, "orig", error)
    return getattr(said, "sqlstate", None) == _UNDEFINED_TABLE or "no such table" in str(said)


class As(click.ParamType[Any]):
    """What a field of the API takes, under the same conditions."""

    def __init__(self, field: Strict[Any]) -> None:
        """Read values as `field` reads them."""
        self._field = field
        self.name = type(field).__name__.lower()

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> object:
        """Read a value as it was typed."""
        if not isinstance(value, str):
            return value
        read = self._field.read(value)
        if read is None:
            self.fail(self._field.must, param, ctx)
        return read


DAY = As(fields.Day())
NAME = As(fields.Text())


def misused(why: str) -> NoReturn:
    """Refuse how a command was asked for."""
    raise click.UsageError(why)


def as_json(function: F) -> F:
    """Give a command the option --json."""
    option = click.option("--json", "as_json", is_flag=True, help="Answer as one JSON object.")
    return option(function)


def answer(value: object, text: str | Iterable[str], *, as_json: bool) -> None:
    """Write an answer to stdout, for a program as JSON or for a person as text."""
    if as_json:
        click.echo(msgspec.json.encode(value).decode())
    else:
        click.echo(text if isinstance(text, str) else "\n".join(text))
