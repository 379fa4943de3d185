"""Logins of staff: who a login and password belong to, without the login ever standing in clear."""

import hmac
import os
from functools import cache
from unicodedata import normalize
from uuid import UUID

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from ledger.errors import LoginTaken, PersonIsErased
from ledger.store.keys import KeyKind, KeyStore, seal, unseal
from ledger.store.people_database import LOGINS, PeopleDatabase

# OWASP Password Storage Cheat Sheet, Argon2id: 19 MiB, two passes, one lane. Small enough for
# many logins at once on a small machine.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_PERSON = KeyKind.PERSON


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
        (key,) = self._keys.make(_PERSON, [staff_id])
        if key is None:
            raise PersonIsErased
        row = {
            "staff_id": staff_id.bytes,
            "login_index": self._index(login),
            "sealed": seal(key, login.strip().encode(), _bound(staff_id)),
            "password_hash": _HASHER.hash(_normal_password(password)),
        }
        try:
            with self._database.transaction() as connection:
                connection.execute(delete(LOGINS).where(LOGINS.c.staff_id == row["staff_id"]))
                connection.execute(insert(LOGINS).values(row))
        except IntegrityError:
            raise LoginTaken from None

    def check_password(self, login: str, password: str) -> UUID | None:
        """Return the member of staff whose login and password these are.

        A login that nobody has costs one verification too, so that time does not tell it.
        """
        nobody = _hash_of_nobody()
        query = select(LOGINS.c.staff_id, LOGINS.c.password_hash)
        with self._database.transaction() as connection:
            row = connection.execute(
                query.where(LOGINS.c.login_index == self._index(login))
            ).first()
        known_hash = nobody if row is None else row.password_hash
        try:
            _HASHER.verify(known_hash, _normal_password(password))
        except VerifyMismatchError:
            return None
        # An erasure that was cut off after the key leaves a row, but no one who may come in.
        if row is None or not self._keys.get(_PERSON, [UUID(bytes=row.staff_id)]):
            return None
        if _HASHER.check_needs_rehash(known_hash):
            self._rehash(known_hash, password)
        return UUID(bytes=row.staff_id)

    def get_login(self, staff_id: UUID) -> str | None:
        """Return the login of a member of staff."""
        with self._database.transaction() as connection:
            query = select(LOGINS.c.sealed).where(LOGINS.c.staff_id == staff_id.bytes)
            sealed = connection.scalar(query)
        key = self._keys.get(_PERSON, [staff_id]).get(staff_id)
        if sealed is None or key is None:
            return None
        return unseal(key, sealed, _bound(staff_id)).decode()

    def find_login(self, login: str) -> UUID | None:
        """Return whose login this is."""
        query = select(LOGINS.c.staff_id).where(LOGINS.c.login_index == self._index(login))
        with self._database.transaction() as connection:
            staff_id = connection.scalar(query)
        return None if staff_id is None else UUID(bytes=staff_id)

    def _rehash(self, old: str, password: str) -> None:
        renewed = _HASHER.hash(_normal_password(password))
        with self._database.transaction() as connection:
            connection.execute(
                update(LOGINS).where(LOGINS.c.password_hash == old).values(password_hash=renewed)
            )

    def _index(self, login: str) -> bytes:
        name = normalize("NFKC", login).strip().casefold()
        return hmac.digest(self._keys.named_key("login"), name.encode(), "sha256")


@cache
def _hash_of_nobody() -> str:
    return _HASHER.hash(os.urandom(32).hex())


def _normal_password(password: str) -> str:
    # Keyboards encode Vietnamese letters in different ways (NIST SP 800-63B, 5.1.1.2: NFKC).
    return normalize("NFKC", password)


def _bound(staff_id: UUID) -> bytes:
    return b"login" + staff_id.bytes
