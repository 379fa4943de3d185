"""Programs from outside that tests ask for a second opinion; a missing one fails its tests."""

import shutil
from pathlib import Path

import pytest

MARKS = {"chromium": "browser", "hledger": "oracle", "ledger_cli": "oracle"}


@pytest.fixture(scope="session")
def chromium() -> Path:
    """Debian's Chromium, which Playwright drives by its `executable_path`."""
    return _program("chromium", package="chromium")


@pytest.fixture(scope="session")
def hledger() -> Path:
    """The plain-text accounting program hledger, which reads our journals."""
    return _program("hledger", package="hledger")


@pytest.fixture(scope="session")
def ledger_cli() -> Path:
    """The plain-text accounting program ledger, the elder of the two."""
    return _program("ledger", package="ledger")


def _program(name: str, *, package: str) -> Path:
    found = shutil.which(name)
    if found is None:
        pytest.fail(f"{name} is missing: install Debian's package {package} (make test does)")
    return Path(found)


def pytest_itemcollected(item: pytest.Item) -> None:
    """Mark what needs such a program, so that `make test-fast` can leave it out by name."""
    for fixture in getattr(item, "fixturenames", ()):
        if fixture in MARKS:
            item.add_marker(MARKS[fixture])
