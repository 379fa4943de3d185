"""A PostgreSQL that goes away and comes back: for as long as it is away, and no longer."""

from contextlib import closing

import pytest
from eventsourcing.persistence import OperationalError

from ledger.application import Ledger
from ledger.store.environment import environment
from tests import postgresql
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
