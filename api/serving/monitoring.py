"""The figures of `metrics` beside, at /metrics, for whoever has `SOQUY_METRICS_TOKEN`.

Without one there are none to be had: they would tell everybody how busy the service is, and behind
a proxy on the same machine every request comes from the loopback address.
"""

import hmac
from contextlib import suppress
from http import HTTPStatus

from flask import Flask, Response, abort, request

from api.errors import Unauthenticated
from api.installation import Services
from api.services import services
from api.serving import disks
from api.serving.metrics import Metrics, Positions

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


def register_metrics(app: Flask) -> None:
    """Count what `app` answers and records from now on."""
    app.extensions["metrics"] = metrics = Metrics()
    here: Services = app.extensions["soquy"]
    here.ledger.on_append = metrics.appended


def register_monitoring(app: Flask, token: str | None) -> None:
    """Show the figures of `app` to whoever has the token."""
    metrics: Metrics = app.extensions["metrics"]

    @app.get("/metrics", endpoint="metrics")
    def show_metrics() -> Response:
        if token is None:
            abort(HTTPStatus.NOT_FOUND)
        scheme, _, given = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not hmac.compare_digest(given.encode(), token.encode()):
            raise Unauthenticated
        here = services()
        figures = metrics.text(
            lambda: _positions(here), lambda: _free(here), here.vault.sweeps.last_ended_at
        )
        answer = Response(figures, content_type=CONTENT_TYPE)
        answer.headers["Cache-Control"] = "no-store"
        return answer


def _positions(here: Services) -> Positions:
    views = here.views.position()  # first: the log may move on meanwhile, and never comes behind
    return Positions(here.ledger.position(), views)


def _free(here: Services) -> dict[str, int]:
    """Return the bytes that are free, by what lies there; a folder that is gone tells none."""
    free: dict[str, int] = {}
    for name, folder in disks.folders(here.settings).items():
        with suppress(OSError):
            free[name] = disks.room(folder).free_bytes
    return free
