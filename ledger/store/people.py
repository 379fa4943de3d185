"""The people vault: names, phones, addresses, logins and raw bank memos, each under its own key.

Nothing in it is readable without the key store (`ledger.store.keys`). Destroying a key there
destroys what it opens here, and in every backup of this database.
"""

import hmac
import os
from collections.abc import Iterable, Sequence
from enum import StrEnum
from pathlib import Path
from unicodedata import normalize
from uuid import UUID

import msgspec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import delete, select, text

from ledger.errors import PersonIsErased
from ledger.store.documents import Document, Documents
from ledger.store.gate import Gate
from ledger.store.keys import NONCE_BYTES, KeyKind, KeyStore, seal, unseal
from ledger.store.logins import Logins
from ledger.store.people_database import IDENTITIES, LOGINS, MEMOS, PEOPLE, PeopleDatabase
from ledger.store.sqlite_rows import insert_rows

_VARIABLES = 500
_MEMO = KeyKind.MEMO
_PERSON = KeyKind.PERSON

_INSERT_MEMOS = (
    "INSERT INTO vault_memos (id, sealed)"
    " SELECT * FROM unnest(%b::bytea[], %b::bytea[]) ON CONFLICT DO NOTHING"
)
_PUT_PERSON = text(
    "INSERT INTO vault_people (id, kind, sealed, phone_index)"
    " VALUES (:id, :kind, :sealed, :phone_index) ON CONFLICT (id) DO UPDATE SET"
    " kind = excluded.kind, sealed = excluded.sealed, phone_index = excluded.phone_index"
)
_PUT_IDENTITY = text(
    "INSERT INTO vault_identities (id, identity_index)"
    " VALUES (:id, :identity_index) ON CONFLICT (id) DO NOTHING"
)


class PersonKind(StrEnum):
    """Whom the vault knows."""

    DONOR = "donor"  # nhà hảo tâm
    STAFF = "staff"  # cán bộ
    BENEFICIARY = "beneficiary"  # người thụ hưởng


class PersonRecord(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of one person; only id and kind may ever be seen outside."""

    id: UUID
    kind: PersonKind
    name: str
    phone: str = ""
    address: str = ""
    email: str = ""
    bank_account: str = ""
    note: str = ""

    def __repr__(self) -> str:
        """Name id and kind only: what is shown here ends up in logs."""
        return f"PersonRecord(id={self.id}, kind={self.kind.value})"


class Vault:
    """The people vault; safe to share between threads.

    Every method raises `KeysUnavailable` if the master key is missing or another one, and
    `StoreBusy` if a store stays locked.
    """

    def __init__(self, people_url: str, keys_dir: Path) -> None:
        """Name database and key folder; both are opened when first needed."""
        self._database = PeopleDatabase(people_url)
        self._keys = KeyStore(keys_dir)
        self._logins = Logins(self._database, self._keys)
        self._documents = Documents(self._database, self._keys)
        self.gate = Gate(self._database, self._keys, self._logins)

    def create_tables(self) -> None:
        """Make the tables, the master key and the key store, where they do not exist yet."""
        self._keys.init()
        self._database.create_tables()

    def close(self) -> None:
        """Close both stores; using the vault again opens them again."""
        self._keys.close()
        self._database.close()

    def named_key(self, use: str) -> bytes:
        """Return the permanent key of 32 bytes for one use, such as identities of bank rows."""
        return self._keys.named_key(use)

    def rotate_master_key(self) -> int:
        """Wrap all keys by a new master key and return how many; see `KeyStore.rotate`."""
        return self._keys.rotate()

    def put_memos(self, memos: Sequence[tuple[UUID, str]]) -> None:
        """Keep raw bank memos durably, each under a new key; what is kept already stays as it is.

        Keys are written first. A crash before the texts are leaves keys that open nothing, and the
        next attempt uses them; the other way round it would leave texts that nothing opens. A memo
        that was destroyed stays so.
        """
        if not memos:
            return
        keys = self._keys.make(_MEMO, [id_ for id_, _ in memos])
        nonces = os.urandom(NONCE_BYTES * len(memos))
        rows = []
        for at, ((id_, memo), key) in enumerate(zip(memos, keys, strict=True)):
            if key is not None:
                nonce = nonces[at * NONCE_BYTES : (at + 1) * NONCE_BYTES]
                sealed = AESGCM(key).encrypt(nonce, memo.encode(), _bound(_MEMO, id_))
                rows.append((id_.bytes, nonce + sealed))
        if rows:
            self._insert_memos(rows)

    def get_memo(self, id_: UUID) -> str | None:
        """Return a memo, or `None` if there is none or its key was destroyed."""
        return self.get_memos([id_]).get(id_)

    def get_memos(self, ids: Iterable[UUID]) -> dict[UUID, str]:
        """Return those of these memos that there are."""
        found: dict[UUID, bytes] = {}
        for some in _batches(ids):
            query = select(MEMOS.c.id, MEMOS.c.sealed).where(MEMOS.c.id.in_(some))
            with self._database.transaction() as connection:
                found.update((UUID(bytes=row.id), row.sealed) for row in connection.execute(query))
        keys = self._keys.get(_MEMO, found)
        return {
            id_: unseal(keys[id_], sealed, _bound(_MEMO, id_)).decode()
            for id_, sealed in found.items()
            if id_ in keys
        }

    def put_person(self, person: PersonRecord) -> None:
        """Keep or replace what is known of a person; raises `PersonIsErased`."""
        (key,) = self._keys.make(_PERSON, [person.id])
        if key is None:
            raise PersonIsErased
        with self._database.transaction() as connection:
            connection.execute(_PUT_PERSON, self._row(person, key))

    def keep_people(self, people: Sequence[PersonRecord], scope: UUID) -> list[UUID]:
        """Keep those of these people whom a scope does not know yet; return who each of them is.

        Whoever has the same name and particulars is the same person, here as in the scope. Raises
        `PersonIsErased` if one of the new ids is that of someone erased.
        """
        identities = self.identities(people, scope)
        known = self.find_identities(identities)
        new: dict[bytes, PersonRecord] = {}
        for person, identity in zip(people, identities, strict=True):
            if identity not in known:
                known[identity] = person.id
                new[identity] = person
        keys = self._keys.make(_PERSON, [person.id for person in new.values()])
        rows = []
        for (identity, person), key in zip(new.items(), keys, strict=True):
            if key is None:
                raise PersonIsErased
            rows.append({**self._row(person, key), "identity_index": identity})
        if rows:
            with self._database.transaction() as connection:
                connection.execute(_PUT_PERSON, rows)
                connection.execute(_PUT_IDENTITY, rows)
        return [known[identity] for identity in identities]

    def identities(self, people: Sequence[PersonRecord], scope: UUID) -> list[bytes]:
        """Return for each of these what equal ones of a scope have in common, in 32 bytes.

        It is a keyed hash of kind, name and particulars, however they are spaced and capitalised.
        """
        key = self.named_key("identity")
        return [hmac.digest(key, _told(person, scope), "sha256") for person in people]

    def find_identities(self, identities: Sequence[bytes]) -> dict[bytes, UUID]:
        """Return whose these are, of those that are known; of several people, who came first."""
        found: dict[bytes, UUID] = {}
        query = select(IDENTITIES.c.identity_index, IDENTITIES.c.id)
        for at in range(0, len(identities), _VARIABLES):
            same = IDENTITIES.c.identity_index.in_(identities[at : at + _VARIABLES])
            with self._database.transaction() as connection:
                rows = connection.execute(query.where(same).order_by(IDENTITIES.c.id.desc()))
                found.update((row.identity_index, UUID(bytes=row.id)) for row in rows)
        return found

    def get_person(self, id_: UUID) -> PersonRecord | None:
        """Return what is known of a person, or `None` if there is none or he was erased."""
        return self.get_people([id_]).get(id_)

    def get_people(self, ids: Iterable[UUID]) -> dict[UUID, PersonRecord]:
        """Return what is known of those of these people who are here."""
        found: list[tuple[bytes, str, bytes]] = []
        query = select(PEOPLE.c.id, PEOPLE.c.kind, PEOPLE.c.sealed)
        for some in _batches(ids):
            with self._database.transaction() as connection:
                rows = connection.execute(query.where(PEOPLE.c.id.in_(some)))
                found.extend((row.id, row.kind, row.sealed) for row in rows)
        return self._open_people(found)

    def list_people(self, kind: PersonKind) -> list[PersonRecord]:
        """Return everyone of a kind, in the order of their ids, which is that of their arrival."""
        query = select(PEOPLE.c.id, PEOPLE.c.kind, PEOPLE.c.sealed)
        query = query.where(PEOPLE.c.kind == kind.value).order_by(PEOPLE.c.id)
        with self._database.transaction() as connection:
            found = [(row.id, row.kind, row.sealed) for row in connection.execute(query)]
        return list(self._open_people(found).values())

    def find_by_phone(self, phone: str) -> list[UUID]:
        """Return the ids of everyone with this phone number, however it is written."""
        index = self._phone_index(phone)
        if index is None:
            return []
        query = select(PEOPLE.c.id).where(PEOPLE.c.phone_index == index).order_by(PEOPLE.c.id)
        with self._database.transaction() as connection:
            return [UUID(bytes=id_) for id_ in connection.scalars(query)]

    def destroy(self, id_: UUID) -> None:
        """Make a person or memo unreadable for ever: first the key goes, then the rows."""
        self._keys.destroy(id_)
        with self._database.transaction() as connection:
            connection.execute(delete(MEMOS).where(MEMOS.c.id == id_.bytes))
            connection.execute(delete(PEOPLE).where(PEOPLE.c.id == id_.bytes))
            connection.execute(delete(IDENTITIES).where(IDENTITIES.c.id == id_.bytes))
            connection.execute(delete(LOGINS).where(LOGINS.c.staff_id == id_.bytes))
            self.gate.forget(connection, id_)

    def put_document(self, fund_id: UUID, content: bytes) -> Document:
        """Keep a file for a fund; raises `DocumentTooLarge`, `UnknownMediaType`."""
        return self._documents.put(fund_id, content)

    def get_document(self, fund_id: UUID, sha256: str) -> tuple[Document, bytes]:
        """Return a file that a fund keeps, or raise `DocumentNotFound`."""
        return self._documents.get(fund_id, sha256)

    def check_document(self, fund_id: UUID, sha256: str) -> None:
        """Raise `DocumentNotFound` unless the fund keeps a file with this SHA-256."""
        self._documents.check(fund_id, sha256)

    def set_password(self, staff_id: UUID, login: str, password: str) -> None:
        """Give a member of staff a login and password; raises `LoginTaken`, `PersonIsErased`."""
        self._logins.set_password(staff_id, login, password)

    def check_password(self, login: str, password: str) -> UUID | None:
        """Return whose login and password these are; takes as long for a login nobody has."""
        known = self._logins.check_password(login, password)
        return None if known is None else known.staff_id

    def get_login(self, staff_id: UUID) -> str | None:
        """Return the login of a member of staff."""
        return self._logins.get_login(staff_id)

    def find_login(self, login: str) -> UUID | None:
        """Return the member of staff who has this login."""
        return self._logins.find_login(login)

    def _insert_memos(self, rows: list[tuple[bytes, bytes]]) -> None:
        with self._database.transaction() as connection:
            if self._database.is_postgresql:
                columns = tuple(map(list, zip(*rows, strict=True)))
                connection.exec_driver_sql(_INSERT_MEMOS, columns)
            else:
                insert_rows(connection.exec_driver_sql, MEMOS.name, rows, unless_known=True)

    def _open_people(self, rows: list[tuple[bytes, str, bytes]]) -> dict[UUID, PersonRecord]:
        keys = self._keys.get(_PERSON, [UUID(bytes=id_) for id_, _, _ in rows])
        people = {}
        for bytes_, kind, sealed in rows:
            id_ = UUID(bytes=bytes_)
            if id_ in keys:
                plain = unseal(keys[id_], sealed, _bound(kind, id_))
                people[id_] = msgspec.json.decode(plain, type=PersonRecord)
        return people

    def _row(self, person: PersonRecord, key: bytes) -> dict[str, object]:
        return {
            "id": person.id.bytes,
            "kind": person.kind.value,
            "sealed": seal(key, msgspec.json.encode(person), _bound(person.kind, person.id)),
            "phone_index": self._phone_index(person.phone),
        }

    def _phone_index(self, phone: str) -> bytes | None:
        number = normal_phone(phone)
        return hmac.digest(self.named_key("phone"), number.encode(), "sha256") if number else None


def normal_phone(phone: str) -> str:
    """Return the digits of a Vietnamese number as dialled at home: `+84 912 …` is `0912…`."""
    digits = "".join(filter(str.isdecimal, phone)).removeprefix("00")
    is_international = digits.startswith("84") and len(digits) > len("0912345678")
    return f"0{digits[2:]}" if is_international else digits


def _told(person: PersonRecord, scope: UUID) -> bytes:
    texts = (person.name, normal_phone(person.phone), person.address, person.note)
    same = "\0".join(" ".join(normalize("NFC", each).casefold().split()) for each in texts)
    return b"\0".join((person.kind.encode(), scope.bytes, same.encode()))


def _bound(kind: str, id_: UUID) -> bytes:
    return kind.encode() + id_.bytes


def _batches(ids: Iterable[UUID]) -> Iterable[list[bytes]]:
    wanted = [id_.bytes for id_ in ids]
    return (wanted[at : at + _VARIABLES] for at in range(0, len(wanted), _VARIABLES))
