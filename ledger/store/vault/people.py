"""The people vault: names, phones, addresses, logins and raw bank memos, each under its own key.

Nothing in it is readable without the key store (`ledger.store.vault.keys`). Destroying a key there
destroys what it opens here, and in every backup of this database.
"""

import hmac
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy import select, text

from ledger.errors.missing import RepresentativeNotFound
from ledger.errors.people import PersonIsErased
from ledger.errors.unavailable import StoreBusy
from ledger.portions import portions
from ledger.store.access.gate import Gate
from ledger.store.access.logins import Logins
from ledger.store.vault import identities
from ledger.store.vault.database import KEYED, PEOPLE, RESTRICTIONS, PeopleDatabase, unrestricted
from ledger.store.vault.destroying import delete_rows
from ledger.store.vault.documents import Document, Documents
from ledger.store.vault.erasures import Erasure, ErasureLog
from ledger.store.vault.identities import normal_phone
from ledger.store.vault.keys import LOOKING_TIMEOUT_SECONDS, KeyKind, KeyStore
from ledger.store.vault.memos import Memos
from ledger.store.vault.names import Names, put_names
from ledger.store.vault.orphans import Orphans
from ledger.store.vault.people_rows import PeopleRows, sealed
from ledger.store.vault.readings import Readings
from ledger.store.vault.records import PersonKind, PersonRecord
from ledger.store.vault.renewing import keys_for
from ledger.store.vault.representatives import Representatives, put_lines, with_lines
from ledger.store.vault.restricting import Restricting
from ledger.store.vault.statements import Statements
from ledger.store.vault.sweeps import Sweeps

_PERSON = KeyKind.PERSON

_PUT_PERSON = text(
    "INSERT INTO vault_people (id, kind, sealed, phone_index)"
    " VALUES (:id, :kind, :sealed, :phone_index) ON CONFLICT (id) DO UPDATE SET"
    " kind = excluded.kind, sealed = excluded.sealed, phone_index = excluded.phone_index"
)
_PUT_IDENTITY = text(
    "INSERT INTO vault_identities (id, identity_index)"
    " VALUES (:id, :identity_index) ON CONFLICT (id) DO NOTHING"
)

_SHOWN = unrestricted(select(PEOPLE.c.id, PEOPLE.c.kind, PEOPLE.c.sealed), PEOPLE)


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
        self.gate = Gate(self._database, self._keys, self._logins)
        self.names = Names(self._database, self._keys)
        self._erasures = ErasureLog(keys_dir)
        self.orphans = Orphans(self._database)
        self._memos = Memos(self._database, self._keys, self._erasures, self.orphans)
        self._looking = KeyStore(keys_dir, lock_timeout_seconds=LOOKING_TIMEOUT_SECONDS)
        self.documents = Documents(self._database, self._keys, self._looking, self._erasures)
        self.readings = Readings(self._database)
        self._restricting = Restricting(self._database)
        self.statements = Statements(self._database, self._keys)
        self.sweeps = Sweeps(self._database)
        self._representatives = Representatives(self._database, self._keys, self._erasures)
        self._rows = PeopleRows(self._database, self._keys, self._erasures, self._representatives)

    def create_tables(self) -> None:
        """Make the tables, the master key and the key store, where they do not exist yet."""
        self._keys.init()
        self._database.create_tables()

    def check(self) -> None:
        """Raise an error unless the keys fit and the database answers."""
        self._keys.named_key("check")
        with self._database.transaction() as connection:
            connection.execute(select(PEOPLE.c.id).limit(1))

    def close(self) -> None:
        """Close both stores; using the vault again opens them again."""
        self._keys.close()
        self._looking.close()
        self._database.close()

    def named_key(self, use: str) -> bytes:
        """Return the permanent key of 32 bytes for one use, such as identities of bank rows."""
        return self._keys.named_key(use)

    def rotate_master_key(self) -> int:
        """Wrap all keys by a new master key and return how many; see `KeyStore.rotate`."""
        return self._keys.rotate()

    def put_memos(self, memos: Sequence[tuple[UUID, str]]) -> None:
        """Keep raw bank memos durably, each under a key of its own; see `Memos.put`."""
        self._memos.put(memos)

    def get_memos(self, ids: Iterable[UUID]) -> dict[UUID, str]:
        """Return those of these memos that there are."""
        return self._memos.get(ids)

    def put_person(self, person: PersonRecord, scope: UUID | None = None) -> None:
        """Keep or replace what is known of a person; with a scope, to be found by name there.

        Raises `PersonIsErased`, and `StoreBusy` for one who is just being given up as an orphan.
        """
        if self.orphans.clear([person.id]):
            raise StoreBusy
        (key,) = keys_for(self._keys, self._erasures, _PERSON, [person.id])
        if key is None:
            raise PersonIsErased
        words = [self.names.rows(person.id, person.kind, person.name, scope)] if scope else []
        lines = self._representatives.rows([person])
        with self._database.transaction() as connection:
            connection.execute(_PUT_PERSON, self._row(person, key))
            put_lines(connection, [person.id], list(lines.values()))
            put_names(connection, words)

    def keep_people(self, people: Sequence[PersonRecord], scope: UUID) -> list[UUID]:
        """Keep those of these people whom a scope does not know yet; return who each of them is.

        Whoever has the same name and particulars is the same person, here as in the scope, and for
        many who keep him at once. Raises `PersonIsErased` if one of the new ids is that of someone
        erased.
        """
        told = self.identities(people, scope)
        self.orphans.clear(self.find_identities(told).values())
        known = self.find_identities(told)  # without whom a sweep has just given up
        new: dict[bytes, PersonRecord] = {}
        for person, identity in zip(people, told, strict=True):
            if identity not in known:
                new.setdefault(identity, person)
        if new:
            known |= self._keep(new, scope)
        return [known[identity] for identity in told]

    def _keep(self, new: dict[bytes, PersonRecord], scope: UUID) -> dict[bytes, UUID]:
        """Keep people by identity, but those whom another kept meanwhile; return who each is."""
        ids = [person.id for person in new.values()]
        keys = keys_for(self._keys, self._erasures, _PERSON, ids)
        rows, words = {}, {}
        for (identity, person), key in zip(new.items(), keys, strict=True):
            if key is None:
                raise PersonIsErased
            rows[identity] = {**self._row(person, key), "identity_index": identity}
            words[identity] = self.names.rows(person.id, person.kind, person.name, scope)
        lines = self._representatives.rows(list(new.values()))
        # All that takes time came before the lock. The key of whom another kept opens nothing.
        with self._database.one_at_a_time(scope.bytes) as connection:
            known = identities.find(connection, list(new))
            unknown = rows.keys() - known.keys()
            if unknown:
                connection.execute(_PUT_PERSON, [rows[each] for each in unknown])
                connection.execute(_PUT_IDENTITY, [rows[each] for each in unknown])
                put_names(connection, [words[each] for each in unknown])
                kept = [new[each].id for each in unknown]
                put_lines(connection, kept, [lines[id_] for id_ in kept if id_ in lines])
        return {identity: known.get(identity, person.id) for identity, person in new.items()}

    def identities(self, people: Sequence[PersonRecord], scope: UUID) -> list[bytes]:
        """Return for each of these what equal ones of a scope have in common, in 32 bytes.

        It is a keyed hash of kind, name and particulars, however they are spaced and capitalised.
        """
        key = self.named_key("identity")
        return [
            identities.identity(
                key,
                person.kind,
                scope,
                (person.name, normal_phone(person.phone), person.address, person.note),
            )
            for person in people
        ]

    def find_identities(self, told: Sequence[bytes]) -> dict[bytes, UUID]:
        """Return whose these are, of those that are known; of several people, who came first."""
        with self._database.transaction() as connection:
            return identities.find(connection, told)

    def get_person(self, id_: UUID) -> PersonRecord | None:
        """Return what is known of a person; `None` if there is none, or restricted, or erased."""
        return self.get_people([id_]).get(id_)

    def get_people(self, ids: Iterable[UUID]) -> dict[UUID, PersonRecord]:
        """Return what is known of those of these people who are here and not restricted."""
        found: list[tuple[bytes, str, bytes]] = []
        for some in portions([id_.bytes for id_ in ids]):
            with self._database.transaction() as connection:
                rows = connection.execute(_SHOWN.where(PEOPLE.c.id.in_(some)))
                found.extend((row.id, row.kind, row.sealed) for row in rows)
        return self._rows.open(found)

    def get_restricted(self, id_: UUID) -> PersonRecord | None:
        """Return what is known of a person who is restricted, for a reading that is logged."""
        query = select(PEOPLE.c.id, PEOPLE.c.kind, PEOPLE.c.sealed)
        query = query.join(RESTRICTIONS, RESTRICTIONS.c.id == PEOPLE.c.id)
        with self._database.transaction() as connection:
            rows = connection.execute(query.where(PEOPLE.c.id == id_.bytes)).all()
        return self._rows.open([(row.id, row.kind, row.sealed) for row in rows]).get(id_)

    def born_on(self, person_id: UUID) -> date | None:
        """Return the day a person was born, where it is known."""
        known = self.get_person(person_id)
        return None if known is None else known.born_on

    def list_people(self, kind: PersonKind) -> list[PersonRecord]:
        """Return everyone of a kind who is not restricted, in the order of their ids."""
        query = _SHOWN.where(PEOPLE.c.kind == kind.value).order_by(PEOPLE.c.id)
        with self._database.transaction() as connection:
            found = [(row.id, row.kind, row.sealed) for row in connection.execute(query)]
        return list(self._rows.open(found).values())

    def find_by_phone(self, phone: str) -> list[UUID]:
        """Return the ids of everyone with this phone number, however it is written."""
        index = self._phone_index(phone)
        if index is None:
            return []
        query = _SHOWN.where(PEOPLE.c.phone_index == index).order_by(PEOPLE.c.id)
        with self._database.transaction() as connection:
            return [UUID(bytes=id_) for id_ in connection.scalars(query)]

    def restrict(self, person_id: UUID) -> datetime:
        """Show nobody any more who a person is, nor find them by anything: see `get_restricted`.

        Returns the moment since when (UTC), which is later with each time it is asked.
        """
        return self._restricting.restrict(person_id)

    def restricted_since(self, person_id: UUID) -> datetime | None:
        """Return when somebody was restricted last (UTC); None if shown, or not here."""
        return self._restricting.since(person_id)

    def lift(self, person_id: UUID, since: datetime) -> None:
        """Show again who a person is, unless restricted once more since that moment."""
        self._restricting.lift(person_id, since)

    def restrictions(self) -> dict[UUID, datetime]:
        """Return who is restricted, and since when (UTC)."""
        return self._restricting.all()

    def destroy(self, id_: UUID) -> None:
        """Make a person, memo or document unreadable for ever; see `destroy_all`."""
        self.destroy_all([id_])

    def destroy_all(self, ids: Collection[UUID]) -> None:
        """Make people, memos and documents unreadable for ever, by the ids of their keys.

        They are written down first, so that a backup of before forgets them again; then the keys
        go, and then the rows. What was cut off in between is finished by doing it again.
        """
        self._erasures.append(ids)
        self._destroy(list(ids))

    def is_represented(self, person_id: UUID) -> bool:
        """Tell whether it is known who acts for a person by law, restricted or not."""
        return self._rows.is_represented(person_id)

    def check_representative(self, person_id: UUID) -> None:
        """Raise `RepresentativeNotFound` unless somebody acts for a person, or was forgotten."""
        if not (self._rows.is_represented(person_id) or self._rows.was_represented(person_id)):
            raise RepresentativeNotFound

    def forget_representative(self, person_id: UUID) -> None:
        """Make unreadable for ever who acts for a person; the person is known as before."""
        self.destroy_all(self._rows.take_out(person_id))

    def give_up(self, orphans: Sequence[UUID]) -> None:
        """Destroy orphans that are claimed; whoever is told of by the same id later is kept anew.

        They were nobody's in the book, and do not stand in the log of erasures.
        """
        for some in portions(orphans):
            with self.orphans.giving_up(some) as (connection, claimed):
                # First: killed here, they are still claimed.
                self._keys.overwrite(*with_lines(claimed))
                delete_rows(connection, claimed, self.gate)
        if orphans:
            self._keys.tidy()
            self._database.tidy()

    def still_here(self, ids: Iterable[UUID]) -> list[UUID]:
        """Return those of these people, memos and documents that have a row, readable or not."""
        found: list[UUID] = []
        for some in portions([id_.bytes for id_ in ids]):
            with self._database.transaction() as connection:
                for table in KEYED:
                    query = select(table.c.id).where(table.c.id.in_(some))
                    found.extend(UUID(bytes=id_) for id_ in connection.scalars(query))
        return found

    def erasures(self) -> list[Erasure]:
        """Return all that was ever destroyed here, in order."""
        return self._erasures.read()

    def replay_erasures(self, others: Iterable[Erasure] = ()) -> int:
        """Destroy again all that was destroyed here or, as `others` say, before a restore.

        Returns how many erasures there are. It may be repeated, and while the service runs.
        """
        known = self._erasures.merge(others)
        erased = {each.id for each in known}
        if taken_out := set(self._rows.take_out_again(erased)) - erased:
            self._erasures.append(taken_out)
        self._destroy([*(each.id for each in known), *taken_out])
        return len(known)

    def _destroy(self, ids: list[UUID]) -> None:
        for some in portions(ids):
            self._keys.destroy(*with_lines(some))
            with self._database.transaction() as connection:
                delete_rows(connection, some, self.gate)
        if ids:
            self._database.tidy()

    def put_document(self, fund_id: UUID, content: bytes) -> Document:
        """Keep a file for a fund; raises `DocumentTooLarge`, `UnknownMediaType`."""
        return self.documents.put(fund_id, content)

    def get_document(self, fund_id: UUID, sha256: str) -> tuple[Document, bytes]:
        """Return a file that a fund keeps, or raise `DocumentNotFound`."""
        return self.documents.get(fund_id, sha256)

    def check_document(self, fund_id: UUID, sha256: str) -> None:
        """Raise `DocumentNotFound` unless the fund keeps a file with this SHA-256."""
        self.documents.check(fund_id, sha256)

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

    def get_logins(self, staff_ids: Iterable[UUID]) -> dict[UUID, str]:
        """Return the logins of those of these members of staff who have one."""
        return self._logins.get_logins(staff_ids)

    def find_login(self, login: str) -> UUID | None:
        """Return the member of staff who has this login."""
        return self._logins.find_login(login)

    def _row(self, person: PersonRecord, key: bytes) -> dict[str, object]:
        return {
            "id": person.id.bytes,
            "kind": person.kind.value,
            "sealed": sealed(person, key),
            "phone_index": self._phone_index(person.phone),
        }

    def _phone_index(self, phone: str) -> bytes | None:
        number = normal_phone(phone)
        return hmac.digest(self.named_key("phone"), number.encode(), "sha256") if number else None
