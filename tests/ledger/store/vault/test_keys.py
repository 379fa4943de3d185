"""The key store: who may read it, what it does without its master key, and what it forgets."""

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path
from time import sleep
from uuid import UUID, uuid4

import pytest
from uuid_utils.compat import uuid7

from ledger.errors.unavailable import KeysUnavailable, StoreBusy
from ledger.store.vault.key_files import KEY_BYTES, truncate_log
from ledger.store.vault.keys import KeyKind, KeyStore


@pytest.fixture
def keys(tmp_path: Path) -> Iterator[KeyStore]:
    """An empty key store."""
    store = KeyStore(tmp_path / "keys")
    store.init()
    yield store
    store.close()


def wrapped_keys(directory: Path) -> dict[UUID, bytes]:
    """What stands in the file for each id."""
    connection = sqlite3.connect(directory / "keys.db")
    found = {
        UUID(bytes=id_): wrapped
        for id_, wrapped in connection.execute("SELECT id, wrapped FROM keys")
    }
    connection.close()
    return found


def files_in(directory: Path) -> bytes:
    """Every byte in the folder, the write-ahead log among them."""
    return b"".join(path.read_bytes() for path in sorted(directory.iterdir()))


def test_every_id_has_a_key_of_its_own_which_stays(keys: KeyStore) -> None:
    ids = [uuid7() for _ in range(1_100)]
    made = keys.make(KeyKind.MEMO, ids)
    assert len(set(made)) == len(ids)
    assert {len(key or b"") for key in made} == {KEY_BYTES}
    assert keys.make(KeyKind.MEMO, ids) == made
    assert keys.get(KeyKind.MEMO, [*ids, uuid7()]) == dict(zip(ids, made, strict=True))


def test_some_ids_may_have_keys_already(keys: KeyStore) -> None:
    ids = [uuid7() for _ in range(4)]
    old = keys.make(KeyKind.MEMO, ids[:2])
    made = keys.make(KeyKind.MEMO, [*ids, ids[3]])
    assert made[:2] == old
    assert made[3] == made[4]
    assert len(set(made)) == 4


def test_a_key_is_bound_to_what_it_is_for(keys: KeyStore) -> None:
    id_ = uuid7()
    keys.make(KeyKind.MEMO, [id_])
    with pytest.raises(KeysUnavailable):
        keys.get(KeyKind.PERSON, [id_])


@pytest.mark.parametrize("new_id", [uuid7, uuid4])
def test_a_destroyed_key_leaves_no_byte_in_any_file(tmp_path: Path, new_id: type[UUID]) -> None:
    """Ids in order, and in none, which makes the pages of the index split everywhere."""
    directory = tmp_path / "keys"
    keys = KeyStore(directory)
    keys.init()
    ids = [new_id() for _ in range(3_000)]
    for at in range(0, len(ids), 100):
        keys.make(KeyKind.MEMO, ids[at : at + 100])
    wrapped = wrapped_keys(directory)
    before = files_in(directory)
    assert all(wrapped[id_] in before for id_ in ids)

    destroyed = ids[::100]
    for id_ in destroyed:
        keys.destroy(id_)

    after = files_in(directory)
    parts = [wrapped[id_][at : at + 12] for id_ in destroyed for at in range(0, 60, 12)]
    assert not any(part in after for part in parts)
    assert keys.get(KeyKind.MEMO, destroyed) == {}
    assert keys.make(KeyKind.MEMO, destroyed) == [None] * len(destroyed)
    assert len(keys.get(KeyKind.MEMO, ids)) == len(ids) - len(destroyed)
    keys.close()


def test_a_reader_that_holds_the_log_back_is_named_and_the_next_try_succeeds(
    keys: KeyStore, tmp_path: Path
) -> None:
    directory, id_ = tmp_path / "keys", uuid7()
    keys.make(KeyKind.MEMO, [id_])
    wrapped = wrapped_keys(directory)[id_]
    reader = sqlite3.connect(directory / "keys.db", isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM keys").fetchone()
    hasty = KeyStore(directory, lock_timeout_seconds=0.01)
    with pytest.raises(StoreBusy):
        hasty.destroy(id_)
    assert hasty.get(KeyKind.MEMO, [id_]) == {}
    reader.close()

    hasty.destroy(id_)
    assert wrapped not in files_in(directory)
    hasty.close()


def test_two_who_forget_keys_at_once_both_do(keys: KeyStore, tmp_path: Path) -> None:
    """SQLite keeps no one waiting who takes the log away beside another: it turns him away."""
    path, id_ = tmp_path / "keys" / "keys.db", uuid7()
    keys.make(KeyKind.MEMO, [id_])
    wrapped = wrapped_keys(path.parent)[id_]
    keys.overwrite(id_)
    reader, another, looking = (
        sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=60)
        for _ in range(3)
    )
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM keys").fetchone()
    with ThreadPoolExecutor() as threads:
        other = threads.submit(truncate_log, another, 60)
        while not looking.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()[0]:
            sleep(0.001)  # until the other is at it, and waits for the reader
        forgetting = threads.submit(keys.tidy)
        wait([forgetting], timeout=0.2)
        reader.close()
        forgetting.result(60)
        other.result(60)
    assert wrapped not in files_in(path.parent)
    for connection in (another, looking):
        connection.close()


def test_only_the_owner_may_read_the_folder(keys: KeyStore, tmp_path: Path) -> None:
    keys.make(KeyKind.MEMO, [uuid7()])
    directory = tmp_path / "keys"
    assert directory.stat().st_mode & 0o777 == 0o700
    names = {path.name: path.stat().st_mode & 0o777 for path in directory.iterdir()}
    assert set(names) >= {"master.key", "keys.db", "keys.db-wal"}
    assert set(names.values()) == {0o600}


def test_the_keys_in_the_file_are_not_the_keys(keys: KeyStore, tmp_path: Path) -> None:
    made = keys.make(KeyKind.MEMO, [uuid7() for _ in range(10)])
    content = files_in(tmp_path / "keys")
    assert not any(key is None or key in content for key in made)


@pytest.mark.parametrize("master", [None, b"", b"short", bytes(KEY_BYTES)])
def test_without_its_master_key_it_opens_nothing_and_says_so(
    keys: KeyStore, tmp_path: Path, master: bytes | None
) -> None:
    id_ = uuid7()
    keys.make(KeyKind.MEMO, [id_])
    path = tmp_path / "keys" / "master.key"
    right = path.read_bytes()
    path.unlink()
    if master is not None:
        path.write_bytes(master)

    other = KeyStore(tmp_path / "keys")
    for ask in (
        lambda: other.get(KeyKind.MEMO, [id_]),
        lambda: other.make(KeyKind.MEMO, [uuid7()]),
        lambda: other.destroy(id_),
        lambda: other.named_key("phone"),
    ):
        with pytest.raises(KeysUnavailable):
            ask()
    path.write_bytes(right)
    assert set(other.get(KeyKind.MEMO, [id_])) == {id_}
    other.close()


def test_no_second_master_key_is_made_for_keys_that_exist(keys: KeyStore, tmp_path: Path) -> None:
    keys.make(KeyKind.MEMO, [uuid7()])
    path = tmp_path / "keys" / "master.key"
    path.unlink()
    with pytest.raises(KeysUnavailable):
        KeyStore(tmp_path / "keys").init()
    assert not path.exists()


def test_before_init_there_is_nothing_and_nothing_is_made(tmp_path: Path) -> None:
    with pytest.raises(KeysUnavailable):
        KeyStore(tmp_path / "keys").make(KeyKind.MEMO, [uuid7()])
    assert not list(tmp_path.iterdir())


def test_init_may_be_repeated(keys: KeyStore, tmp_path: Path) -> None:
    id_ = uuid7()
    before = keys.make(KeyKind.MEMO, [id_]), keys.named_key("phone")
    again = KeyStore(tmp_path / "keys")
    again.init()
    assert (again.make(KeyKind.MEMO, [id_]), again.named_key("phone")) == before
    again.close()


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    directory = tmp_path / "keys"
    KeyStore(directory).init()
    (directory / "keys.db").write_bytes(b"not a database at all" * 1_000)
    with pytest.raises(KeysUnavailable):
        KeyStore(directory).named_key("phone")
