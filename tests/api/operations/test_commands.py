"""Commands: sent again, tried out, or made conditional."""

import hmac
import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from ledger.store.log.append import LedgerRecorder
from ledger.values import Role
from tests.api.site import Site, a_gift

KEY = {"Idempotency-Key": "phone-17-0042"}


@pytest.fixture
def gifts(site: Site) -> str:
    """Where gifts to the site's fund go."""
    return f"{site.fund}/donations"


def test_a_command_that_comes_again_gets_the_first_answer(site: Site, gifts: str) -> None:
    first = site.treasurer.post(gifts, a_gift(site), KEY)
    site.treasurer.post(gifts, a_gift(site, 7))
    recorded = site.position()
    again = site.treasurer.post(gifts, a_gift(site), KEY)
    assert (again.status_code, again.data) == (first.status_code, first.data) == (201, first.data)
    assert again.headers["Idempotent-Replayed"] == "true"
    assert "Idempotent-Replayed" not in first.headers
    for name in ("ETag", "Ledger-Position"):
        assert again.headers[name] == first.headers[name]
    assert site.position() == recorded


def test_another_body_under_the_same_key_is_refused(site: Site, gifts: str) -> None:
    site.treasurer.post(gifts, a_gift(site, 1), KEY)
    before = site.position()
    other = site.treasurer.post(gifts, a_gift(site, 2), KEY)
    assert (other.status_code, other.json and other.json["code"]) == (422, "command_reused")
    assert site.position() == before


def test_the_same_body_written_otherwise_is_the_same_body(site: Site, gifts: str) -> None:
    site.treasurer.post(gifts, a_gift(site), KEY)
    turned = json.dumps(dict(reversed(a_gift(site).items())), indent=4)
    again = site.treasurer.send(
        "POST", gifts, KEY, data=turned, content_type="application/json; charset=utf-8"
    )
    assert again.headers["Idempotent-Replayed"] == "true"


def test_a_key_belongs_to_one_person_and_one_route(site: Site, gifts: str) -> None:
    colleague = site.someone(Role.TREASURER)
    site.treasurer.post(gifts, a_gift(site), KEY)
    theirs = colleague.post(gifts, a_gift(site, 2), KEY)
    interest = {**a_gift(site, 3)}
    elsewhere = site.treasurer.post(f"{site.fund}/interest", interest, KEY)
    assert theirs.status_code == elsewhere.status_code == 201
    site.renew()
    other_fund = site.treasurer.post(f"{site.fund}/donations", a_gift(site), KEY)
    assert other_fund.status_code == 201
    assert "Idempotent-Replayed" not in other_fund.headers


def test_what_was_refused_may_be_put_right_under_its_key(site: Site, gifts: str) -> None:
    late = a_gift(site, effective_on="2025-06-17")
    assert site.treasurer.post(gifts, late, KEY).status_code == 422
    assert site.treasurer.post(gifts, a_gift(site), KEY).status_code == 201


def test_without_a_key_each_request_is_a_command_of_its_own(site: Site, gifts: str) -> None:
    first = site.treasurer.post(gifts, a_gift(site))
    second = site.treasurer.post(gifts, a_gift(site))
    assert first.status_code == second.status_code == 201
    assert site.book.balance == 1_000_000


@pytest.mark.parametrize("key", ["", "k" * 201, "kh\u00f3a", "a\tb", "\x7f"])
def test_a_key_is_printable_and_not_endless(site: Site, gifts: str, key: str) -> None:
    before = site.position()
    answer = site.treasurer.post(gifts, a_gift(site), {"Idempotency-Key": key})
    assert (answer.status_code, answer.json and answer.json["code"]) == (400, "bad_idempotency_key")
    assert site.position() == before


def test_one_key_sent_many_times_at_once_has_one_effect(site: Site, gifts: str) -> None:
    token = str(site.token_of(site.enrol(Role.TREASURER)))

    def send(_: int) -> tuple[int, bytes]:
        answer = site.bearer(token).post(gifts, a_gift(site), KEY)
        return answer.status_code, answer.data

    with ThreadPoolExecutor(8) as pool:
        answers = set(pool.map(send, range(24)))
    assert len(answers) == 1
    assert site.book.balance == 500_000


def test_a_dry_run_says_what_would_happen_and_stores_nothing(site: Site, gifts: str) -> None:
    before = site.position()
    tried = site.treasurer.post(gifts, a_gift(site), KEY, dry_run="true")
    assert tried.status_code == 200
    assert tried.json is not None
    assert (tried.json["position"], tried.json["recorded_at"], tried.json["id"]) == (None,) * 3
    assert "Ledger-Position" not in tried.headers
    assert site.position() == before
    done = site.treasurer.post(gifts, a_gift(site), KEY)
    assert done.status_code == 201
    assert done.json is not None
    for name in ("version", "entries", "balance_dong", "stream"):
        assert tried.json[name] == done.json[name]


def test_a_dry_run_is_refused_as_the_command_would_be(site: Site, gifts: str) -> None:
    late = a_gift(site, effective_on="2025-06-17")
    assert site.treasurer.post(gifts, late, dry_run="true").status_code == 422
    assert site.auditor.post(gifts, a_gift(site), dry_run="true").status_code == 403


def test_no_dry_run_is_the_same_as_not_asking_for_one(site: Site, gifts: str) -> None:
    assert site.treasurer.post(gifts, a_gift(site), dry_run="false").status_code == 201


@pytest.mark.parametrize("query", [{"dry_run": "yes"}, {"dry-run": "true"}, {"dry_run": ""}])
def test_what_is_not_understood_is_never_carried_out(
    site: Site, gifts: str, query: dict[str, str]
) -> None:
    before = site.position()
    answer = site.treasurer.post(gifts, a_gift(site), None, **query)
    assert (answer.status_code, answer.json and answer.json["code"]) == (422, "invalid_request")
    assert site.position() == before


def test_a_write_may_want_the_version_it_has_seen(site: Site, gifts: str) -> None:
    seen = site.public.get(site.fund).headers["ETag"]
    assert seen == f'"{site.book.version}"'
    first = site.treasurer.post(gifts, a_gift(site), {"If-Match": seen})
    assert first.status_code == 201
    before = site.position()
    stale = site.treasurer.post(gifts, a_gift(site), {"If-Match": seen})
    assert (stale.status_code, stale.json and stale.json["code"]) == (412, "version_mismatch")
    assert site.position() == before
    next_ = site.treasurer.post(gifts, a_gift(site), {"If-Match": first.headers["ETag"]})
    assert next_.status_code == 201


def test_a_replay_needs_no_condition_met(site: Site, gifts: str) -> None:
    condition = {"If-Match": f'"{site.book.version}"', **KEY}
    site.treasurer.post(gifts, a_gift(site), condition)
    again = site.treasurer.post(gifts, a_gift(site), condition)
    assert again.headers["Idempotent-Replayed"] == "true"


def test_an_asterisk_matches_any_version(site: Site, gifts: str) -> None:
    assert site.treasurer.post(gifts, a_gift(site), {"If-Match": "*"}).status_code == 201


@pytest.mark.parametrize("condition", ["", "5", 'W/"5"', '"5', '"a"', '"5", "6"', '"-1"', '"٥"'])
def test_a_condition_is_one_version_in_quotes(site: Site, gifts: str, condition: str) -> None:
    before = site.position()
    answer = site.treasurer.post(gifts, a_gift(site), {"If-Match": condition})
    assert (answer.status_code, answer.json and answer.json["code"]) == (400, "bad_condition")
    assert site.position() == before


def test_the_words_of_a_key_are_not_kept(site: Site) -> None:
    site.treasurer.post(f"{site.fund}/donations", a_gift(site), {"Idempotency-Key": "Nguyen Van A"})
    rule = "/api/v1/funds/<uuid:fund_id>/donations"
    by = site.book.events()[-1].event.private.recorded_by
    recorder = site.services.ledger.recorder
    assert isinstance(recorder, LedgerRecorder)
    told = f"{by}/POST {rule} {site.book.fund_id}/Nguyen Van A"
    kept = hmac.digest(site.services.command_key, told.encode(), "sha256").hex()
    assert recorder.find_command(kept) is not None
