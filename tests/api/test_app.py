"""What every answer has in common, and how the app is put together."""

import importlib
import runpy
from pathlib import Path

import pytest

from tests.api.site import Site, a_gift


def test_no_answer_may_be_sniffed_framed_or_load_from_elsewhere(shared_site: Site) -> None:
    for path in ("/associations", "/nowhere", "/tokens", "/api/docs"):
        headers = shared_site.public.get(path).headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        policy = headers["Content-Security-Policy"].split("; ")
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert {part.partition(" ")[2] for part in policy} == {"'none'", "'self'"}
        assert "camera=()" in headers["Permissions-Policy"].split(", ")
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert "Strict-Transport-Security" not in headers


def test_a_browser_that_came_by_https_comes_back_by_https(shared_site: Site) -> None:
    answer = shared_site.public.client.get("/", base_url="https://soquy.example")
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"


def test_what_is_shown_to_somebody_is_kept_by_nobody(site: Site) -> None:
    private = site.treasurer.get(f"{site.fund}/debits")
    assert private.headers["Cache-Control"] == "private, no-store"
    written = site.treasurer.post(f"{site.fund}/donations", a_gift(site))
    assert written.headers["Cache-Control"] == "private, no-store"


def test_gunicorn_takes_port_and_sizes_from_the_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    name = Path(importlib.import_module("api.serving.gunicorn").__file__ or "")
    monkeypatch.delenv("PORT", raising=False)
    usual = runpy.run_path(str(name))
    assert (usual["bind"], usual["workers"], usual["threads"]) == ("0.0.0.0:8000", 2, 8)
    for variable, value in (("PORT", "9000"), ("WEB_CONCURRENCY", "4"), ("WEB_THREADS", "2")):
        monkeypatch.setenv(variable, value)
    other = runpy.run_path(str(name))
    assert (other["bind"], other["workers"], other["threads"]) == ("0.0.0.0:9000", 4, 2)
    assert usual["worker_class"] == "api.serving.worker.Worker"
