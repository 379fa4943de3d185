"""A crash between key store and database leaves nothing that harms, and no promise is broken."""

import subprocess
import sys
from uuid import UUID

from uuid_utils.compat import uuid7

from ledger.store.vault.keys import KeyKind, KeyStore
from ledger.store.vault.people import Vault
from tests.stores import Store

WRITER = """
import sys
from pathlib import Path
from uuid_utils.compat import uuid7
from ledger.store.vault.people import Vault
vault = Vault(sys.argv[1], Path(sys.argv[2]))
while True:
    memos = [(uuid7(), "ung ho") for _ in range(50)]
    print(*(f"try {id_}" for id_, _ in memos), sep="\\n", flush=True)
    vault.put_memos(memos)
    print(*(f"kept {id_}" for id_, _ in memos), sep="\\n", flush=True)
"""


FORKER = """
import os
import sys
from pathlib import Path
from uuid_utils.compat import uuid7
from ledger.store.vault.people import Vault
vault = Vault(sys.argv[1], Path(sys.argv[2]))
vault.create_tables()
ids = [uuid7() for _ in range(3)]
vault.put_memos([(ids[0], "before")])
child = os.fork()
vault.put_memos([(ids[1] if child else ids[2], "after")])
if child == 0:
    os._exit(0 if set(vault.get_memos(ids)) >= {ids[0], ids[2]} else 1)
assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
assert set(vault.get_memos(ids)) == set(ids)
vault.close()
"""


def test_keys_without_texts_are_used_by_the_next_attempt(store: Store) -> None:
    vault = Vault(store.people_url, store.keys_dir)
    vault.create_tables()
    ids = [uuid7() for _ in range(3)]
    keys = KeyStore(store.keys_dir)
    made = keys.make(KeyKind.MEMO, ids[:2])
    assert vault.get_memos(ids) == {}
    vault.put_memos([(id_, "ung ho") for id_ in ids])
    assert vault.get_memos(ids) == dict.fromkeys(ids, "ung ho")
    assert keys.make(KeyKind.MEMO, ids[:2]) == made
    keys.close()
    vault.close()


def test_texts_without_keys_are_gone(store: Store) -> None:
    vault = Vault(store.people_url, store.keys_dir)
    vault.create_tables()
    id_ = uuid7()
    vault.put_memos([(id_, "ung ho")])
    keys = KeyStore(store.keys_dir)
    keys.destroy(id_)
    assert vault.get_memos([id_]).get(id_) is None
    vault.destroy(id_)
    keys.close()
    vault.close()


def test_a_process_that_forks_leaves_its_connections_to_the_parent(store: Store) -> None:
    command = [sys.executable, "-c", FORKER, store.people_url, str(store.keys_dir)]
    subprocess.run(command, check=True, timeout=60)


def test_a_writer_that_is_killed_has_kept_all_it_said_it_kept(store: Store) -> None:
    vault = Vault(store.people_url, store.keys_dir)
    vault.create_tables()
    command = [sys.executable, "-c", WRITER, store.people_url, str(store.keys_dir)]
    said: list[str] = []
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        for line in writer.stdout:
            said.append(line)
            if len(said) == 1_037:
                writer.kill()
    kept = [UUID(line.split()[1]) for line in said if line.startswith("kept") and len(line) == 42]
    tried = [UUID(line.split()[1]) for line in said if line.startswith("try") and len(line) == 41]
    assert len(kept) >= 500
    assert vault.get_memos(kept) == dict.fromkeys(kept, "ung ho")

    vault.put_memos([(id_, "ung ho") for id_ in tried])
    assert vault.get_memos(tried) == dict.fromkeys(tried, "ung ho")
    vault.close()
