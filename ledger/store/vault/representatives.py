"""The line that says who acts for a person by law: sealed by itself, beside the person's record.

It is somebody else's personal data, and has a key of its own, so that it can be destroyed alone.
The key's id follows from the person's. See docs/decisions/0066.
"""

from collections.abc import Iterable, Sequence
from hashlib import sha256
from uuid import UUID

from sqlalchemy import Connection, delete, select, text

from ledger.errors.people import PersonIsErased
from ledger.portions import portions
from ledger.store.vault.database import REPRESENTATIVES, PeopleDatabase
from ledger.store.vault.erasures import ErasureLog
from ledger.store.vault.keys import KeyKind, KeyStore
from ledger.store.vault.records import PersonRecord
from ledger.store.vault.renewing import keys_for
from ledger.store.vault.sealing import seal, unseal

_LINE = KeyKind.REPRESENTATIVE
_PUT = text("INSERT INTO vault_representatives (id, sealed) VALUES (:id, :sealed)")


def line_id(person_id: UUID) -> UUID:
    """Return the id of the key and the row of a person's line."""
    return _beside(_LINE.encode(), person_id)


def former_id(person_id: UUID) -> UUID:
    """Return the id that keeps the key of a record which had the line inside.

    Backups of before have such a record: what opens it goes with the line.
    """
    return _beside(b"former", person_id)


def with_lines(ids: Iterable[UUID]) -> list[UUID]:
    """Return ids, with those of the keys that go with them."""
    return [each for id_ in ids for each in (id_, line_id(id_), former_id(id_))]


class Representatives:
    """The lines in the people vault, each beside a person."""

    def __init__(self, database: PeopleDatabase, keys: KeyStore, erasures: ErasureLog) -> None:
        """Use the vault's database, keys and log of erasures."""
        self._database = database
        self._keys = keys
        self._erasures = erasures

    def rows(self, people: Sequence[PersonRecord]) -> dict[UUID, dict[str, bytes]]:
        """Return what is to be kept of those of these people who have a line; see `put_lines`.

        Raises `PersonIsErased` where a line was destroyed.
        """
        told = {each.id: each.representative for each in people if each.representative}
        if not told:
            return {}
        ids = [line_id(each) for each in told]
        rows = {}
        keys = keys_for(self._keys, self._erasures, _LINE, ids)
        for person_id, id_, key in zip(told, ids, keys, strict=True):
            if key is None:
                raise PersonIsErased("representative")
            sealed = seal(key, told[person_id].encode(), _bound(id_))
            rows[person_id] = {"id": id_.bytes, "sealed": sealed}
        return rows

    def get(self, person_ids: Iterable[UUID]) -> dict[UUID, str]:
        """Return the lines of those of these people who have one."""
        whose = {line_id(each): each for each in person_ids}
        found: dict[UUID, bytes] = {}
        for some in portions([each.bytes for each in whose]):
            query = select(REPRESENTATIVES).where(REPRESENTATIVES.c.id.in_(some))
            with self._database.transaction() as connection:
                rows = connection.execute(query).all()
            found.update({UUID(bytes=row.id): row.sealed for row in rows})
        keys = self._keys.get(_LINE, found) if found else {}
        return {
            whose[id_]: unseal(key, found[id_], _bound(id_)).decode() for id_, key in keys.items()
        }


def put_lines(
    connection: Connection, person_ids: Sequence[UUID], rows: Sequence[dict[str, bytes]]
) -> None:
    """Keep these lines of some hundreds of people, and no others of them."""
    of_them = REPRESENTATIVES.c.id.in_([line_id(each).bytes for each in person_ids])
    connection.execute(delete(REPRESENTATIVES).where(of_them))
    if rows:
        connection.execute(_PUT, rows)


def _beside(what: bytes, person_id: UUID) -> UUID:
    return UUID(bytes=sha256(what + person_id.bytes).digest()[:16])


def _bound(id_: UUID) -> bytes:
    return _LINE.encode() + id_.bytes
