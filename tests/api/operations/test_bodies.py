"""A body that tells no length is bounded as well: nothing is cut off and then read as if whole."""

import json
from io import BytesIO

from werkzeug.test import TestResponse

from api.operations.bodies import BODY_BYTES_MAX
from tests.api.site import Site, a_gift


def test_a_body_in_chunks_is_read(site: Site) -> None:
    answer = in_chunks(site, json.dumps(a_gift(site)).encode())
    assert answer.status_code == 201


def test_a_body_in_chunks_that_is_too_large_is_refused_even_if_its_beginning_makes_sense(
    site: Site,
) -> None:
    before = site.book.balance
    beginning = json.dumps(a_gift(site)).encode().ljust(BODY_BYTES_MAX)
    answer = in_chunks(site, beginning + b'{"amount_dong": 1}')
    assert answer.json is not None
    assert (answer.status_code, answer.json["code"]) == (413, "body_too_large")
    assert site.book.balance == before


def test_chunks_that_are_none_are_no_failure_of_ours(site: Site) -> None:
    answer = in_chunks(site, Broken())
    assert answer.json is not None
    assert (answer.status_code, answer.json["code"]) == (400, "malformed_json")


class Broken(BytesIO):
    """A body that gunicorn finds wrong while it is read."""

    def read(self, _: int | None = -1) -> bytes:
        raise OSError


def in_chunks(site: Site, body: bytes | Broken) -> TestResponse:
    """Send a gift as the server hands on what came with `Transfer-Encoding: chunked`."""
    return site.treasurer.send(
        "POST",
        f"{site.fund}/donations",
        {"Transfer-Encoding": "chunked"},
        input_stream=BytesIO(body) if isinstance(body, bytes) else body,
        content_type="application/json",
        environ_overrides={"wsgi.input_terminated": True},
    )
