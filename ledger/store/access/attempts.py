"""Failed attempts to come in: after a few, every further one makes the next wait longer.

They are counted for an account, whether it exists or not, or while that waits for a browser that
its holder came in by before; and for an address. All processes count together, and through
restarts. An attempt counts as failed until it has succeeded, so that many sent at once are no way
round it.
"""

import hmac
from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import Connection, delete, select, text, update

from ledger.errors.unavailable import TooManyAttempts
from ledger.store.access.tables import ATTEMPTS
from ledger.store.vault.database import PeopleDatabase
from ledger.store.vault.keys import KeyStore
from ledger.values import from_micros, to_micros

FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(minutes=15)
FORGOTTEN_AFTER = timedelta(days=1)

_COUNT = text(
    "INSERT INTO vault_attempts (subject, failures, failed_at, locked_until)"
    " VALUES (:subject, 1, :now, 0) ON CONFLICT (subject) DO UPDATE SET"
    " failures = CASE WHEN vault_attempts.failed_at < :forgotten THEN 1"
    " ELSE vault_attempts.failures + 1 END, failed_at = excluded.failed_at"
    " RETURNING failures, locked_until"
)


class Kind(StrEnum):
    """What is counted for; addresses come last, so that no two attempts wait for each other."""

    ACCOUNT = "account"
    BROWSER = "browser"
    ADDRESS = "address"


FREE = {Kind.ACCOUNT: 5, Kind.BROWSER: 5, Kind.ADDRESS: 20}
"""Failures without a wait. Behind one address there may be a whole office."""


class Subject(NamedTuple):
    """An account, by the keyed hash of its login, a browser by mark or session, or an address."""

    kind: Kind
    name: bytes


class _LockedError(Exception):
    """One of those who are counted must wait."""

    def __init__(self, until: datetime) -> None:
        super().__init__()
        self.until = until


class Attempts:
    """The counts of failed attempts in the people vault."""

    def __init__(self, database: PeopleDatabase, keys: KeyStore) -> None:
        """Use the vault's database, and a key of its own to hide who failed."""
        self._database = database
        self._keys = keys

    def begin(self, subjects: Sequence[Subject], now: datetime) -> None:
        """Count an attempt for each, or for none and raise `TooManyAttempts` if one must wait."""
        try:
            with self._database.transaction() as connection:
                for subject in subjects:
                    self._count(connection, subject, now)
        except _LockedError as locked:
            longest = now + LONGEST_WAIT
            if locked.until > longest:
                self._shorten(subjects, longest)
            left = min(locked.until, longest) - now
            raise TooManyAttempts(retry_after_seconds=int(left.total_seconds()) + 1) from None

    def succeed(self, subjects: Sequence[Subject]) -> None:
        """Forget the failures of an account or browser; an address gets this attempt back."""
        with self._database.transaction() as connection:
            for subject in subjects:
                its = ATTEMPTS.c.subject == self._key(subject)
                if subject.kind is not Kind.ADDRESS:
                    connection.execute(delete(ATTEMPTS).where(its))
                    continue
                back = update(ATTEMPTS).where(its, ATTEMPTS.c.failures > 0)
                connection.execute(back.values(failures=ATTEMPTS.c.failures - 1))
                few = ATTEMPTS.c.failures <= FREE[subject.kind]
                connection.execute(update(ATTEMPTS).where(its, few).values(locked_until=0))

    def forget(self, subject: Subject) -> None:
        """Let somebody try again at once."""
        with self._database.transaction() as connection:
            its = ATTEMPTS.c.subject == self._key(subject)
            connection.execute(delete(ATTEMPTS).where(its))

    def locked_until(self, subject: Subject, now: datetime) -> datetime | None:
        """Return until when somebody must wait, if he must; `LONGEST_WAIT` at most."""
        query = select(ATTEMPTS.c.locked_until).where(ATTEMPTS.c.subject == self._key(subject))
        with self._database.transaction() as connection:
            until = connection.scalar(query)
        if until is None or until <= to_micros(now):
            return None
        return min(from_micros(until), now + LONGEST_WAIT)

    def _count(self, connection: Connection, subject: Subject, now: datetime) -> None:
        forgotten = to_micros(now - FORGOTTEN_AFTER)
        values = {"subject": self._key(subject), "now": to_micros(now), "forgotten": forgotten}
        row = connection.execute(_COUNT, values).one()
        if row.locked_until > to_micros(now):  # leaving the transaction takes the count back
            raise _LockedError(from_micros(row.locked_until))
        wait = wait_after(row.failures, FREE[subject.kind])
        if wait:
            its = ATTEMPTS.c.subject == values["subject"]
            locked_until = to_micros(now + wait)
            connection.execute(update(ATTEMPTS).where(its).values(locked_until=locked_until))
        elif row.failures == 1:
            connection.execute(delete(ATTEMPTS).where(ATTEMPTS.c.failed_at < forgotten))

    def _shorten(self, subjects: Sequence[Subject], longest: datetime) -> None:
        """Let nobody wait beyond `longest`: only a clock that was set back asks it of anybody.

        What is left of a wait that a wrong clock began is unknown; the longest there is begins.
        """
        its = ATTEMPTS.c.subject.in_([self._key(subject) for subject in subjects])
        late = ATTEMPTS.c.locked_until > to_micros(longest)
        with self._database.transaction() as connection:
            shorter = update(ATTEMPTS).where(its, late)
            connection.execute(shorter.values(locked_until=to_micros(longest)))

    def _key(self, subject: Subject) -> bytes:
        told = subject.kind.encode() + b"\0" + subject.name
        return hmac.digest(self._keys.named_key("attempts"), told, "sha256")


def wait_after(failures: int, free: int) -> timedelta:
    """Return how long to wait after so many failures: twice as long after each, up to a limit."""
    if failures < free:
        return timedelta(0)
    doublings = min(failures - free, 10)
    return min(FIRST_WAIT * (1 << doublings), LONGEST_WAIT)
