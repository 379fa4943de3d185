"""A PostgreSQL that goes away and comes back: for as long as it is away, and no longer."""

from contextlib import ExitStack, closing, suppress
from datetime import UTC, datetime

import pytest
from eventsourcing.persistence import OperationalError

from ledger.access import OPERATOR
from ledger.application import Ledger
from ledger.errors.unavailable import StoreBusy
from ledger.recording.commands import Command, Receipt
from ledger.store.environment import environment
from ledger.store.vault.people import Vault
from ledger.values import Level
from tests import postgresql
from tests.builders import an_association
from tests.fakes import Memos
from tests.stores import prepared_store

TIMES = 4
"""So often somebody asks in vain; by itself the library would then wait longer than who asks."""


def test_a_server_that_was_away_answers_the_first_who_asks_when_it_is_back() -> None:
    with prepared_store("postgresql") as store:
        settings = environment(store.events_url) | {"POSTGRES_CONNECT_TIMEOUT": "2"}
        with closing(Ledger(settings, Memos())) as ledger:
            assert ledger.position() == 0
            postgresql.admit(store.events_url, anybody=False)
            for _ in range(TIMES):
                with pytest.raises(OperationalError):
                    ledger.position()
            postgresql.admit(store.events_url, anybody=True)
            assert ledger.position() == 0


def test_a_server_that_was_started_anew_turns_away_nobody_but_who_finds_out() -> None:
    with (
        prepared_store("postgresql") as store,
        closing(Ledger(environment(store.events_url), Memos())) as ledger,
    ):
        with ExitStack() as several:
            for _ in range(TIMES):
                several.enter_context(ledger.recorder.datastore.get_connection())  # type: ignore[attr-defined]
        postgresql.admit(store.events_url, anybody=False)
        postgresql.admit(store.events_url, anybody=True)
        with pytest.raises(OperationalError):
            ledger.position()
        assert ledger.position() == 0


def test_a_server_that_lets_nobody_write_just_now_is_busy() -> None:
    """As one is that another took the place of, until we are told where that is."""
    with (
        prepared_store("postgresql") as store,
        closing(Ledger(environment(store.events_url), Memos())) as ledger,
        closing(Vault(store.people_url, store.keys_dir)) as vault,
    ):
        vault.create_tables()
        postgresql.let_write(store.events_url, anybody=False)
        for number in range(TIMES):
            with pytest.raises(StoreBusy):
                establish(ledger, f"{number}")
            with pytest.raises(StoreBusy):
                vault.gate.check("an", "wrong", "203.0.113.7", datetime.now(UTC))
        postgresql.let_write(store.events_url, anybody=True)
        with suppress(StoreBusy):  # whoever finds out
            establish(ledger, "at last")
        assert establish(ledger, "at last").position == 1


def establish(ledger: Ledger, command_id: str) -> Receipt:
    command = Command(command_id=command_id, digest=b"", by=OPERATOR)
    return ledger.establish_association(command, an_association(Level.CENTRAL))
