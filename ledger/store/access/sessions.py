"""Sessions of people at pages: each ends by itself, and stops everywhere when it is ended.

What a browser holds proves nothing by itself: the row here does, so that a cookie that was copied
is worth no more than its session.
"""

import secrets
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, Connection, delete, insert, or_, select, update

from ledger.store.access.tables import SESSIONS
from ledger.store.vault.database import PeopleDatabase
from ledger.store.vault.keys import KeyKind, KeyStore
from ledger.store.vault.sealing import seal, unseal
from ledger.values import from_micros, to_micros

IDLE_MAX = timedelta(hours=1)
LIFETIME_MAX = timedelta(hours=12)
"""OWASP ASVS 3.3.2: after that somebody logs in again, however busy."""

_SEEN_EVERY = timedelta(minutes=1)
_AGENT_LENGTH_MAX = 200
_PERSON = KeyKind.PERSON


class Session(msgspec.Struct, frozen=True, kw_only=True):
    """A session that is going on; `agent` is what the browser called itself when it began."""

    session_id: UUID
    begun_at: datetime
    seen_at: datetime
    agent: str


class Sessions:
    """The sessions in the people vault."""

    def __init__(self, database: PeopleDatabase, keys: KeyStore) -> None:
        """Use the vault's database, and its keys to hide what browsers call themselves."""
        self._database = database
        self._keys = keys

    def begin(self, connection: Connection, staff_id: UUID, agent: str, now: datetime) -> str:
        """Begin a session; return the secret that its browser keeps, and nobody else."""
        secret = secrets.token_urlsafe(32)
        (key,) = self._keys.make(_PERSON, [staff_id])
        assert key is not None, "who was erased has no login"
        id_ = session_id(secret)
        row = {
            "id": id_.bytes,
            "staff_id": staff_id.bytes,
            "begun_at": to_micros(now),
            "seen_at": to_micros(now),
            "sealed_agent": seal(key, agent[:_AGENT_LENGTH_MAX].encode(), _bound(id_)),
        }
        connection.execute(delete(SESSIONS).where(_over(now)))
        connection.execute(insert(SESSIONS).values(row))
        return secret

    def find(self, secret: str, now: datetime) -> UUID | None:
        """Return whose session this is, if it goes on; asking keeps it going."""
        its = SESSIONS.c.id == session_id(secret).bytes
        query = select(SESSIONS.c.staff_id, SESSIONS.c.seen_at).where(its, ~_over(now))
        with self._database.transaction() as connection:
            row = connection.execute(query).first()
            if row is None:
                return None
            if now - from_micros(row.seen_at) >= _SEEN_EVERY:
                connection.execute(update(SESSIONS).where(its).values(seen_at=to_micros(now)))
        return UUID(bytes=row.staff_id)

    def going_on(self, staff_id: UUID, now: datetime) -> list[Session]:
        """Return somebody's sessions, the latest first."""
        query = select(SESSIONS).where(SESSIONS.c.staff_id == staff_id.bytes, ~_over(now))
        with self._database.transaction() as connection:
            rows = connection.execute(query.order_by(SESSIONS.c.begun_at.desc())).all()
        key = self._keys.get(_PERSON, [staff_id]).get(staff_id)
        if key is None:
            return []
        return [
            Session(
                session_id=UUID(bytes=row.id),
                begun_at=from_micros(row.begun_at),
                seen_at=from_micros(row.seen_at),
                agent=unseal(key, row.sealed_agent, _bound(UUID(bytes=row.id))).decode(),
            )
            for row in rows
        ]

    def end(self, staff_id: UUID, id_: UUID) -> bool:
        """End one of somebody's sessions; tell whether it was going on."""
        its = (SESSIONS.c.staff_id == staff_id.bytes, SESSIONS.c.id == id_.bytes)
        with self._database.transaction() as connection:
            return connection.execute(delete(SESSIONS).where(*its)).rowcount > 0

    def end_by(self, secret: str) -> None:
        """End the session that a secret is of."""
        with self._database.transaction() as connection:
            its = SESSIONS.c.id == session_id(secret).bytes
            connection.execute(delete(SESSIONS).where(its))

    def end_all(self, staff_id: UUID) -> None:
        """End all of somebody's sessions."""
        with self._database.transaction() as connection:
            end_sessions(connection, staff_id)


def end_sessions(connection: Connection, staff_id: UUID, *, but: str | None = None) -> None:
    """End all of somebody's sessions, but perhaps the one of this secret."""
    ended = delete(SESSIONS).where(SESSIONS.c.staff_id == staff_id.bytes)
    if but is not None:
        ended = ended.where(SESSIONS.c.id != session_id(but).bytes)
    connection.execute(ended)


def session_id(secret: str) -> UUID:
    """Return the id of the session that a secret is of: half of its SHA-256."""
    return UUID(bytes=sha256(secret.encode()).digest()[:16])


def _over(now: datetime) -> ColumnElement[bool]:
    return or_(
        SESSIONS.c.seen_at <= to_micros(now - IDLE_MAX),
        SESSIONS.c.begun_at <= to_micros(now - LIFETIME_MAX),
        # Begun by a clock that was set back since: nothing else would end it before that day.
        SESSIONS.c.begun_at > to_micros(now + IDLE_MAX),
    )


def _bound(id_: UUID) -> bytes:
    return b"session" + id_.bytes
