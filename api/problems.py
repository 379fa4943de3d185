"""Problems: how an application answers what goes wrong, in the form of RFC 9457."""

import errno
from collections.abc import Callable
from http import HTTPStatus
from typing import TypeAlias

import msgspec
from eventsourcing import persistence
from flask import Flask, Response, current_app, request
from marshmallow import ValidationError
from sqlalchemy import exc
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RoutingException

from api.errors import CODES, InvalidRequest, Problem, Unauthenticated, problem_of
from api.serving import logs
from api.serving.metrics import Metrics
from ledger.errors import LedgerError, Unavailable
from ledger.errors.access import TokenStopped
from ledger.errors.unavailable import StoreBusy, UnreadableEvent

ProblemPage: TypeAlias = Callable[[Problem], Response]

RETRY_AFTER_SECONDS = 2
_NAME_LENGTH_MAX = 100
LOST = (
    persistence.OperationalError,
    persistence.InterfaceError,
    persistence.InternalError,
    exc.OperationalError,
    exc.InterfaceError,
    exc.InternalError,
)
"""What the libraries raise when a database is gone, does not answer, or lets nobody write."""
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO, errno.EMFILE, errno.ENFILE})
"""What the machine says when nothing more can be written or opened, whatever it is."""


def invalid(error: ValidationError) -> InvalidRequest:
    """Return the error for what a schema found wrong."""
    return InvalidRequest(dict(_flat(error.messages)))


def register_handlers(app: Flask) -> None:
    """Answer every error of `app` with a problem, or where people look with the page of one.

    The pages say how by putting a `ProblemPage` into `app.extensions["problem_page"]`.
    """
    app.register_error_handler(LedgerError, _answer_ledger_error)
    app.register_error_handler(TokenStopped, _answer_stopped_token)
    app.register_error_handler(UnreadableEvent, _answer_unreadable_event)
    app.register_error_handler(HTTPException, _answer_http_exception)
    for lost in LOST:
        app.register_error_handler(lost, _answer_lost_store)
    app.register_error_handler(OSError, _answer_machine)
    app.register_error_handler(Exception, _answer_failure)


def _answer_ledger_error(error: LedgerError) -> Response:
    response = _answer(problem_of(error))
    if isinstance(error, Unavailable):
        wait = error.limits.get("retry_after_seconds", RETRY_AFTER_SECONDS)
        response.headers["Retry-After"] = str(wait)
    if isinstance(error, Unauthenticated):
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


def _answer_stopped_token(_: LedgerError) -> Response:
    """Answer as to any wrong token: when it was found out is of no interest to its holder."""
    return _answer_ledger_error(Unauthenticated())


def _answer_unreadable_event(error: UnreadableEvent) -> Response:
    logs.log_failure(error)
    return _answer_ledger_error(error)


def _answer_http_exception(error: HTTPException) -> Response | HTTPException:
    if isinstance(error, RoutingException) or error.code is None:
        return error
    response = _answer(problem_of_status(HTTPStatus(error.code)))
    for name, value in error.get_headers():
        if name in {"Allow", "Retry-After"}:
            response.headers[name] = value
    return response


def _answer_lost_store(error: Exception) -> Response:
    logs.log_failure(error)
    return _answer_ledger_error(StoreBusy())


def _answer_machine(error: OSError) -> Response:
    return _answer_lost_store(error) if error.errno in _FULL else _answer_failure(error)


def _answer_failure(error: Exception) -> Response:
    logs.log_failure(error)
    return _answer(problem_of_status(HTTPStatus.INTERNAL_SERVER_ERROR))


def problem_of_status(status: HTTPStatus) -> Problem:
    """Return the problem that says no more than a status does."""
    code = CODES.get(status, status.name.lower())
    title = f"{status.phrase}."
    return Problem(type=f"/api/docs#{code}", title=title, status=status, code=code)


_FOR_PROGRAMS = ("/api/", "/metrics", "/healthz", "/readyz")
"""Where nobody looks at a page, and a program would follow where a person is led to log in."""


def _answer(problem: Problem) -> Response:
    metrics: Metrics | None = current_app.extensions.get("metrics")
    if metrics is not None:
        metrics.refused(problem.code)
    problem = msgspec.structs.replace(problem, request_id=logs.request_id())
    page: ProblemPage | None = current_app.extensions.get("problem_page")
    if page is not None and not request.path.startswith(_FOR_PROGRAMS):
        return page(problem)
    body = msgspec.json.encode(problem)
    return Response(body, problem.status, content_type="application/problem+json")


def _flat(messages: object, path: str = "") -> list[tuple[str, str]]:
    """Return (dotted path, message) for each leaf of marshmallow's messages."""
    if isinstance(messages, dict):
        flat = []
        for key, below in messages.items():
            # A name the client chose is shown back, but never at length, and always encodable.
            name = "body" if key == "_schema" else str(key)[:_NAME_LENGTH_MAX]
            name = name.encode(errors="replace").decode()
            flat += _flat(below, f"{path}.{name}" if path else name)
        return flat
    if isinstance(messages, list):
        return [(path or "body", " ".join(str(message) for message in messages))]
    return [(path or "body", str(messages))]
