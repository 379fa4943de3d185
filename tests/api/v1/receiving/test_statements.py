"""A statement is uploaded, looked at, and confirmed row by row or by rule, over HTTP."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from api.statements import candidates, keeping
from ledger.events.fund.correcting import StatementRowMatched
from ledger.events.fund.receiving import (
    BankFeeCharged,
    CreditUnallocated,
    DebitUnallocated,
    DonationReceived,
    InterestCredited,
)
from ledger.events.fund.transferring import TransferReceived
from ledger.store.vault import statements
from ledger.store.vault.database import PeopleDatabase
from ledger.store.vault.statement_tables import PIECES
from ledger.values import AccountKind, DonorId, PledgeId, PurposeId
from tests.api.site import Caller, Site
from tests.api.statements.files import HEADER
from tests.builders import a_donation, an_id
from tests.fakes import TODAY
from tests.ledger.store.contents import contents

DAY = "01/09/2024"
GIFT = f"1,{DAY},5213.1,,50.000,,NGUYEN VAN A ung ho"
CODED = f"1,{DAY},5213.2,,70.000,,ung ho VEHH2024 em An"
INTEREST = f"1,{DAY},5213.3,,1.234,,Tra lai tien gui thang 8"
BLANK = f"1,{DAY},5213.4,,30.000,,"
FEE = f"1,{DAY},9915.1,55.000,,,Thu phi quan ly tai khoan"
DEBIT = f"1,{DAY},9915.2,10.000,,,RUT TIEN MAT"


def a_file(*lines: str, header: str = HEADER) -> bytes:
    return "".join(f"{line}\r\n" for line in (header, *lines)).encode()


def told(answer: TestResponse) -> Any:  # noqa: ANN401  # whatever JSON it is
    assert answer.json is not None, answer.text
    return answer.json


def upload(
    site: Site,
    content: bytes,
    caller: Caller | None = None,
    headers: dict[str, str] | None = None,
    fields: Mapping[str, object] | None = None,
    **query: str,
) -> TestResponse:
    form = {"account_id": str(site.book.bank), **(fields or {})}
    file = (BytesIO(content), "sao-ke.csv")
    return (caller or site.treasurer).send(
        "POST",
        f"{site.fund}/statements",
        headers,
        data={**form, "file": file},
        content_type="multipart/form-data",
        query_string=query,
    )


def kept(site: Site, *lines: str, **fields: object) -> str:
    """The path of a statement of these rows that was uploaded."""
    site.catch_up()
    answer = upload(site, a_file(*lines), fields=fields)
    assert answer.status_code == 201, answer.text
    return f"{site.fund}/statements/{told(answer)['id']}"


def confirm(
    site: Site, path: str, *decisions: Mapping[str, object], **more: object
) -> TestResponse:
    site.catch_up()
    body = {"decisions": list(decisions), **more}
    return site.treasurer.post(f"{path}/confirmation", body)


def a_correction(site: Site, entry: int, dong: int) -> Mapping[str, object]:
    """What is asked for to record a gift of another donor in the place of an entry."""
    gift = {
        "account_id": str(site.book.bank),
        "amount_dong": dong,
        "effective_on": "2024-09-02",
    }
    return {"entry": entry, "reason": "wrong_donor", "replacement": {"donation": gift}}


def happened(site: Site, before: int) -> list[type]:
    return [type(each.event) for each in site.services.ledger.read(before, 1_000)]


def proposals(site: Site, path: str, proposed: str | None = None) -> Sequence[tuple[str, str]]:
    query = {} if proposed is None else {"proposed": proposed}
    items = told(site.treasurer.send("GET", path, query_string=query))["items"]
    return [(each["proposal"]["kind"], each["proposal"]["why"]) for each in items]


def pieces(site: Site, path: str) -> list[bytes]:
    """What lies in the vault of the rows of a statement."""
    of_it = PIECES.c.statement_id == UUID(path.rpartition("/")[2]).bytes
    database = PeopleDatabase(site.store.people_url)
    with database.transaction() as connection:
        found = list(connection.scalars(select(PIECES.c.sealed).where(of_it)))
    database.close()
    return found


def test_an_upload_is_looked_at_and_records_nothing(site: Site) -> None:
    before = site.position()
    answer = upload(site, a_file(GIFT, BLANK, DEBIT, "1,half"))
    assert answer.status_code == 201
    preview = told(answer)["preview"]
    assert [preview[name] for name in ("rows", "new", "credits_dong", "debits_dong")] == [
        3,
        3,
        80_000,
        10_000,
    ]
    assert preview["faults"] == [{"line": 5, "reason": "too_few_cells", "column": ""}]
    assert [(each["kind"], each["why"], each["rows"]) for each in preview["proposals"]] == [
        ("donation", "usual", 1),
        ("unallocated", "no_memo", 1),
        ("waiting", "unexplained", 1),
    ]
    assert told(answer)["layout"] == "vietcombank", "it was recognised by its header"
    assert site.position() == before


def test_each_row_is_proposed_as_what_it_most_likely_is(site: Site) -> None:
    site.book.launch(starts_on=date(2024, 9, 1), ends_on=date(2024, 9, 30), memo_code="VEHH-2024")
    path = kept(site, GIFT, CODED.replace("VEHH2024", "vehh 2024"), INTEREST, BLANK, FEE, DEBIT)
    assert proposals(site, path) == [
        ("donation", "usual"),
        ("donation", "memo_code"),
        ("interest", "bank_words"),
        ("unallocated", "no_memo"),
        ("fee", "bank_words"),
        ("waiting", "unexplained"),
    ]
    assert proposals(site, path, proposed="fee") == [("fee", "bank_words")]


def test_rows_are_recorded_as_proposed(site: Site) -> None:
    path = kept(site, GIFT, INTEREST, BLANK, FEE, DEBIT)
    before = site.position()
    answer = confirm(site, path)
    assert answer.status_code == 201, answer.text
    done = told(answer)
    assert (done["recorded"], done["known"], done["left"]) == (5, 0, 0)
    assert done["balance_dong"] == 50_000 + 1_234 + 30_000 - 55_000
    assert answer.headers["Ledger-Position"] == str(site.position())
    assert happened(site, before) == [
        DonationReceived,
        InterestCredited,
        CreditUnallocated,
        DebitUnallocated,
        BankFeeCharged,
        DebitUnallocated,
    ]
    assert told(upload(site, a_file(GIFT, INTEREST, BLANK, FEE, DEBIT)))["preview"]["new"] == 0


def test_a_person_decides_row_by_row_or_by_rule_and_the_first_that_fits_counts(
    site: Site,
) -> None:
    appeal = str(site.book.launch(starts_on=date(2024, 9, 1), ends_on=None))
    path = kept(site, GIFT, CODED, INTEREST, BLANK, DEBIT)
    before = site.position()
    answer = confirm(
        site,
        path,
        {"lines": [4], "kind": "unallocated"},
        {"memo_contains": "Ủng hộ", "kind": "donation", "mobilization_id": appeal},
        {"proposed": "waiting", "kind": "fee"},
        {"proposed": "unallocated", "kind": "skip"},
    )
    assert told(answer)["left"] == 1, answer.text
    events = [each.event for each in site.services.ledger.read(before, 100)]
    assert [type(event) for event in events] == [
        DonationReceived,
        DonationReceived,
        CreditUnallocated,
        DebitUnallocated,
        BankFeeCharged,
    ]
    gifts = [event for event in events if isinstance(event, DonationReceived)]
    assert {str(gift.mobilization_id) for gift in gifts} == {appeal}


def test_what_was_left_may_be_confirmed_later(site: Site) -> None:
    path = kept(site, GIFT, BLANK)
    first = told(confirm(site, path, {"lines": [2]}, decided_only=True))
    assert (first["recorded"], first["left"]) == (1, 1)
    second = told(confirm(site, path))
    assert (second["recorded"], second["known"]) == (1, 1)


def test_a_decision_that_does_not_fit_its_row_refuses_all(site: Site) -> None:
    path = kept(site, GIFT, DEBIT)
    before = site.position()
    for decision, field in (
        ({"lines": [3], "kind": "donation"}, "decisions.0.kind"),
        ({"lines": [2], "kind": "fee"}, "decisions.0.kind"),
        ({"lines": [2], "kind": "transfer"}, "decisions.0.transfer_id"),
        ({"lines": [2], "kind": "pledge"}, "decisions.0.pledge_id"),
    ):
        answer = confirm(site, path, decision)
        assert (answer.status_code, told(answer)["code"]) == (422, "bad_decision")
        assert told(answer)["fields"] == [{"field": field}]
    wrong: list[dict[str, object]] = [
        {"lines": []},
        {"lines": [2], "proposed": "fee"},
        {"kind": "gift"},
    ]
    for each in wrong:
        assert told(confirm(site, path, each))["code"] == "invalid_request"
    assert site.position() == before


def test_a_rule_passes_over_what_it_does_not_fit(site: Site) -> None:
    path = kept(site, GIFT, DEBIT)
    assert told(confirm(site, path, {"kind": "fee"}))["recorded"] == 2
    assert site.book.balance == 50_000 - 10_000


def test_what_the_book_refuses_of_a_decision_refuses_all_before_anything_is_recorded(
    site: Site,
) -> None:
    appeal = str(site.book.launch(starts_on=date(2024, 9, 2), ends_on=None))
    path = kept(site, GIFT, BLANK)
    before = site.position()
    decision = {"lines": [3], "kind": "donation", "mobilization_id": appeal}
    answer = confirm(site, path, decision)
    assert told(answer)["code"] == "outside_mobilization"
    assert told(answer)["limits"]["line"] == 3
    assert site.position() == before


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
    recording, calls = ledger.record_statement, 0

    def fails_on_the_second_chunk(command: Any, *args: Any) -> Any:  # noqa: ANN401
        nonlocal calls
        calls += not command.dry_run
        if calls == 2:
            raise KeyboardInterrupt
        return recording(command, *args)

    headers = {"Idempotency-Key": "mot lan"}
    with monkeypatch.context() as patched:
        patched.setattr(ledger, "record_statement", fails_on_the_second_chunk)
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
    recording, calls = ledger.record_statement, 0

    def fails_on_the_second_chunk(command: Any, *args: Any) -> Any:  # noqa: ANN401
        nonlocal calls
        calls += not command.dry_run
        if calls == 2:
            raise KeyboardInterrupt
        return recording(command, *args)

    with monkeypatch.context() as patched:
        patched.setattr(ledger, "record_statement", fails_on_the_second_chunk)
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


def test_a_transfer_that_is_on_its_way_is_proposed_and_received(site: Site) -> None:
    book = site.book
    other = book.open_fund(book.province)
    book.donate(2_000_000)
    sent = book.send(other, dong=1_500_000)
    home = book.fund_id
    book.fund_id = other
    book.bank = book.open_account(AccountKind.BANK)
    row = f"1,{TODAY:%d/%m/%Y},5213.9,,1.500.000,,HOI KHUYEN HOC chuyen quy"
    path = kept(site, row)
    assert proposals(site, path) == [("transfer", "in_transit")]
    before = site.position()
    done = told(confirm(site, path))
    assert (done["recorded"], done["placed"], done["unplaced"]) == (1, 1, [])
    assert happened(site, before) == [CreditUnallocated, TransferReceived]
    assert (book.balance, sent is not None, home != other) == (1_500_000, True, True)


def test_a_pledge_is_fulfilled_by_its_amount_and_its_donor(site: Site) -> None:
    donor = site.treasurer.post(
        "/donors", {"association_id": str(site.book.commune), "name": "Trần Thị Bích"}
    )
    donor_id = told(donor)["id"]
    pledge = site.treasurer.post(
        f"{site.fund}/pledges",
        {"amount_dong": 5_000_000, "donor_id": donor_id, "effective_on": "2024-08-30"},
    )
    row = f"1,{DAY},5213.8,,5.000.000,,TRAN THI BICH chuyen tien"
    path = kept(site, row, GIFT)
    assert proposals(site, path)[0] == ("pledge", "pledge_donor")
    before = site.position()
    confirm(site, path)
    gift = site.services.ledger.read(before, 1)[0].event
    assert isinstance(gift, DonationReceived)
    assert gift.pledge is not None
    assert str(gift.pledge.pledge_id) == told(pledge)["id"]
    assert str(gift.private.donor_id) == donor_id


def test_both_halves_of_a_move_come_together(site: Site) -> None:
    book = site.book
    here = book.bank
    book.donate(9_000_000, on=date(2024, 8, 30))
    confirm(site, kept(site, f"1,{DAY},1.1,3.000.000,,,chuyen noi bo"))
    book.bank = book.open_account(AccountKind.BANK)
    path = kept(site, f"1,{DAY},2.2,,3.000.000,,chuyen noi bo")
    assert proposals(site, path) == [("move", "other_account")]
    assert told(confirm(site, path))["placed"] == 1
    fund = book.fund
    assert (fund.debits, fund.credits) == ({}, {})
    assert [fund.by_account[each].total for each in (here, book.bank)] == [6_000_000, 3_000_000]


def test_what_was_written_by_hand_is_matched_and_not_recorded_twice(site: Site) -> None:
    site.book.donate(50_000, on=date(2024, 9, 2))
    path = kept(site, GIFT, GIFT)
    assert proposals(site, path) == [("matched", "in_book"), ("donation", "usual")]
    before = site.position()
    done = told(confirm(site, path))
    assert (done["recorded"], done["matched"], done["left"]) == (1, 1, 0)
    assert happened(site, before) == [DonationReceived, StatementRowMatched]
    assert site.book.balance == 100_000


def test_an_entry_written_by_hand_is_the_row_of_one_file_only(site: Site) -> None:
    """What is found again for every next file swallows one gift of each."""
    site.book.donate(50_000, on=date(2024, 9, 2))
    told(confirm(site, kept(site, GIFT)))
    path = kept(site, "1,04/09/2024,5090.8,,50.000,,TRAN THI B ung ho", GIFT)
    assert proposals(site, path) == [("donation", "usual"), ("skip", "known")]
    done = told(confirm(site, path))
    assert (done["recorded"], done["matched"], done["known"]) == (1, 0, 1)
    assert site.book.balance == 100_000


def test_a_row_is_matched_with_the_entry_that_a_person_names(site: Site) -> None:
    gift = site.book.donate(50_000, on=date(2024, 8, 1))
    path = kept(site, GIFT, CODED)
    assert proposals(site, path) == [("donation", "usual"), ("donation", "usual")]
    wrong = confirm(site, path, {"lines": [3], "kind": "matched", "entry": gift.version})
    assert (wrong.status_code, told(wrong)["code"]) == (422, "amount_mismatch")
    unnamed = confirm(site, path, {"lines": [2], "kind": "matched"})
    assert (unnamed.status_code, told(unnamed)["code"]) == (422, "bad_decision")
    twice = {"lines": [2, 3], "kind": "matched", "entry": gift.version}
    both = confirm(site, path, twice)
    assert (both.status_code, told(both)["code"]) == (409, "already_matched")
    named = {"lines": [2], "kind": "matched", "entry": gift.version}
    assert told(confirm(site, path, named))["matched"] == 1
    assert site.book.balance == 50_000 + 70_000


def test_the_money_of_a_row_whose_entry_is_reversed_waits_for_a_person(site: Site) -> None:
    gift = site.book.donate(50_000, on=date(2024, 9, 2))
    confirm(site, kept(site, GIFT))
    wrong = {"entry": gift.version, "reason": "wrong_donor"}
    assert site.treasurer.post(f"{site.fund}/reversals", wrong).status_code == 201
    (waiting,) = told(site.treasurer.get(f"{site.fund}/credits"))["items"]
    assert waiting["memo"] == "NGUYEN VAN A ung ho"
    assert site.book.balance == 50_000
    assert proposals(site, kept(site, GIFT)) == [("skip", "known")]


def test_the_correction_of_a_matched_entry_is_matched_in_its_place(site: Site) -> None:
    gift = site.book.donate(50_000, on=date(2024, 9, 2))
    confirm(site, kept(site, GIFT))
    anew = a_correction(site, gift.version, 50_000)
    assert site.treasurer.post(f"{site.fund}/reversals", anew).status_code == 201
    next_file = kept(site, "1,04/09/2024,5090.8,,50.000,,TRAN THI B ung ho")
    assert proposals(site, next_file) == [("donation", "usual")]


def test_what_is_written_by_hand_after_the_upload_is_not_doubled(site: Site) -> None:
    path = kept(site, GIFT, CODED)
    site.book.donate(50_000, on=date(2024, 9, 1))
    site.catch_up()
    assert proposals(site, path) == [("matched", "in_book"), ("donation", "usual")]
    done = told(confirm(site, path))
    assert (done["recorded"], done["matched"], done["left"], done["changed_count"]) == (1, 0, 1, 1)
    assert done["changed"] == [{"line": 2, "kind": "matched", "why": "in_book"}]
    assert site.book.balance == 50_000 + 70_000
    again = told(confirm(site, path))
    assert (again["recorded"], again["matched"], again["known"]) == (0, 1, 1)
    assert site.book.balance == 50_000 + 70_000


def test_what_was_decided_of_a_row_before_it_changed_is_not_recorded_either(site: Site) -> None:
    path = kept(site, GIFT)
    site.book.donate(50_000, on=date(2024, 9, 1))
    done = told(confirm(site, path, {"proposed": "donation", "kind": "interest"}))
    assert (done["recorded"], done["changed_count"]) == (0, 1)
    assert told(confirm(site, path, {"lines": [2], "kind": "interest"}))["recorded"] == 1


def test_a_pledge_that_was_fulfilled_after_the_upload_is_not_fulfilled_again(site: Site) -> None:
    book = site.book
    donor = {"association_id": str(book.commune), "name": "Trần Thị Bích"}
    donor_id = told(site.treasurer.post("/donors", donor))["id"]
    pledged = {"amount_dong": 5_000_000, "donor_id": donor_id, "effective_on": "2024-08-30"}
    pledge_id = told(site.treasurer.post(f"{site.fund}/pledges", pledged))["id"]
    path = kept(site, f"1,{DAY},5213.8,,5.000.000,,TRAN THI BICH chuyen tien")
    assert proposals(site, path) == [("pledge", "pledge_donor")]
    gift = a_donation(
        5_000_000,
        on=date(2024, 9, 20),
        account_id=book.cash_box,
        donor_id=DonorId(UUID(donor_id)),
        pledge_id=PledgeId(UUID(pledge_id)),
    )
    book.donate(gift=gift)
    done = told(confirm(site, path))
    assert (done["recorded"], done["changed"]) == (
        0,
        [{"line": 2, "kind": "donation", "why": "usual"}],
    )


def test_a_confirmation_waits_until_the_read_models_know_the_fund(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "WAIT_SECONDS_MAX", 0.01)
    path = kept(site, GIFT)
    site.lag()
    site.book.donate(50_000, on=date(2024, 9, 1))
    answer = confirm(site, path)
    assert (answer.status_code, told(answer)["code"]) == (503, "projections_behind")
    assert site.book.balance == 50_000


def test_the_correction_of_a_row_is_not_taken_for_what_was_written_by_hand(site: Site) -> None:
    path = kept(site, GIFT)
    confirm(site, path)
    gift = site.services.ledger.read(site.position() - 1, 1)[0]
    assert isinstance(gift.event, DonationReceived)
    anew = a_correction(site, gift.version, 50_000)
    assert site.treasurer.post(f"{site.fund}/reversals", anew).status_code == 201
    assert proposals(site, kept(site, GIFT, GIFT))[1] == ("donation", "usual")


def test_what_is_refused_when_it_is_placed_waits_for_a_person(site: Site) -> None:
    """A payment takes a cashier, and the treasurer is none."""
    book = site.book
    book.donate(2_000_000, on=date(2024, 8, 30))
    approved = book.propose(dong=1_000_000)
    book.approve(approved)
    path = kept(site, f"1,{TODAY:%d/%m/%Y},9915.1,1.000.000,,,CHI HOC BONG")
    assert proposals(site, path) == [("payment", "approved")]
    done = told(confirm(site, path))
    assert done["unplaced"] == [{"line": 2, "code": "forbidden"}]
    assert len(book.fund.debits) == 1


def test_the_balance_says_what_a_row_without_amount_was_and_nothing_is_recorded_unasked(
    site: Site,
) -> None:
    def row(number: int, credit: str, balance: str) -> str:
        return f"1,{DAY},{number},,{credit},{balance},ung ho {number}"

    rows = [
        row(1, "50.000", "1.050.000"),
        row(2, "20.000", "1.070.000"),
        row(3, "", "1.170.000"),
        row(4, "30.000", "1.200.000"),
        row(5, "30.000", "1.240.000"),
    ]
    answer = upload(site, a_file(*rows))
    preview = told(answer)["preview"]
    implied = {"line": 4, "booked_on": "2024-09-01", "implied_dong": 100_000, "known": False}
    assert preview["implied"] == [implied]
    assert [each["line"] for each in preview["faults"]] == [4]
    assert preview["breaks"] == [
        {
            "line": 6,
            "booked_on": "2024-09-01",
            "amount_dong": 30_000,
            "printed_dong": 1_240_000,
            "expected_dong": 1_230_000,
        }
    ]
    path = f"{site.fund}/statements/{told(answer)['id']}"
    assert told(confirm(site, path))["recorded"] == 4
    assert told(confirm(site, path, {"kind": "donation"}))["recorded"] == 0
    assert told(confirm(site, path, {"lines": [4]}))["recorded"] == 1
    assert site.book.balance == 230_000
    again = told(upload(site, a_file(*rows)))["preview"]
    assert (again["new"], again["unreadable"], again["implied"]) == (
        0,
        0,
        [implied | {"known": True}],
    )


def test_rows_come_in_pages_and_cursors_carry_their_filter(site: Site) -> None:
    path = kept(site, GIFT, BLANK, GIFT, BLANK, GIFT)
    first = told(site.treasurer.get(path, limit="2", proposed="donation"))
    assert [each["line"] for each in first["items"]] == [2, 4]
    rest = told(site.treasurer.get(path, cursor=first["next_cursor"]))
    assert [each["line"] for each in rest["items"]] == [6]
    assert rest["next_cursor"] is None
    assert first["items"][0]["memo"] == "NGUYEN VAN A ung ho"


@pytest.mark.parametrize(
    "content, code",
    [
        (b"", "empty_file"),
        (b"%PDF-1.7", "not_csv"),
        (b"PK\x03\x04 and no workbook", "broken_statement_workbook"),
        (b"a,b\r\n1,2\r\n", "missing_columns"),
        (a_file(GIFT) + b"\xff\xfe", "wrong_encoding"),
    ],
)
def test_a_file_that_is_no_statement_is_a_problem_that_says_why(
    site: Site, content: bytes, code: str
) -> None:
    answer = upload(site, content)
    assert (answer.status_code, told(answer)["code"]) == (422, code)
    assert told(site.treasurer.get(f"{site.fund}/statements"))["items"] == []


def test_a_request_that_is_no_upload_is_refused(site: Site) -> None:
    where = f"{site.fund}/statements"
    assert site.treasurer.post(where, {}).status_code == 415
    empty = site.treasurer.send("POST", where, data={}, content_type="multipart/form-data")
    assert told(empty)["code"] == "malformed_file"
    for fields, code in (
        ({"account_id": "x"}, "invalid_request"),
        ({"account_id": str(an_id("none"))}, "account_not_found"),
        ({"account_id": str(site.book.cash_box)}, "wrong_account_kind"),
        ({"layout": "agribank"}, "wrong_bank"),
        ({"layout": "no-bank"}, "unknown_layout"),
        ({"more": "1"}, "invalid_request"),
    ):
        assert told(upload(site, a_file(GIFT), fields=fields))["code"] == code


def test_only_a_treasurer_uploads_and_confirms_and_only_the_fund_s_own_people_read(
    site: Site,
) -> None:
    path = kept(site, GIFT)
    for caller in (site.auditor, site.cashier, site.approver):
        assert upload(site, a_file(GIFT), caller).status_code == 403
        assert caller.post(f"{path}/confirmation", {}).status_code == 403
    assert site.auditor.get(path).status_code == 200
    assert site.public.get(path).status_code == 401
    elsewhere = site.book.open_fund(site.book.province)
    other = path.replace(str(site.book.fund_id), str(elsewhere))
    assert told(site.treasurer.get(other))["code"] == "statement_not_found"
    assert told(confirm(site, other))["code"] == "statement_not_found"


def test_no_memo_of_a_statement_lies_anywhere_in_the_clear(site: Site) -> None:
    path = kept(site, GIFT)
    assert pieces(site, path), "it is kept"
    assert not any(b"NGUYEN" in piece for piece in pieces(site, path))
    confirm(site, path)
    assert b"NGUYEN" not in repr(contents(site.store.events_url)).encode()


def test_a_statement_is_gone_after_a_week(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(statements, "LIFETIME", timedelta(0))
    answer = upload(site, a_file(GIFT))
    path = f"{site.fund}/statements/{told(answer)['id']}"
    assert told(site.treasurer.get(path))["code"] == "statement_not_found"
    assert pieces(site, path)
    monkeypatch.undo()
    upload(site, a_file(BLANK))
    assert not pieces(site, path), "the next upload sweeps it away"


def test_purposes_follow_the_appeal(site: Site) -> None:
    purpose: PurposeId = site.book.define_purpose()
    appeal = site.book.launch(starts_on=date(2024, 9, 1), ends_on=None, purpose=purpose)
    confirm(site, kept(site, GIFT, mobilization_id=str(appeal)))
    assert site.book.fund.by_purpose[purpose].total == 50_000
