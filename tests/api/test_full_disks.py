"""A full disk under any of the stores is answered 503, and all goes on once there is room."""

import sqlite3
from collections.abc import Callable, Iterator
from itertools import count

import pytest
from werkzeug.test import TestResponse

from tests.api.site import Site, a_gift, open_site
from tests.stores import prepared_store

NO_LIMIT = 2**31


@pytest.fixture
def site() -> Iterator[Site]:
    """A site on SQLite: how full PostgreSQL's disk is, it tells by itself."""
    with prepared_store("sqlite") as store, open_site(store) as opened:
        yield opened


def of_keys(site: Site) -> sqlite3.Connection:
    connection = site.services.vault._keys._connection  # noqa: SLF001
    assert connection is not None
    return connection


def of_vault(site: Site) -> sqlite3.Connection:
    with site.services.vault._database.transaction() as connection:  # noqa: SLF001
        found = connection.connection.driver_connection
    assert isinstance(found, sqlite3.Connection)
    return found


def of_log(site: Site) -> sqlite3.Connection:
    appenders = site.services.ledger.recorder.datastore._appenders  # type: ignore[attr-defined]  # noqa: SLF001
    lent = appenders.get_connection()
    appenders.put_connection(lent)
    found = lent._sqlite_conn  # noqa: SLF001
    assert isinstance(found, sqlite3.Connection)
    return found


def register(site: Site) -> TestResponse:
    told = {"association_id": str(site.book.commune), "name": "Nguyễn Văn An " + "x" * 60}
    return site.treasurer.post("/donors", told)


def send_paper(site: Site) -> TestResponse:
    number = next(papers)
    content = f"%PDF-1.7\n{number}".encode() + b"x" * 9_000
    return site.treasurer.send("POST", f"{site.fund}/documents", data=content)


def give(site: Site) -> TestResponse:
    return site.treasurer.post(f"{site.fund}/donations", a_gift(site))


papers = count()


@pytest.mark.parametrize(
    "opened, act",
    [
        (of_keys, register),
        (of_keys, send_paper),
        (of_vault, register),
        (of_vault, send_paper),
        (of_log, register),
        (of_log, give),
    ],
)
def test_what_cannot_be_written_is_asked_for_again(
    site: Site,
    opened: Callable[[Site], sqlite3.Connection],
    act: Callable[[Site], TestResponse],
) -> None:
    assert act(site).status_code == 201
    connection = opened(site)
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    connection.execute(f"PRAGMA max_page_count = {pages}").fetchone()
    answer = act(site)
    while answer.status_code == 201:
        answer = act(site)
    assert answer.json is not None
    assert (answer.status_code, answer.json["code"]) == (503, "store_busy")
    assert "Retry-After" in answer.headers
    connection.execute(f"PRAGMA max_page_count = {NO_LIMIT}").fetchone()
    assert act(site).status_code == 201
