"""Logins of staff: who a login and password belong to, without the login ever standing in clear."""

import hmac
from collections.abc import Iterable
from hashlib import sha256
from typing import NamedTuple
from uuid import UUID

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from ledger.errors.conflicts import LoginTaken
from ledger.errors.people import PersonIsErased
from ledger.letters import normalized
from ledger.portions import portions
from ledger.store.vault.database import LOGINS, PeopleDatabase
from ledger.store.vault.keys import KeyKind, KeyStore
from ledger.store.vault.sealing import seal, unseal

# OWASP Password Storage Cheat Sheet, Argon2id: 19 MiB, two passes, one lane. Small enough for
# many logins at once on a small machine.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_PERSON = KeyKind.PERSON
_NO_PASSWORD = ""

_HASH_OF_NOBODY = (
    "$argon2id$v=19$m=19456,t=2,p=1$rDHN8TJI5wwcjDdOmrvZvA$ediXA6"
    "QFNwiS+/SfmuNV2d2VTb40WRK7ZECbbRlr5U0"
)
"""Of a password that nobody has: a login that nobody has costs one verification too."""


class Known(NamedTuple):
    """Who showed a password, and the hash of it: proof that it still opens, if that is there."""

    staff_id: UUID
    password_hash: str

    @property
    def digest(self) -> str:
        """What may stand in the book for the hash, whose salt nobody has: SHA-256, hexadecimal."""
        return sha256(self.password_hash.encode()).hexdigest()


class Logins:
    """The logins in the people vault."""

    def __init__(self, database: PeopleDatabase, keys: KeyStore) -> None:
        """Use the vault's database and keys."""
        self._database = database
        self._keys = keys

    def set_password(self, staff_id: UUID, login: str, password: str) -> None:
        """Give a member of staff this login and password in place of any former ones.

        Raises `PersonIsErased`, `LoginTaken`.
        """
        self._put(staff_id, login, hashed(password))

    def reserve(self, staff_id: UUID, login: str) -> None:
        """Give a member of staff this login, and no password yet; raises as `set_password`."""
        self._put(staff_id, login, _NO_PASSWORD)

    def _put(self, staff_id: UUID, login: str, password_hash: str) -> None:
        (key,) = self._keys.make(_PERSON, [staff_id])
        if key is None:
            raise PersonIsErased
        row = {
            "staff_id": staff_id.bytes,
            "login_index": self.index(login),
            "sealed": seal(key, login.strip().encode(), _bound(staff_id)),
            "password_hash": password_hash,
        }
        try:
            with self._database.transaction() as connection:
                connection.execute(delete(LOGINS).where(LOGINS.c.staff_id == row["staff_id"]))
                connection.execute(insert(LOGINS).values(row))
        except IntegrityError:
            raise LoginTaken from None

    def check_password(self, login: str, password: str) -> Known | None:
        """Return the member of staff whose login and password these are.

        A login that nobody has costs one verification too, so that time does not tell it.
        """
        query = select(LOGINS.c.staff_id, LOGINS.c.password_hash)
        with self._database.transaction() as connection:
            row = connection.execute(query.where(LOGINS.c.login_index == self.index(login))).first()
        known_hash = _HASH_OF_NOBODY if row is None else row.password_hash or _HASH_OF_NOBODY
        if not _fits(known_hash, password):
            return None
        # An erasure that was cut off after the key leaves a row, but no one who may come in.
        if row is None or not self._keys.get(_PERSON, [UUID(bytes=row.staff_id)]):
            return None
        staff_id = UUID(bytes=row.staff_id)
        if not _HASHER.check_needs_rehash(known_hash):
            return Known(staff_id, known_hash)
        self._rehash(known_hash, password)
        return self.known(staff_id, password)  # as whoever was the first at it has hashed it

    def holds(self, connection: Connection, known: Known) -> bool:
        """Tell whether a password still opens, and keep it from changing in this transaction."""
        staff_id = known.staff_id.bytes
        its = (LOGINS.c.staff_id == staff_id, LOGINS.c.password_hash == known.password_hash)
        locked = update(LOGINS).where(*its).values(staff_id=staff_id)
        return connection.execute(locked).rowcount > 0

    def hold(self, connection: Connection, staff_id: UUID) -> None:
        """Keep somebody's password from changing in this transaction, whichever it is.

        Who changes codes or sessions of somebody with it does this first, so that nobody waits for
        who waits for him.
        """
        its = update(LOGINS).where(LOGINS.c.staff_id == staff_id.bytes)
        connection.execute(its.values(staff_id=staff_id.bytes))

    def known(self, staff_id: UUID, password: str) -> Known | None:
        """Return a member of staff as known by the password, if this is it."""
        query = select(LOGINS.c.password_hash).where(LOGINS.c.staff_id == staff_id.bytes)
        with self._database.transaction() as connection:
            known_hash = connection.scalar(query) or _HASH_OF_NOBODY
        return Known(staff_id, known_hash) if _fits(known_hash, password) else None

    def put_hash(self, connection: Connection, staff_id: UUID, password_hash: str) -> None:
        """Put another password's hash in its place, if the member of staff has a login."""
        its = update(LOGINS).where(LOGINS.c.staff_id == staff_id.bytes)
        connection.execute(its.values(password_hash=password_hash))

    def drop_hash(self, connection: Connection, staff_id: UUID) -> None:
        """Let no password open a login until another one is set."""
        self.put_hash(connection, staff_id, _NO_PASSWORD)

    def get_login(self, staff_id: UUID) -> str | None:
        """Return the login of a member of staff."""
        return self.get_logins([staff_id]).get(staff_id)

    def get_logins(self, staff_ids: Iterable[UUID]) -> dict[UUID, str]:
        """Return the logins of those of these members of staff who have one."""
        found: dict[UUID, bytes] = {}
        query = select(LOGINS.c.staff_id, LOGINS.c.sealed)
        for some in portions([each.bytes for each in staff_ids]):
            with self._database.transaction() as connection:
                rows = connection.execute(query.where(LOGINS.c.staff_id.in_(some)))
                found.update((UUID(bytes=row.staff_id), row.sealed) for row in rows)
        keys = self._keys.get(_PERSON, found)
        return {
            staff_id: unseal(keys[staff_id], sealed, _bound(staff_id)).decode()
            for staff_id, sealed in found.items()
            if staff_id in keys
        }

    def find_login(self, login: str) -> UUID | None:
        """Return whose login this is."""
        query = select(LOGINS.c.staff_id).where(LOGINS.c.login_index == self.index(login))
        with self._database.transaction() as connection:
            staff_id = connection.scalar(query)
        return None if staff_id is None else UUID(bytes=staff_id)

    def find_hash(self, login: str) -> str | None:
        """Return the hash of the password that opens a login, if somebody has it."""
        query = select(LOGINS.c.password_hash).where(LOGINS.c.login_index == self.index(login))
        with self._database.transaction() as connection:
            found: str | None = connection.scalar(query)
        return found

    def _rehash(self, old: str, password: str) -> None:
        renewed = hashed(password)
        with self._database.transaction() as connection:
            known = update(LOGINS).where(LOGINS.c.password_hash == old)
            connection.execute(known.values(password_hash=renewed))

    def index(self, login: str) -> bytes:
        """Return the keyed hash under which a login is known, however it is written."""
        name = normalized("NFKC", login).strip().casefold()
        return hmac.digest(self._keys.named_key("login"), name.encode(), "sha256")


def hashed(password: str) -> str:
    """Return a password's hash, with its parameters and salt; this takes its time."""
    return _HASHER.hash(_normal_password(password))


def _fits(known_hash: str, password: str) -> bool:
    try:
        return _HASHER.verify(known_hash, _normal_password(password))
    except VerifyMismatchError:
        return False


def _normal_password(password: str) -> str:
    # Keyboards encode Vietnamese letters in different ways (NIST SP 800-63B, 5.1.1.2: NFKC).
    return normalized("NFKC", password)


def _bound(staff_id: UUID) -> bytes:
    return b"login" + staff_id.bytes
