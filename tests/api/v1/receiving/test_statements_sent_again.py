"""An upload or a confirmation that is sent again, was cut off, or is only tried."""

from typing import Any

import pytest

from api.statements import candidates
from tests.api.site import Site
from tests.api.v1.receiving.uploading import (
    BLANK,
    DEBIT,
    GIFT,
    INTEREST,
    a_file,
    kept,
    told,
    upload,
)
from tests.ledger.store.contents import contents


def test_a_confirmation_sent_again_gets_the_first_answer(site: Site) -> None:
    path = kept(site, GIFT, DEBIT)
    headers = {"Idempotency-Key": "xac nhan"}
    body: dict[str, object] = {"decisions": []}
    first = site.treasurer.post(f"{path}/confirmation", body, headers)
    before = site.position()
    again = site.treasurer.post(f"{path}/confirmation", body, headers)
    assert (again.json, again.headers["Idempotent-Replayed"]) == (first.json, "true")
    other = site.treasurer.post(f"{path}/confirmation", {"decided_only": True}, headers)
    assert told(other)["code"] == "command_reused"
    assert site.position() == before


def test_an_upload_sent_again_is_the_same_statement(site: Site) -> None:
    headers = {"Idempotency-Key": "sao ke thang 9"}
    first = upload(site, a_file(GIFT), headers=headers)
    again = upload(site, a_file(GIFT), headers=headers)
    assert (again.json, again.headers["Idempotent-Replayed"]) == (first.json, "true")
    other = upload(site, a_file(GIFT, BLANK), headers=headers)
    assert told(other)["code"] == "command_reused"
    assert len(told(site.treasurer.get(f"{site.fund}/statements"))["items"]) == 1


def test_a_confirmation_that_was_cut_off_goes_on_where_it_was(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(candidates, "ROWS_PER_APPEND", 2)
    path = kept(site, GIFT, GIFT, BLANK, INTEREST, DEBIT)
    ledger = site.services.ledger
    recording, calls = ledger.record_kept, 0

    def fails_on_the_second_chunk(command: Any, *args: Any) -> Any:  # noqa: ANN401
        nonlocal calls
        calls += not command.dry_run
        if calls == 2:
            raise KeyboardInterrupt
        return recording(command, *args)

    headers = {"Idempotency-Key": "mot lan"}
    with monkeypatch.context() as patched:
        patched.setattr(ledger, "record_kept", fails_on_the_second_chunk)
        with pytest.raises(KeyboardInterrupt):
            site.treasurer.post(f"{path}/confirmation", {}, headers)
    assert site.book.balance == 100_000
    site.catch_up()
    done = told(site.treasurer.post(f"{path}/confirmation", {}, headers))
    assert done["recorded"] == 5
    assert site.book.balance == 100_000 + 30_000 + 1_234


def test_a_confirmation_that_was_cut_off_goes_on_at_the_version_it_was_for(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its own first rows have moved the version: that is no reason to leave the others."""
    monkeypatch.setattr(candidates, "ROWS_PER_APPEND", 1)
    path = kept(site, GIFT, BLANK, INTEREST)
    ledger = site.services.ledger
    headers = {"Idempotency-Key": "mot lan", "If-Match": f'"{site.book.version}"'}
    recording, calls = ledger.record_kept, 0

    def fails_on_the_second_chunk(command: Any, *args: Any) -> Any:  # noqa: ANN401
        nonlocal calls
        calls += not command.dry_run
        if calls == 2:
            raise KeyboardInterrupt
        return recording(command, *args)

    with monkeypatch.context() as patched:
        patched.setattr(ledger, "record_kept", fails_on_the_second_chunk)
        with pytest.raises(KeyboardInterrupt):
            site.treasurer.post(f"{path}/confirmation", {}, headers)
    assert site.book.balance == 50_000
    site.catch_up()
    other = site.treasurer.post(
        f"{path}/confirmation", {}, {**headers, "Idempotency-Key": "lan khac"}
    )
    assert other.status_code == 412, "another command is for a version that is no more"
    done = site.treasurer.post(f"{path}/confirmation", {}, headers)
    assert (done.status_code, told(done)["recorded"]) == (201, 3)
    assert site.book.balance == 50_000 + 30_000 + 1_234


def test_a_dry_run_keeps_and_records_nothing(site: Site) -> None:
    before = contents(site.store.events_url)
    shown = upload(site, a_file(GIFT), dry_run="true")
    assert (shown.status_code, told(shown)["id"]) == (200, None)
    assert told(site.treasurer.get(f"{site.fund}/statements"))["items"] == []
    path = kept(site, GIFT, DEBIT)
    answer = site.treasurer.post(f"{path}/confirmation", {}, None, dry_run="true")
    assert (answer.status_code, told(answer)["recorded"]) == (200, 2)
    assert contents(site.store.events_url) == before


def test_both_may_be_asked_for_at_a_version_of_the_fund_only(site: Site) -> None:
    stale = {"If-Match": '"1"'}
    assert upload(site, a_file(GIFT), headers=stale).status_code == 412
    assert upload(site, b"", headers=stale).status_code == 422, "what is no file is so anyway"
    assert told(site.treasurer.get(f"{site.fund}/statements"))["items"] == []
    path, before = kept(site, GIFT), site.position()
    assert site.treasurer.post(f"{path}/confirmation", {}, stale).status_code == 412
    assert site.position() == before
    now = {"If-Match": f'"{site.book.version}"'}
    assert site.treasurer.post(f"{path}/confirmation", {}, now).status_code == 201
