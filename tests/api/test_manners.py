"""Manners that every route has, asked of all there are: those that nobody has thought of too."""

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from ledger.values import Role
from tests.api.conformance import Called, document
from tests.api.site import Site
from tests.builders import an_id

DOCUMENT = document()
NEVER = "X-NEVER"
TOO_LARGE = b" " * 5_000_001


class Operation(NamedTuple):
    """An operation of the API, as the document has it."""

    path: str
    method: str
    described: dict[str, Any]

    @property
    def parameters(self) -> set[str]:
        """The names of what it takes beside its body."""
        named = self.described.get("parameters", ())
        return {each.get("name") or each["$ref"].rpartition("/")[2] for each in named}

    @property
    def takes_json(self) -> bool:
        """Whether its body is JSON."""
        return "application/json" in self.described.get("requestBody", {}).get("content", {})


OPERATIONS = [
    Operation(path, method, described)
    for path, methods in DOCUMENT["paths"].items()
    for method, described in methods.items()
    if method != "parameters"
]


@pytest.fixture(scope="module")
def called(shared_site: Site) -> Called:
    """Somebody with every role, and things for every id in a path."""
    return Called(shared_site)


@pytest.fixture(scope="module")
def paths(called: Called) -> dict[str, str]:
    """For every path of the document one that leads to something."""
    known = called.known("all")

    def lead(path: str) -> str:
        return re.sub(r"{(\w+)}", lambda each: there[each[1]] or str(an_id(each[1])), path)

    there = defaultdict(str, {**OTHERS, **known})

    return {each.path: lead(each.path) for each in OPERATIONS}


OTHERS = {"sha256": "ab" * 32, "role": Role.TREASURER.value}
"""What is no UUID; an id that nothing has will do for the others."""


def rules(site: Site) -> Iterator[tuple[Rule, str]]:
    """Every route, with a path that fits it."""
    for rule in site.app.url_map.iter_rules():
        built = rule.build({name: _any(name, rule) for name in rule.arguments})
        assert built is not None
        yield rule, built[1]


def _any(name: str, rule: Rule) -> object:
    converter = rule._converters[name]  # noqa: SLF001  # it tells what fits
    if hasattr(converter, "items"):
        return min(converter.items)
    kind = type(converter).__name__
    return {"UUIDConverter": an_id(name), "IntegerConverter": 1}.get(kind, "a")


def send(called: Called, method: str, path: str, **sent: Any) -> TestResponse:  # noqa: ANN401
    headers = {**called.callers["somebody with every role"], **sent.pop("headers", {})}
    client = called.site.app.test_client()
    return client.open(path, method=method.upper(), headers=headers, buffered=True, **sent)


def code_of(answer: TestResponse) -> tuple[int, str]:
    assert answer.content_type == "application/problem+json", answer.text
    assert answer.json is not None
    return answer.status_code, answer.json["code"]


def test_every_route_says_which_methods_it_has(called: Called) -> None:
    for rule, path in rules(called.site):
        answer = send(called, "OPTIONS", path)
        allowed = set(answer.headers["Allow"].split(", "))
        assert (answer.status_code, answer.data) == (200, b""), rule
        assert (rule.methods or set()) <= allowed, rule


def test_no_route_has_a_method_that_it_does_not_name(called: Called) -> None:
    for rule, path in rules(called.site):
        allowed = send(called, "OPTIONS", path).headers["Allow"].split(", ")
        for method in {"GET", "POST", "PUT", "PATCH", "DELETE", "TRACE", NEVER} - {*allowed}:
            answer = send(called, method, path)
            assert answer.status_code == 405, (method, rule)
            assert set(answer.headers["Allow"].split(", ")) == set(allowed), (method, rule)
            if path.startswith("/api/"):
                assert code_of(answer) == (405, "method_not_allowed"), (method, rule)


def test_whatever_can_be_got_can_be_asked_for_without_its_body(called: Called) -> None:
    for rule, path in rules(called.site):
        if "GET" in (rule.methods or ()):
            got, asked = (send(called, method, path) for method in ("GET", "HEAD"))
            assert asked.status_code == got.status_code, rule
            assert asked.content_type == got.content_type, rule
            assert asked.data == b"", rule


def test_every_answer_has_the_id_of_its_request(called: Called) -> None:
    mine = "4bf92f3577b34da6a3ce929d0e0e4736"
    for rule, path in rules(called.site):
        given = send(called, "GET", path, headers={"X-Request-Id": mine})
        assert given.headers.getlist("X-Request-Id") == [mine], rule
        made = send(called, "GET", path, headers={"X-Request-Id": "Nguyen Thi Mai"})
        (made_id,) = made.headers.getlist("X-Request-Id")
        assert re.fullmatch("[0-9a-f]{32}", made_id), rule
        if made.mimetype == "application/problem+json":
            assert made.json is not None
            assert made.json.get("request_id") == made_id, (rule, made.json)


def test_no_answer_about_anybody_is_kept_by_anybody(called: Called) -> None:
    for rule, path in rules(called.site):
        answer = send(called, "GET", path)
        kept = answer.headers.get("Cache-Control", "")
        if "Set-Cookie" in answer.headers or (path.startswith("/api/v1") and "private" in kept):
            assert "no-store" in kept, rule


NOT_PLAIN: tuple[dict[str, Any], ...] = (
    {"headers": {"Content-Encoding": "gzip"}},
    {"headers": {"Content-Encoding": "identity, br"}},
    {"content_type": "application/json; charset=iso-8859-1"},
    {"content_type": 'application/json; charset="utf-16"'},
)


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda each: f"{each.method} {each.path}")
def test_every_operation_refuses_what_it_cannot_read(
    called: Called, paths: dict[str, str], operation: Operation
) -> None:
    path = paths[operation.path]

    def refused(**sent: Any) -> tuple[int, str]:  # noqa: ANN401  # whatever a request is made of
        return code_of(send(called, operation.method, path, **sent))

    if operation.method == "get" and "Ledger-Min-Position" in operation.parameters:
        for wrong in ("-1", "1.0", "x", "9" * 19):
            assert refused(headers={"Ledger-Min-Position": wrong}) == (400, "bad_min_position")
        far = refused(headers={"Ledger-Min-Position": "9" * 18})
        assert far == (404, "position_not_found")
        assert refused(query_string={"unheard_of": "1"})[0] == 422
    if "cursor" in operation.parameters:
        for wrong in ("x", "A" * 200, "é"):
            assert refused(query_string={"cursor": wrong}) == (400, "bad_cursor")
    if operation.takes_json:
        as_text = refused(data=b"{}", content_type="text/plain")
        assert as_text == (415, "unsupported_media_type")
        for said in NOT_PLAIN:
            refusal = refused(**{"data": b"{}", "content_type": "application/json", **said})
            assert refusal == (415, "unsupported_media_type"), said
        for wrong_body in (b"", b"{", b"[" * 9_999, b'{"a":1,"a":1}', b"\xff"):
            broken = refused(data=wrong_body, content_type="application/json")
            assert broken == (400, "malformed_json")
        large = refused(data=TOO_LARGE, content_type="application/json")
        assert large == (413, "body_too_large")
        unknown = refused(json={"unheard_of": 1})
        assert unknown == (422, "invalid_request")
    if "dry_run" in operation.parameters:
        assert refused(query_string={"dry_run": "perhaps"}) == (422, "invalid_request")
        twice = refused(query_string=[("dry_run", "true"), ("dry_run", "true")])
        assert twice == (422, "invalid_request")
