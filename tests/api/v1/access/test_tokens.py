"""Tokens over HTTP: issued to oneself, shown once, revoked at once."""

from werkzeug.test import TestResponse

from ledger.store.access.attempts import FREE, Kind
from ledger.values import Level, Role
from tests.api.site import PASSWORD, Caller, Site, a_gift
from tests.api.v1.access.test_passwords import elsewhere
from tests.api.v1.access.test_sessions import log_in
from tests.builders import an_association


def test_a_token_is_issued_to_oneself_and_works(site: Site) -> None:
    answer = site.treasurer.post("/tokens", {})
    assert answer.status_code == 201
    assert answer.json is not None
    program = site.bearer(answer.json["token"])
    assert program.post(f"{site.fund}/donations", a_gift(site)).status_code == 201
    listed = program.get("/tokens").json
    assert listed is not None
    issued = {"token_id": answer.json["id"], "since": "2025-06-16", "until": None}
    assert issued in listed["items"]


def test_only_a_digest_of_its_secret_is_kept(site: Site) -> None:
    answer = site.treasurer.post("/tokens", {})
    assert answer.json is not None
    stored = site.services.ledger.stream_rows(site.book.events()[-1].stream, 0, 1_000)[-1]
    assert answer.json["token"][-40:].encode() not in stored.state


def test_a_lost_answer_can_be_asked_for_again(site: Site) -> None:
    key = {"Idempotency-Key": f"token {site.fund}"}
    first = site.treasurer.post("/tokens", {}, key)
    again = site.treasurer.post("/tokens", {}, key)
    assert (again.status_code, again.data) == (201, first.data)
    other = site.treasurer.post("/tokens", {})
    assert first.json is not None
    assert other.json is not None
    assert other.json["token"] != first.json["token"]


def test_the_same_key_of_another_person_is_another_token(site: Site) -> None:
    key = {"Idempotency-Key": f"token of two {site.fund}"}
    one = site.treasurer.post("/tokens", {}, key).json
    other = site.cashier.post("/tokens", {}, key).json
    assert one is not None
    assert other is not None
    assert one["token"] != other["token"]


def test_a_dry_run_issues_none(site: Site) -> None:
    tried = site.treasurer.post("/tokens", {}, dry_run="true").json
    assert tried is not None
    assert tried["token"] is None


def test_a_revoked_token_is_of_no_use(site: Site) -> None:
    colleague = site.someone(Role.TREASURER)
    issued = colleague.post("/tokens", {}).json
    assert issued is not None
    program = site.bearer(issued["token"])
    path = f"/tokens/{issued['id']}"
    assert site.treasurer.delete(path).status_code == 404
    assert program.delete(path).status_code == 201
    assert program.get("/tokens").status_code == 401
    again = colleague.delete(path)
    assert (again.status_code, again.json and again.json["code"]) == (404, "token_not_found")


def test_what_a_token_issues_ends_with_it_at_the_latest(site: Site) -> None:
    issued = site.treasurer.post("/tokens", {"until": "2025-06-17"}).json
    assert issued is not None
    program = site.bearer(issued["token"])
    for until in ({}, {"until": "2025-06-18"}):
        longer = program.post("/tokens", until)
        assert (longer.status_code, longer.json and longer.json["code"]) == (422, "token_outlived")
    child = program.post("/tokens", {"until": "2025-06-17"}).json
    assert child is not None
    its_own = site.bearer(child["token"])
    assert its_own.get("/tokens").status_code == 200
    assert site.treasurer.delete(f"/tokens/{issued['id']}").status_code == 201
    assert its_own.get("/tokens").status_code == 401


def test_a_token_with_a_last_day_is_of_no_use_after_it(site: Site) -> None:
    issued = site.treasurer.post("/tokens", {"until": "2025-06-17"}).json
    assert issued is not None
    program, path = site.bearer(issued["token"]), f"{site.fund}/donations"
    site.book.clock.advance(days=1)
    assert program.post(path, a_gift(site)).status_code == 201
    site.book.clock.advance(days=1)
    for answer in program.get("/tokens"), program.post(path, a_gift(site)):
        assert (answer.status_code, answer.json and answer.json["code"]) == (401, "unauthenticated")


def test_a_token_is_not_issued_for_days_gone_by(site: Site) -> None:
    refused = site.treasurer.post("/tokens", {"until": "2025-06-15"})
    assert (refused.status_code, refused.json and refused.json["code"]) == (422, "bad_window")


def test_who_manages_somebody_stops_his_tokens(site: Site) -> None:
    local = site.someone(Role.ADMINISTRATOR, site.book.commune)
    staff_id = site.enrol(Role.TREASURER, site.book.commune)
    stranger = site.someone(
        Role.ADMINISTRATOR, site.book.establish(an_association(Level.COMMUNE, site.book.province))
    )
    for caller in local, site.administrator:
        token = site.token_of(staff_id)
        path = f"/staff/{staff_id}/tokens/{token.token_id}"
        assert stranger.delete(path).status_code == 403
        assert site.treasurer.delete(path).status_code == 403
        assert caller.delete(path).status_code == 201
        assert site.bearer(str(token)).get("/tokens").status_code == 401


# In a session


def a_session(site: Site) -> Caller:
    """Somebody who keeps the book, logged in."""
    login = f"hoa-{site.book.new_id()}"
    site.login_of(Role.TREASURER, login)
    return log_in(site, login)


def told(answer: TestResponse) -> tuple[int, str]:
    """The status and code of a refusal."""
    assert answer.json is not None
    return answer.status_code, answer.json["code"]


def test_whoever_is_logged_in_shows_the_password_once_more(site: Site) -> None:
    here = a_session(site)
    assert told(here.post("/tokens", {})) == (422, "invalid_request")
    assert told(here.post("/tokens", {"password": None})) == (422, "invalid_request")
    assert told(here.post("/tokens", {"password": "wrong"})) == (422, "wrong_password")
    assert told(here.post("/tokens", {"password": "wrong"}, dry_run="true"))[0] == 422
    listed = here.get("/tokens").json
    assert listed is not None
    assert listed["items"] == []
    issued = here.post("/tokens", {"password": PASSWORD, "until": "2025-06-30"})
    assert issued.status_code == 201
    assert issued.json is not None
    program = site.bearer(issued.json["token"])
    assert program.post("/tokens", {"until": "2025-06-30"}).status_code == 201


def test_who_has_a_lost_answer_again_shows_the_password_again(site: Site) -> None:
    here, key = a_session(site), {"Idempotency-Key": f"in a session {site.book.new_id()}"}
    first = here.post("/tokens", {"password": PASSWORD}, key)
    assert told(here.post("/tokens", {"password": "wrong"}, key)) == (422, "wrong_password")
    assert told(here.post("/tokens", {}, key)) == (422, "invalid_request")
    again = here.post("/tokens", {"password": PASSWORD}, key)
    assert (again.status_code, again.data) == (201, first.data)


def test_a_wrong_password_counts_as_a_failed_login(site: Site) -> None:
    here, wrong = elsewhere(a_session(site)), {"password": "wrong"}
    answers = [
        told(here.post("/tokens", wrong))
        for _ in range(FREE[Kind.ACCOUNT] + FREE[Kind.BROWSER] + 1)
    ]
    assert answers[-2:] == [(422, "wrong_password"), (429, "too_many_attempts")]
    assert told(here.post("/tokens", {"password": PASSWORD})) == (429, "too_many_attempts")


def test_what_is_kept_of_the_command_tells_nothing_of_the_password(site: Site) -> None:
    """A digest that covered it would let whoever has the keys try passwords for ever."""
    program, key = site.treasurer, {"Idempotency-Key": f"a digest {site.book.new_id()}"}
    first = program.post("/tokens", {"password": "one"}, key)
    again = program.post("/tokens", {"password": "another"}, key)
    assert (first.status_code, again.data) == (201, first.data)
