"""The people vault keeps what is personal, gives it back, and forgets it for ever."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update
from uuid_utils.compat import uuid7

from ledger.errors.people import PersonIsErased
from ledger.errors.unavailable import KeysUnavailable
from ledger.store.vault.database import PEOPLE, PeopleDatabase
from ledger.store.vault.identities import normal_phone
from ledger.store.vault.people import Vault
from ledger.store.vault.records import PersonKind, PersonRecord
from tests.stores import Store

MEMO = "NGUYEN VAN AN chuyen tien ung ho, SDT 0912345678"


def a_person(
    name: str = "Nguyễn Văn An", *, kind: PersonKind = PersonKind.DONOR, phone: str = "0912 345 678"
) -> PersonRecord:
    """Someone who does not exist."""
    return PersonRecord(id=uuid7(), kind=kind, name=name, phone=phone, address="Hà Tĩnh")


def files_of(store: Store) -> list[Path]:
    """Every file that the vault has written on SQLite."""
    return [path for path in store.keys_dir.parent.rglob("*") if path.is_file()]


def test_memos_come_back_as_they_were(vault: Vault) -> None:
    memos = [(uuid7(), memo) for memo in (MEMO, "", "ủng hộ\nđồng bào", "=1+1", "x" * 100_000)]
    vault.put_memos(memos)
    vault.put_memos([])
    assert [vault.get_memos([id_]).get(id_) for id_, _ in memos] == [memo for _, memo in memos]
    assert vault.get_memos(id_ for id_, _ in memos) == dict(memos)
    assert vault.get_memos([uuid7()]) == {}


def test_more_memos_than_a_query_has_room_for_come_back(vault: Vault) -> None:
    memos = [(uuid7(), f"{MEMO} {n}") for n in range(1_203)]
    vault.put_memos(memos)
    assert vault.get_memos(id_ for id_, _ in memos) == dict(memos)


def test_putting_a_memo_again_changes_nothing(vault: Vault) -> None:
    first, second = uuid7(), uuid7()
    vault.put_memos([(first, MEMO)])
    vault.put_memos([(first, "another"), (second, "new"), (second, "twice in one go")])
    assert vault.get_memos([first]).get(first) == MEMO
    assert vault.get_memos([second]).get(second) == "new"


def test_many_at_once_with_the_same_memos_agree(store: Store) -> None:
    memos = [(uuid7(), f"{MEMO} {n}") for n in range(300)]
    vaults = [Vault(store.people_url, store.keys_dir) for _ in range(4)]
    with ThreadPoolExecutor(len(vaults)) as threads:
        list(threads.map(Vault.create_tables, vaults))
        list(threads.map(lambda vault: vault.put_memos(memos), vaults))
    assert vaults[0].get_memos(id_ for id_, _ in memos) == dict(memos)
    for vault in vaults:
        vault.close()


def test_a_destroyed_memo_is_gone_and_stays_gone(vault: Vault) -> None:
    gone, kept = uuid7(), uuid7()
    vault.put_memos([(gone, MEMO), (kept, MEMO)])
    vault.destroy(gone)
    vault.put_memos([(gone, MEMO)])
    assert vault.get_memos([gone]).get(gone) is None
    assert vault.get_memos([kept]).get(kept) == MEMO


def test_a_person_comes_back_and_may_be_replaced(vault: Vault) -> None:
    person = a_person()
    vault.put_person(person)
    assert vault.get_person(person.id) == person
    moved = PersonRecord(id=person.id, kind=person.kind, name=person.name, address="Phú Thọ")
    vault.put_person(moved)
    assert vault.get_person(person.id) == moved
    assert vault.find_by_phone(person.phone) == []


def test_people_are_listed_by_kind_in_the_order_of_their_arrival(vault: Vault) -> None:
    staff = [a_person(name, kind=PersonKind.STAFF) for name in ("Bình", "An", "Chi")]
    for person in (*staff, a_person()):
        vault.put_person(person)
    assert vault.list_people(PersonKind.STAFF) == staff
    assert vault.list_people(PersonKind.BENEFICIARY) == []
    assert vault.get_people([staff[2].id, uuid7()]) == {staff[2].id: staff[2]}


def test_people_are_found_by_phone_however_it_is_written(vault: Vault) -> None:
    person, other = a_person(phone="+84 912.345.678"), a_person(phone="")
    vault.put_person(person)
    vault.put_person(other)
    assert vault.find_by_phone("(0912) 345-678") == [person.id]
    assert vault.find_by_phone("0912345679") == []
    assert vault.find_by_phone("") == []


@pytest.mark.parametrize(
    "written", ["0912345678", "+84912345678", "0084 912 345 678", "84-912-345-678"]
)
def test_a_phone_number_has_one_normal_form(written: str) -> None:
    assert normal_phone(written) == "0912345678"


def test_an_erased_person_is_gone_and_cannot_come_back(vault: Vault) -> None:
    person = a_person()
    vault.put_person(person)
    vault.destroy(person.id)
    assert vault.get_person(person.id) is None
    assert vault.list_people(person.kind) == []
    assert vault.find_by_phone(person.phone) == []
    with pytest.raises(PersonIsErased) as caught:
        vault.put_person(person)
    assert person.name not in str(caught.value)


def test_destroying_what_is_not_there_is_no_error(vault: Vault) -> None:
    vault.destroy(uuid7())


def test_what_is_shown_of_a_person_names_nobody() -> None:
    person = a_person()
    assert repr(person) == f"PersonRecord(id={person.id}, kind=donor)"


def test_a_sealed_text_opens_only_under_its_own_id_and_kind(vault: Vault, store: Store) -> None:
    first, second = a_person("An"), a_person("Bình")
    vault.put_person(first)
    vault.put_person(second)
    database = PeopleDatabase(store.people_url)
    table = PEOPLE.c
    of_first = select(table.sealed).where(table.id == first.id.bytes).scalar_subquery()
    with database.transaction() as connection:
        copied = update(PEOPLE).where(table.id == second.id.bytes).values(sealed=of_first)
        connection.execute(copied)
        renamed = update(PEOPLE).where(table.id == first.id.bytes).values(kind="staff")
        connection.execute(renamed)
    database.close()
    for person in (first, second):
        with pytest.raises(KeysUnavailable):
            vault.get_person(person.id)


def test_named_keys_are_permanent_and_differ_by_use(vault: Vault, store: Store) -> None:
    again = Vault(store.people_url, store.keys_dir)
    again.create_tables()
    assert again.named_key("statement rows") == vault.named_key("statement rows")
    assert vault.named_key("statement rows") != vault.named_key("phone")
    again.close()


def test_a_vault_that_was_closed_opens_again(vault: Vault) -> None:
    person = a_person()
    vault.put_person(person)
    vault.close()
    assert vault.get_person(person.id) == person


@pytest.mark.parametrize("store_kind", ["sqlite"])
def test_nothing_personal_stands_in_any_file(store: Store, vault: Vault) -> None:
    """Scratched from the files of SQLite; PostgreSQL gets the same bytes."""
    person = a_person("NGUYEN VAN AN")
    vault.put_memos([(uuid7(), MEMO)])
    vault.put_person(person)
    vault.set_password(person.id, "nguyenvanan", "mật khẩu rất dài")
    vault.close()
    everything = b"".join(path.read_bytes() for path in files_of(store))
    assert b"vault_memos" in everything
    for secret in ("NGUYEN", "Tĩnh", "0912345678", "0912 345 678", "nguyenvanan", "khẩu"):
        assert secret.encode() not in everything


@pytest.mark.parametrize("store_kind", ["sqlite"])
def test_a_destroyed_memo_leaves_no_byte_in_the_database(store: Store, vault: Vault) -> None:
    ids = [uuid7() for _ in range(400)]
    vault.put_memos([(id_, MEMO) for id_ in ids])
    sealed = _column(store, "SELECT id, sealed FROM vault_memos")
    for id_ in ids[::10]:
        vault.destroy(id_)
    vault.close()
    database = b"".join(path.read_bytes() for path in files_of(store))
    for n, id_ in enumerate(ids):
        assert (sealed[id_][12:] in database) == (n % 10 != 0)


def _column(store: Store, query: str) -> dict[UUID, bytes]:
    path = store.people_url.removeprefix("sqlite:///")
    connection = sqlite3.connect(path)
    found = {UUID(bytes=id_): value for id_, value in connection.execute(query)}
    connection.close()
    return found


@given(st.text(max_size=20))
def test_any_text_has_a_normal_phone_of_digits_only(phone: str) -> None:
    normal = normal_phone(phone)
    assert all(digit.isdecimal() for digit in normal)
    assert normal_phone(normal) == normal


def a_pupil(name: str, *, phone: str = "", note: str = "") -> PersonRecord:
    return PersonRecord(id=uuid7(), kind=PersonKind.BENEFICIARY, name=name, phone=phone, note=note)


def test_who_is_told_of_in_the_same_words_is_the_same_person_within_a_scope(vault: Vault) -> None:
    here, there = uuid7(), uuid7()
    an, binh = a_pupil("Lê An", phone="0912 345 678", note="6A"), a_pupil("Trần Bình")
    again = a_pupil("  LÊ  AN ", phone="+84 912345678", note="6a")
    other = a_pupil("Lê An", phone="0912 345 678", note="6B")
    kept = vault.keep_people([an, binh, again, other], here)
    assert kept == [an.id, binh.id, an.id, other.id]
    assert vault.keep_people([again], here) == [an.id]
    assert vault.get_person(an.id) == an
    elsewhere = a_pupil("Lê An", phone="0912345678", note="6A")
    assert vault.keep_people([elsewhere], there) == [elsewhere.id]
    donor = a_person("Trần Bình")
    assert vault.find_identities(vault.identities([donor], here)) == {}
    assert vault.keep_people([], here) == []


def test_nobody_is_found_again_once_he_is_erased(vault: Vault) -> None:
    scope, an = uuid7(), a_pupil("Lê An")
    vault.keep_people([an], scope)
    vault.destroy(an.id)
    assert vault.find_identities(vault.identities([an], scope)) == {}
    with pytest.raises(PersonIsErased):
        vault.keep_people([an], scope)
    new = a_pupil("Lê An")
    assert vault.keep_people([new], scope) == [new.id]


def test_more_people_than_a_query_has_room_for_are_kept_and_found(vault: Vault) -> None:
    scope, people = uuid7(), [a_pupil(f"Học sinh {n}") for n in range(1_203)]
    ids = [person.id for person in people]
    assert vault.keep_people(people, scope) == ids
    assert vault.keep_people(people, scope) == ids
    assert vault.get_people(ids).keys() == set(ids)
