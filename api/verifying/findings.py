"""What a look at a book finds: what should not be, and what whoever checks it wants to know."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import click
import msgspec
from eventsourcing import persistence
from sqlalchemy import exc

from ledger.errors import LedgerError, Unavailable
from ledger.errors.unavailable import KeysUnavailable, UnreadableEvent
from ledger.store.sqlite_errors import is_locked, is_unwritable
from projections.errors import ViewsOutdated

_GONE = (exc.OperationalError, exc.InterfaceError, exc.TimeoutError)
_LOG_GONE = (persistence.OperationalError, persistence.InterfaceError)
_OF_THE_BOOK = (KeysUnavailable, UnreadableEvent, ViewsOutdated)
_OF_THE_MACHINE = (OSError, MemoryError, Unavailable, click.ClickException)


class Fault(msgspec.Struct, frozen=True):
    """Something that should not be: which rule it breaks, and where."""

    rule: str
    where: str


class Remark(msgspec.Struct, frozen=True):
    """Something that may be, and that whoever checks a book wants to know: with its figures."""

    about: str
    where: str
    limits: dict[str, int | str]


class Findings:
    """What was found so far."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.faults: list[Fault] = []
        self.remarks: list[Remark] = []

    def fault(self, rule: str, where: object) -> None:
        """Note what should not be."""
        self.faults.append(Fault(rule, str(where)))

    @contextmanager
    def attempting(self, rule: str, where: str) -> Iterator[None]:
        """Take whatever a damaged book makes raise for what it is: a fault of the book.

        What nobody wrote may stand in a damaged file, so no list of errors is long enough. What
        speaks of the machine, such as a full disk or a server that is gone, goes on.
        """
        try:
            yield
        except Exception as error:
            if _speaks_of_the_machine(error):
                raise
            self.fault(rule, f"{where} ({_said(error)})")


def _speaks_of_the_machine(error: BaseException) -> bool:
    roots = (error, getattr(error, "orig", None), error.__cause__)
    if isinstance(error, _OF_THE_BOOK):
        return False
    of_sqlite = [each for each in roots if isinstance(each, sqlite3.Error)]
    if of_sqlite:
        return any(is_locked(each) or is_unwritable(each) for each in of_sqlite)
    return isinstance(error, (*_OF_THE_MACHINE, *_GONE, *_LOG_GONE))


def _said(error: Exception) -> str:
    """Return what an error says on one line: no values, for they may be a person's."""
    if isinstance(error, LedgerError):
        return error.code
    root = getattr(error, "orig", None) or error
    if isinstance(root, sqlite3.DatabaseError) and hasattr(root, "sqlite_errorcode"):
        return str(root)
    return type(root).__name__
