"""Every error has a status, a permanent code, and is told as a problem."""

from collections.abc import Iterator
from errno import ENOENT, ENOSPC
from io import BytesIO

import pytest
from eventsourcing.persistence import InterfaceError, OperationalError
from flask import Flask, abort
from sqlalchemy import exc

import projections.errors
from api.errors import FAMILIES, STATUS, InvalidRequest, problem_of, status_of
from api.problems import register_handlers
from api.serving.logs import register_logs
from ledger.errors import LedgerError, NotFound
from ledger.errors.access import Forbidden
from ledger.errors.conflicts import CommandReused, VersionMismatch
from ledger.errors.money import InsufficientFunds
from ledger.errors.unavailable import StoreBusy, UnreadableEvent
from tests.api.site import Site


def every_error(below: type[LedgerError] = LedgerError) -> Iterator[type[LedgerError]]:
    for error in below.__subclasses__():
        yield error
        yield from every_error(error)


def an_error(error: type[LedgerError]) -> LedgerError:
    return InvalidRequest({"amount_dong": "Wrong."}) if error is InvalidRequest else error()


def test_every_error_has_a_status() -> None:
    assert projections.errors.ViewsOutdated in set(every_error())
    for error in every_error():
        assert 400 <= status_of(error) < 600, error


def test_a_new_family_of_errors_must_be_put_into_the_table() -> None:
    with pytest.raises(StopIteration):
        status_of(LedgerError)
    assert set(LedgerError.__subclasses__()) <= STATUS.keys()
    assert FAMILIES - {LedgerError} <= STATUS.keys()


def test_every_error_has_a_code_and_a_sentence_of_its_own() -> None:
    codes = [error.code for error in every_error()]
    assert len(set(codes)) == len(codes)
    for error in every_error():
        assert str(an_error(error)).endswith("."), error


def test_the_statuses_that_clients_act_on_never_change() -> None:
    assert {
        error.code: int(status_of(error))
        for error in (NotFound, Forbidden, VersionMismatch, CommandReused, StoreBusy)
    } == {
        "not_found": 404,
        "forbidden": 403,
        "version_mismatch": 412,
        "command_reused": 422,
        "store_busy": 503,
    }


def test_a_problem_names_fields_and_limits() -> None:
    problem = problem_of(InsufficientFunds("account_id", available_dong=5, asked_dong=7))
    assert (problem.code, problem.status) == ("insufficient_funds", 422)
    assert [field.field for field in problem.fields] == ["account_id"]
    assert problem.limits == {"available_dong": 5, "asked_dong": 7}
    assert problem.type == "/api/docs#insufficient_funds"
    assert problem.title == "The account or purpose would be overdrawn on some day."
    assert problem.detail == "account_id: available_dong 5, asked_dong 7"


def test_every_code_is_explained_where_problems_point_to(shared_site: Site) -> None:
    page = shared_site.public.get("/api/docs").text
    for error in set(every_error()) - FAMILIES:
        assert f'id="{error.code}"' in page


class Slip(Exception):
    """A mistake of ours, whose text quotes what someone typed."""


@pytest.fixture
def lines() -> BytesIO:
    """What is logged."""
    return BytesIO()


@pytest.fixture
def failing_app(lines: BytesIO) -> Flask:
    """An app in which everything goes wrong."""
    app = Flask(__name__)
    register_logs(app, lines)
    register_handlers(app)

    def fail(error: Exception) -> str:
        raise error

    app.add_url_rule("/api/slip", "slip", lambda: fail(Slip("Nguyễn Thị Mai")))
    app.add_url_rule("/api/lost", "lost", lambda: fail(OperationalError("Nguyễn Thị Mai")))
    app.add_url_rule("/api/gone", "gone", lambda: fail(InterfaceError("Nguyễn Thị Mai")))
    unread = exc.OperationalError("SELECT", {}, OSError("Nguyễn Thị Mai"))
    app.add_url_rule("/api/unread", "unread", lambda: fail(unread))
    app.add_url_rule("/api/busy", "busy", lambda: fail(StoreBusy()))
    unreadable = UnreadableEvent(topic="fund.moon_landed")
    app.add_url_rule("/api/unreadable", "unreadable", lambda: fail(unreadable))
    app.add_url_rule("/api/full", "full", lambda: fail(OSError(ENOSPC, "Nguyễn Thị Mai")))
    app.add_url_rule("/api/missing", "missing", lambda: fail(OSError(ENOENT, "Nguyễn Thị Mai")))
    return app


def test_a_file_that_is_not_there_is_a_mistake_of_ours(failing_app: Flask) -> None:
    assert failing_app.test_client().get("/api/missing").status_code == 500


def test_a_mistake_of_ours_tells_nothing(failing_app: Flask, lines: BytesIO) -> None:
    answer = failing_app.test_client().get("/api/slip")
    told = answer.json or {}
    assert told.pop("request_id") == answer.headers["X-Request-Id"]
    assert (answer.status_code, told) == (
        500,
        {
            "type": "/api/docs#internal_error",
            "title": "Internal Server Error.",
            "status": 500,
            "code": "internal_error",
        },
    )
    logged = lines.getvalue().decode()
    assert "Slip" in logged
    assert "test_errors.py" in logged
    assert "Mai" not in logged


@pytest.mark.parametrize("path", ["lost", "gone", "unread", "busy", "full"])
def test_a_store_that_is_away_asks_to_come_again(failing_app: Flask, path: str) -> None:
    answer = failing_app.test_client().get(f"/api/{path}")
    assert answer.json is not None
    assert (answer.status_code, answer.json["code"]) == (503, "store_busy")
    assert int(answer.headers["Retry-After"]) > 0


def test_an_event_that_nobody_can_read_is_told_and_where_it_was_met_is_logged(
    failing_app: Flask, lines: BytesIO
) -> None:
    answer = failing_app.test_client().get("/api/unreadable")
    assert answer.json is not None
    assert (answer.status_code, answer.json["code"]) == (503, "unreadable_event")
    assert "UnreadableEvent" in lines.getvalue().decode()


def test_outside_the_api_a_page_tells_of_a_problem(failing_app: Flask) -> None:
    failing_app.extensions["problem_page"] = lambda problem: failing_app.make_response(
        (f"<p>{problem.code}</p>", problem.status)
    )
    client = failing_app.test_client()
    assert client.get("/nowhere").text == "<p>route_not_found</p>"
    assert client.get("/api/nowhere").content_type == "application/problem+json"


def test_a_status_without_a_code_of_its_own_has_its_name(failing_app: Flask) -> None:
    failing_app.add_url_rule("/api/teapot", "teapot", lambda: abort(418))
    answer = failing_app.test_client().get("/api/teapot")
    assert answer.json is not None
    assert (answer.status_code, answer.json["code"]) == (418, "im_a_teapot")
