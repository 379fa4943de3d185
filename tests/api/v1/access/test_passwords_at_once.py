"""A password that is changed or reset while others ask: nothing that it opened outlives it.

Two workers share the stores. What is to happen between two steps of one is asked of the other
right there, so that each order of steps is played exactly.
"""

from collections.abc import Callable, Iterator
from contextlib import closing

import pytest

from api.installation import Services
from api.web import create_app
from ledger.application import Ledger
from ledger.errors.unavailable import StoreBusy
from ledger.store.environment import environment
from ledger.store.vault.people import Vault
from ledger.values import Role, StaffId
from projections.views import Views
from tests.api.site import PASSWORD, Caller, Site
from tests.api.v1.access.test_passwords import change, choose, may_log_in
from tests.api.v1.access.test_sessions import OTHER, is_in, log_in

THIRD = "sông dài con cá lội"
GIVEN_UP = (422, "password_given_up")

Act = Callable[[], object]
Interpose = Callable[[object, str, Act], None]


class Worker:
    """Another server process on the same stores, as far as anybody can tell."""

    def __init__(self, site: Site, services: Services) -> None:
        self._site = site
        self._app = create_app(services.settings, services)
        self.ledger = services.ledger
        self.gate = services.vault.gate

    def nobody(self) -> Caller:
        """Return somebody without credentials."""
        return Caller(self._site, {}, client=self._app.test_client())

    def log_in(self, login: str, password: str = PASSWORD) -> Caller:
        """Return somebody in a session of his own."""
        caller = self.nobody()
        answer = caller.post("/session", {"login": login, "password": password})
        assert answer.json is not None, answer.text
        return Caller(self._site, {"X-CSRF-Token": answer.json["csrf_token"]}, caller.client)


@pytest.fixture
def worker(site: Site) -> Iterator[Worker]:
    """The other worker."""
    store, book = site.store, site.book
    vault = Vault(store.people_url, store.keys_dir)
    ledger = Ledger(environment(store.events_url), vault, clock=book.clock, new_id=book.new_id)
    views = Views(store.views_url)
    services = Services(settings=site.services.settings, ledger=ledger, vault=vault, views=views)
    with closing(services):
        yield Worker(site, services)


@pytest.fixture
def login(site: Site) -> str:
    """The login of somebody who keeps the book."""
    return f"hoa-{site.book.new_id()}"


@pytest.fixture
def staff_id(site: Site, login: str) -> StaffId:
    """Whose login it is."""
    return site.login_of(Role.TREASURER, login)


@pytest.fixture
def here(site: Site, login: str, staff_id: StaffId) -> Caller:
    """His own session, at the first worker."""
    del staff_id
    return log_in(site, login)


@pytest.fixture
def thief(worker: Worker, login: str, staff_id: StaffId) -> Caller:
    """Whoever else knows the password, in a session at the other worker."""
    del staff_id
    return worker.log_in(login)


@pytest.fixture
def before(monkeypatch: pytest.MonkeyPatch) -> Interpose:
    """Let something happen, once, right before a step is done."""

    def interpose(of: object, step: str, act: Act) -> None:
        do = getattr(of, step)

        def acting(*asked: object, **named: object) -> object:
            monkeypatch.setattr(of, step, do)
            act()
            return do(*asked, **named)

        monkeypatch.setattr(of, step, acting)

    return interpose


@pytest.fixture
def after(monkeypatch: pytest.MonkeyPatch) -> Interpose:
    """Let something happen, once, right after a step was done."""

    def interpose(of: object, step: str, act: Act) -> None:
        do = getattr(of, step)

        def acting(*asked: object, **named: object) -> object:
            monkeypatch.setattr(of, step, do)
            told = do(*asked, **named)
            act()
            return told

        monkeypatch.setattr(of, step, acting)

    return interpose


def issue(caller: Caller, password: str = PASSWORD) -> tuple[int, str]:
    """Issue a token in a session; return the status, and the refusal's code if there is one."""
    answer = caller.post("/tokens", {"password": password})
    assert answer.json is not None
    return answer.status_code, answer.json.get("code", "")


def tokens(site: Site, staff_id: StaffId) -> int:
    """Return how many tokens of somebody are good."""
    return len(site.services.ledger.desk().staff(staff_id).tokens)


def reset(site: Site, staff_id: StaffId) -> str:
    """Reset somebody's password; return the code."""
    answer = site.administrator.post(f"/staff/{staff_id}/password-reset", None)
    assert answer.json is not None
    code: str = answer.json["code"]
    return code


def cut_off() -> None:
    """End a request as a process that is killed would."""
    raise StoreBusy


# Tokens


def test_no_token_is_issued_with_a_password_that_is_being_changed(
    site: Site, staff_id: StaffId, here: Caller, thief: Caller, after: Interpose
) -> None:
    """The tokens have stopped, the other password is not there yet, and the old one is shown."""
    told: list[tuple[int, str]] = []
    after(site.services.ledger, "change_password", lambda: told.append(issue(thief)))
    assert change(here, PASSWORD, OTHER) == (204, "")
    assert told == [GIVEN_UP]
    assert tokens(site, staff_id) == 0
    assert issue(here, OTHER) == (201, "")


def test_no_token_is_issued_with_a_password_that_was_changed_after_it_was_shown(
    site: Site, worker: Worker, staff_id: StaffId, here: Caller, thief: Caller, before: Interpose
) -> None:
    before(worker.ledger, "issue_token", lambda: change(here, PASSWORD, OTHER))
    assert issue(thief) == GIVEN_UP
    assert tokens(site, staff_id) == 0
    assert issue(here, OTHER) == (201, "")


def test_no_token_is_issued_with_a_password_that_was_reset_after_it_was_shown(
    site: Site, worker: Worker, staff_id: StaffId, thief: Caller, before: Interpose
) -> None:
    before(worker.ledger, "issue_token", lambda: reset(site, staff_id))
    assert issue(thief) == GIVEN_UP
    assert tokens(site, staff_id) == 0


def test_a_token_that_is_recorded_in_the_middle_of_a_reset_stops_with_it(
    site: Site, worker: Worker, staff_id: StaffId, thief: Caller, before: Interpose
) -> None:
    """The password opens no more, the tokens are about to stop, and it was shown before both."""
    gate, ledger = site.services.vault.gate, site.services.ledger
    code = "0000-0000-0000-0000"
    before(worker.ledger, "issue_token", lambda: gate.reset(staff_id, code, ledger.now()))
    assert issue(thief) == (201, "")
    assert tokens(site, staff_id) == 1
    ledger.reset_password(site.book.command(), staff_id)
    assert tokens(site, staff_id) == 0


def test_a_change_that_is_cut_off_leaves_no_token_behind(
    site: Site, staff_id: StaffId, login: str, here: Caller, thief: Caller, after: Interpose
) -> None:
    """Whoever got no answer changes it once more; until then it issues none."""
    assert issue(thief) == (201, "")
    after(site.services.ledger, "change_password", cut_off)
    assert change(here, PASSWORD, OTHER) == (503, "store_busy")
    assert may_log_in(site, login, PASSWORD)
    assert issue(thief) == issue(here) == GIVEN_UP
    assert tokens(site, staff_id) == 0
    assert change(here, PASSWORD, OTHER) == (204, "")
    assert issue(here, OTHER) == (201, "")


# Sessions


def test_no_session_begins_with_a_password_that_was_changed_after_it_was_shown(
    worker: Worker, login: str, here: Caller, before: Interpose
) -> None:
    before(worker.gate, "begin_session", lambda: change(here, PASSWORD, OTHER))
    given = {"login": login, "password": PASSWORD}
    assert worker.nobody().post("/session", given).status_code == 401
    listed = here.get("/sessions").json
    assert listed is not None
    assert [each["current"] for each in listed["items"]] == [True]


def test_a_session_that_begins_while_the_password_is_being_changed_ends_with_it(
    site: Site, worker: Worker, login: str, here: Caller, after: Interpose
) -> None:
    begun: list[Caller] = []
    after(site.services.ledger, "change_password", lambda: begun.append(worker.log_in(login)))
    assert change(here, PASSWORD, OTHER) == (204, "")
    assert [is_in(each) for each in (here, *begun)] == [True, False]


# Other changes


def test_of_two_changes_from_one_password_the_second_is_refused(
    site: Site, worker: Worker, login: str, here: Caller, thief: Caller, before: Interpose
) -> None:
    before(worker.ledger, "change_password", lambda: change(here, PASSWORD, OTHER))
    assert change(thief, PASSWORD, THIRD) == GIVEN_UP
    assert may_log_in(site, login, OTHER)
    assert not may_log_in(site, login, THIRD)


@pytest.mark.parametrize("is_recorded", [False, True])
def test_a_change_that_a_reset_overtakes_changes_nothing_and_leaves_the_code_good(
    site: Site,
    worker: Worker,
    login: str,
    staff_id: StaffId,
    thief: Caller,
    before: Interpose,
    after: Interpose,
    *,
    is_recorded: bool,
) -> None:
    codes: list[str] = []
    interpose = after if is_recorded else before
    interpose(worker.ledger, "change_password", lambda: codes.append(reset(site, staff_id)))
    assert change(thief, PASSWORD, THIRD) == GIVEN_UP
    assert not may_log_in(site, login, THIRD)
    assert choose(site, codes[0], OTHER) == (204, "")
    assert may_log_in(site, login, OTHER)
    assert issue(worker.log_in(login, OTHER), OTHER) == (201, "")
