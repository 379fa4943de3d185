"""From a database URL to the settings that the event store is opened with."""

import subprocess
import sys
from fcntl import LOCK_SH, lockf
from pathlib import Path
from urllib.parse import quote

import pytest
from psycopg.conninfo import conninfo_to_dict

from ledger.store.environment import environment, sqlite_path
from ledger.store.postgresql import IMPATIENCE, LOOKING_FOR_US
from ledger.store.private_files import make_private
from tests.books import open_ledger
from tests.stores import Store, fresh_store


def test_a_relative_and_an_absolute_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert environment("sqlite:///var/soquy.db")["SQLITE_DBNAME"] == "var/soquy.db"
    assert (tmp_path / "var").is_dir()
    absolute = tmp_path / "elsewhere" / "soquy.db"
    assert environment(f"sqlite:///{absolute}")["SQLITE_DBNAME"] == str(absolute)
    assert absolute.parent.is_dir()


def test_a_file_may_be_called_anything(tmp_path: Path) -> None:
    path = tmp_path / "Sổ Quỹ 100% #1.db"
    assert sqlite_path(f"sqlite:///{quote(str(path))}") == path


def test_a_database_is_made_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "soquy.db"
    make_private(path)
    assert (path.stat().st_mode & 0o777, path.read_bytes()) == (0o600, b"")


def test_a_database_that_is_there_stays_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "soquy.db"
    path.write_bytes(b"a book")
    path.chmod(0o640)
    make_private(path)
    assert (path.stat().st_mode & 0o777, path.read_bytes()) == (0o640, b"a book")


def test_a_database_that_is_there_keeps_the_locks_that_this_process_has_on_it(
    tmp_path: Path,
) -> None:
    path = tmp_path / "soquy.db"
    path.touch()
    others_try = (
        "import fcntl, sys\n"
        "try: fcntl.lockf(open(sys.argv[1], 'r+b'), fcntl.LOCK_EX | fcntl.LOCK_NB)\n"
        "except OSError: print('locked')"
    )
    with path.open("r+b") as held:
        lockf(held, LOCK_SH)
        make_private(path)
        asked = [sys.executable, "-c", others_try, str(path)]
        assert subprocess.run(asked, check=True, capture_output=True).stdout == b"locked\n"


def test_what_cannot_be_made_is_left_for_the_database_to_say(tmp_path: Path) -> None:
    make_private(tmp_path / "no such folder" / "soquy.db")
    assert list(tmp_path.iterdir()) == []


def test_every_part_of_a_postgresql_url_arrives() -> None:
    env = environment(
        "postgresql://treasurer:p%40ss@db.example:6432/so%20quy"
        "?sslmode=verify-full&application_name=s%E1%BB%95&connect_timeout=9",
        lock_timeout_seconds=3,
    )
    assert env["POSTGRES_USER"] == "treasurer"
    assert env["POSTGRES_PASSWORD"] == "p@ss"
    assert (env["POSTGRES_HOST"], env["POSTGRES_PORT"]) == ("db.example", "6432")
    assert env["POSTGRES_DBNAME"] == "so quy"
    assert env["POSTGRES_LOCK_TIMEOUT"] == "3"
    options = conninfo_to_dict(env["POSTGRES_OPTIONS"])
    assert options == {
        **IMPATIENCE,
        "connect_timeout": "9",
        "sslmode": "verify-full",
        "application_name": "sổ",
        "options": f"-c statement_timeout=30s {LOOKING_FOR_US}",
    }


def test_an_option_of_a_url_is_heeded() -> None:
    with fresh_store("postgresql") as store:
        joined = "&" if "?" in store.events_url else "?"
        with_option = f"{store.events_url}{joined}application_name=soquy-test"
        other = Store(
            kind=store.kind,
            events_url=with_option,
            views_url=store.views_url,
            people_url=store.people_url,
            keys_dir=store.keys_dir,
        )
        with open_ledger(other) as ledger, ledger.recorder.datastore.cursor() as cursor:  # type: ignore[attr-defined]
            shown = cursor.execute("SHOW application_name").fetchone()
            assert shown == {"application_name": "soquy-test"}


@pytest.mark.parametrize("url", ["", "mysql://localhost/soquy", "soquy.db", "postgres:soquy"])
def test_any_other_url_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match=r"^\w*$"):
        environment(url)
