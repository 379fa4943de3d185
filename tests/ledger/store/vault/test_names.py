"""The blind index finds people by the words of their names, and tells nobody what the words are."""

from uuid import UUID

import pytest
from sqlalchemy import delete, select
from uuid_utils.compat import uuid7

from ledger.store.vault.database import BEGINNINGS, NAMES, PeopleDatabase
from ledger.store.vault.names import (
    INDEX_BYTES,
    LETTERS,
    WORDS_MAX,
    is_named,
    is_named_bare,
    is_written,
)
from ledger.store.vault.people import Vault
from ledger.store.vault.records import PersonKind, PersonRecord
from tests.stores import Store

PUPIL = PersonKind.BENEFICIARY


def kept(vault: Vault, scope: UUID, *names: str, kind: PersonKind = PUPIL) -> list[UUID]:
    """People of a scope, by name."""
    return vault.keep_people([PersonRecord(id=uuid7(), kind=kind, name=n) for n in names], scope)


def indexed(store: Store, *ids: UUID) -> list[tuple[UUID, bytes]]:
    """What the index holds, of these people or of all: words, and how they begin."""
    database, rows = PeopleDatabase(store.people_url), list[tuple[UUID, bytes]]()
    with database.transaction() as connection:
        for table in (NAMES, BEGINNINGS):
            query = select(table)
            if ids:
                query = query.where(table.c.id.in_([each.bytes for each in ids]))
            rows += [(UUID(bytes=id_), index) for id_, index in connection.execute(query)]
    database.close()
    return rows


@pytest.mark.parametrize(
    "sought", ["Nguyễn Thị Hòa", "nguyen thi hoa", "HOA", " hoa,  nguyễn ", "Hoà", "hoa hoa"]
)
def test_a_name_is_found_by_any_of_its_words_with_and_without_diacritics(
    vault: Vault, sought: str
) -> None:
    scope = uuid7()
    hoa, _ = kept(vault, scope, "Nguyễn Thị Hòa", "Nguyễn Thị Hồng")
    assert hoa in vault.names.find(PUPIL, sought, [scope])
    assert is_named("Nguyễn Thị Hòa", sought)


@pytest.mark.parametrize(
    "sought",
    [
        *("Ho", "Hóa", "Nguyên", "Hòa Bình", "đi", "", " . ", "\u0301"),
        *("guyen", "yễn", "Nguyền", "Nguyet"),
    ],
)
def test_a_name_is_not_meant_by_other_parts_of_words_or_other_diacritics(sought: str) -> None:
    assert not is_named("Nguyễn Thị Hòa", sought)


@pytest.mark.parametrize(
    "sought", ["Nguy", "ngu", "NGUYE", "nguyê", "Nguyễ", "hòa nguy", "thi ngu"]
)
def test_a_name_is_meant_by_how_its_words_begin(vault: Vault, sought: str) -> None:
    scope = uuid7()
    hoa, _ = kept(vault, scope, "Nguyễn Thị Hòa", "Lê Thị Hòa")
    assert is_named("Nguyễn Thị Hòa", sought)
    assert vault.names.find(PUPIL, sought, [scope]) == []
    assert vault.names.find(PUPIL, sought, [scope], by_beginnings=True) == [hoa]


@pytest.mark.parametrize(
    "sought, meant",
    [
        ("Ngu", {"Nguyễn Ân", "Ngụy Ân"}),
        ("ngụ", {"Ngụy Ân"}),
        ("Nguyê", {"Nguyễn Ân"}),
        ("nguyen", {"Nguyễn Ân"}),
        ("Đin", {"Đinh Ân"}),
        ("din", {"Đinh Ân", "Dính Ân"}),
        ("ng", set()),
        ("an ngu", {"Nguyễn Ân", "Ngụy Ân"}),
    ],
)
def test_a_beginning_is_meant_as_it_was_typed(sought: str, meant: set[str]) -> None:
    names = {"Nguyễn Ân", "Ngụy Ân", "Đinh Ân", "Dính Ân"}
    assert {name for name in names if is_named(name, sought)} == meant


def test_by_beginnings_the_others_are_found_and_nobody_twice(vault: Vault) -> None:
    scopes = [uuid7() for _ in range(303)]
    whole = kept(vault, scopes[0], "Hoa", "Hoa Hoàng")
    begun = [*kept(vault, scopes[-1], "Hoàng", "Hoài"), *kept(vault, scopes[0], "Hoàn")]
    kept(vault, scopes[0], "Hòn", "Ho", "Thoa")
    assert vault.names.find(PUPIL, "hoa", scopes) == sorted(whole)
    assert vault.names.find(PUPIL, "hoa", scopes, by_beginnings=True) == sorted(begun)
    found: list[UUID] = []
    while some := vault.names.find(
        PUPIL, "hoa", scopes, after=found[-1] if found else None, limit=1, by_beginnings=True
    ):
        found += some
    assert found == sorted(begun)


def test_a_beginning_is_hashed_otherwise_than_a_word_of_as_many_letters(
    store: Store, vault: Vault
) -> None:
    kept(vault, uuid7(), "Hoa")
    assert len({index for _, index in indexed(store)}) == 2
    assert len("Hoa") == LETTERS


def test_nobody_who_asked_to_be_forgotten_is_found_by_a_beginning(vault: Vault) -> None:
    scope = uuid7()
    (an,) = kept(vault, scope, "Nguyễn An")
    vault.restrict(an)
    assert vault.names.find(PUPIL, "ngu", [scope], by_beginnings=True) == []


def test_who_has_all_of_the_words_is_found_of_the_kind_and_the_scopes_that_are_asked(
    vault: Vault,
) -> None:
    here, there, elsewhere = uuid7(), uuid7(), uuid7()
    an, _ = kept(vault, here, "Lê Văn An", "Lê Văn Bình")
    (other,) = kept(vault, there, "An Lê")
    kept(vault, elsewhere, "Lê An")
    kept(vault, here, "Lê An", kind=PersonKind.DONOR)
    assert vault.names.find(PUPIL, "lê an", [here, there]) == sorted([an, other])
    assert vault.names.find(PUPIL, "lê an", [here]) == [an]
    assert vault.names.find(PUPIL, "lê an", []) == vault.names.find(PUPIL, "", [here]) == []


def test_those_who_are_found_come_in_order_so_many_at_a_time_over_any_number_of_scopes(
    vault: Vault,
) -> None:
    scopes = [uuid7() for _ in range(1_203)]
    people = [
        *kept(vault, scopes[0], *(f"An {n}" for n in range(5))),
        *kept(vault, scopes[-1], *(f"An {n}" for n in range(5))),
    ]
    found: list[UUID] = []
    while some := vault.names.find(
        PUPIL, "an", scopes, after=found[-1] if found else None, limit=3
    ):
        found += some
    assert found == sorted(people)


def test_more_words_than_a_name_has_are_not_looked_at(vault: Vault) -> None:
    scope = uuid7()
    words = [f"chữ{n}" for n in range(WORDS_MAX + 1)]
    (long,) = kept(vault, scope, " ".join(words[:WORDS_MAX]))
    assert vault.names.find(PUPIL, " ".join(words), [scope]) == [long]
    assert not is_named(" ".join(words[:WORDS_MAX]), " ".join(words))


def test_nobody_who_asked_to_be_forgotten_is_found_until_that_is_taken_back(vault: Vault) -> None:
    scope = uuid7()
    (an,) = kept(vault, scope, "Lê An")
    vault.restrict(an)
    assert vault.names.find(PUPIL, "an", [scope]) == []
    vault.lift(an, vault.restrict(an))
    assert vault.names.find(PUPIL, "an", [scope]) == [an]


def test_with_a_person_goes_what_the_index_has_of_the_name(store: Store, vault: Vault) -> None:
    scope = uuid7()
    an, binh = kept(vault, scope, "Lê An", "Lê Bình")
    assert {id_ for id_, _ in indexed(store)} == {an, binh}
    vault.destroy(an)
    assert {id_ for id_, _ in indexed(store)} == {binh}
    # As a sweep would that had opened the name just before.
    vault.names.index([(an, PUPIL, "Lê An", scope)])
    assert indexed(store, an) == []


def test_a_word_is_hashed_otherwise_in_each_association_and_under_each_installations_keys(
    store: Store, vault: Vault
) -> None:
    kept(vault, uuid7(), "Lê An")
    kept(vault, uuid7(), "Lê An")
    hashes = [index for _, index in indexed(store)]
    assert len(set(hashes)) == len(hashes) == 2 * (2 + 2)
    assert {len(each) for each in hashes} == {INDEX_BYTES}
    other = Vault(store.people_url, store.keys_dir / "others")
    other.create_tables()
    scope = uuid7()
    (an,) = kept(vault, scope, "Lê An")
    assert vault.names.find(PUPIL, "an", [scope]) == [an]
    assert other.names.find(PUPIL, "an", [scope]) == []
    other.close()


def test_names_are_found_after_the_master_key_was_changed(vault: Vault) -> None:
    scope = uuid7()
    (an,) = kept(vault, scope, "Lê An")
    vault.rotate_master_key()
    assert vault.names.find(PUPIL, "an", [scope]) == [an]


def test_whoever_is_put_in_with_a_scope_is_found_there_and_however_often_it_is_done(
    store: Store, vault: Vault
) -> None:
    scope = uuid7()
    donor = PersonRecord(id=uuid7(), kind=PersonKind.DONOR, name="Lê Bình")
    for _ in range(2):
        vault.put_person(donor, scope)
    assert vault.names.find(donor.kind, "binh", [scope]) == [donor.id]
    assert vault.names.find(donor.kind, "binh", [uuid7()]) == []
    assert vault.names.find(PUPIL, "binh", [scope]) == []
    assert vault.names.missing(donor.kind) == []
    vault.put_person(PersonRecord(id=donor.id, kind=donor.kind, name="Lê Bình", address="Xóm 3"))
    assert vault.names.find(donor.kind, "le binh", [scope]) == [donor.id]
    vault.destroy(donor.id)
    assert indexed(store) == []


def test_who_was_kept_before_there_was_an_index_is_known_to_be_missing_and_can_be_added(
    vault: Vault,
) -> None:
    scope = uuid7()
    kept(vault, scope, "Lê An")
    old = sorted(uuid7() for _ in range(3))
    for id_ in old:
        vault.put_person(PersonRecord(id=id_, kind=PUPIL, name="Lê Bình"))
    vault.put_person(PersonRecord(id=uuid7(), kind=PersonKind.DONOR, name="Lê Bình"))
    assert vault.names.missing(PUPIL, limit=2) == old[:2]
    assert vault.names.missing(PUPIL, after=old[1]) == old[2:]
    for _ in range(2):
        vault.names.index((id_, PUPIL, "Lê Bình", scope) for id_ in old)
    assert vault.names.find(PUPIL, "binh", [scope]) == old
    assert vault.names.missing(PUPIL) == []


def test_who_was_indexed_before_beginnings_were_is_missing_and_can_be_added(
    store: Store, vault: Vault
) -> None:
    scope = uuid7()
    (an,) = kept(vault, scope, "Nguyễn An")
    before = PeopleDatabase(store.people_url)
    with before.transaction() as connection:
        connection.execute(delete(BEGINNINGS))
    before.close()
    assert vault.names.find(PUPIL, "an", [scope]) == vault.names.missing(PUPIL) == [an]
    vault.names.index([(an, PUPIL, "Nguyễn An", scope)])
    assert vault.names.find(PUPIL, "nguy", [scope], by_beginnings=True) == [an]
    assert vault.names.missing(PUPIL) == []


@pytest.mark.parametrize(
    "name, sought, is_bare",
    [
        ("Nguyen Van An", "Nguyễn Văn An", True),
        ("NGUYEN VAN AN", "nguyễn an", True),
        ("Nguyen Van An", "Nguyễn Van Ân", True),
        ("Dang Hoa", "Đặng Hoà", True),
        ("Nguyen Van An", "Nguyễ", True),
        ("Nguyen Van An", "Nguyễn Văn Bình", False),
        ("Nguyen Van An", "nguyen van an", False),
        ("Nguyễn Văn An", "Nguyễn Văn Ân", False),
        ("Nguyễn Van An", "Nguyễn Văn An", False),
        ("Nguyen Van An", "", False),
    ],
)
def test_a_name_without_any_diacritics_may_be_meant_by_words_with_some(
    name: str, sought: str, *, is_bare: bool
) -> None:
    assert is_named_bare(name, sought) is is_bare
    assert not (is_bare and is_named(name, sought)), "nobody is found twice"


@pytest.mark.parametrize(
    "name, sought, is_so",
    [
        ("Nguyễn Văn Hòa", "hoà văn", True),
        ("Nguyễn Văn Hòa", "hoa", False),
        ("Nguyen Van Hoa", "nguyen hoa", True),
        ("Nguyen Van Hoa", "nguyễn", False),
        ("Nguyễn Văn Hòa", "Nguy", False),
    ],
)
def test_a_name_is_written_as_it_was_typed(name: str, sought: str, *, is_so: bool) -> None:
    assert is_written(name, sought) is is_so


def test_whoever_was_registered_without_diacritics_is_among_those_of_the_words(
    vault: Vault,
) -> None:
    """Words are hashed without them, and always were: no book has to be indexed anew."""
    scope = uuid7()
    bare, full = kept(vault, scope, "Nguyen Van An", "Nguyễn Văn An")
    for sought in "Nguyễn Văn An", "nguyen van an":
        assert vault.names.find(PUPIL, sought, [scope]) == sorted([bare, full])
