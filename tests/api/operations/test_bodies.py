"""A body that tells no length is bounded as well: nothing is cut off and then read as if whole."""

import json
from io import BytesIO

import pytest
from gunicorn.http.errors import ParseException
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
    answer = in_chunks(site, Broken(OSError()))
    assert answer.json is not None
    assert (answer.status_code, answer.json["code"]) == (400, "malformed_json")


@pytest.mark.parametrize("fault", [OSError(), ParseException()])
def test_a_file_in_chunks_that_are_none_is_no_failure_of_ours_either(
    site: Site, fault: Exception
) -> None:
    answer = in_chunks(site, Broken(fault), "documents", "text/csv")
    assert answer.json is not None
    assert (answer.status_code, answer.json["code"]) == (400, "malformed_file")


class Broken(BytesIO):
    """A body that gunicorn finds wrong while it is read."""

    def __init__(self, fault: Exception) -> None:
        super().__init__()
        self._fault = fault

    def read(self, _: int | None = -1) -> bytes:
        raise self._fault


def in_chunks(
    site: Site, body: bytes | Broken, path: str = "donations", kind: str = "application/json"
) -> TestResponse:
    """Send a body as the server hands on what came with `Transfer-Encoding: chunked`."""
    return site.treasurer.send(
        "POST",
        f"{site.fund}/{path}",
        {"Transfer-Encoding": "chunked"},
        input_stream=BytesIO(body) if isinstance(body, bytes) else body,
        content_type=kind,
        environ_overrides={"wsgi.input_terminated": True},
    )
