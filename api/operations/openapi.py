"""The OpenAPI 3.1 document: bodies and queries from their schemas, answers from their structs.

It is exact: every status and code that an operation may answer with stands there, and no other.
It is written when it is first asked for: most processes never are, and start in half the time.
"""

from collections.abc import Collection
from functools import cached_property
from http import HTTPStatus
from inspect import cleandoc
from threading import Lock
from typing import Any, NamedTuple

import msgspec
from apispec.ext.marshmallow import MarshmallowPlugin
from apispec.ext.marshmallow.openapi import OpenAPIConverter
from flask import Flask, Response
from flask_smorest import Api
from flask_smorest.blueprint import Blueprint
from marshmallow import Schema

from api.errors import Problem, codes
from api.operations.links import linked
from api.operations.schema import In
from ledger.access import ALLOWED, Action

JSON = "application/json"
MULTIPART = "multipart/form-data"
PROBLEM = "application/problem+json"

_ABOUT = """\
The book of the funds of the associations for promoting education (sổ quỹ khuyến học).

Amounts are whole numbers of đồng, dates those of Vietnam, moments UTC. Every write but that
of a document, which its content names, may carry an `Idempotency-Key`: sent again, it has no second
effect and gets the first answer. A write's answer
tells the `Ledger-Position` it was recorded at; a read that sends it back as `Ledger-Min-Position`
waits until it can see it. Errors are problems (RFC 9457) with a permanent `code`.
"""

_HEADERS: dict[str, dict[str, Any]] = {
    "Idempotency-Key": {
        "description": "Names the command: sent again, it has no second effect.",
        "schema": {
            "type": "string",
            "minLength": 1,
            "maxLength": 200,
            "pattern": "^[!-~]([ -~]*[!-~])?$",
        },
    },
    "If-Match": {
        "description": "Do it only if the stream is still at this version.",
        "schema": {
            "type": "string",
            "pattern": '^("[0-9]{1,18}"|\\*)$',
            "examples": ['"7"', "*"],
        },
    },
    "If-None-Match": {
        "description": "Give it only if it is another than what has one of these ETags.",
        "schema": {"type": "string", "examples": ['"9f86d081884c7d65"']},
    },
    "Ledger-Min-Position": {
        "description": "Wait until this position of the log can be seen, for 5 seconds at most.",
        "schema": {"type": "integer", "minimum": 0, "maximum": 10**18 - 1},
    },
}
_PROBLEM_HEADERS: dict[str, dict[str, Any]] = {
    "Retry-After": {
        "description": "After how many seconds to try again.",
        "schema": {"type": "integer", "minimum": 1},
    },
    "WWW-Authenticate": {
        "description": "How to say who is asking.",
        "schema": {"type": "string", "enum": ["Bearer"]},
    },
}
_ANSWER_HEADERS: dict[str, dict[str, Any]] = {
    "ETag": {
        "description": "The stream's version, which `If-Match` of a write compares.",
        "schema": {"type": "string"},
    },
    "Ledger-Position": {
        "description": "Where the last event stands in the log.",
        "schema": {"type": "integer"},
    },
    "Idempotent-Replayed": {
        "description": "`true` if this is the first answer to a command that came again.",
        "schema": {"type": "string"},
    },
}


_EVERYWHERE = (
    HTTPStatus.BAD_REQUEST,
    HTTPStatus.UNAUTHORIZED,
    HTTPStatus.TOO_MANY_REQUESTS,
    HTTPStatus.INTERNAL_SERVER_ERROR,
    HTTPStatus.SERVICE_UNAVAILABLE,
)
"""What can go wrong with any request; wrong credentials are refused also where none are needed."""

_OF_READS = (*_EVERYWHERE, HTTPStatus.NOT_FOUND, HTTPStatus.UNPROCESSABLE_ENTITY)
_OF_BODIES = (
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    HTTPStatus.UNPROCESSABLE_ENTITY,
)
_OF_WRITES = (
    *_EVERYWHERE,
    HTTPStatus.FORBIDDEN,
    HTTPStatus.NOT_FOUND,
    HTTPStatus.CONFLICT,
    HTTPStatus.PRECONDITION_FAILED,
    *_OF_BODIES,
)


class FileBody(NamedTuple):
    """A body, or an answer, that is a file of one of these media types."""

    media_types: tuple[str, ...]


class UploadBody(NamedTuple):
    """A body that is a multipart form, with a file in one of the fields of a schema."""

    schema: type[Schema]
    file: str = "file"


class _Converter(OpenAPIConverter):
    """Describes schemas as their docstrings do."""

    def schema2jsonschema(self, schema: Schema) -> dict[str, Any]:
        """Return a schema as JSON Schema."""
        converted: dict[str, Any] = super().schema2jsonschema(schema)  # type: ignore[no-untyped-call]
        together = schema.together if isinstance(schema, In) else {}
        return {**converted, **together, "description": cleandoc(type(schema).__doc__ or "")}


class _Schemas(MarshmallowPlugin):
    Converter = _Converter


class Document(Api):
    """The document of one app, served as JSON at `/api/v1/openapi.json`."""

    DEFAULT_ERROR_RESPONSE_NAME = ""  # each operation names the problems it has

    def __init__(self, app: Flask) -> None:
        """Describe `app`; its resources are added afterwards."""
        app.config["OPENAPI_URL_PREFIX"] = "/api"
        app.config["OPENAPI_JSON_PATH"] = "v1/openapi.json"
        super().__init__(  # type: ignore[no-untyped-call]
            app,
            spec_kwargs={
                "marshmallow_plugin": _Schemas(),
                "title": "Sổ Quỹ",
                "version": "1",
                "openapi_version": "3.1.0",
                "info": {"description": _ABOUT, "license": {"name": "Apache-2.0"}},
                "security": [{"token": []}, {"session": []}],
            },
        )
        schemes = self.spec.components.security_scheme
        schemes("token", {"type": "http", "scheme": "bearer"})
        cookie = {"type": "apiKey", "in": "cookie", "name": "soquy_session"}
        schemes("session", {**cookie, "description": "Over HTTPS it is __Host-soquy_session."})
        for name, header in _HEADERS.items():
            self.spec.components.parameter(name, "header", {"required": False, **header})
        for name, header in _ANSWER_HEADERS.items():
            self.spec.components.header(name, header)
        for name, header in _PROBLEM_HEADERS.items():
            self.spec.components.header(name, header)
        self._known: dict[str, Any] = {}
        self._resources: list[tuple[Blueprint, Collection[type]]] = []
        self._writing = Lock()
        self._written: dict[str, Any] = {}

    def add(self, resource: Blueprint, structs: Collection[type]) -> None:
        """Let the app serve a resource; the document will tell of it, and of what it answers."""
        self._app.register_blueprint(resource)
        self._resources.append((resource, structs))

    def as_dict(self) -> dict[str, Any]:
        """Return the document of all that was added before it is asked for the first time."""
        with self._writing:
            if not self._written:
                self._write()
                self._written = linked(self.spec.to_dict())
        return self._written

    def _write(self) -> None:
        self._describe(Problem)
        for status, described in _problems().items():
            self.spec.components.response(_name(status), described)
        for resource, structs in self._resources:
            for struct in structs:
                self._describe(struct)
            resource.register_views_in_doc(  # type: ignore[no-untyped-call]
                self, self._app, self.spec, name=resource.name, parameters=None
            )
            self.spec.tag({"name": resource.name, "description": resource.description})

    def _describe(self, struct: type) -> None:
        """Describe a struct, and those in it, among the document's components."""
        for name, described in _components(struct).items():
            assert self._known.get(name, described) == described, f"two structs named {name}"
            if name not in self._known:
                self._known[name] = described
                self.spec.components.schema(name, described)

    @cached_property
    def _json(self) -> bytes:
        return msgspec.json.encode(self.as_dict())

    def _openapi_json(self) -> Response:
        """Serve the document, written once."""
        return Response(self._json, content_type=JSON)

    def _register_error_handlers(self) -> None:
        """Leave errors to `api.errors`."""

    def _register_responses(self) -> None:
        """Leave out the library's own error format."""

    def _register_etag_headers(self) -> None:
        """Leave out the library's own headers."""

    def _register_pagination_header(self) -> None:
        """Leave out the library's own pages."""


def describe(
    query: type[Schema],
    responses: dict[str, Any],
    action: Action | None,
    problems: Collection[HTTPStatus],
) -> dict[str, Any]:
    """Return what the descriptions of all operations have in common."""
    described = {
        "parameters": [{"in": "query", "schema": query}],
        "responses": {**responses, **_references(problems)},
    }
    if action is None:
        return {**described, "security": []}
    return {**described, "x-roles": sorted(ALLOWED[action])}


def describe_write(
    body: type[Schema] | FileBody | UploadBody | None,
    query: type[Schema],
    answer: type,
    action: Action,
    without: Collection[str] = (),
) -> dict[str, Any]:
    """Return the description of an operation that changes the book, `without` some headers."""
    responses = {
        "200": _answer(answer, "What would be recorded, or nothing to record", "ETag"),
        "201": _answer(answer, "Recorded", *_ANSWER_HEADERS),
    }
    described = describe(query, responses, action, _OF_WRITES)
    taken = ("Idempotency-Key", "If-Match")
    described["parameters"] += [header for header in taken if header not in without]
    if isinstance(body, FileBody):
        described["requestBody"] = {"required": True, "content": _files(body)}
    elif isinstance(body, UploadBody):
        form = {MULTIPART: {"schema": body.schema}}
        described["requestBody"] = {"required": True, "content": form}
    elif body is not None:
        described["requestBody"] = {"required": True, "content": {JSON: {"schema": body}}}
    return described


def describe_read(
    query: type[Schema],
    answer: type | FileBody,
    action: Action | None,
    *,
    is_tagged: bool = False,
    tells_version: bool = False,
) -> dict[str, Any]:
    """Return the description of an operation that only looks."""
    if isinstance(answer, FileBody):
        found = {"description": "Found", "content": _files(answer)}
    else:
        found = _answer(answer, "Found", *(["ETag"] if tells_version else []))
    problems = _OF_READS if action is None else (*_OF_READS, HTTPStatus.FORBIDDEN)
    responses = {"200": found}
    if is_tagged:
        responses["304"] = {"description": "As it was when it was tagged so"}
    described = describe(query, responses, action, problems)
    described["parameters"].append("Ledger-Min-Position")
    if is_tagged:
        described["parameters"].append("If-None-Match")
    return described


def describe_session(
    body: type[Schema] | None, answer: type | None, *, anybody: bool, names: bool
) -> dict[str, Any]:
    """Return the description of an operation on how people come in; its path `names` one or not."""
    done = {"204": {"description": "Done"}} if answer is None else {"200": _answer(answer, "Done")}
    problems = {*_EVERYWHERE, HTTPStatus.UNPROCESSABLE_ENTITY}
    if not anybody:
        problems.add(HTTPStatus.FORBIDDEN)
    if names:
        problems.add(HTTPStatus.NOT_FOUND)
    if body is not None:
        problems.update(_OF_BODIES)
    described: dict[str, Any] = {"responses": {**done, **_references(problems)}}
    if body is not None:
        described["requestBody"] = {"required": True, "content": {JSON: {"schema": body}}}
    if anybody:
        described["security"] = []
    return described


def _files(body: FileBody) -> dict[str, Any]:
    return {media_type: {} for media_type in body.media_types}


def _answer(answer: type, description: str, *headers: str) -> dict[str, Any]:
    (schema,), _ = msgspec.json.schema_components([answer], ref_template=_REF)
    return {
        "description": description,
        "content": {JSON: {"schema": schema}},
        "headers": {name: {"$ref": f"#/components/headers/{name}"} for name in headers},
    }


_REF = "#/components/schemas/{name}"


def _references(problems: Collection[HTTPStatus]) -> dict[str, Any]:
    """Return the answers that tell of what went wrong, by status."""
    return {str(int(status)): _name(status) for status in sorted(set(problems))}


def _name(status: HTTPStatus) -> str:
    """Return the name of a problem's description: `NotFound`, `UnprocessableEntity`."""
    return status.name.title().replace("_", "")


def _problems() -> dict[HTTPStatus, dict[str, Any]]:
    """Return a description of each status that problems have, with the codes under it."""
    by_status: dict[HTTPStatus, list[str]] = {}
    for code in codes():
        by_status.setdefault(HTTPStatus(code.status), []).append(code.code)
    headers = {
        HTTPStatus.UNAUTHORIZED: "WWW-Authenticate",
        HTTPStatus.SERVICE_UNAVAILABLE: "Retry-After",
        HTTPStatus.TOO_MANY_REQUESTS: "Retry-After",
    }
    problem = {"$ref": _REF.format(name=Problem.__name__)}
    return {
        status: {
            "description": f"{status.phrase}: a problem (RFC 9457)",
            "headers": {
                name: {"$ref": f"#/components/headers/{name}"}
                for of, name in headers.items()
                if of is status
            },
            "content": {
                PROBLEM: {
                    "schema": {
                        "allOf": [problem],
                        "properties": {
                            "status": {"const": int(status)},
                            "code": {"enum": sorted(found)},
                        },
                    }
                }
            },
        }
        for status, found in by_status.items()
    }


def _components(struct: type) -> dict[str, Any]:
    _, components = msgspec.json.schema_components([struct], ref_template=_REF)
    return components
