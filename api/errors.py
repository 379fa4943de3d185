"""Errors of requests, the one table from error to status, and what is told of them (RFC 9457)."""

from collections.abc import Iterator
from http import HTTPStatus
from typing import NamedTuple

import msgspec

from api.statements.errors import StatementError
from ledger.errors import Conflict, LedgerError, NotFound, Refused, Unavailable
from ledger.errors.access import Forbidden, TokenStopped
from ledger.errors.conflicts import CommandReused, VersionMismatch
from ledger.errors.unavailable import TooManyAttempts


class RequestError(LedgerError):
    """The request itself is wrong, whatever the book says."""


class MalformedJson(RequestError):
    """The body must be one JSON object in UTF-8, without duplicate or very many members."""


class MalformedFile(RequestError):
    """The body must be a file, and arrive whole."""


class MalformedForm(RequestError):
    """A form must be sent in UTF-8."""


class BadIdempotencyKey(RequestError):
    """An Idempotency-Key is 1 to 200 printable ASCII characters; some operations take none."""


class BadCondition(RequestError):
    """If-Match takes one version in quotes, as an ETag gave it, or an asterisk; some take none."""


class BadMinPosition(RequestError):
    """Ledger-Min-Position is a whole number, as a Ledger-Position gave it."""


class BadPeriod(RequestError):
    """This is no period such as 2025, 2025-H1, 2025-Q2, 2025-06, 2025-06-13 or 2024/2025."""


class BadKnownAt(RequestError):
    """This is neither a position of the log nor a moment such as 2025-01-15T17:00:00+07:00."""


class BadAsOf(RequestError):
    """This is no day such as 2025-01-15 at whose end something could be looked at."""


class BadRestated(RequestError):
    """This is no day such as 2025-07-01 whose units a report could be restated to."""


class BadCursor(RequestError):
    """The cursor was not made by this service for this list and these filters."""


class InvalidRequest(RequestError):
    """Parts of the request are missing, unknown or not what they must be."""

    def __init__(self, messages: dict[str, str]) -> None:
        """Take what is wrong with each part, by its dotted path."""
        super().__init__(*messages)
        self.messages = messages


class UnreadableAwardList(RequestError):
    """An award list is a CSV or XLSX table with headings for recipient and amount, and lines."""


class Unauthenticated(RequestError):
    """This needs a valid token, or a session."""


class BadLogin(Unauthenticated):
    """This login and password belong to nobody."""


class BadCsrfToken(RequestError):
    """A write within a session must carry the session's CSRF token."""


class TooManyRequests(Unavailable):
    """So many requests came from here that the next has to wait."""


STATUS: dict[type[Exception], HTTPStatus] = {
    NotFound: HTTPStatus.NOT_FOUND,
    Conflict: HTTPStatus.CONFLICT,
    VersionMismatch: HTTPStatus.PRECONDITION_FAILED,
    CommandReused: HTTPStatus.UNPROCESSABLE_ENTITY,
    Refused: HTTPStatus.UNPROCESSABLE_ENTITY,
    Forbidden: HTTPStatus.FORBIDDEN,
    TokenStopped: HTTPStatus.UNAUTHORIZED,
    Unavailable: HTTPStatus.SERVICE_UNAVAILABLE,
    TooManyAttempts: HTTPStatus.TOO_MANY_REQUESTS,
    TooManyRequests: HTTPStatus.TOO_MANY_REQUESTS,
    RequestError: HTTPStatus.BAD_REQUEST,
    InvalidRequest: HTTPStatus.UNPROCESSABLE_ENTITY,
    UnreadableAwardList: HTTPStatus.UNPROCESSABLE_ENTITY,
    StatementError: HTTPStatus.UNPROCESSABLE_ENTITY,
    Unauthenticated: HTTPStatus.UNAUTHORIZED,
    BadCsrfToken: HTTPStatus.FORBIDDEN,
}
"""The status of each class of errors; a class that is not named has that of its parent."""

FAMILIES = frozenset({LedgerError, NotFound, Conflict, Refused, Unavailable, RequestError})
"""Classes that only their subclasses are raised of."""

CODES = {
    HTTPStatus.BAD_REQUEST: "bad_request",
    HTTPStatus.NOT_FOUND: "route_not_found",
    HTTPStatus.METHOD_NOT_ALLOWED: "method_not_allowed",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "body_too_large",
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: "unsupported_media_type",
    HTTPStatus.INTERNAL_SERVER_ERROR: "internal_error",
}
"""Codes of what goes wrong before the book is asked; else the status's name in snake case."""


class FieldProblem(msgspec.Struct, frozen=True, omit_defaults=True):
    """A part of the request, by its dotted path, and what is wrong with it."""

    field: str
    message: str | None = None


class Problem(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What went wrong (RFC 9457). `code` is permanent; programs branch on it, not on texts.

    By `request_id` whoever runs the service finds the request in the logs.
    """

    type: str
    title: str
    status: int
    code: str
    detail: str | None = None
    fields: tuple[FieldProblem, ...] = ()
    limits: dict[str, int | str] = {}
    request_id: str | None = None


def status_of(error: type[Exception]) -> HTTPStatus:
    """Return the status for a class of errors."""
    return next(STATUS[parent] for parent in error.__mro__ if parent in STATUS)


class Code(NamedTuple):
    """A code that problems carry."""

    code: str
    status: int
    meaning: str


def codes() -> list[Code]:
    """Return every code a problem may carry."""
    errors = (error for error in _below(LedgerError) if error not in FAMILIES)
    of_book = (
        Code(error.code, status_of(error), (error.__doc__ or "").partition("\n")[0])
        for error in errors
    )
    of_http = (Code(code, status, f"{status.phrase}.") for status, code in CODES.items())
    return sorted({*of_book, *of_http})


def problem_of(error: LedgerError) -> Problem:
    """Return the problem that tells of an error."""
    messages = error.messages if isinstance(error, InvalidRequest) else {}
    limits = ", ".join(f"{name} {limit}" for name, limit in error.limits.items())
    where = ", ".join(error.fields)
    return Problem(
        type=f"/api/docs#{error.code}",
        title=str(error),
        status=status_of(type(error)),
        code=error.code,
        detail=f"{where}: {limits}" if where and limits else where or limits or None,
        fields=tuple(FieldProblem(field, messages.get(field)) for field in error.fields),
        limits=error.limits,
    )


def _below(error: type[LedgerError]) -> Iterator[type[LedgerError]]:
    yield error
    for each in error.__subclasses__():
        yield from _below(each)
