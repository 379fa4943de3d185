"""What one server process stops, another stops too, with its very next request."""

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from ledger.values import Role, StaffId, TokenId
from tests.api.site import PASSWORD, Site, a_gift, open_site
from tests.servers import Server, serving
from tests.stores import StoreKind, prepared_store

OTHER = "cá chép hóa rồng"


@dataclass
class Client:
    """Somebody who asks two servers of one book, with the same headers."""

    servers: tuple[Server, Server]
    headers: dict[str, str] = field(default_factory=dict)

    def log_in(self, login: str, password: str = PASSWORD, *, at: int = 0) -> int:
        """Log in at one server and keep the session; return the status."""
        given = {"login": login, "password": password}
        with closing(self.servers[at].connect()) as connection:
            json_type = {"Content-Type": "application/json"}
            connection.request("POST", "/api/v1/session", json.dumps(given), json_type)
            answer = connection.getresponse()
            body, cookie = json.loads(answer.read()), answer.headers["Set-Cookie"] or ""
        if answer.status == 200:
            session = cookie.partition(";")[0]
            self.headers = {"Cookie": session, "X-CSRF-Token": body["csrf_token"]}
        return answer.status

    def ask(self, method: str, path: str, body: object = None, *, at: int = 0) -> tuple[int, Any]:
        """Ask one of the servers; return the status and what it says."""
        with closing(self.servers[at].connect()) as connection:
            sent = None if body is None else json.dumps(body)
            headers = {**self.headers, "Content-Type": "application/json"}
            connection.request(method, f"/api/v1{path}", sent, headers)
            answer = connection.getresponse()
            text = answer.read()
        return answer.status, json.loads(text) if text else None

    def looks(self, path: str) -> list[int]:
        """Look at something at each server; return the statuses."""
        return [self.ask("GET", path, at=at)[0] for at in range(2)]


@dataclass
class Town:
    """A book at two servers, an administrator, and whoever is needed."""

    site: Site
    servers: tuple[Server, Server]
    administrator: Client

    def bearer(self, token: object) -> Client:
        """Return somebody with a token."""
        return Client(self.servers, {"Authorization": f"Bearer {token}"})

    def treasurer(self) -> tuple[StaffId, str]:
        """Return somebody new who keeps the books, and his login."""
        login = f"ketoan-{self.site.book.new_id()}"
        return self.site.login_of(Role.TREASURER, login), login


@pytest.fixture(scope="module")
def town(store_kind: StoreKind) -> Iterator[Town]:
    """Two server processes on each kind of store."""
    with prepared_store(store_kind) as store, open_site(store) as site:
        boss = site.token_of(site.enrol(Role.ADMINISTRATOR))
        with serving(store, workers=1) as one, serving(store, workers=1) as other:
            servers = (one, other)
            administrator = Client(servers, {"Authorization": f"Bearer {boss}"})
            yield Town(site, servers, administrator)


def test_a_revoked_token(town: Town) -> None:
    staff_id, _ = town.treasurer()
    token = town.site.token_of(staff_id)
    program = town.bearer(token)
    assert program.looks("/tokens") == [200, 200]
    path = f"/staff/{staff_id}/tokens/{TokenId(token.token_id)}"
    assert town.administrator.ask("DELETE", path)[0] == 201
    assert program.ask("GET", "/tokens", at=1)[0] == 401
    assert program.looks("/tokens") == [401, 401]


def test_a_revoked_role(town: Town) -> None:
    staff_id, _ = town.treasurer()
    program = town.bearer(town.site.token_of(staff_id))

    def tries(*at: int) -> list[int]:
        path, gift = f"{town.site.fund}/donations?dry_run=true", a_gift(town.site)
        return [program.ask("POST", path, gift, at=each)[0] for each in at]

    assert tries(0, 1) == [200, 200]
    path = f"/staff/{staff_id}/roles/{town.site.book.central}/treasurer"
    assert town.administrator.ask("DELETE", path)[0] == 201
    assert tries(1, 0, 1) == [403, 403, 403]


def test_a_reset_password(town: Town) -> None:
    staff_id, login = town.treasurer()
    browser = Client(town.servers)
    assert browser.log_in(login) == 200
    assert browser.looks("/session") == [200, 200]
    program = town.bearer(town.site.token_of(staff_id))
    assert program.looks("/tokens") == [200, 200]
    status, reset = town.administrator.ask("POST", f"/staff/{staff_id}/password-reset")
    assert status == 201
    assert browser.ask("GET", "/session", at=1)[0] == 401
    assert browser.looks("/session") == [401, 401]
    assert program.looks("/tokens") == [401, 401]
    assert Client(town.servers).log_in(login, at=1) == 401
    chosen = {"code": reset["code"], "password": OTHER}
    assert Client(town.servers).ask("POST", "/password", chosen, at=1)[0] == 204
    assert Client(town.servers).ask("POST", "/password", chosen, at=0)[0] == 422
    assert Client(town.servers).log_in(login, OTHER) == 200


def test_an_ended_session(town: Town) -> None:
    _, login = town.treasurer()
    phone, laptop = Client(town.servers), Client(town.servers)
    assert (phone.log_in(login, at=0), laptop.log_in(login, at=1)) == (200, 200)
    assert phone.looks("/session") == laptop.looks("/session") == [200, 200]
    assert phone.ask("DELETE", "/session")[0] == 204
    assert phone.ask("GET", "/session", at=1)[0] == 401
    assert laptop.looks("/session") == [200, 200]
    assert laptop.ask("DELETE", "/sessions", at=1)[0] == 204
    assert laptop.looks("/session") == [401, 401]


def test_failed_attempts_count_together_and_through_a_restart(town: Town) -> None:
    _, login = town.treasurer()
    for attempt in range(5):
        assert Client(town.servers).log_in(login, OTHER, at=attempt % 2) == 401
    assert [Client(town.servers).log_in(login, at=at) for at in range(2)] == [429, 429]
    _go_on_failing(town, login, times=4)  # too few to wait for, were those before not counted
    with serving(town.site.store, workers=1) as started_later:
        assert Client((started_later, started_later)).log_in(login) == 429


def _go_on_failing(town: Town, login: str, *, times: int) -> None:
    """Fail as often as is allowed in twenty minutes; a server starts while one waits for that."""
    gate, now = town.site.services.vault.gate, datetime.now(UTC)
    for minutes in range(5, 5 * times + 1, 5):
        assert gate.check(login, OTHER, "192.0.2.1", now + timedelta(minutes=minutes)) is None
