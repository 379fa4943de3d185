"""Documents lie encrypted, each under its own key and its own name, and are what they are."""

import sqlite3
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from uuid import UUID
from zipfile import ZipFile

import pytest
from openpyxl import Workbook
from sqlalchemy import select, update

from ledger.errors import LedgerError
from ledger.errors.missing import DocumentNotFound
from ledger.errors.money import DocumentTooLarge, UnknownMediaType
from ledger.errors.people import PersonIsErased
from ledger.errors.unavailable import KeysUnavailable
from ledger.store.vault.database import DOCUMENTS, PeopleDatabase
from ledger.store.vault.documents import BYTES_MAX
from ledger.store.vault.keys import KeyKind, KeyStore
from ledger.store.vault.media_types import MediaType, media_type_of
from ledger.store.vault.people import Vault
from tests.builders import an_id
from tests.stores import Store

FUND, OTHER = an_id("a fund"), an_id("another fund")
PDF = b"%PDF-1.7\n1 0 obj"
CSV = "Họ và tên;Số tiền\nLê Văn An;500000\n".encode()


def a_workbook() -> bytes:
    file = BytesIO()
    Workbook().save(file)
    return file.getvalue()


@pytest.mark.parametrize(
    "content, media_type",
    [
        (PDF, MediaType.PDF),
        (b"\x89PNG\r\n\x1a\n rest", MediaType.PNG),
        (b"\xff\xd8\xff\xe0 rest", MediaType.JPEG),
        (CSV, MediaType.CSV),
        (b"\xef\xbb\xbf" + CSV, MediaType.CSV),
        (b"a,b\r\n1,2\r\n", MediaType.CSV),
        (b"a\tb\n", MediaType.CSV),
        (a_workbook(), MediaType.XLSX),
    ],
)
def test_a_file_is_what_its_content_says(content: bytes, media_type: MediaType) -> None:
    assert media_type_of(content) is media_type


def an_archive() -> bytes:
    file = BytesIO()
    with ZipFile(file, "w") as parts:
        parts.writestr("readme.txt", "not a workbook")
    return file.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"a word",
        b"<html>,</html>",
        b"\n <svg a=',' onload='x'/>",
        b"a,b\x00c",
        b"a,\x1b[2J",
        b"\xff\xfea,b",
        b"GIF89a\x01\x00,",
        b'"never,closed',
        b"MZ\x90\x00\x03",
        b"PK\x03\x04 broken",
        an_archive(),
        a_workbook()[:200],
        b" %PDF-1.7",
    ],
)
def test_whatever_else_is_no_document(content: bytes) -> None:
    assert media_type_of(content) is None


def test_what_is_kept_comes_back_for_its_fund_and_no_other(vault: Vault) -> None:
    kept = vault.put_document(FUND, PDF)
    assert kept.sha256 == sha256(PDF).hexdigest()
    assert (kept.media_type, kept.bytes, kept.is_new) == (MediaType.PDF, len(PDF), True)
    found, content = vault.get_document(FUND, kept.sha256)
    assert (found.media_type, content) == (MediaType.PDF, PDF)
    vault.check_document(FUND, kept.sha256)
    for fund_id, name in [(OTHER, kept.sha256), (FUND, "cd" * 32), (FUND, "no hash")]:
        with pytest.raises(DocumentNotFound):
            vault.get_document(fund_id, name)
        with pytest.raises(DocumentNotFound):
            vault.check_document(fund_id, name)


def test_the_same_file_is_kept_once_for_each_fund(vault: Vault, store: Store) -> None:
    assert [vault.put_document(each, CSV).is_new for each in (FUND, FUND, OTHER)] == [
        True,
        False,
        True,
    ]
    assert len(rows(store)) == 2


def rows(store: Store) -> list[tuple[UUID, bytes]]:
    database = PeopleDatabase(store.people_url)
    with database.transaction() as connection:
        found = [(UUID(bytes=row.id), row.sealed) for row in connection.execute(select(DOCUMENTS))]
    database.close()
    return found


def test_what_is_no_document_is_refused_and_not_kept(vault: Vault, store: Store) -> None:
    too_large = b"%PDF-" + bytes(BYTES_MAX)
    refused: list[tuple[bytes, type[LedgerError]]] = [
        (too_large, DocumentTooLarge),
        (b"a word", UnknownMediaType),
    ]
    for content, error in refused:
        with pytest.raises(error):
            vault.put_document(FUND, content)
    assert rows(store) == []
    vault.put_document(FUND, too_large[:BYTES_MAX])


def test_nothing_of_it_can_be_read_without_its_key(vault: Vault, store: Store) -> None:
    vault.put_document(FUND, CSV)
    ((id_, sealed),) = rows(store)
    assert "Lê Văn An".encode() not in sealed
    vault.destroy(id_)
    with pytest.raises(DocumentNotFound):
        vault.get_document(FUND, sha256(CSV).hexdigest())


def test_what_was_destroyed_with_whom_it_names_never_comes_again(vault: Vault) -> None:
    vault.put_document(FUND, CSV)
    ((kept,),) = vault.documents.pages()
    vault.destroy(kept.id)
    with pytest.raises(PersonIsErased):
        vault.put_document(FUND, CSV)
    assert vault.put_document(OTHER, CSV).is_new


def test_what_was_given_up_comes_again_under_another_key(vault: Vault, store: Store) -> None:
    vault.put_document(FUND, CSV)
    vault.put_document(OTHER, CSV)
    keys, ids = (
        KeyStore(store.keys_dir),
        [each.id for page in vault.documents.pages() for each in page],
    )
    before = keys.get(KeyKind.DOCUMENT, ids)
    now = datetime.now(UTC)
    vault.documents.suspect(ids[:1], [])
    assert vault.documents.suspects(now) == []
    (suspect,) = vault.documents.suspects(now + timedelta(days=1))
    vault.documents.give_up([suspect], now)
    assert vault.documents.given_up() == []
    assert not vault.documents.destroy(suspect.id)
    vault.documents.give_up([suspect], now + timedelta(days=1))
    assert vault.documents.given_up() == [suspect]
    assert vault.documents.destroy(suspect.id)
    assert keys.get(KeyKind.DOCUMENT, ids) == {ids[1]: before[ids[1]]}
    vault.put_document(suspect.fund_id, CSV)
    after = keys.get(KeyKind.DOCUMENT, ids)
    assert (after[ids[0]] == before[ids[0]], after[ids[1]] == before[ids[1]]) == (False, True)
    assert vault.get_document(suspect.fund_id, suspect.sha256)[1] == CSV
    assert keys.renew(KeyKind.DOCUMENT, ids[0]) == after[ids[0]]
    keys.close()


def test_no_row_opens_in_the_place_of_another(vault: Vault, store: Store) -> None:
    one, other = vault.put_document(FUND, CSV), vault.put_document(FUND, PDF)
    database = PeopleDatabase(store.people_url)
    with database.transaction() as connection:
        sealed = {row.media_type: row.sealed for row in connection.execute(select(DOCUMENTS))}
        swapped = update(DOCUMENTS).where(DOCUMENTS.c.sha256 == bytes.fromhex(one.sha256))
        connection.execute(swapped.values(sealed=sealed[other.media_type]))
    database.close()
    with pytest.raises(KeysUnavailable):
        vault.get_document(FUND, one.sha256)


def test_another_key_folder_opens_nothing(vault: Vault, store: Store, tmp_path: Path) -> None:
    kept = vault.put_document(FUND, PDF)
    stranger = Vault(store.people_url, tmp_path / "keys")
    stranger.create_tables()
    with pytest.raises(DocumentNotFound):
        stranger.get_document(FUND, kept.sha256)
    stranger.close()
    with sqlite3.connect(store.keys_dir / "keys.db") as keys:
        assert keys.execute("SELECT count(*) FROM keys").fetchone() == (1,)
    keys.close()
