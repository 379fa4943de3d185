"""Whether the service lives and is ready, as whoever watches over it asks."""

from collections.abc import Iterator
from threading import Event, Thread

import pytest
from sqlalchemy import text
from werkzeug.test import TestResponse

from api.serving import health
from tests.api.site import Site, a_gift, open_site
from tests.stores import Store

OK = {"ready": True, "log": "ok", "vault": "ok", "views": "ok"}


@pytest.fixture
def watched(store: Store, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """A site whose stores are asked anew each time."""
    monkeypatch.setattr(health, "_FRESH_SECONDS", -1.0)
    with open_site(store) as site:
        site.catch_up()
        yield site


def asked(site: Site, path: str = "/readyz") -> TestResponse:
    return site.app.test_client().get(path)


def test_a_process_that_answers_lives(watched: Site) -> None:
    watched.services.close()
    (watched.services.settings.keys_dir / "master.key").unlink()
    answer = asked(watched, "/healthz")
    assert (answer.status_code, answer.json) == (200, {"alive": True})
    assert answer.headers["Cache-Control"] == "no-store"


def test_it_is_ready_when_everything_answers(watched: Site) -> None:
    answer = asked(watched)
    assert (answer.status_code, answer.json) == (200, OK)


def test_it_is_not_ready_while_an_event_waits_for_long(watched: Site) -> None:
    watched.lag()  # what is recorded is dated by the clock of tests, long ago
    watched.treasurer.post(f"{watched.fund}/donations", a_gift(watched))
    answer = asked(watched)
    assert (answer.status_code, answer.json) == (503, {**OK, "ready": False, "views": "behind"})


def test_an_event_may_wait_for_a_little(watched: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    watched.lag()
    watched.treasurer.post(f"{watched.fund}/donations", a_gift(watched))
    monkeypatch.setattr(health, "time", lambda: watched.book.clock().timestamp() + 59)
    assert asked(watched).json == OK


def test_it_is_not_ready_before_the_read_models_are_of_this_version(watched: Site) -> None:
    with watched.services.views.database.writing() as connection:
        connection.execute(text("UPDATE views_live SET revision = 'another'"))
    answer = asked(watched)
    assert (answer.status_code, answer.json) == (503, {**OK, "ready": False, "views": "outdated"})


def test_it_is_not_ready_without_keys(watched: Site) -> None:
    watched.services.vault.close()
    (watched.services.settings.keys_dir / "master.key").unlink()
    answer = asked(watched)
    assert answer.status_code == 503
    assert answer.json == {**OK, "ready": False, "vault": "unreachable"}


def test_a_store_that_does_not_answer_keeps_nobody_waiting(
    watched: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = Event()
    monkeypatch.setattr(health, "_PATIENCE_SECONDS", 0.01)
    monkeypatch.setattr(watched.services.vault, "check", answers.wait)
    try:
        for _ in range(2):  # the second time nobody asks again: the first look goes on
            found = asked(watched)
            assert found.status_code == 503
            assert found.json is not None
            assert found.json["vault"] == "unreachable"
    finally:
        answers.set()
    monkeypatch.setattr(health, "_PATIENCE_SECONDS", 60.0)
    assert asked(watched).json == OK, "the look went on, and is over before the stores close"


def test_nobody_looks_any_more_when_the_stores_are_closed(
    watched: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, may_end, looked = Event(), Event(), list[str]()

    def look(_: object) -> health.Condition:
        begun.set()
        may_end.wait(60)
        looked.append("before the stores were closed")
        return health.Condition.OK

    monkeypatch.setattr(health, "_of_vault", look)
    monkeypatch.setattr(health, "_PATIENCE_SECONDS", 0.01)
    assert asked(watched).status_code == 503
    assert begun.wait(60)
    closing = watched.services.vault.close

    def close() -> None:
        looked.append("closed")
        closing()

    monkeypatch.setattr(watched.services.vault, "close", close)
    closer = Thread(target=watched.services.close)
    closer.start()
    may_end.set()
    closer.join(60)
    assert looked == ["before the stores were closed", "closed"]
