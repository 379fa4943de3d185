"""Structured logs: one JSON line per event, of ids and figures only, never of people or bodies.

Each request has an id, which stands in its line, in what failed in it, in the header X-Request-Id
of the answer and in a problem. A proxy's own is taken if it is hexadecimal: no name is.
"""

import re
from collections.abc import Callable, Iterable
from time import perf_counter
from typing import BinaryIO
from uuid import uuid4
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask, Request, current_app, request
from structlog.typing import FilteringBoundLogger

from api.installation import Services
from api.serving.headers import Failed, Headers
from api.serving.lines import chain_of, lines_to
from api.serving.metrics import METHODS, Metrics

REQUEST_ID = "X-Request-Id"

_SENT_ID = "HTTP_X_REQUEST_ID"
_ID = "soquy.request_id"
_WELL_FORMED = re.compile(r"[0-9A-Fa-f-]{16,64}")


def register_logs(app: Flask, stream: BinaryIO | None = None) -> None:
    """Log each request that was answered, and each failure, as a line to `stream` (stderr).

    The same is counted, if `api.serving.metrics` was registered before.
    """
    app.extensions["log"] = log = lines_to(stream)
    metrics = app.extensions.get("metrics")
    app.wsgi_app = _logging(app.wsgi_app, log, metrics)  # type: ignore[method-assign, assignment]  # as Flask advises
    # Flask's own words for what fails while an error is answered: a traceback, with its text.
    app.log_exception = lambda raised: log_failure(raised[1])  # type: ignore[method-assign, assignment, arg-type]


def register_losses(app: Flask) -> None:
    """Log where the log of the book went back, and from where to where: see `Ledger.on_loss`."""
    here: Services = app.extensions["soquy"]
    log: FilteringBoundLogger = app.extensions["log"]
    here.ledger.on_loss = lambda known, position: log.error(
        "log went back", known=known, position=position
    )


def log_failure(error: BaseException) -> None:
    """Log where an error came from; not its text, which may quote what someone typed."""
    _log().error("failed", request_id=request_id(), route=_route_of(request), chain=chain_of(error))


def request_id() -> str | None:
    """Return the id of the current request; none where nobody logs."""
    found: str | None = request.environ.get(_ID)
    return found


def _logging(
    app: WSGIApplication, log: FilteringBoundLogger, metrics: Metrics | None
) -> WSGIApplication:
    """Log outside of the app: that takes a fraction of what its own hooks would."""

    def logged(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        started = perf_counter()
        sent = environ.get(_SENT_ID, "")
        environ[_ID] = id_ = sent if _WELL_FORMED.fullmatch(sent) else uuid4().hex

        def respond(status: str, headers: Headers, *failed: Failed) -> Callable[[bytes], object]:
            seconds = perf_counter() - started
            method, route = environ["REQUEST_METHOD"], _route_of(environ["werkzeug.request"])
            log.info(
                "request",
                request_id=id_,
                method=method if method in METHODS else "other",
                route=route,
                status=int(status[:3]),
                duration_ms=round(seconds * 1000, 2),
            )
            if metrics is not None:
                metrics.answered(method, route, int(status[:3]), seconds)
            return start_response(status, [*headers, (REQUEST_ID, id_)], *failed)

        return app(environ, respond)

    return logged


def _route_of(answered: Request) -> str | None:
    return None if answered.url_rule is None else answered.url_rule.rule


def _log() -> FilteringBoundLogger:
    log: FilteringBoundLogger = current_app.extensions["log"]
    return log
