"""A statement is uploaded, looked at, and confirmed row by row or by rule, over HTTP."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from api.statements.keeping import StatementDesk
from ledger.events.fund.receiving import (
    BankFeeCharged,
    CreditUnallocated,
    DebitUnallocated,
    DonationReceived,
    InterestCredited,
)
from ledger.store.vault import statements
from ledger.store.vault.database import PeopleDatabase
from ledger.store.vault.statement_tables import PIECES
from ledger.store.vault.statements import Statements
from ledger.values import AccountKind, PurposeId
from tests.api.site import Site
from tests.api.statements.files import HEADER
from tests.api.v1.receiving.uploading import (
    BLANK,
    CODED,
    DAY,
    DEBIT,
    FEE,
    GIFT,
    INTEREST,
    a_file,
    confirm,
    happened,
    kept,
    proposals,
    told,
    upload,
)
from tests.builders import a_donation, an_id
from tests.ledger.store.contents import contents


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


def test_fees_that_the_money_did_not_reach_for_are_warned_of(site: Site) -> None:
    path = kept(site, GIFT, FEE)
    figures = {"available_dong": -5_000, "since_on": "2024-09-01", "times": 1}
    warnings = [
        {"code": "insufficient_funds", "limits": {**holder, **figures}}
        for holder in ({"account_id": str(site.book.bank)}, {"purpose": "general"})
    ]
    tried = site.treasurer.post(f"{path}/confirmation", {"decisions": []}, None, dry_run="true")
    assert told(tried)["warnings"] == warnings
    headers = {"Idempotency-Key": "once"}
    for _ in range(2):
        sent = site.treasurer.post(f"{path}/confirmation", {"decisions": []}, headers)
        assert told(sent)["warnings"] == warnings
    assert told(confirm(site, kept(site, GIFT, FEE, DEBIT)))["warnings"] == []


def test_the_statement_of_another_account_of_the_fund_is_refused(site: Site) -> None:
    other = site.book.open_account(AccountKind.BANK, number="0019998887776")
    site.catch_up()
    lines = ["Số tài khoản:,0019998887776", HEADER, GIFT]
    answer = upload(site, "\n".join([*lines, ""]).encode())
    assert (answer.status_code, told(answer)["code"]) == (422, "other_account")
    assert told(answer)["limits"] == {"account_id": str(other)}


def test_a_gift_to_an_appeal_whose_purpose_has_expired_is_warned_of(site: Site) -> None:
    book = site.book
    purpose = book.define_purpose(expires_on=date(2024, 8, 31))
    book.launch(purpose=purpose, memo_code="VEHH2024", starts_on=date(2024, 8, 1))
    answer = told(confirm(site, kept(site, GIFT, CODED)))
    limits = {"expired_on": "2024-08-31", "purpose": str(purpose)}
    assert answer["recorded"] == 2
    assert answer["warnings"] == [{"code": "purpose_expired", "limits": limits}]


def test_what_was_left_may_be_confirmed_later(site: Site) -> None:
    path = kept(site, GIFT, BLANK)
    first = told(confirm(site, path, {"lines": [2]}, decided_only=True))
    assert (first["recorded"], first["left"]) == (1, 1)
    second = told(confirm(site, path))
    assert (second["recorded"], second["known"]) == (1, 1)


def test_once_all_is_recorded_nobody_looks_through_the_rows_for_what_is_new(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    confirm(site, kept(site, GIFT, BLANK), {"lines": [2]}, decided_only=True)
    path = kept(site, GIFT, BLANK)
    here, statement_id = site.services, UUID(path.rpartition("/")[2])
    desk = StatementDesk(here.ledger, here.vault, here.views, site.book.fund_id)
    assert desk.has_new(statement_id)
    confirm(site, path)
    monkeypatch.setattr(Statements, "pieces", None)
    assert not desk.has_new(statement_id)
    listed = told(site.treasurer.get(f"{site.fund}/statements"))["items"]
    assert [(each["preview"]["new"], each["preview"]["known"]) for each in listed] == [
        (0, 2),
        (2, 0),
    ]


def test_a_decision_that_does_not_fit_its_row_refuses_all(site: Site) -> None:
    path = kept(site, GIFT, DEBIT)
    before = site.position()
    for decision, field in (
        ({"lines": [3], "kind": "donation"}, "decisions.0.kind"),
        ({"lines": [2], "kind": "fee"}, "decisions.0.kind"),
        ({"lines": [2], "kind": "transfer"}, "decisions.0.transfer_id"),
        ({"lines": [2], "kind": "pledge"}, "decisions.0.pledge_id"),
        ({"lines": [2, 999, 998], "kind": "skip"}, "decisions.0.lines.1"),
        ({"lines": [1], "kind": "skip"}, "decisions.0.lines.0"),
    ):
        for asked in ({"dry_run": "true"}, {}):
            sent = {"decisions": [decision]}
            answer = site.treasurer.post(f"{path}/confirmation", sent, None, **asked)
            assert (answer.status_code, told(answer)["code"]) == (422, "bad_decision")
            assert told(answer)["fields"] == [{"field": field}]
    wrong: list[dict[str, object]] = [
        {"lines": []},
        {"lines": [2], "proposed": "fee"},
        {"kind": "gift"},
        {"memo_contains": "***", "kind": "interest"},
    ]
    for each in wrong:
        assert told(confirm(site, path, each))["code"] == "invalid_request"
    assert site.position() == before


def test_a_row_at_the_edge_that_the_book_has_one_like_is_not_decided_but_written_by_hand(
    site: Site,
) -> None:
    """Of two equal gifts, each in a file of its own, the second is then matched in a file of both.

    To skip the row, or to take it as it is proposed, needs no decision and is none.
    """
    assert told(confirm(site, kept(site, GIFT)))["recorded"] == 1
    path = kept(site, GIFT, CODED)
    before = site.position()
    for asked in ({"dry_run": "true"}, {}):
        sent = {"decisions": [{"lines": [3]}, {"lines": [3, 2], "kind": "donation"}]}
        answer = site.treasurer.post(f"{path}/confirmation", sent, None, **asked)
        assert (answer.status_code, told(answer)["code"]) == (409, "statement_row_recorded")
        assert told(answer)["fields"] == [{"field": "decisions.1.lines.1"}]
        assert told(answer)["limits"] == {"line": 2}
    assert site.position() == before
    done = told(confirm(site, path, {"lines": [2], "kind": "skip"}))
    assert (done["recorded"], done["known"]) == (1, 1)
    site.book.donate(gift=a_donation(50_000, account_id=site.book.bank, on=date(2024, 9, 1)))
    both = kept(site, GIFT, GIFT, CODED)
    assert proposals(site, both) == [("skip", "known"), ("matched", "in_book"), ("skip", "known")]


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
    assert upload(site, a_file(GIFT), headers={"Content-Encoding": "gzip"}).status_code == 415
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
