"""Records as older versions sealed them: who acts for a child stands inside the child's."""

from contextlib import closing

import msgspec
from sqlalchemy import delete, select, update

from ledger.store.vault.database import PEOPLE, REPRESENTATIVES, PeopleDatabase
from ledger.store.vault.keys import KeyKind, KeyStore
from ledger.store.vault.records import PersonRecord
from ledger.store.vault.representatives import line_id
from ledger.store.vault.sealing import seal
from tests.stores import Store


def seal_as_before(store: Store, person: PersonRecord) -> bytes:
    """Put the line of somebody who is in the vault into the record; return what is sealed."""
    with closing(KeyStore(store.keys_dir)) as keys:
        key = keys.get(KeyKind.PERSON, [person.id])[person.id]
    sealed = seal(key, msgspec.json.encode(person), person.kind.encode() + person.id.bytes)
    put_row(store, person, sealed)
    database = PeopleDatabase(store.people_url)
    with database.transaction() as connection:
        own = REPRESENTATIVES.c.id == line_id(person.id).bytes
        connection.execute(delete(REPRESENTATIVES).where(own))
    database.close()
    return sealed


def put_row(store: Store, person: PersonRecord, sealed: bytes) -> None:
    """Put a sealed record into the row of a person, as a restored backup does."""
    database = PeopleDatabase(store.people_url)
    with database.transaction() as connection:
        own = update(PEOPLE).where(PEOPLE.c.id == person.id.bytes)
        connection.execute(own.values(sealed=sealed))
    database.close()


def row_of(store: Store, person: PersonRecord) -> bytes:
    """Return what is sealed in the row of a person."""
    database = PeopleDatabase(store.people_url)
    with database.transaction() as connection:
        own = select(PEOPLE.c.sealed).where(PEOPLE.c.id == person.id.bytes)
        sealed: bytes = connection.scalars(own).one()
    database.close()
    return sealed
