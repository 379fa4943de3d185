"""`soquy project run` waits for what is away when it is started, as it does later on."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic, sleep

from projections.tables import generations
from tests import postgresql
from tests.api.cli.soquy import Soquy
from tests.projections.tables import open_views
from tests.servers import environment_of
from tests.stores import Store, prepared_store

PATIENCE_SECONDS = 180.0
ANOTHER = ("--name", "Hội Khuyến học", "--level", "central", "--on", "1996-10-02")
IMPATIENT = """
from api.cli import main, opening
opening.PATIENCE_SECONDS = 0.0
main(["project", "run"])
"""


def test_nobody_answers_yet() -> None:
    with prepared_store("postgresql") as store:
        begin(store)
        postgresql.admit(store.events_url, anybody=False)
        with running(store) as (process, told):
            assert "not currently accepting connections" in next(told)
            postgresql.admit(store.events_url, anybody=True)
            follows(store)
        assert process.returncode == 0


def test_nobody_may_write_yet() -> None:
    """As where another server is taking the place of one that was lost."""
    with prepared_store("postgresql") as store:
        begin(store)
        postgresql.let_write(store.events_url, anybody=False)
        with running(store) as (process, told):
            assert '"event":"projections wait"' in next(told)
            postgresql.let_write(store.events_url, anybody=True)
            follows(store)
        assert process.returncode == 0


def test_nobody_answers_for_a_time() -> None:
    """What it says then is a line of the log like any other."""
    with prepared_store("postgresql") as store:
        begin(store)
        with running(store) as (process, told):
            follows(store)
            postgresql.admit(store.events_url, anybody=False)
            line = json.loads(next(told))
            assert (line["event"], line["error"]) == ("projections wait", "OperationalError")
            postgresql.admit(store.events_url, anybody=True)
            Soquy(store).do("association", "add", *ANOTHER)
            follows(store)
        assert process.returncode == 0


def test_somebody_else_rebuilds(store: Store) -> None:
    begin(store)
    with open_views(store) as views:
        with views.database.writing() as connection:
            connection.execute(generations.LIVE.update().values(revision="of another version"))
        with views.database.alone("rebuild"):
            with running(store) as (told_to_end, told):
                assert '"error":"RebuildRunning"' in next(told)
            assert told_to_end.returncode == 0, "it was told to end while it waited"
        with running(store) as (process, _):
            follows(store)
        assert process.returncode == 0


def begin(store: Store) -> None:
    """Record something, which nobody follows yet."""
    Soquy(store).central()


def follows(store: Store) -> None:
    """Wait until what was recorded is in the read models, which may have to be built first."""
    deadline = monotonic() + PATIENCE_SECONDS
    while Soquy(store).ask("project", "status")["lag"]:
        assert monotonic() < deadline
        sleep(0.05)


@contextmanager
def running(store: Store) -> Iterator[tuple["subprocess.Popen[str]", Iterator[str]]]:
    """Run it, told to end with the block; what it says, line by line."""
    command = [sys.executable, "-c", IMPATIENT]
    with subprocess.Popen(
        command, env=environment_of(store), stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stderr is not None
        try:
            yield process, process.stderr
        finally:
            process.terminate()
            process.wait(PATIENCE_SECONDS)
