"""A server that is started while PostgreSQL is away: it lives, says so, and opens the book later.

A process that ends instead is started again and again, and some of those who start processes give
up after a few times; then nobody is there when the database is back.
"""

from collections.abc import Callable, Iterable
from http import HTTPStatus
from threading import Lock
from time import monotonic
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask, Response, request

from api.problems import LOST, register_handlers
from api.serving.headers import register_headers
from api.serving.health import ALIVE, NOTHING_ANSWERS, answer
from api.serving.lines import lines_to
from api.serving.logs import register_logs
from ledger.errors import Unavailable
from ledger.errors.unavailable import StoreBusy

_PAUSE_SECONDS = 1.0


class Awaiting:
    """The application of a book on PostgreSQL, as soon as somebody answers there."""

    def __init__(self, database_url: str, open_app: Callable[[], Flask]) -> None:
        """Open it now if that can be; raise whatever is wrong beside that nobody answers."""
        self._url = database_url
        self._open = open_app
        self._lock = Lock()
        self._tried_at = float("-inf")
        self._app: WSGIApplication | None = None
        self._meanwhile = _meanwhile()
        try:
            self._try()
        except (*LOST, StoreBusy) as error:
            lines_to().error("nobody answers", of="log", error=type(error).__qualname__)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request; try again before, once a second at most and nobody beside another."""
        if self._app is None and self._lock.acquire(blocking=False):
            try:
                self._try_again()
            finally:
                self._lock.release()
        return (self._app or self._meanwhile)(environ, start_response)

    def _try_again(self) -> None:
        if self._app is None and monotonic() - self._tried_at > _PAUSE_SECONDS:
            try:
                self._try()
            except (*LOST, Unavailable):
                self._tried_at = monotonic()

    def _try(self) -> None:
        # SQLite has no use for it.
        from ledger.store.postgresql import check_answers  # noqa: PLC0415

        check_answers(self._url)  # first, for nobody closes a book that was opened half
        self._app = self._open()


def _meanwhile() -> Flask:
    """Return what answers until then: that it lives, and that everything else has to wait."""
    app = Flask(__name__, static_folder=None)
    register_logs(app)
    register_handlers(app)
    register_headers(app)

    @app.get("/healthz", endpoint="healthz")
    def show_health() -> Response:
        return answer(ALIVE)

    @app.get("/readyz", endpoint="readyz")
    def show_readiness() -> Response:
        return answer(NOTHING_ANSWERS, HTTPStatus.SERVICE_UNAVAILABLE)

    @app.before_request
    def wait() -> None:
        if request.endpoint is None:
            raise StoreBusy

    return app
