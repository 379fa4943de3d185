"""A PostgreSQL that takes what it is told and says nothing: nobody waits for it without an end."""

from collections.abc import Callable, Iterator
from contextlib import closing

import psycopg
import pytest
from eventsourcing.persistence import OperationalError
from sqlalchemy import exc

from ledger.application import Ledger
from ledger.errors.unavailable import StoreBusy
from ledger.store.environment import environment
from ledger.store.postgresql import PatientConnection
from ledger.store.vault.people import Vault
from projections.views import Views
from tests.fakes import Memos
from tests.stores import Store, prepared_store

GIVEN_UP = (OperationalError, StoreBusy, exc.OperationalError)


@pytest.fixture
def store() -> Iterator[Store]:
    with prepared_store("postgresql") as store:
        yield store


@pytest.fixture(params=["log", "vault", "views"])
def asked(
    request: pytest.FixtureRequest, store: Store
) -> Iterator[tuple[str, Callable[[], object]]]:
    """A table, and a question that has to look into it."""
    with (
        closing(Ledger(environment(store.events_url), Memos())) as ledger,
        closing(Vault(store.people_url, store.keys_dir)) as vault,
        closing(Views(store.views_url)) as views,
    ):
        vault.create_tables()
        questions: dict[str, tuple[str, Callable[[], object]]] = {
            "log": ("stored_events", ledger.position),
            "vault": ("vault_logins", lambda: vault.find_login("an")),
            "views": ("views_live", lambda: views.needs_rebuild(0)),
        }
        yield questions[request.param]


def test_a_server_that_is_silent_is_given_up_and_asked_again_when_it_speaks(
    asked: tuple[str, Callable[[], object]], store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    table, ask = asked
    before = ask()
    with psycopg.connect(store.events_url) as other:
        other.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")
        monkeypatch.setattr(PatientConnection, "silent_seconds_max", 0.2)
        with pytest.raises(GIVEN_UP):
            ask()
    monkeypatch.undo()
    assert ask() == before
