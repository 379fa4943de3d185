"""Who acts for a child by law is a line of its own, and can be destroyed without the child."""

import shutil
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from unittest.mock import Mock
from uuid import UUID

import pytest
from msgspec.structs import replace
from uuid_utils.compat import uuid7

from ledger.errors.missing import RepresentativeNotFound
from ledger.errors.people import PersonIsErased
from ledger.errors.unavailable import KeysUnavailable
from ledger.store.vault.database import REPRESENTATIVES, PeopleDatabase
from ledger.store.vault.keys import KeyKind, KeyStore
from ledger.store.vault.people import Vault
from ledger.store.vault.records import PersonKind, PersonRecord
from ledger.store.vault.representatives import line_id
from ledger.store.vault.sealing import unseal
from tests.ledger.store.vault.records_of_before import put_row, row_of, seal_as_before
from tests.stores import Store

LINE = "Mẹ: Lê Thị Bình, 0912 345 678"


def a_child(line: str = LINE, name: str = "Nguyễn An") -> PersonRecord:
    return PersonRecord(
        id=uuid7(),
        kind=PersonKind.BENEFICIARY,
        name=name,
        born_on=date(2016, 1, 1),
        representative=line,
    )


def without_line(child: PersonRecord) -> PersonRecord:
    return replace(child, representative="")


def lines_in(store: Store) -> set[UUID]:
    """Under which ids there are lines."""
    database = PeopleDatabase(store.people_url)
    with database.transaction() as connection:
        ids = {UUID(bytes=id_) for id_ in connection.scalars(REPRESENTATIVES.select())}
    database.close()
    return ids


def opens(store: Store, child: PersonRecord, sealed: bytes) -> bool:
    """Tell whether any key that the store has opens a record."""
    bound = child.kind.encode() + child.id.bytes
    with closing(KeyStore(store.keys_dir)) as keys, keys.at_rest() as (_, connection):
        ids = [UUID(bytes=id_) for (id_,) in connection.execute("SELECT id FROM keys")]
    found: list[bytes] = []
    with closing(KeyStore(store.keys_dir)) as keys:
        for kind in KeyKind:
            for id_ in ids:
                try:
                    found += keys.get(kind, [id_]).values()
                except KeysUnavailable:  # of another kind
                    continue
    for key in found:
        try:
            unseal(key, sealed, bound)
        except KeysUnavailable:
            continue
        return True
    return False


def test_a_line_comes_back_with_the_person_and_is_sealed_apart(vault: Vault, store: Store) -> None:
    child, scope = a_child(), uuid7()
    other, alone = a_child("Ông ngoại", "Trần Bảo"), a_child("", "Lê Chi")
    vault.put_person(child)
    assert vault.keep_people([other, alone], scope) == [other.id, alone.id]
    everybody = {each.id: each for each in (child, other, alone)}
    assert vault.get_people(everybody) == everybody
    assert vault.list_people(child.kind) == [child, other, alone]
    assert lines_in(store) == {line_id(child.id), line_id(other.id)}
    keys = KeyStore(store.keys_dir)
    (key,) = keys.get(KeyKind.PERSON, [child.id]).values()
    keys.close()
    bound = child.kind.encode() + child.id.bytes
    assert "Bình".encode() not in unseal(key, row_of(store, child), bound)


def test_many_lines_come_back(vault: Vault) -> None:
    people = [a_child(f"Mẹ {n}", f"Học sinh {n}") for n in range(1_203)]
    vault.keep_people(people, uuid7())
    assert vault.get_people(each.id for each in people) == {each.id: each for each in people}


def test_whoever_is_told_of_again_has_the_line_that_is_told_now(vault: Vault, store: Store) -> None:
    child = a_child()
    for line in (LINE, "Bố: Nguyễn Văn Dũng", ""):
        vault.put_person(replace(child, representative=line))
        assert vault.get_person(child.id) == replace(child, representative=line)
    assert lines_in(store) == set()


def test_a_line_that_is_forgotten_is_gone_and_the_person_is_known(
    vault: Vault, store: Store
) -> None:
    child, other = a_child(), a_child("Ông ngoại", "Trần Bảo")
    for each in (child, other):
        vault.put_person(each)
    vault.forget_representative(child.id)
    assert vault.get_people([child.id, other.id]) == {
        child.id: without_line(child),
        other.id: other,
    }
    assert lines_in(store) == {line_id(other.id)}
    assert [each.id for each in vault.erasures()] == [line_id(child.id)]
    assert not vault.is_represented(child.id)
    vault.check_representative(child.id)  # it was there
    with pytest.raises(PersonIsErased) as caught:
        vault.put_person(child)
    assert "Bình" not in str(caught.value)
    assert vault.get_person(child.id) == without_line(child)


@pytest.mark.parametrize("is_restricted", [False, True])
def test_only_who_is_represented_has_a_line_to_forget(vault: Vault, *, is_restricted: bool) -> None:
    child, alone = a_child(), a_child("")
    for each in (child, alone):
        vault.put_person(each)
        if is_restricted:
            vault.restrict(each.id)
    assert vault.is_represented(child.id)
    vault.check_representative(child.id)
    for nobody in (alone.id, uuid7()):
        assert not vault.is_represented(nobody)
        with pytest.raises(RepresentativeNotFound):
            vault.check_representative(nobody)


def test_a_line_goes_with_the_person(vault: Vault, store: Store) -> None:
    child = a_child()
    vault.put_person(child)
    vault.destroy(child.id)
    assert lines_in(store) == set()
    keys = KeyStore(store.keys_dir)
    assert keys.get(KeyKind.REPRESENTATIVE, [line_id(child.id)]) == {}
    keys.close()
    assert [each.id for each in vault.erasures()] == [child.id]


def test_a_line_is_given_up_with_the_person_and_kept_anew(vault: Vault, store: Store) -> None:
    child, never = a_child(), timedelta()
    vault.put_person(child)
    for _ in range(2):
        vault.orphans.find([], [], [], never)
    vault.orphans.claim([child.id], datetime.now(UTC))
    vault.give_up([child.id])
    assert (vault.get_person(child.id), lines_in(store)) == (None, set())
    vault.put_person(child)
    assert vault.get_person(child.id) == child


def test_the_master_key_changes_and_lines_open_as_before(vault: Vault, store: Store) -> None:
    child, former = a_child(), a_child("Ông ngoại", "Trần Bảo")
    for each in (child, former):
        vault.put_person(each)
    seal_as_before(store, former)
    assert vault.rotate_master_key() == 4
    assert vault.get_people([child.id, former.id]) == {child.id: child, former.id: former}
    vault.forget_representative(former.id)
    assert vault.rotate_master_key() == 3
    assert vault.get_person(former.id) == without_line(former)


# Records of before, with the line inside


@pytest.fixture
def before(vault: Vault, store: Store) -> tuple[PersonRecord, bytes]:
    """A child as an older version sealed it, and what was sealed."""
    child = a_child()
    vault.put_person(child)
    return child, seal_as_before(store, child)


def test_a_record_of_before_is_read_as_it_is(
    vault: Vault, before: tuple[PersonRecord, bytes]
) -> None:
    child, _ = before
    assert vault.get_person(child.id) == child
    assert vault.is_represented(child.id)


def test_nothing_opens_a_record_of_before_when_its_line_is_forgotten(
    vault: Vault, store: Store, before: tuple[PersonRecord, bytes]
) -> None:
    child, sealed = before
    assert opens(store, child, sealed)
    vault.forget_representative(child.id)
    assert not opens(store, child, sealed)
    assert vault.get_person(child.id) == without_line(child)
    vault.forget_representative(child.id)
    assert vault.get_person(child.id) == without_line(child)
    again = row_of(store, child)
    assert opens(store, child, again)
    vault.destroy(child.id)
    assert not opens(store, child, again)


@pytest.mark.parametrize("step", ["people_rows.sealed", "keys.KeyStore.destroy"])
def test_cut_off_anywhere_the_child_is_known_and_it_is_done_again(
    vault: Vault,
    store: Store,
    before: tuple[PersonRecord, bytes],
    monkeypatch: pytest.MonkeyPatch,
    step: str,
) -> None:
    child, sealed = before
    with monkeypatch.context() as until:
        until.setattr(f"ledger.store.vault.{step}", Mock(side_effect=KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            vault.forget_representative(child.id)
    known = vault.get_person(child.id)
    assert known is not None
    assert without_line(known) == without_line(child)
    vault.check_representative(child.id)
    vault.forget_representative(child.id)
    assert vault.get_person(child.id) == without_line(child)
    assert not opens(store, child, sealed)


def test_whoever_looked_just_before_sees_the_child_all_the_same(
    vault: Vault, store: Store, before: tuple[PersonRecord, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The row was read, then the line forgotten, then the keys asked for."""
    child, _ = before
    other = Vault(store.people_url, store.keys_dir)
    get = KeyStore.get

    def forgotten_meanwhile(*asked: object) -> object:
        monkeypatch.setattr(KeyStore, "get", get)
        other.forget_representative(child.id)
        return get(*asked)  # type: ignore[arg-type]

    monkeypatch.setattr(KeyStore, "get", forgotten_meanwhile)
    assert vault.get_person(child.id) == without_line(child)
    other.close()


def test_a_backup_of_before_with_its_keys_brings_no_line_back(
    vault: Vault, store: Store, before: tuple[PersonRecord, bytes], tmp_path: Path
) -> None:
    child, sealed = before
    copy = tmp_path / "copy"
    vault.close()
    shutil.copytree(store.keys_dir, copy)
    vault.forget_representative(child.id)
    erasures = vault.erasures()
    put_row(store, child, sealed)
    restored = Vault(store.people_url, copy)
    assert restored.get_person(child.id) == child
    for _ in range(2):
        restored.replay_erasures(erasures)
        assert restored.get_person(child.id) == without_line(child)
    restored.close()
    vault.close()
    shutil.rmtree(store.keys_dir)
    shutil.copytree(copy, store.keys_dir)
    assert not opens(store, child, sealed)


def test_a_backup_of_before_whose_key_is_destroyed_tells_nothing_of_the_child(
    vault: Vault, store: Store, before: tuple[PersonRecord, bytes]
) -> None:
    """That is the price: it is one sealed text, and it is no fault that nothing opens it."""
    child, sealed = before
    other = a_child("", "Lê Chi")
    vault.put_person(other)
    vault.forget_representative(child.id)
    put_row(store, child, sealed)
    vault.replay_erasures()
    assert vault.get_people([child.id, other.id]) == {other.id: other}
    assert vault.list_people(child.kind) == [other]


def test_what_opens_with_no_key_is_a_fault_where_nothing_was_forgotten(
    vault: Vault, store: Store
) -> None:
    child = a_child()
    vault.put_person(child)
    put_row(store, child, b"\0" * 64)
    with pytest.raises(KeysUnavailable):
        vault.get_person(child.id)
