"""The whole house at work on loopback: gunicorn, the projection process, a browser."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from functools import cache
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from projections.views import Views
from tests.e2e.begun import Begun, begin_book
from tests.e2e.watched import QUIET, House
from tests.servers import following, serving
from tests.stores import StoreKind, prepared_store

_PATIENCE_SECONDS = 60.0


@pytest.fixture(scope="module", autouse=True)
def password_cost() -> None:
    """Hash passwords as the server does, which is a process of its own."""


@pytest.fixture(scope="module")
def house_on() -> Iterator[Callable[[StoreKind], House]]:
    """A served book on each kind of store that is asked for, in which all tests of a file work.

    It stays open until the last of them is done: they come in any order, and a house is four
    processes.
    """
    with ExitStack() as open_until_then:
        yield cache(lambda store_kind: open_until_then.enter_context(_open_house(store_kind)))


@pytest.fixture
def house(request: pytest.FixtureRequest, house_on: Callable[[StoreKind], House]) -> House:
    """The served book on the store that a test asks for."""
    return house_on(request.param)


@contextmanager
def _open_house(store_kind: StoreKind) -> Iterator[House]:
    with prepared_store(store_kind) as store:
        begun: Begun = begin_book(store)
        with following(store), closing(Views(store.views_url)) as views:
            assert views.wait_for(begun.position, _PATIENCE_SECONDS)
            with serving(store) as server:
                yield House(url=server.url, begun=begun, store_kind=store_kind)


@pytest.fixture(scope="module")
def browser(chromium: Path) -> Iterator[Browser]:
    """Debian's Chromium, which asks nobody for anything."""
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium, args=QUIET)
        yield launched
        launched.close()
