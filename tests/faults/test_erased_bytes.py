"""After an erasure neither the name nor its key is in any byte of any file: they are all read.

On SQLite that is every file there is. On PostgreSQL the server's own files are read as well, its
write-ahead log among them: what was sealed may lie there for some time, but never what opens it.
"""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from uuid import UUID
from zipfile import ZipFile

import pytest
from sqlalchemy import select
from uuid_utils.compat import uuid7

from api.people.sweeping import sweep
from ledger.store.vault.database import (
    BEGINNINGS,
    MEMOS,
    NAMES,
    PEOPLE,
    REPRESENTATIVES,
    PeopleDatabase,
)
from ledger.store.vault.keys import KeyKind, KeyStore
from ledger.store.vault.representatives import line_id
from ledger.values import DonorId, MemoId, Role
from tests import postgresql
from tests.api.cli.soquy import Soquy
from tests.api.site import Site, open_site
from tests.api.v1.people.test_erasures import erase, id_of, listed, registered
from tests.builders import a_donation
from tests.ledger.store.vault.records_of_before import seal_as_before
from tests.ledger.store.vault.test_keys import wrapped_keys
from tests.projections.tables import build_anew
from tests.stores import Store

NAME, PHONE, ADDRESS = "Lương Thị Độc Nhất", "0987123456", "Xóm Độc Nhất"
CHILD, PARENT = "Tô Bé Độc Nhất", "Mẹ Tô Thị Độc Nhất"
MEMO = "LUONG THI DOC NHAT 0987123456 ung ho"
LIST = "%PDF-1.7\nTô Bé Độc Nhất, lớp 1A".encode()
PLAIN = [
    each.encode() for each in (NAME, PHONE, ADDRESS, CHILD, PARENT, MEMO, "Độc Nhất", "DOC NHAT")
]


@pytest.fixture
def site(store: Store) -> Iterator[Site]:
    """A site on a store of its own, whose every file may be read."""
    with open_site(store) as opened:
        yield opened


def every_byte(store: Store) -> bytes:
    """All files of the store, and on PostgreSQL all of the server."""
    folders = [store.keys_dir.parent]
    if store.kind == "postgresql":
        folders.append(Path(postgresql.server().pgdata))
    return b"\0".join(_bytes(path) for folder in folders for path in sorted(folder.rglob("*")))


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes() if path.is_file() else b""
    except FileNotFoundError:  # a file of the server's that is gone by now
        return b""


def sealed(store: Store, *ids: UUID) -> list[bytes]:
    """What stands in the vault of people and memos."""
    database = PeopleDatabase(store.people_url)
    found: list[bytes] = []
    with database.transaction() as connection:
        for table in (PEOPLE, REPRESENTATIVES, MEMOS):
            wanted = table.c.id.in_([each.bytes for each in ids])
            found += connection.scalars(select(table.c.sealed).where(wanted))
    database.close()
    return found


def indexed(store: Store, person_id: UUID) -> list[bytes]:
    """The hashed words of somebody's name, and how they begin."""
    database = PeopleDatabase(store.people_url)
    with database.transaction() as connection:
        words = select(NAMES.c.word_index).where(NAMES.c.id == person_id.bytes)
        begin = select(BEGINNINGS.c.beginning_index).where(BEGINNINGS.c.id == person_id.bytes)
        found = [*connection.scalars(words), *connection.scalars(begin)]
    database.close()
    return found


def test_an_erased_donor_and_child_leave_no_byte(site: Site, tmp_path: Path) -> None:
    store, vault, book = site.store, site.services.vault, site.book
    donor = registered(site, name=NAME, phone=PHONE, address=ADDRESS)
    child = registered(site, "beneficiaries", name=CHILD, representative=PARENT)
    donor_id, memo_id = DonorId(id_of(donor)), MemoId(uuid7())
    vault.put_memos([(memo_id, MEMO)])
    gift = a_donation(5_000_000, account_id=book.bank, donor_id=donor_id, memo_id=memo_id)
    book.donate(gift=gift)
    paper = vault.put_document(book.fund_id, LIST)
    path = listed(site, child, document_sha256=paper.sha256)
    on = {"effective_on": "2025-06-16"}
    site.approver.post(f"{path}/approval", on)
    paid = site.cashier.post(f"{path}/payment", {**on, "account_id": str(book.bank)})
    assert paid.status_code == 201
    site.treasurer.get("/donors", association=str(book.commune))
    site.auditor.get(f"{path}/lines")
    for person in (donor, child):
        assert erase(site.treasurer, person).status_code == 201
    keys = KeyStore(store.keys_dir)
    ids = (donor_id, id_of(child))
    opened = [
        *keys.get(KeyKind.PERSON, ids).values(),
        *keys.get(KeyKind.MEMO, [memo_id]).values(),
        *keys.get(KeyKind.REPRESENTATIVE, [line_id(id_of(child))]).values(),
    ]
    wrapped = wrapped_keys(store.keys_dir)
    closed = [wrapped[each] for each in (*ids, memo_id, line_id(id_of(child)))]
    texts = sealed(store, *ids, memo_id, line_id(id_of(child)))
    words = indexed(store, id_of(child))
    before = every_byte(store)
    assert len(opened) == len(closed) == len(texts) == 4
    assert len(words) == 2 * len(CHILD.split()), "each word, and how it begins"
    assert all(each in before for each in closed)
    if store.kind == "sqlite":
        assert all(each in before for each in (*texts, *words))
    totals = book.balance

    book.clock.set_day(date(2036, 1, 1))
    site.catch_up()
    assert sweep(site.services).erased == 2

    # Others go on, all is built anew, exported, backed up.
    registered(site, name="Người Khác")
    build_anew(site.services.views, book)
    soquy = Soquy(store)
    exported = soquy.do("export", "--format", "jsonl").encode()
    soquy.do("backup", tmp_path / "data.zip")
    soquy.do("keys", "backup", tmp_path / "keys.zip")
    new = [exported, *_unpacked(tmp_path)]
    after = b"\0".join((every_byte(store), *new))
    everything = [*PLAIN, *(each for each in opened if each), *closed]
    parts = [each[at : at + 12] for each in closed for at in (0, 24, 48)]
    assert [each for each in (*everything, *parts) if each in after] == []
    if store.kind == "sqlite":
        assert [each for each in (*(text[12:] for text in texts), *words) if each in after] == []
    assert not any(each in content for content in new for each in (*texts, *words))
    assert book.balance == totals
    assert str(donor_id) in after.decode(errors="replace")  # the book keeps the id
    keys.close()


@pytest.mark.parametrize("is_of_before", [False, True], ids=["apart", "inside"])
def test_a_representative_who_is_erased_leaves_no_byte_and_the_child_is_known(
    site: Site, tmp_path: Path, *, is_of_before: bool
) -> None:
    store, vault = site.store, site.services.vault
    child = registered(site, "beneficiaries", name=CHILD, representative=PARENT)
    keys, (known,) = KeyStore(store.keys_dir), vault.get_people([id_of(child)]).values()
    if is_of_before:
        seal_as_before(store, known)
    kind = KeyKind.PERSON if is_of_before else KeyKind.REPRESENTATIVE
    own = id_of(child) if is_of_before else line_id(id_of(child))
    (opened,), closed = keys.get(kind, [own]).values(), wrapped_keys(store.keys_dir)[own]
    (text,) = sealed(store, own)
    before = every_byte(store)
    assert closed in before
    soquy = Soquy(store)
    soquy.do("backup", tmp_path / "before.zip")
    assert any(text in content for content in _unpacked(tmp_path))

    forgotten = site.treasurer.post(f"{child}/representative/erasure", {})
    assert forgotten.status_code == 201

    new = tmp_path / "new"
    new.mkdir()
    soquy.do("backup", new / "data.zip")
    soquy.do("keys", "backup", new / "keys.zip")
    after = b"\0".join((every_byte(store), *_unpacked(new)))
    parts = [closed[at : at + 12] for at in (0, 24, 48)]
    assert [each for each in (*PLAIN, opened, closed, *parts) if each in after] == []
    if store.kind == "sqlite":
        assert text[12:] not in after
    told = vault.get_person(id_of(child))
    assert told is not None
    assert (told.name, told.representative) == (CHILD, "")
    keys.close()


def test_a_name_is_in_clear_nowhere_while_it_is_known(site: Site) -> None:
    registered(site, name=NAME, phone=PHONE, address=ADDRESS)
    registered(site, "beneficiaries", name=CHILD, representative=PARENT)
    site.someone(Role.TREASURER).get("/donors", association=str(site.book.commune))
    everything = every_byte(site.store)
    assert [each for each in PLAIN if each in everything] == []


def _unpacked(folder: Path) -> Iterator[bytes]:
    for path in sorted(folder.glob("*.zip")):
        with ZipFile(path) as archive:
            for name in archive.namelist():
                yield archive.read(name)
