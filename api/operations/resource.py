"""How a function becomes an operation of the API: who may, what comes in, what goes out.

Every route is made by one of the two decorators here, so none can forget to ask who is asking.
"""

from collections.abc import Callable, Collection, Iterable
from contextlib import suppress
from functools import partial, wraps
from hashlib import sha256
from typing import Any, TypeAlias, TypeVar
from uuid import UUID

import msgspec
from flask import Response, g, request
from flask_smorest.blueprint import Blueprint
from marshmallow import Schema

from api.auth import Person, glance_at_person, require_person
from api.errors import BadCondition, BadIdempotencyKey
from api.operations.bodies import (
    BODY_BYTES_MAX,
    SESSION_BYTES_MAX,
    load,
    query_texts,
    read_file,
    read_json,
    read_upload,
    without_passwords,
)
from api.operations.body_limits import LIMIT
from api.operations.commands import ReceiptOut, answer, make_command
from api.operations.openapi import (
    JSON,
    Document,
    FileBody,
    UploadBody,
    describe_read,
    describe_session,
    describe_write,
)
from api.operations.queries import NoQuery, WriteAsked, WriteQuery
from api.operations.reading import read_query, wait_as_asked
from api.serving.rates import costly
from ledger.access import Action
from ledger.errors import LedgerError
from ledger.recording.commands import Receipt

PREFIX = "/api/v1"

_MEANINGLESS: dict[str, type[LedgerError]] = {
    "Idempotency-Key": BadIdempotencyKey,
    "If-Match": BadCondition,
}
"""What is raised of a header where it would say nothing, rather than to ignore it."""

View: TypeAlias = Callable[..., Response]
F = TypeVar("F", bound=Callable[..., Any])


class Resource(Blueprint):
    """One resource of the API: its operations, and their part of the OpenAPI document."""

    def __init__(self, name: str, description: str) -> None:
        """Name the resource as the document shows it."""
        super().__init__(  # type: ignore[no-untyped-call]
            name, __name__, url_prefix=PREFIX, description=description
        )
        self._structs: list[type] = []

    def write(  # noqa: PLR0913  # all that operations differ in, by name
        self,
        rule: str,
        body: type[Schema] | FileBody | UploadBody | None,
        action: Action,
        *,
        method: str = "POST",
        query: type[Schema] = WriteQuery,
        answers: type = ReceiptOut,
        bytes_max: int = BODY_BYTES_MAX,
        at_a_glance: bool = False,
        without: Collection[str] = (),
    ) -> Callable[[F], F]:
        """Make a function that changes the book an operation.

        It is called with the `Command`, with what `body` made of the JSON body or of the form, or
        with the bytes of a file, unless that is None, and with the ids in the path by name; what
        `query` made of the query string is in `g.asked`. `action` is asked for before anything is
        read, and by the ledger again when it decides. The function returns a `Receipt`, or a
        response of its own.

        With `at_a_glance` only the ledger asks on the current state of the book; it is for
        functions that hand the command to it and do nothing else. Headers of a command that say
        nothing here are named in `without`, and refused.
        """

        def register(function: F) -> F:
            authorize = _authorize_at_a_glance if at_a_glance else _authorize
            view = _writing(function, body, partial(authorize, action), query, bytes_max, without)
            setattr(view, LIMIT, bytes_max)
            self._register(
                rule, method, view, describe_write(body, query, answers, action, without)
            )
            self._structs.append(answers)
            return function

        return register

    def read(
        self,
        rule: str,
        answers: type | FileBody,
        action: Action | None,
        *,
        query: type[Schema] = NoQuery,
        is_costly: bool = False,
        is_tagged: bool = False,
        tells_version: bool = False,
    ) -> Callable[[F], F]:
        """Make a function that only looks an operation; without `action` anybody may.

        It is called with what `query` made of the query string and with the ids in the path by
        name, and returns an `answers`, or a response of its own. What `is_costly` may be asked for
        less often; see `api.serving.rates`. What `is_tagged` comes with an ETag, and not again to
        whoever has it. One that `tells_version` gives a stream's, as If-Match of a write wants it.
        """

        def register(function: F) -> F:
            view = _looking(function, query, action)
            if is_costly:
                costly(view)
            self._register(
                rule,
                "GET",
                view,
                describe_read(
                    query, answers, action, is_tagged=is_tagged, tells_version=tells_version
                ),
            )
            if not isinstance(answers, FileBody):
                self._structs.append(answers)
            return function

        return register

    def session(
        self,
        method: str,
        body: type[Schema] | None,
        answers: type | None,
        *,
        rule: str = "/session",
        anybody: bool = False,
    ) -> Callable[[F], F]:
        """Make a function an operation on how people come in, which is in no event.

        It is called with what `body` made of the JSON body unless that is None, with the ids in the
        path by name, and returns a response. Only what `anybody` may do asks nobody who he is.

        It is no command, and cannot be tried: who asks for that is refused, and nothing is done.
        """

        def register(function: F) -> F:
            schema = None if body is None else body()
            no_queries = NoQuery()

            @wraps(function)
            def view(**ids: UUID) -> Response:
                if not anybody:
                    require_person()
                if method != "GET":
                    _refuse(_MEANINGLESS)
                load(no_queries, query_texts())
                request.max_content_length = SESSION_BYTES_MAX
                given = () if schema is None else (load(schema, read_json()[0]),)
                response: Response = function(*given, **ids)
                return response

            described = describe_session(body, answers, anybody=anybody, names="<" in rule)
            self._register(rule, method, view, described)
            if answers is not None:
                self._structs.append(answers)
            return function

        return register

    def register_on(self, document: Document) -> None:
        """Let the document's app serve the operations, and the document tell of them."""
        document.add(self, self._structs)

    def _register(self, rule: str, method: str, view: View, described: dict[str, Any]) -> None:
        described["operationId"] = view.__name__
        view._apidoc = {"manual_doc": described}  # type: ignore[attr-defined]  # noqa: SLF001
        self.add_url_rule(rule, view_func=view, methods=[method])  # type: ignore[no-untyped-call]


def json_response(value: object, **headers: str) -> Response:
    """Return a value as JSON."""
    response = Response(msgspec.json.encode(value), content_type=JSON)
    response.headers.update(headers)
    return response


def _writing(
    function: Callable[..., Any],
    body: type[Schema] | FileBody | UploadBody | None,
    authorize: Callable[[dict[str, Any]], Person],
    query: type[Schema],
    bytes_max: int,
    without: Collection[str],
) -> View:
    form = body.schema() if isinstance(body, UploadBody) else None
    schema = None if body is None or isinstance(body, FileBody | UploadBody) else body()
    queries = query()
    usual = WriteAsked()

    @wraps(function)
    def view(**ids: UUID | str) -> Response:
        person = authorize(ids)
        _refuse(without)
        g.asked = usual if not request.query_string else load(queries, query_texts())
        given: list[object] = []
        canonical = b""
        if schema is not None:
            request.max_content_length = bytes_max
            data, canonical = read_json()
            given.append(load(schema, data))
            canonical = without_passwords(schema, data, canonical)
        elif isinstance(body, UploadBody):
            assert form is not None
            data, canonical = read_upload(body.file)
            given.append(load(form, data))
        elif body is not None:
            request.max_content_length = bytes_max
            content = read_file()
            canonical = sha256(content).digest() + msgspec.json.encode(
                msgspec.structs.replace(g.asked, dry_run=False)
            )
            given.append(content)
        command = make_command(person, canonical, ids, g.asked)
        receipt = function(command, *given, **ids)
        return answer(receipt) if isinstance(receipt, Receipt) else receipt

    return view


def _refuse(meaningless: Iterable[str]) -> None:
    """Raise what a header is refused with that says nothing here."""
    for header in meaningless:
        if header in request.headers:
            raise _MEANINGLESS[header](header)


def _looking(function: Callable[..., Any], query: type[Schema], action: Action | None) -> View:
    queries = query()

    @wraps(function)
    def view(**ids: UUID | str) -> Response:
        if action is not None:
            _permit(require_person(), action, ids)
        wait_as_asked()
        found = function(read_query(queries), **ids)
        return found if isinstance(found, Response) else json_response(found)

    return view


def _authorize(action: Action, ids: dict[str, Any]) -> Person:
    person = require_person()
    _permit(person, action, ids)
    return person


def _authorize_at_a_glance(action: Action, ids: dict[str, Any]) -> Person:
    with suppress(LedgerError):  # perhaps the news is that they may
        person = glance_at_person()
        _permit(person, action, ids)
        return person
    return _authorize(action, ids)


def _permit(person: Person, action: Action, ids: dict[str, Any]) -> None:
    """Raise `Forbidden`, or `NotFound`, unless the person may do this where the path says.

    A path that names no place needs the role in some place; the ledger asks for the right one.
    """
    desk = person.desk
    if "fund_id" in ids:
        person.require(action, desk.fund(ids["fund_id"]).association_id)
    elif "donor_id" in ids:
        person.require(action, desk.donor(ids["donor_id"]).association_id)
    elif "beneficiary_id" in ids:
        person.require(action, desk.beneficiary(ids["beneficiary_id"]).association_id)
    else:
        person.require_anywhere(action)
