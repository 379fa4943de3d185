"""The gate: failed attempts make wait, sessions end, codes open once."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta
from uuid import UUID

import pytest
from uuid_utils.compat import uuid7

from ledger.errors.access import BadCode, GuessablePassword, WrongPassword
from ledger.errors.unavailable import TooManyAttempts
from ledger.store.access.attempts import FREE, LONGEST_WAIT, Kind, wait_after
from ledger.store.access.codes import INVITATION_LASTS, RESET_LASTS, code_text
from ledger.store.access.sessions import IDLE_MAX, LIFETIME_MAX, session_id
from ledger.store.vault.people import Vault
from tests.fakes import Clock
from tests.ledger.store.access.conftest import PASSWORD
from tests.stores import Store

OTHER = "cá chép hóa rồng"
HERE, ELSEWHERE = "203.0.113.7", "198.51.100.9"
CODE = code_text(b"0123456789")


def comes_in(vault: Vault, clock: Clock, password: str = PASSWORD, login: str = "an") -> bool:
    return vault.gate.check(login, password, HERE, clock.now) is not None


def begin(vault: Vault, clock: Clock, agent: str = "Firefox") -> str:
    known = vault.gate.check("an", PASSWORD, HERE, clock.now)
    assert known is not None
    secret = vault.gate.begin_session(known, agent, clock.now)
    assert secret is not None
    return secret


def wait(vault: Vault, clock: Clock, login: str, address: str = ELSEWHERE) -> int:
    """Return for how many seconds nobody may try a login from an address; count no attempt."""
    with pytest.raises(TooManyAttempts) as locked:
        vault.gate.check(login, PASSWORD, address, clock.now)
    seconds = locked.value.limits["retry_after_seconds"]
    assert isinstance(seconds, int)
    return seconds


def fail(vault: Vault, clock: Clock, login: str, times: int, address: str = HERE) -> None:
    for _ in range(times):
        assert vault.gate.check(login, "wrong", address, clock.now) is None


# Failed attempts


@pytest.mark.parametrize("login", ["an", "nobody"])
@pytest.mark.usefixtures("staff")
def test_after_a_few_failures_a_login_waits_whether_there_is_one_or_not(
    vault: Vault, clock: Clock, login: str
) -> None:
    fail(vault, clock, login, FREE[Kind.ACCOUNT])
    assert wait(vault, clock, login) == 31
    clock.advance(seconds=31)
    fail(vault, clock, login, 1)
    assert wait(vault, clock, login) == 61


@pytest.mark.usefixtures("staff")
def test_the_wait_is_over_when_it_is_over(vault: Vault, clock: Clock) -> None:
    fail(vault, clock, "an", FREE[Kind.ACCOUNT])
    clock.advance(seconds=30)
    assert comes_in(vault, clock)
    fail(vault, clock, "an", FREE[Kind.ACCOUNT] - 1)  # what went before is forgotten
    assert comes_in(vault, clock)


def test_the_wait_grows_and_ends_somewhere() -> None:
    waits = [wait_after(failures, 5).total_seconds() for failures in range(1, 12)]
    assert waits == [0, 0, 0, 0, 30, 60, 120, 240, 480, 900, 900]
    assert wait_after(10_000, 5) == LONGEST_WAIT


@pytest.mark.parametrize("back", [timedelta(hours=1), timedelta(days=1), timedelta(days=9_000)])
def test_who_waits_when_the_clock_is_set_back_waits_no_longer_than_anybody(
    vault: Vault, clock: Clock, staff: UUID, back: timedelta
) -> None:
    fail(vault, clock, "an", FREE[Kind.ACCOUNT])
    clock.now -= back
    longest = int(LONGEST_WAIT.total_seconds())
    assert vault.gate.locked_until(staff, clock.now) == clock.now + LONGEST_WAIT
    assert wait(vault, clock, "an") == longest + 1
    clock.advance(minutes=10)
    assert wait(vault, clock, "an") == longest - 600 + 1, "it goes on, and begins no more"
    clock.advance(minutes=5)
    assert comes_in(vault, clock)


def test_an_address_waits_no_longer_either_when_the_clock_is_set_back(
    vault: Vault, clock: Clock, staff: UUID
) -> None:
    for number in range(FREE[Kind.ADDRESS]):
        fail(vault, clock, f"login{number}", 1)
    clock.now -= timedelta(days=30)
    assert wait(vault, clock, "an", HERE) == int(LONGEST_WAIT.total_seconds()) + 1
    assert vault.gate.locked_until(staff, clock.now) is None
    clock.advance(minutes=15)
    assert comes_in(vault, clock)


def test_an_address_that_fails_with_many_logins_waits(vault: Vault, clock: Clock) -> None:
    for number in range(FREE[Kind.ADDRESS]):
        fail(vault, clock, f"login{number}", 1)
    assert wait(vault, clock, "another", HERE) == 31
    fail(vault, clock, "another", 1, ELSEWHERE)


@pytest.mark.usefixtures("staff")
def test_who_comes_in_counts_against_no_address_and_clears_none(vault: Vault, clock: Clock) -> None:
    for number in range(FREE[Kind.ADDRESS] - 1):
        fail(vault, clock, f"login{number}", 1)
    assert comes_in(vault, clock)
    assert comes_in(vault, clock)
    fail(vault, clock, "another", 1)
    wait(vault, clock, "an", HERE)


@pytest.mark.usefixtures("staff")
def test_failures_are_forgotten_after_a_day(vault: Vault, clock: Clock) -> None:
    for _ in range(2):
        fail(vault, clock, "an", FREE[Kind.ACCOUNT] - 1)
        clock.advance(hours=25)
    assert comes_in(vault, clock)


@pytest.mark.usefixtures("staff")
def test_attempts_sent_at_once_are_no_way_round_the_count(clock: Clock, store: Store) -> None:
    def attempt(number: int) -> bool:
        with closing(Vault(store.people_url, store.keys_dir)) as of_a_worker:
            try:
                of_a_worker.gate.check("an", f"wrong {number}", HERE, clock.now)
            except TooManyAttempts:
                return False
            return True

    with ThreadPoolExecutor(8) as workers:
        tried = sum(workers.map(attempt, range(16)))
    assert tried == FREE[Kind.ACCOUNT]


def test_a_locked_login_is_seen_and_unlocked(vault: Vault, clock: Clock, staff: UUID) -> None:
    assert vault.gate.locked_until(staff, clock.now) is None
    fail(vault, clock, "an", FREE[Kind.ACCOUNT])
    assert vault.gate.locked_until(staff, clock.now) == clock.now + timedelta(seconds=30)
    vault.gate.unlock(staff)
    assert vault.gate.locked_until(staff, clock.now) is None
    assert comes_in(vault, clock)


# Sessions


def test_a_session_is_whose_it_is_until_it_is_ended(
    vault: Vault, clock: Clock, staff: UUID
) -> None:
    sessions, one, other = vault.gate.sessions, begin(vault, clock), begin(vault, clock)
    assert sessions.find(one, clock.now) == staff
    assert not sessions.end(uuid7(), session_id(one))
    assert sessions.end(staff, session_id(one))
    assert sessions.find(one, clock.now) is None
    assert sessions.find(other, clock.now) == staff
    sessions.end_all(staff)
    assert sessions.find(other, clock.now) is None
    assert sessions.find("made up", clock.now) is None


@pytest.mark.usefixtures("staff")
def test_a_session_ends_when_nobody_uses_it(vault: Vault, clock: Clock) -> None:
    secret, sessions = begin(vault, clock), vault.gate.sessions
    for _ in range(3):
        clock.advance(minutes=59)
        assert sessions.find(secret, clock.now) is not None
    clock.now += IDLE_MAX
    assert sessions.find(secret, clock.now) is None


@pytest.mark.usefixtures("staff")
def test_a_session_ends_however_much_it_is_used(vault: Vault, clock: Clock) -> None:
    secret, began = begin(vault, clock), clock.now
    while clock.now - began < LIFETIME_MAX - timedelta(minutes=30):
        clock.advance(minutes=30)
        assert vault.gate.sessions.find(secret, clock.now) is not None
    clock.advance(minutes=30)
    assert vault.gate.sessions.find(secret, clock.now) is None


@pytest.mark.usefixtures("staff")
def test_a_session_begun_by_a_clock_that_ran_far_ahead_ends_when_that_is_set_right(
    vault: Vault, clock: Clock
) -> None:
    a_little, far = timedelta(minutes=50), timedelta(days=400)
    clock.now += far
    began_far_ahead = begin(vault, clock)
    clock.now += a_little - far
    began_a_little_ahead = begin(vault, clock)
    clock.now -= a_little
    assert vault.gate.sessions.find(began_far_ahead, clock.now) is None
    assert vault.gate.sessions.find(began_a_little_ahead, clock.now) is not None


def test_sessions_are_listed_latest_first_and_without_those_that_are_over(
    vault: Vault, clock: Clock, staff: UUID
) -> None:
    begin(vault, clock, "gone")
    clock.now += IDLE_MAX
    early, late = begin(vault, clock, "Firefox"), None
    clock.advance(minutes=5)
    late = begin(vault, clock, "Chrome" * 100)
    found = vault.gate.sessions.going_on(staff, clock.now)
    assert [each.session_id for each in found] == [session_id(late), session_id(early)]
    assert [each.agent for each in found] == [("Chrome" * 100)[:200], "Firefox"]
    assert vault.gate.sessions.going_on(uuid7(), clock.now) == []


def test_a_login_that_a_reset_overtook_begins_no_session(
    vault: Vault, clock: Clock, staff: UUID
) -> None:
    known = vault.gate.check("an", PASSWORD, HERE, clock.now)
    assert known is not None
    vault.gate.reset(staff, CODE, clock.now)
    assert vault.gate.begin_session(known, "Firefox", clock.now) is None


def test_who_is_erased_has_no_session_and_no_code(vault: Vault, clock: Clock, staff: UUID) -> None:
    secret = begin(vault, clock)
    vault.gate.reset(staff, CODE, clock.now)
    vault.destroy(staff)
    assert vault.gate.sessions.find(secret, clock.now) is None
    with pytest.raises(BadCode):
        vault.gate.choose_password(CODE, OTHER, HERE, clock.now)


# Codes


def test_a_code_is_sixteen_letters_that_nobody_confuses() -> None:
    assert code_text(bytes(10)) == "0000-0000-0000-0000"
    assert code_text(bytes([255] * 32)) == "ZZZZ-ZZZZ-ZZZZ-ZZZZ"
    assert code_text(b"0123456789") == "60RK-4CSM-6MV3-EE1S"


def test_whoever_is_invited_chooses_a_password_once(vault: Vault, clock: Clock) -> None:
    staff_id, gate = uuid7(), vault.gate
    assert gate.invite(staff_id, "an", CODE, clock.now) == clock.now + INVITATION_LASTS
    assert not comes_in(vault, clock, "")
    as_heard = CODE.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert gate.choose_password(as_heard, PASSWORD, HERE, clock.now) == staff_id
    assert comes_in(vault, clock)
    with pytest.raises(BadCode):
        gate.choose_password(CODE, OTHER, HERE, clock.now)


@pytest.mark.usefixtures("staff")
def test_of_many_who_use_a_code_at_once_one_does(vault: Vault, clock: Clock, store: Store) -> None:
    vault.gate.invite(uuid7(), "binh", CODE, clock.now)

    def choose(number: int) -> bool:
        with closing(Vault(store.people_url, store.keys_dir)) as of_a_worker:
            try:
                password = f"{OTHER} {number}"
                of_a_worker.gate.choose_password(CODE, password, f"192.0.2.{number}", clock.now)
            except BadCode:
                return False
            return True

    with ThreadPoolExecutor(6) as workers:
        assert sum(workers.map(choose, range(6))) == 1


def test_a_code_opens_nothing_after_its_last_moment(vault: Vault, clock: Clock) -> None:
    vault.gate.invite(uuid7(), "an", CODE, clock.now)
    clock.now += INVITATION_LASTS
    with pytest.raises(BadCode):
        vault.gate.choose_password(CODE, OTHER, HERE, clock.now)


def test_a_code_given_by_a_clock_that_ran_far_ahead_opens_nothing_when_that_is_set_right(
    vault: Vault, clock: Clock
) -> None:
    a_little, far = timedelta(minutes=50), timedelta(days=400)
    vault.gate.invite(uuid7(), "binh", CODE, clock.now + far)
    with pytest.raises(BadCode):
        vault.gate.choose_password(CODE, OTHER, HERE, clock.now)
    staff_id = uuid7()
    vault.gate.invite(staff_id, "chi", code_text(b"a little later"), clock.now + a_little)
    chosen = vault.gate.choose_password(code_text(b"a little later"), OTHER, HERE, clock.now)
    assert chosen == staff_id


def test_a_reset_ends_password_sessions_and_the_code_before(
    vault: Vault, clock: Clock, staff: UUID
) -> None:
    secret, gate = begin(vault, clock), vault.gate
    fail(vault, clock, "an", FREE[Kind.ACCOUNT])
    gate.reset(staff, code_text(b"an earlier code"), clock.now)
    assert gate.reset(staff, CODE, clock.now) == clock.now + RESET_LASTS
    assert gate.sessions.find(secret, clock.now) is None
    assert not comes_in(vault, clock)
    with pytest.raises(BadCode):
        gate.choose_password(code_text(b"an earlier code"), OTHER, HERE, clock.now)
    assert gate.choose_password(CODE, OTHER, HERE, clock.now) == staff
    assert comes_in(vault, clock, OTHER)


def test_an_address_that_tries_codes_waits(vault: Vault, clock: Clock) -> None:
    for _ in range(FREE[Kind.ADDRESS]):
        with pytest.raises(BadCode):
            vault.gate.choose_password("0000", OTHER, HERE, clock.now)
    with pytest.raises(TooManyAttempts):
        vault.gate.choose_password(CODE, OTHER, HERE, clock.now)


# Passwords


def test_a_password_is_changed_by_who_knows_it_and_other_sessions_end(
    vault: Vault, clock: Clock, staff: UUID
) -> None:
    mine, other, gate = begin(vault, clock), begin(vault, clock), vault.gate
    stopped: list[bool] = []

    def change(old: str, new: str) -> None:
        gate.change_password(
            staff,
            old,
            new,
            address=HERE,
            now=clock.now,
            secret=mine,
            stop_tokens=lambda _: stopped.append(comes_in(vault, clock, PASSWORD)),
        )

    with pytest.raises(WrongPassword):
        change("wrong", OTHER)
    with pytest.raises(GuessablePassword):
        change(PASSWORD, "1234567890")
    assert gate.sessions.find(other, clock.now) == staff
    assert stopped == []
    change(PASSWORD, OTHER)
    assert stopped == [True]  # while the old password was still good
    assert gate.sessions.find(mine, clock.now) == staff
    assert gate.sessions.find(other, clock.now) is None
    assert comes_in(vault, clock, OTHER)
    assert not comes_in(vault, clock, PASSWORD)


def test_trying_passwords_in_an_open_session_counts_as_trying_them_at_the_door(
    vault: Vault, clock: Clock, staff: UUID
) -> None:
    for _ in range(FREE[Kind.ACCOUNT]):
        with pytest.raises(WrongPassword):
            vault.gate.change_password(
                staff,
                "wrong",
                OTHER,
                address=HERE,
                now=clock.now,
                secret=None,
                stop_tokens=lambda _: pytest.fail("stopped"),
            )
    assert wait(vault, clock, "an") == 31
