"""Who may do what, and where: every operation and every page, asked by every role.

`table.txt` is the decision; the OpenAPI document and the map of routes say what there is. Whatever
is new has to be put into the table, and whatever is gone taken out.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.api.matrix.asking import ENDS_SESSIONS, Row, World
from tests.api.site import open_site
from tests.stores import StoreKind, prepared_store

TABLE = Path(__file__).with_name("table.txt")


def decided() -> dict[str, Row]:
    """Read the table: a line for each operation and page."""
    rows = {}
    for line in TABLE.read_text().splitlines():
        if line and not line.startswith("#"):
            method, path, nobody, *signs = line.split()
            half = len(signs) // 2
            assert f"{method} {path}" not in rows, f"decided twice: {method} {path}"
            rows[f"{method} {path}"] = Row(nobody, "".join(signs[:half]), "".join(signs[half:]))
    return rows


DECIDED = decided()
OPERATIONS = {name: row for name, row in DECIDED.items() if " /api/" in name}
PAGES = {name: row for name, row in DECIDED.items() if " /api/" not in name}


@pytest.fixture(scope="module")
def world(store_kind: StoreKind) -> Iterator[World]:
    """Two communes, with everything in one of them."""
    with prepared_store(store_kind) as store, open_site(store) as site:
        yield World(site)


def test_every_operation_does_for_everybody_what_was_decided(world: World) -> None:
    assert told(world.operations(world.callers())) == told(OPERATIONS)


def test_every_page_does_for_everybody_what_was_decided() -> None:
    """On one store: who may do what is the ledger's to say, and asked of it on both above."""
    with prepared_store("sqlite") as store, open_site(store) as site:
        world = World(site)
        assert told(world.pages(world.visitors())) == told(PAGES)


def test_pages_that_end_sessions_exist() -> None:
    assert PAGES.keys() >= ENDS_SESSIONS


def test_no_cell_says_that_a_request_was_malformed() -> None:
    assert {sign for row in DECIDED.values() for sign in "".join(row)} <= set("+-?0")


def told(rows: dict[str, Row]) -> list[str]:
    """Return lines as the table has them, so that what differs can be put there or mended."""
    return sorted(f"{name}   {row}" for name, row in rows.items())
