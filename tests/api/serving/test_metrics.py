"""Figures for Prometheus: of all workers, about routes and codes, for whoever has the token."""

import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from http.client import HTTPConnection
from pathlib import Path
from time import time

import pytest
from flask.testing import FlaskClient

from api.people.sweeping import sweep
from api.serving import disks
from api.web import create_app
from tests.api.site import Site, a_gift, open_site
from tests.servers import serving
from tests.stores import Store

TOKEN = "of whoever looks after the service"
BEARER = {"Authorization": f"Bearer {TOKEN}"}


@pytest.fixture
def site(store: Store) -> Iterator[Site]:
    """A site whose figures may be seen."""
    with open_site(store) as opened:
        opened.services.settings = replace(opened.services.settings, metrics_token=TOKEN)
        yield Site(store, opened.services, opened.book)


def figures(text: str) -> dict[str, float]:
    return {
        name: float(value) for name, value in re.findall(r"^(\S+) ([0-9.e+]+)$", text, re.MULTILINE)
    }


def scraped(client: FlaskClient) -> dict[str, float]:
    answer = client.get("/metrics", headers=BEARER)
    assert answer.status_code == 200
    assert answer.content_type.startswith("text/plain; version=0.0.4")
    return figures(answer.text)


@pytest.mark.parametrize("sent", [{}, {"Authorization": "Bearer x"}, {"Authorization": "Basic eA"}])
def test_whoever_has_no_token_is_told_so_and_led_nowhere(site: Site, sent: dict[str, str]) -> None:
    for method in ("GET", "HEAD"):
        answer = site.public.client.open("/metrics", method=method, headers=sent)
        assert (answer.status_code, answer.mimetype) == (401, "application/problem+json")
        assert answer.headers["WWW-Authenticate"] == "Bearer"
        assert "Location" not in answer.headers
    assert site.public.client.get("/metrics", headers=sent).get_json()["code"] == "unauthenticated"


def test_requests_are_counted_by_route_status_and_time(site: Site) -> None:
    site.treasurer.post(f"{site.fund}/donations", a_gift(site))
    site.auditor.post(f"{site.fund}/donations", a_gift(site))
    site.public.send("MAI", "/associations")
    found = scraped(site.public.client)
    route = 'method="POST",route="/api/v1/funds/<uuid:fund_id>/donations"'
    assert found[f'soquy_requests_total{{{route},status="201"}}'] == 1
    assert found[f'soquy_requests_total{{{route},status="403"}}'] == 1
    assert found[f"soquy_request_seconds_count{{{route}}}"] == 2
    assert found['soquy_requests_total{method="other",route="none",status="405"}'] == 1
    assert found['soquy_problems_total{code="forbidden"}'] == 1


def test_batches_positions_and_lag_are_told(site: Site) -> None:
    before = scraped(site.public.client)
    batch = {"donations": [a_gift(site, 1)] * 3}
    site.treasurer.post(f"{site.fund}/donations/batch", batch)
    site.treasurer.post(f"{site.fund}/donations/batch", batch, dry_run="true")
    after = scraped(site.public.client)
    moved = {name: after[name] - before.get(name, 0) for name in after}
    assert moved["soquy_appended_events_count"] == 1
    assert moved["soquy_appended_events_sum"] == 3
    assert moved["soquy_log_position"] == moved["soquy_views_lag_events"] == 3
    assert after["soquy_log_position"] == site.position()
    assert after["soquy_views_position"] == site.position() - after["soquy_views_lag_events"]


def test_the_room_on_the_disks_is_told(site: Site) -> None:
    found = scraped(site.public.client)
    for name, folder in disks.folders(site.services.settings).items():
        told = found[f'soquy_disk_free_bytes{{of="{name}"}}']
        assert told == pytest.approx(shutil.disk_usage(folder).free, rel=0.5)
        assert told > disks.FREE_BYTES_MIN


def test_it_is_told_when_a_sweep_last_came_to_its_end(site: Site) -> None:
    site.catch_up()
    before = time()
    sweep(site.services)
    assert before < scraped(site.public.client)["soquy_swept_timestamp_seconds"] < time()


def test_a_folder_that_is_gone_hides_no_other_figure(site: Site, tmp_path: Path) -> None:
    site.services.settings = replace(site.services.settings, keys_dir=tmp_path / "gone")
    found = scraped(site.public.client)
    assert 'soquy_disk_free_bytes{of="keys"}' not in found
    assert "soquy_log_position" in found


def test_only_who_has_the_token_sees_them(site: Site) -> None:
    client = site.public.client
    for headers in ({}, {"Authorization": "Bearer another"}, site.administrator.headers):
        assert client.get("/metrics", headers=dict(headers)).status_code in (303, 401)
    other = replace(site.services.settings, metrics_token=None)
    closed = create_app(other, site.services).test_client()
    assert closed.get("/metrics", headers=BEARER).status_code == 404


def test_nothing_that_anybody_sends_becomes_a_label(site: Site) -> None:
    site.public.get("/Nguyen-Thi-Mai", q="Mai")
    site.bearer("sq_Mai").get("/donors")
    site.administrator.post("/donors", {"association_id": "Mai", "name": "Mai"})
    assert "Mai" not in site.public.client.get("/metrics", headers=BEARER).text


def test_the_workers_of_a_server_add_up_theirs(store: Store) -> None:
    with open_site(store), serving(store, environ={"SOQUY_METRICS_TOKEN": TOKEN}) as server:
        assert len(server.workers()) == 2
        for _ in range(40):
            assert asked(server.connect(), "/healthz")[0] == 200
        counted = set()
        for _ in range(8):
            status, text = asked(server.connect(), "/metrics", BEARER)
            assert status == 200
            name = 'soquy_requests_total{method="GET",route="/healthz",status="200"}'
            counted.add(figures(text)[name])
        assert counted == {40}, "each worker tells the same"
        folder = _folder_of(server.workers()[0])
        assert folder.exists()
    assert not folder.exists()


def asked(
    connection: HTTPConnection, path: str, headers: dict[str, str] | None = None
) -> tuple[int, str]:
    try:
        connection.request("GET", path, headers=headers or {})
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


def _folder_of(pid: int) -> Path:
    """Return where a worker keeps its figures, as its memory shows."""
    mapped = Path(f"/proc/{pid}/maps").read_text()
    (folder,) = set(re.findall(r"(/\S*/soquy-metrics-[^/]+)/", mapped))
    return Path(folder)
