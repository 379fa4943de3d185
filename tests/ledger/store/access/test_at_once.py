"""Who resets a password just as somebody chooses one waits for him, and not he for who resets."""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from datetime import datetime
from uuid import UUID

import psycopg
import pytest

from ledger.store.access.codes import code_text
from ledger.store.access.logins import Logins
from ledger.store.vault.people import Vault
from tests.fakes import Clock
from tests.stores import Store

CODE, ANOTHER = code_text(b"ten bytes."), code_text(b"ten others")
CHOSEN, HERE = "một chuyến đò ngang", "192.0.2.1"
WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted"


@pytest.fixture
def another(store: Store) -> Iterator[Vault]:
    """The same vault, as another process has it open."""
    with closing(Vault(store.people_url, store.keys_dir)) as opened:
        yield opened


@pytest.mark.parametrize("store_kind", ["postgresql"])  # the other lets one write at a time
def test_a_reset_while_a_password_is_chosen_comes_after_it(
    vault: Vault,
    another: Vault,
    clock: Clock,
    staff: UUID,
    store: Store,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    vault.gate.reset(staff, CODE, clock.now)
    find_login = Logins.get_login
    with (
        ThreadPoolExecutor(1) as pool,
        psycopg.connect(store.people_url, autocommit=True) as server,
    ):

        def meanwhile(logins: Logins, staff_id: UUID) -> str | None:
            """Somebody resets the password when the code has just been used up."""
            monkeypatch.undo()
            resets.append(pool.submit(another.gate.reset, staff, ANOTHER, clock.now))
            while server.execute(WAITING).fetchone() == (0,):
                assert not resets[0].done()
            return find_login(logins, staff_id)

        resets: list[Future[datetime]] = []
        monkeypatch.setattr(Logins, "get_login", meanwhile)
        assert vault.gate.choose_password(CODE, CHOSEN, HERE, clock.now) == staff
        resets[0].result()
    assert vault.gate.check("an", CHOSEN, HERE, clock.now) is None
    assert vault.gate.choose_password(ANOTHER, CHOSEN, HERE, clock.now) == staff
