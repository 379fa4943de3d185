"""The master key changes: all keys open as before, for everybody, and the old one is nowhere."""

import random
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from uuid_utils.compat import uuid7

from ledger.errors.unavailable import KeysUnavailable
from ledger.store.vault.keys import KeyKind, KeyStore
from tests.ledger.store.vault.test_keys import files_in, wrapped_keys

ROTATOR = """
import sys
from pathlib import Path
from ledger.store.vault.keys import KeyStore
keys = KeyStore(Path(sys.argv[1]))
print("ready", flush=True)
while True:
    keys.rotate()
"""

MAKER = """
import sys
from pathlib import Path
from uuid_utils.compat import uuid7
from ledger.store.vault.keys import KeyKind, KeyStore
keys = KeyStore(Path(sys.argv[1]))
for _ in range(60):
    ids = [uuid7() for _ in range(20)]
    for id_, key in zip(ids, keys.make(KeyKind.MEMO, ids), strict=True):
        print(id_, key.hex())
"""


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    """The folder of a key store that was made."""
    made = tmp_path / "keys"
    KeyStore(made).init()
    return made


@pytest.fixture
def keys(directory: Path) -> Iterator[KeyStore]:
    """A key store that is open."""
    store = KeyStore(directory)
    yield store
    store.close()


def test_all_keys_open_as_before_and_what_was_destroyed_stays_so(keys: KeyStore) -> None:
    of = {kind: [uuid7() for _ in range(40)] for kind in KeyKind}
    made = {kind: keys.make(kind, ids) for kind, ids in of.items()}
    gone = of[KeyKind.PERSON][0]
    keys.destroy(gone)
    phone = keys.named_key("phone")
    assert keys.rotate() == len(KeyKind) * 40 - 1
    assert keys.named_key("phone") == phone
    for kind, ids in of.items():
        assert keys.get(kind, ids) == {
            id_: key for id_, key in zip(ids, made[kind], strict=True) if id_ != gone
        }
    assert keys.make(KeyKind.PERSON, [gone]) == [None]


def test_more_keys_than_are_wrapped_at_once_are_all_wrapped(keys: KeyStore) -> None:
    ids = [uuid7() for _ in range(2_345)]
    made = keys.make(KeyKind.MEMO, ids)
    assert keys.rotate() == len(ids)
    assert keys.get(KeyKind.MEMO, ids) == dict(zip(ids, made, strict=True))


def test_whoever_has_it_open_takes_the_new_one_without_a_restart(
    keys: KeyStore, directory: Path
) -> None:
    first, second = uuid7(), uuid7()
    reader, writer = KeyStore(directory), KeyStore(directory)
    (made,) = reader.make(KeyKind.MEMO, [first])
    assert writer.get(KeyKind.MEMO, [first]) == {first: made}
    keys.rotate()
    (later,) = writer.make(KeyKind.MEMO, [second])
    assert reader.get(KeyKind.MEMO, [first, second]) == {first: made, second: later}
    for each in (reader, writer):
        each.close()


def test_the_old_master_key_and_what_it_wrapped_are_in_no_file(
    keys: KeyStore, directory: Path
) -> None:
    ids = [uuid7() for _ in range(500)]
    keys.make(KeyKind.PERSON, ids)
    old, wrapped = (directory / "master.key").read_bytes(), wrapped_keys(directory)
    assert all(each in files_in(directory) for each in (old, *wrapped.values()))
    keys.rotate()
    after = files_in(directory)
    assert old not in after
    assert not any(each[at : at + 12] in after for each in wrapped.values() for at in (0, 30, 48))
    assert not (directory / "master.next").exists()


def test_the_old_master_key_opens_nothing_any_more(keys: KeyStore, directory: Path) -> None:
    id_, path = uuid7(), directory / "master.key"
    keys.make(KeyKind.PERSON, [id_])
    old = path.read_bytes()
    keys.rotate()
    path.write_bytes(old)
    with pytest.raises(KeysUnavailable):
        KeyStore(directory).get(KeyKind.PERSON, [id_])


@pytest.mark.parametrize("blanked", [False, True])
def test_cut_off_before_the_files_change_places_it_is_finished_by_init(
    keys: KeyStore, directory: Path, *, blanked: bool
) -> None:
    """The new key is in force already; nobody notices, and the old one goes with the next start."""
    id_ = uuid7()
    made = keys.make(KeyKind.PERSON, [id_])
    path, following = directory / "master.key", directory / "master.next"
    old = path.read_bytes()
    keys.rotate()
    path.rename(following)
    path.write_bytes(bytes(len(old)) if blanked else old)
    assert KeyStore(directory).make(KeyKind.PERSON, [id_]) == made
    KeyStore(directory).init()
    assert old not in files_in(directory)
    assert not following.exists()
    assert KeyStore(directory).make(KeyKind.PERSON, [id_]) == made


def test_cut_off_before_it_took_effect_nothing_has_changed(keys: KeyStore, directory: Path) -> None:
    id_ = uuid7()
    made = keys.make(KeyKind.PERSON, [id_])
    stale = b"a key that was never in force!!!"
    (directory / "master.next").write_bytes(stale)
    assert KeyStore(directory).make(KeyKind.PERSON, [id_]) == made
    keys.rotate()
    assert keys.make(KeyKind.PERSON, [id_]) == made
    assert stale not in files_in(directory)


def test_killed_at_any_moment_it_leaves_all_keys_open(keys: KeyStore, directory: Path) -> None:
    ids = [uuid7() for _ in range(300)]
    made = keys.make(KeyKind.MEMO, ids)
    phone = keys.named_key("phone")
    chance = random.Random(4)
    for _ in range(12):
        command = [sys.executable, "-c", ROTATOR, str(directory)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as rotator:
            assert rotator.stdout is not None
            rotator.stdout.readline()
            time.sleep(chance.uniform(0, 0.06))
            rotator.kill()
        fresh = KeyStore(directory)
        assert fresh.get(KeyKind.MEMO, ids) == dict(zip(ids, made, strict=True))
        assert fresh.named_key("phone") == phone
        fresh.close()
    assert keys.get(KeyKind.MEMO, ids) == dict(zip(ids, made, strict=True))


def test_keys_made_while_it_changes_open_afterwards(
    keys: KeyStore, directory: Path, tmp_path: Path
) -> None:
    keys.make(KeyKind.MEMO, [uuid7() for _ in range(50)])
    command = [sys.executable, "-c", MAKER, str(directory)]
    log = tmp_path / "made"
    with log.open("w") as made, subprocess.Popen(command, stdout=made) as maker:
        while maker.poll() is None:
            keys.rotate()
    assert maker.returncode == 0
    told = dict(line.split() for line in log.read_text().splitlines())
    assert len(told) == 1_200
    found = keys.get(KeyKind.MEMO, [UUID(id_) for id_ in told])
    assert {str(id_): key.hex() for id_, key in found.items()} == told
