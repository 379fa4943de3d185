"""Whether the service lives and is ready, as whoever watches over it asks."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from threading import Event, Thread
from time import time

import pytest
from sqlalchemy import text
from werkzeug.test import TestResponse

from api.people.sweeping import sweep
from api.serving import disks, health
from tests.api.site import Site, a_gift, open_site
from tests.stores import Store

OK = {"ready": True, "log": "ok", "vault": "ok", "views": "ok", "disk": "ok", "sweep": "ok"}


@pytest.fixture
def watched(store: Store, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """A site whose stores are asked anew each time."""
    monkeypatch.setattr(health, "_FRESH_SECONDS", -1.0)
    with open_site(store) as site:
        site.catch_up()
        sweep(site.services)
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


@pytest.mark.parametrize("least", ["FREE_BYTES_MIN", "FREE_FILES_MIN"])
def test_it_says_that_a_disk_is_full_and_is_ready_for_whoever_reads(
    watched: Site, monkeypatch: pytest.MonkeyPatch, least: str
) -> None:
    monkeypatch.setattr(disks, least, 10**18)  # no disk has so much room
    answer = asked(watched)
    assert (answer.status_code, answer.json) == (200, {**OK, "disk": "full"})


def test_it_says_that_nobody_was_forgotten_for_a_day_and_is_ready_all_the_same(
    watched: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = time()
    monkeypatch.setattr(health, "time", lambda: now + 25 * 3600)
    answer = asked(watched)
    assert (answer.status_code, answer.json) == (200, {**OK, "sweep": "behind"})
    monkeypatch.undo()
    sweep(watched.services)
    monkeypatch.setattr(health, "_FRESH_SECONDS", -1.0)
    monkeypatch.setattr(health, "time", lambda: now + 23 * 3600)
    assert asked(watched).json == OK


def test_a_book_that_was_never_swept_is_told_of_once_it_is_a_day_old(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_site(store) as site:
        site.catch_up()
        (first,) = site.services.ledger.rows(0, 1)
        monkeypatch.setattr(health, "_FRESH_SECONDS", -1.0)
        for hours, told in ((23, "ok"), (25, "behind")):
            then = first.recorded_at_micros / 1e6 + hours * 3600
            monkeypatch.setattr(health, "time", lambda then=then: then)
            assert asked(site).json == {**OK, "sweep": told}


def test_whatever_is_written_to_is_looked_at(watched: Site) -> None:
    settings = watched.services.settings
    urls = [settings.database_url, settings.people_database_url, settings.views_database_url]
    files = sum(url.startswith("sqlite:") for url in urls)
    found = disks.folders(settings)
    assert len(found) == files + 1
    assert found["keys"] == settings.keys_dir
    for folder in found.values():
        free = shutil.disk_usage(folder).free  # others write there as well
        assert disks.room(folder).free_bytes == pytest.approx(free, rel=0.5)


def test_a_disk_that_counts_no_files_may_have_any_number_of_them(
    watched: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(disks, "FREE_FILES_MIN", 10**18)
    assert not disks.Room(disks.FREE_BYTES_MIN, None).is_full
    assert disks.Room(disks.FREE_BYTES_MIN, 10**6).is_full
    assert disks.Room(disks.FREE_BYTES_MIN - 1, None).is_full
    assert asked(watched).status_code == 200


@pytest.mark.parametrize("what", ["keys", "log"])
def test_a_folder_that_is_gone_is_unreachable_and_not_made_anew(
    watched: Site, tmp_path: Path, what: str
) -> None:
    gone, settings = tmp_path / "gone", watched.services.settings
    watched.services.settings = (
        replace(settings, keys_dir=gone)
        if what == "keys"
        else replace(settings, database_url=f"sqlite:///{gone}/soquy.db")
    )
    answer = asked(watched)
    assert answer.json is not None
    assert answer.json["disk"] == "unreachable"
    assert not gone.exists()


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
