"""The read models as a whole: their tables, their looks, and the processes that share them."""

import os
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import quote

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from projections.engine import Engine
from projections.tables import database, rows, schema
from projections.tables.database import Database
from projections.views import Reading, Views
from tests.books import Book
from tests.projections.tables import follow, open_views
from tests.stores import Store

ROOT = Path(__file__).parents[2]


def test_a_reader_is_answered_as_of_one_position(views: Views, book: Book) -> None:
    follow(views, book)
    with views.reading() as reading:
        before = reading.position
        book.donate(1)
        follow(views, book)
        assert reading.as_of().position == before
        assert views.position() == before + 1


def test_waiting_ends_when_the_position_is_there(views: Views, book: Book) -> None:
    position = book.ledger.position()
    following = Thread(target=follow, args=(views, book, 1))
    following.start()
    assert views.wait_for(position, timeout_seconds=60)
    following.join()


def test_waiting_for_what_does_not_come_ends_too(views: Views) -> None:
    assert not views.wait_for(1, timeout_seconds=0.01)
    assert views.wait_for(0, timeout_seconds=0)


def test_tables_may_be_made_by_many_at_once_and_more_than_once(empty_store: Store) -> None:
    script = "import sys; from projections.views import Views; Views(sys.argv[1]).create_tables()"
    arguments = [sys.executable, "-c", script, empty_store.views_url]
    started = [subprocess.Popen(arguments, cwd=ROOT) for _ in range(4)]
    assert [each.wait(60) for each in started] == [0, 0, 0, 0]
    with open_views(empty_store) as views:
        assert views.position() == 0


def test_a_fork_leaves_its_parents_connections_alone(store: Store) -> None:
    """Both sides go on using read models that were opened before the fork."""
    script = """
import os, sys
from projections.views import Reading, Views
views = Views(sys.argv[1])
views.create_tables()
with views.reading() as reading:
    child = os.fork()
    if child == 0:
        os._exit(0 if views.position() == 0 and views.position() == 0 else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert reading.all(reading.tables.tracking.select())
assert views.position() == 0
"""
    subprocess.run([sys.executable, "-c", script, store.views_url], cwd=ROOT, check=True)


def test_views_that_were_closed_open_again(views: Views, book: Book) -> None:
    follow(views, book)
    views.close()
    assert views.position() == book.ledger.position()


@pytest.mark.parametrize("url", ["mysql://localhost/soquy", "oracle://localhost"])
def test_only_the_two_kinds_of_database_are_known(url: str) -> None:
    with pytest.raises(ValueError, match=url.partition(":")[0]):
        Database(url)


def test_a_folder_that_is_missing_is_made(tmp_path: Path, book: Book) -> None:
    views = Views(f"sqlite:///{tmp_path}/var/of/views.db")
    views.create_tables()
    Engine(views, book.ledger.read).catch_up()
    assert views.position() == book.ledger.position()
    views.close()


def test_the_file_is_for_its_owner_only_whatever_it_is_called(tmp_path: Path) -> None:
    path = tmp_path / "Sổ Quỹ 100% #1.db"
    views = Views(f"sqlite:///{quote(str(path))}")
    views.create_tables()
    with views.reading(), views.database.alone("rebuild"):
        made = list(tmp_path.iterdir())
    assert path in made
    assert len(made) > 1, "the log that SQLite writes ahead"
    assert {each.stat().st_mode & 0o777 for each in made} == {0o600}
    views.close()


@pytest.mark.parametrize(
    "name, row",
    [("entries", rows.EntryRow), ("postings", rows.PostingRow), ("moments", rows.MomentRow)],
)
def test_rows_written_past_the_schema_have_its_columns(
    name: schema.TableName, row: type[rows.EntryRow]
) -> None:
    columns = [column.name for column in schema.tables(1)[name].columns]
    assert list(row.__struct_fields__) == columns


def test_the_key_of_every_table_comes_first(views: Views) -> None:
    """So that a key and what belongs to it make a row."""
    assert views.database.kind in {"sqlite", "postgresql"}
    for table in schema.tables(1).metadata.tables.values():
        keys = [column.primary_key for column in table.columns]
        assert keys == sorted(keys, reverse=True)


def test_the_revision_is_the_same_in_every_process() -> None:
    script = "from projections.tables.schema import revision; print(revision())"
    environment = {**os.environ, "PYTHONHASHSEED": "17"}
    said = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, check=True, capture_output=True, env=environment
    )
    assert said.stdout.decode().strip() == schema.revision()


def _driver_of(reading: Reading) -> Any:  # noqa: ANN401  # one of two libraries
    return reading.connection.connection.driver_connection


def _is_open(driver: Any) -> bool:  # noqa: ANN401  # one of two libraries
    if not isinstance(driver, sqlite3.Connection):
        return not driver.closed
    try:
        driver.execute("SELECT 1")
    except sqlite3.ProgrammingError:
        return False
    return True


def test_whoever_still_looks_when_views_are_closed_leaves_no_connection_open(
    views: Views, book: Book
) -> None:
    follow(views, book)
    with views.reading() as looking:
        with views.reading() as ready:
            idle = _driver_of(ready)
        with ThreadPoolExecutor(1) as elsewhere:
            elsewhere.submit(views.close).result()
        driver, position = _driver_of(looking), looking.position
        assert (_is_open(driver), _is_open(idle)) == (True, False)
    assert not _is_open(driver)
    assert views.position() == position


_FOR_EVER = text(
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT sum(i) FROM n"
)

_LONG = text(
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300000)"
    " SELECT count(*) FROM n"
)


def test_a_question_that_takes_too_long_is_given_up_and_the_next_is_answered(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A thousand times what the next one takes: it is answered on a busy machine, too.
    monkeypatch.setattr(database, "STATEMENT_SECONDS_MAX", 1.0)
    with open_views(store) as views:
        for _ in range(2):
            with views.reading() as reading, pytest.raises(OperationalError):
                reading.first(_FOR_EVER)
            assert views.position() == 0


def test_what_is_written_takes_what_it_takes(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_views(store) as views:
        views.close()  # what is opened from now on has no patience
        monkeypatch.setattr(database, "STATEMENT_SECONDS_MAX", 0.001)
        with views.database.writing() as connection:
            assert connection.execute(_LONG).scalar_one() == 300_000
