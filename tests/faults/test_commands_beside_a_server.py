"""Commands that begin and end beside a running server: nothing that it acknowledged is lost.

SQLite knows by locks whether a process is the last to use a file, and the last one removes the WAL:
a server whose locks are gone writes on into a file that nobody finds again.
"""

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from ledger.events.fund.receiving import DonationReceived
from ledger.values import Role
from tests.api.site import a_gift, open_site
from tests.books import open_ledger
from tests.projections.tables import open_views
from tests.servers import Server, environment_of, serving
from tests.stores import Store, prepared_store

AT_ONCE = 8


def test_what_a_server_acknowledges_after_a_command_has_ended_is_in_the_log(store: Store) -> None:
    with open_site(store) as site:
        token = str(site.token_of(site.enrol(Role.TREASURER)))
        path, gift = f"/api/v1{site.fund}/donations", json.dumps(a_gift(site, 1_000))
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}

    def give(server: Server) -> int:
        connection = server.connect()
        connection.request("POST", path, gift, headers)
        answered = connection.getresponse().status
        connection.close()
        return answered

    with serving(store) as server, ThreadPoolExecutor(AT_ONCE) as pool:
        before = list(pool.map(give, [server] * 5 * AT_ONCE))
        _export(store)
        after = [give(server) for _ in range(AT_ONCE)]
    assert {*before, *after} == {201}
    with open_ledger(store) as ledger:
        gifts = [e for e in ledger.read(0, 1_000) if isinstance(e.event, DonationReceived)]
    assert len(gifts) == len(before) + len(after)


def test_read_models_that_are_looked_at_keep_their_wal() -> None:
    looks = (
        "import sqlite3, sys\n"
        "connection = sqlite3.connect(sys.argv[1])\n"
        "connection.execute('SELECT * FROM views_live').fetchall()\n"
        "connection.close()"
    )
    with prepared_store("sqlite") as store, open_views(store) as views:
        file = store.views_url.removeprefix("sqlite:///")
        with views.reading(), views.reading():
            subprocess.run([sys.executable, "-c", looks, file], check=True, timeout=60)
            assert Path(f"{file}-wal").exists()


def _export(store: Store) -> None:
    """Let a command look at the whole book, and end."""
    command = [sys.executable, "-m", "api.cli", "export", "--format", "jsonl"]
    subprocess.run(
        command, check=True, env=environment_of(store), stdout=subprocess.DEVNULL, timeout=60
    )
