"""The rows of people in the vault: sealed, opened, and freed of what is to be destroyed alone."""

from collections.abc import Collection, Iterable, Sequence
from uuid import UUID

import msgspec
from sqlalchemy import select, update

from ledger.errors.unavailable import KeysUnavailable
from ledger.portions import portions
from ledger.store.vault.database import PEOPLE, PeopleDatabase
from ledger.store.vault.erasures import ErasureLog
from ledger.store.vault.keys import KeyKind, KeyStore
from ledger.store.vault.records import PersonRecord
from ledger.store.vault.representatives import Representatives, former_id, line_id
from ledger.store.vault.sealing import seal, unseal

_PERSON = KeyKind.PERSON

Row = tuple[bytes, str, bytes]
"""Id, kind and what is sealed."""

_read = msgspec.json.Decoder(PersonRecord).decode


class PeopleRows:
    """The rows of people in the people vault, each with the line beside it.

    Records of before have the line inside. They stay as they are until it is to be destroyed: then
    they are sealed anew without it, and the key that opens them in old backups goes with it.
    """

    def __init__(
        self,
        database: PeopleDatabase,
        keys: KeyStore,
        erasures: ErasureLog,
        representatives: Representatives,
    ) -> None:
        """Use the vault's database, keys, log of erasures and lines."""
        self._database = database
        self._keys = keys
        self._erasures = erasures
        self._representatives = representatives

    def open(self, rows: Sequence[Row]) -> dict[UUID, PersonRecord]:
        """Return what is known of the people in these rows."""
        people = self._open(rows)
        lines = self._representatives.get(people)
        for id_, line in lines.items():
            people[id_] = msgspec.structs.replace(people[id_], representative=line)
        return people

    def is_represented(self, person_id: UUID) -> bool:
        """Tell whether it is known who acts for a person, restricted or not."""
        known = self.open(self._rows([person_id])).get(person_id)
        return known is not None and bool(known.representative)

    def was_represented(self, person_id: UUID) -> bool:
        """Tell whether that was known, and destroyed."""
        return line_id(person_id) in {each.id for each in self._erasures.read()}

    def take_out(self, person_id: UUID) -> list[UUID]:
        """Leave the line of a person nowhere but where destroying some ids destroys it.

        Returns these ids. Killed at any moment, the record opens, and this may be done again.
        """
        known = self._open(self._rows([person_id])).get(person_id)
        former = former_id(person_id)
        if known is not None and known.representative:
            self._keys.set_aside(_PERSON, person_id, former)
            key = self._keys.get(_PERSON, [person_id]).get(person_id)
            if key is not None:
                own = update(PEOPLE).where(PEOPLE.c.id == person_id.bytes)
                with self._database.transaction() as connection:
                    connection.execute(own.values(sealed=sealed(known, key)))
        return [line_id(person_id), *self._keys.get(_PERSON, [former])]

    def take_out_again(self, erased: Collection[UUID]) -> list[UUID]:
        """Do so of everybody whose line is among these that were destroyed; return all ids."""
        return [
            each
            for person_id in self._database.ids(PEOPLE)
            if line_id(person_id) in erased and person_id not in erased
            for each in self.take_out(person_id)
        ]

    def _open(self, rows: Sequence[Row], *, anew: bool = True) -> dict[UUID, PersonRecord]:
        """Return the records as they are sealed, without what is beside them."""
        keys = self._keys.get(_PERSON, [UUID(bytes=id_) for id_, _, _ in rows])
        people: dict[UUID, PersonRecord] = {}
        others: list[Row] = []
        for row in rows:
            bytes_, kind, text = row
            id_ = UUID(bytes=bytes_)
            if id_ not in keys:
                continue
            try:
                people[id_] = _read(unseal(keys[id_], text, _bound(kind, id_)))
            except KeysUnavailable:
                others.append(row)
        return people | self._open_former(others, anew=anew) if others else people

    def _open_former(self, rows: Sequence[Row], *, anew: bool) -> dict[UUID, PersonRecord]:
        """Return the records of whoever has got another key since their rows were sealed.

        Where the former one is destroyed, that is a backup of before, of which nothing is known any
        more; or it came between two looks, and the row is another one by now.
        """
        former = {UUID(bytes=id_): former_id(UUID(bytes=id_)) for id_, _, _ in rows}
        keys = self._keys.get(_PERSON, former.values())
        people = {}
        for bytes_, kind, text in rows:
            id_ = UUID(bytes=bytes_)
            if former[id_] in keys:
                people[id_] = _read(unseal(keys[former[id_]], text, _bound(kind, id_)))
        left = former.keys() - people.keys()
        if left:
            erased = {each.id for each in self._erasures.read()}
            if any(former[id_] not in erased for id_ in left):
                raise KeysUnavailable
            if anew:
                people |= self._open(self._rows(left), anew=False)
        return people

    def _rows(self, ids: Iterable[UUID]) -> list[Row]:
        query = select(PEOPLE.c.id, PEOPLE.c.kind, PEOPLE.c.sealed)
        found: list[Row] = []
        for some in portions([id_.bytes for id_ in ids]):
            with self._database.transaction() as connection:
                rows = connection.execute(query.where(PEOPLE.c.id.in_(some)))
                found.extend((row.id, row.kind, row.sealed) for row in rows)
        return found


def sealed(person: PersonRecord, key: bytes) -> bytes:
    """Return what is known of a person, but for who acts for them, sealed with their key."""
    alone = msgspec.structs.replace(person, representative="")
    return seal(key, msgspec.json.encode(alone), _bound(person.kind, person.id))


def _bound(kind: str, id_: UUID) -> bytes:
    return kind.encode() + id_.bytes
