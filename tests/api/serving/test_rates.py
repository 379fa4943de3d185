"""Whoever asks too often waits, by who or where he is; everybody else is answered."""

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path
from time import monotonic

import pytest
from flask.testing import FlaskClient

from api.serving import rates
from api.serving.rates import COSTLY, Buckets
from api.web import create_app
from ledger.values import Role
from tests.api.site import Site, a_gift, open_site
from tests.servers import serving
from tests.stores import StoreKind, prepared_store

KEY = b"a key of the installation"
ELSEWHERE = {"REMOTE_ADDR": "198.51.100.7"}


@dataclass
class Clock:
    """A clock that stands still."""

    now: float = 1_000.0

    def __call__(self) -> float:
        """Return how late it is."""
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_a_minutes_requests_are_answered_at_once_and_then_as_they_come(clock: Clock) -> None:
    buckets = Buckets(KEY, None, clock)
    assert [buckets.wait("one", 60) for _ in range(60)] == [0.0] * 60
    assert buckets.wait("one", 60) == pytest.approx(1.0)
    clock.now += 0.5
    assert buckets.wait("one", 60) == pytest.approx(0.5)
    clock.now += 0.5
    assert buckets.wait("one", 60) == 0.0
    assert buckets.wait("one", 60) == pytest.approx(1.0)
    clock.now += 3_600
    assert [buckets.wait("one", 60) for _ in range(60)] == [0.0] * 60, "never more than a minute's"
    assert buckets.wait("one", 60) > 0


def test_nobody_waits_for_another(clock: Clock) -> None:
    buckets = Buckets(KEY, None, clock)
    assert [buckets.wait("one", 1) > 0 for _ in range(3)] == [False, True, True]
    assert buckets.wait("another", 1) == 0.0


def test_what_costs_more_takes_more_and_is_possible_under_any_limit(clock: Clock) -> None:
    buckets = Buckets(KEY, None, clock)
    assert [buckets.wait("one", 60, 25) > 0 for _ in range(3)] == [False, False, True]
    assert [buckets.wait("one", 60, 10) > 0 for _ in range(2)] == [False, True]
    assert [buckets.wait("small", 10, 50) > 0 for _ in range(2)] == [False, True]


def _take(path: Path, count: int) -> int:
    buckets = Buckets(KEY, path, Clock())
    return sum(buckets.wait("one", 100) == 0.0 for _ in range(count))


def test_processes_that_share_a_file_share_the_buckets(tmp_path: Path) -> None:
    path = tmp_path / "rates"
    assert _take(path, 60) == 60
    with get_context("spawn").Pool(1) as elsewhere:
        assert elsewhere.apply(_take, (path, 60)) == 40
    assert (path.stat().st_mode & 0o077, path.stat().st_size) == (0, 2**20)


# Over HTTP


@pytest.fixture
def limited(
    site: Site, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., FlaskClient]:
    """Return what makes a client of the site's app under limits of its own."""
    monkeypatch.setattr(rates, "monotonic", clock)

    def client(reads_per_minute: int = 0, writes_per_minute: int = 0) -> FlaskClient:
        settings = replace(
            site.services.settings,
            reads_per_minute=reads_per_minute,
            writes_per_minute=writes_per_minute,
        )
        site.catch_up()
        return create_app(settings, site.services).test_client()

    return client


def test_an_address_that_reads_too_often_waits_and_others_do_not(
    site: Site, clock: Clock, limited: Callable[..., FlaskClient]
) -> None:
    client, path = limited(reads_per_minute=2), "/api/v1/associations"
    assert [client.get(path).status_code for _ in range(3)] == [200, 200, 429]
    refused = client.get(path)
    assert refused.content_type == "application/problem+json"
    assert refused.headers["Retry-After"] == "30"
    assert refused.json is not None
    assert (refused.json["code"], refused.json["limits"]) == (
        "too_many_requests",
        {"retry_after_seconds": 30},
    )
    token = {"Authorization": site.treasurer.headers["Authorization"]}
    assert client.get(path, headers=token).status_code == 429, "whoever asks from there"
    assert client.get(path, environ_overrides=ELSEWHERE).status_code == 200
    clock.now += 30
    assert [client.get(path).status_code for _ in range(2)] == [200, 429]


def test_a_page_says_it_in_words_and_what_watches_over_the_service_never_waits(
    limited: Callable[..., FlaskClient],
) -> None:
    client = limited(reads_per_minute=1)
    assert [client.get("/").status_code for _ in range(2)] == [200, 429]
    assert "Bạn gửi quá nhiều yêu cầu." in client.get("/").text
    for path in ("/healthz", "/readyz", "/static/style.css"):
        assert client.get(path).status_code != 429


def test_a_report_costs_as_much_as_many_plain_reads(
    site: Site, limited: Callable[..., FlaskClient]
) -> None:
    client = limited(reads_per_minute=2 * COSTLY + 1)
    report = f"/api/v1/associations/{site.book.commune}/report?period=2025"
    page = f"/associations/{site.book.commune}/report?period=2025"
    assert [client.get(each).status_code for each in (report, page, report)] == [200, 200, 429]
    assert [client.get("/api/v1/associations").status_code for _ in range(2)] == [200, 429]


def test_whoever_writes_too_often_waits_and_records_nothing(
    site: Site, limited: Callable[..., FlaskClient]
) -> None:
    client, path = limited(writes_per_minute=2), f"/api/v1{site.fund}/donations"
    one, other = site.someone(Role.TREASURER), site.someone(Role.TREASURER)
    gift = a_gift(site)

    def give(headers: dict[str, str]) -> int:
        site.catch_up()
        return client.post(path, json=gift, headers=headers).status_code

    assert [give(dict(one.headers)) for _ in range(2)] == [201, 201]
    before = site.position()
    assert give(dict(one.headers)) == 429
    assert site.position() == before
    assert give(dict(other.headers)) == 201
    assert client.get("/api/v1/associations").status_code == 200, "reads are counted by themselves"
    nobody = [client.post("/login", environ_overrides=ELSEWHERE).status_code for _ in range(3)]
    assert nobody[-1] == 429


def test_what_is_no_token_is_counted_by_how_it_begins(limited: Callable[..., FlaskClient]) -> None:
    client = limited(writes_per_minute=1)
    made_up = [{"Authorization": "Bearer " + "a" * 200 + str(number)} for number in range(2)]
    answers = [client.post("/api/v1/donors", headers=each).status_code for each in made_up]
    assert answers == [401, 429]


def test_without_limits_nobody_waits(limited: Callable[..., FlaskClient]) -> None:
    client = limited(reads_per_minute=0, writes_per_minute=1)
    assert {client.get("/api/v1/associations").status_code for _ in range(20)} == {200}


def test_every_operation_says_that_one_may_have_to_wait(site: Site) -> None:
    document = site.public.get("/openapi.json").json
    assert document is not None
    operations = [each for path in document["paths"].values() for each in path.values()]
    assert all("429" in each["responses"] for each in operations if "responses" in each)
    described = document["components"]["responses"]["TooManyRequests"]
    assert "Retry-After" in described["headers"]


def test_the_workers_of_a_server_count_together(store_kind: StoreKind) -> None:
    """Each request is another connection, which any worker may take."""
    with prepared_store(store_kind) as store, open_site(store) as site:
        site.catch_up()
        allowed, asked = 10, 90  # more than comes back while they are asked, slow as it may be
        environ = {"SOQUY_READS_PER_MINUTE": str(allowed)}
        with serving(store, workers=3, environ=environ) as server:
            begun = monotonic()
            answers = []
            for _ in range(asked):
                with closing(server.connect()) as connection:
                    connection.request("GET", "/api/v1/associations")
                    answers.append(connection.getresponse().status)
            filled = (monotonic() - begun) / 60 * allowed
    assert set(answers) == {200, 429}
    assert allowed <= answers.count(200) <= allowed + filled + 3


def test_whoever_makes_up_tokens_and_cookies_is_one_visitor(
    site: Site, limited: Callable[..., FlaskClient]
) -> None:
    client, path = limited(writes_per_minute=2), f"/api/v1{site.fund}/donations"
    made_up = [{"Authorization": f"Bearer {number}"} for number in range(3)]
    told = [client.post(path, json={}, headers=headers).status_code for headers in made_up]
    assert told == [401, 401, 429]
    client.set_cookie("soquy_session", "made up")
    assert client.post(path, json={}).status_code == 429
    known = {"Authorization": site.treasurer.headers["Authorization"]}
    assert client.post(path, json=a_gift(site), headers=known).status_code == 201
