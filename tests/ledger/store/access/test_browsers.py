"""Browsers that somebody came in by before wait for their own failures alone."""

from datetime import datetime
from uuid import UUID

import pytest
from uuid_utils.compat import uuid7

from ledger.errors.access import WrongPassword
from ledger.errors.unavailable import TooManyAttempts
from ledger.store.access.attempts import FREE, Kind
from ledger.store.access.logins import Known
from ledger.store.vault.people import Vault
from tests.fakes import Clock
from tests.ledger.store.access.conftest import PASSWORD

OTHER = "cá chép hóa rồng"
HERE, ELSEWHERE = "203.0.113.7", "198.51.100.9"


def comes_in(vault: Vault, now: datetime, mark: str | None = None, login: str = "an") -> bool:
    """Tell whether the password opens; False if whoever has it must wait."""
    try:
        return vault.gate.check(login, PASSWORD, HERE, now, mark) is not None
    except TooManyAttempts:
        return False


def marked(vault: Vault, now: datetime) -> str:
    known = vault.gate.check("an", PASSWORD, HERE, now)
    assert known is not None
    return vault.gate.mark(known)


def lock_out(
    vault: Vault, now: datetime, login: str = "an", times: int = FREE[Kind.ACCOUNT]
) -> None:
    for _ in range(times):
        assert vault.gate.check(login, "wrong", ELSEWHERE, now) is None


@pytest.mark.usefixtures("staff")
def test_a_known_browser_does_not_wait_for_who_fails_elsewhere(vault: Vault, clock: Clock) -> None:
    mark = marked(vault, clock.now)
    lock_out(vault, clock.now)
    assert comes_in(vault, clock.now, mark)
    assert not comes_in(vault, clock.now), "whoever is new waits on"


@pytest.mark.usefixtures("staff")
def test_a_known_browser_that_fails_waits_by_itself(vault: Vault, clock: Clock) -> None:
    mark, other = marked(vault, clock.now), marked(vault, clock.now)
    lock_out(vault, clock.now)
    for _ in range(FREE[Kind.BROWSER]):
        assert vault.gate.check("an", "wrong", HERE, clock.now, mark) is None
    assert not comes_in(vault, clock.now, mark)
    assert comes_in(vault, clock.now, other)
    clock.advance(seconds=30)
    lock_out(vault, clock.now, times=1)
    assert comes_in(vault, clock.now, mark)
    assert vault.gate.check("an", "wrong", HERE, clock.now, mark) is None, "it was forgotten"


def test_who_fails_in_a_known_browser_is_seen_and_unlocked(
    vault: Vault, clock: Clock, staff: UUID
) -> None:
    mark = marked(vault, clock.now)
    for _ in range(FREE[Kind.ACCOUNT] + FREE[Kind.BROWSER]):
        assert vault.gate.check("an", "wrong", HERE, clock.now, mark) is None
    assert vault.gate.locked_until(staff, clock.now) is not None
    assert not comes_in(vault, clock.now, mark)
    vault.gate.unlock(staff)
    assert comes_in(vault, clock.now, mark)


def test_the_password_is_shown_within_a_session_whoever_fails_elsewhere(
    vault: Vault, clock: Clock, staff: UUID
) -> None:
    known = vault.gate.check("an", PASSWORD, HERE, clock.now)
    assert known is not None
    secret = vault.gate.begin_session(known, "Firefox", clock.now)
    lock_out(vault, clock.now)

    def confirm(password: str, secret: str | None = secret) -> Known:
        return vault.gate.confirm(staff, password, address=HERE, now=clock.now, secret=secret)

    assert confirm(PASSWORD) == known
    for _ in range(FREE[Kind.BROWSER]):
        with pytest.raises(WrongPassword):
            confirm("wrong")
    for of_a_session in secret, None:
        with pytest.raises(TooManyAttempts):
            confirm(PASSWORD, of_a_session)


@pytest.mark.parametrize("made_up", ["", "AA", "é" * 64, "=" * 64, "A" * 64, "A" * 6_400])
@pytest.mark.usefixtures("staff")
def test_a_mark_that_nobody_was_given_is_worth_nothing(
    vault: Vault, clock: Clock, made_up: str
) -> None:
    lock_out(vault, clock.now)
    assert not comes_in(vault, clock.now, made_up)


@pytest.mark.usefixtures("staff")
def test_a_mark_is_worth_nothing_for_another_login(vault: Vault, clock: Clock) -> None:
    mark = marked(vault, clock.now)
    vault.set_password(uuid7(), "binh", PASSWORD)
    lock_out(vault, clock.now, "binh")
    assert not comes_in(vault, clock.now, mark, "binh")


def test_a_mark_is_worth_nothing_once_the_password_is_another(
    vault: Vault, clock: Clock, staff: UUID
) -> None:
    mark = marked(vault, clock.now)
    vault.set_password(staff, "an", OTHER)
    lock_out(vault, clock.now)
    with pytest.raises(TooManyAttempts):
        vault.gate.check("an", OTHER, HERE, clock.now, mark)
