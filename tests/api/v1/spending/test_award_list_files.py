"""An uploaded list is previewed, refused line by line, or becomes disbursements as a whole."""

from collections import Counter
from typing import Any

import pytest
from werkzeug.test import TestResponse

from ledger.access import Action
from ledger.store.vault.records import PersonKind, PersonRecord
from ledger.values import Role
from tests.api.award_lists.files import csv_list, xlsx_list
from tests.api.site import Caller, Site
from tests.builders import an_id
from tests.ledger.store.contents import contents

ON = {"effective_on": "2025-06-16"}
COMMON = {"disbursement_class": "scholarship", "programme": "Tiếp sức đến trường", **ON}
ROWS = (
    ("Lê Thị An", "6A", "nghèo", 1, 500_000),
    ("Trần Văn Bình", "7B", "", 2, 300_000),
    ("lê thị  an", "6a", "mồ côi", 1, 200_000),
)


def told(answer: TestResponse) -> Any:  # noqa: ANN401  # whatever JSON it is
    assert answer.json is not None, answer.text
    return answer.json


def upload(
    site: Site,
    content: bytes,
    caller: Caller | None = None,
    headers: dict[str, str] | None = None,
    **query: str,
) -> TestResponse:
    return (caller or site.treasurer).send(
        "POST",
        f"{site.fund}/disbursements/award-list",
        headers,
        data=content,
        query_string={**COMMON, **query},
    )


def beneficiaries(site: Site) -> int:
    return len(site.services.vault.list_people(PersonKind.BENEFICIARY))


@pytest.mark.parametrize("file", [csv_list, xlsx_list])
def test_a_preview_counts_and_leaves_nothing(site: Site, file: Any) -> None:  # noqa: ANN401
    before, known = contents(site.store.events_url), beneficiaries(site)
    answer = upload(site, file(*ROWS), dry_run="true")
    assert answer.status_code == 200
    shown = told(answer)
    assert shown["receipt"] is None
    preview = shown["preview"]
    assert [preview[name] for name in ("lines", "awards", "amount_dong", "persons", "faults")] == [
        3,
        4,
        1_000_000,
        2,
        [],
    ]
    assert preview["parts"][0]["disbursement_id"] is None
    assert (contents(site.store.events_url), beneficiaries(site)) == (before, known)


def test_what_was_previewed_is_proposed(site: Site) -> None:
    content = xlsx_list(*ROWS)
    answer = upload(site, content, decision_number="12/QĐ-HKH")
    assert answer.status_code == 201
    shown = told(answer)
    (part,) = shown["preview"]["parts"]
    one = f"{site.fund}/disbursements/{part['disbursement_id']}"
    found = told(site.auditor.get(one))
    assert shown["receipt"]["id"] == part["disbursement_id"]
    counted = ("amount_dong", "awards", "instances", "persons", "status")
    assert [found["disbursement"][name] for name in counted] == [1_000_000, 4, 3, 2, "proposed"]
    lines = told(site.auditor.get(f"{one}/lines"))["items"]
    assert [each["name"] for each in lines] == ["Lê Thị An", "Trần Văn Bình", "Lê Thị An"]
    assert [each["line"]["categories"] for each in lines] == [["poor"], [], ["orphaned"]]
    document = found["private"]["document_sha256"]
    assert document == shown["preview"]["document_sha256"]
    assert found["private"]["decision_number"] == "12/QĐ-HKH"
    assert site.auditor.get(f"{site.fund}/documents/{document}").data == content
    log = b"".join(row.state for row in site.services.ledger.rows(0, 1_000_000))
    assert "Trần Văn".encode() not in log


def test_whoever_comes_again_in_another_list_is_the_same_person(site: Site) -> None:
    first = told(upload(site, csv_list(*ROWS)))
    known = beneficiaries(site)
    second = told(upload(site, csv_list(ROWS[1], ("Phạm Mới", "9C", "", 1, 5))))
    assert beneficiaries(site) == known + 1

    def recipients(shown: Any) -> list[str]:  # noqa: ANN401
        (part,) = shown["preview"]["parts"]
        path = f"{site.fund}/disbursements/{part['disbursement_id']}/lines"
        lines = told(site.auditor.get(path))["items"]
        return [each["line"]["beneficiary_id"] for each in lines]

    assert recipients(second)[0] == recipients(first)[1]


def test_an_upload_that_comes_again_has_no_second_effect(site: Site) -> None:
    key = {"Idempotency-Key": "round one"}
    content = csv_list(*ROWS)
    first = upload(site, content, headers=key)
    before = contents(site.store.events_url)
    again = upload(site, content, headers=key)
    assert (again.status_code, again.data) == (201, first.data)
    assert again.headers["Idempotent-Replayed"] == "true"
    assert contents(site.store.events_url) == before
    other = upload(site, content, headers=key, programme="Chương trình khác")
    assert (other.status_code, told(other)["code"]) == (422, "command_reused")


def test_a_list_of_more_than_a_thousand_lines_becomes_several_disbursements(site: Site) -> None:
    rows = [(f"Học sinh {n % 1_500}", "", "", 1, 1_000) for n in range(2_001)]
    preview = told(upload(site, csv_list(*rows), dry_run="true"))["preview"]
    parts = [
        (each["lines"], each["first_row"], each["last_row"], each["persons"])
        for each in preview["parts"]
    ]
    assert parts == [(1_000, 2, 1_001, 1_000), (1_000, 1_002, 2_001, 1_000), (1, 2_002, 2_002, 1)]
    assert (preview["persons"], preview["lines"]) == (1_500, 2_001)
    shown = told(upload(site, csv_list(*rows)))
    assert shown["receipt"]["recorded"] == 3
    listed = told(site.auditor.get(f"{site.fund}/disbursements"))["items"]
    assert Counter(each["disbursement"]["instances"] for each in listed) == {1_000: 2, 1: 1}


def test_a_bad_list_names_every_bad_row_and_records_nothing(site: Site) -> None:
    rows = (ROWS[0], ("", "", "", 1, 5), ("=cmd", "", "giàu", 1, 5), ("An", "", "", 1, "x"))
    before, known = contents(site.store.events_url), beneficiaries(site)
    preview = told(upload(site, csv_list(*rows), dry_run="true"))["preview"]
    assert [(each["row"], each["column"], each["reason"]) for each in preview["faults"]] == [
        (3, "name", "missing"),
        (4, "name", "formula"),
        (4, "categories", "bad_category"),
        (5, "amount_dong", "bad_amount"),
    ]
    refused = upload(site, csv_list(*rows))
    assert (refused.status_code, told(refused)["code"]) == (422, "bad_award_list")
    assert [each["field"] for each in told(refused)["fields"]] == [
        "lines.3.name",
        "lines.4.name",
        "lines.4.categories",
        "lines.5.amount_dong",
    ]
    assert (contents(site.store.events_url), beneficiaries(site)) == (before, known)


def test_what_the_book_refuses_of_a_line_is_named_by_its_row(site: Site) -> None:
    head = ("Mã", "Số tiền")
    stranger = csv_list((an_id("x"), 5), ("", ""), (an_id("y"), 7), head=head)
    preview = told(upload(site, stranger, dry_run="true"))["preview"]
    assert [(each["row"], each["reason"]) for each in preview["faults"]] == [
        (2, "unknown_code"),
        (4, "unknown_code"),
    ]
    refused = upload(site, stranger)
    assert [each["field"] for each in told(refused)["fields"]] == [
        "lines.2.beneficiary_id",
        "lines.4.beneficiary_id",
    ]


def test_what_the_book_refuses_of_the_whole_leaves_no_name_and_no_document(site: Site) -> None:
    known = beneficiaries(site)
    content = csv_list(("Người Chưa Ai Biết", "", "", 1, 5))
    for query in ({"effective_on": "2025-06-17"}, {"purpose": str(an_id("nowhere"))}):
        for dry_run in ("true", "false"):
            answer = upload(site, content, None, None, dry_run=dry_run, **query)
            assert answer.status_code in (404, 422)
    assert beneficiaries(site) == known


def test_an_own_award_is_seen_in_the_preview_and_leaves_nobody_else_registered(
    site: Site,
) -> None:
    own = site.enrol(Role.TREASURER)
    (listed,) = told(
        site.treasurer.post(
            "/beneficiaries/batch",
            {
                "association_id": str(site.book.commune),
                "beneficiaries": [{"name": "Lê Thị An", "note": "6A"}],
            },
        )
    )["ids"]
    link = {"beneficiary_id": listed}
    assert site.administrator.post(f"/staff/{own}/beneficiaries", link).status_code == 201
    caller = site.caller(own)
    before, known = contents(site.store.events_url), beneficiaries(site)
    content = csv_list(("Người Chưa Ai Biết", "", "", 1, 5), ROWS[0])
    preview = told(upload(site, content, caller, dry_run="true"))["preview"]
    assert [(each["row"], each["reason"]) for each in preview["faults"]] == [(3, "refused")]
    refused = upload(site, content, caller)
    assert (refused.status_code, [each["field"] for each in told(refused)["fields"]]) == (
        422,
        ["lines.3"],
    )
    assert (contents(site.store.events_url), beneficiaries(site)) == (before, known)
    document = f"{site.fund}/documents/{preview['document_sha256']}"
    assert site.auditor.get(document).status_code == 404


def test_whoever_is_in_the_vault_and_not_yet_in_the_book_is_no_stranger(site: Site) -> None:
    """That is how an upload leaves it that was cut off in the middle."""
    an = PersonRecord(id=an_id("An"), kind=PersonKind.BENEFICIARY, name="Lê Thị An", note="6A")
    site.services.vault.keep_people([an], site.book.commune)
    content = csv_list(ROWS[0])
    assert told(upload(site, content, dry_run="true"))["preview"]["faults"] == []
    assert upload(site, content).status_code == 201


@pytest.mark.parametrize(
    "content, status, code",
    [
        (b"", 400, "malformed_file"),
        (b"%PDF-1.7", 422, "unreadable_award_list"),
        (csv_list(), 422, "unreadable_award_list"),
    ],
)
def test_what_is_no_list_is_refused(site: Site, content: bytes, status: int, code: str) -> None:
    refused = upload(site, content)
    assert (refused.status_code, told(refused)["code"]) == (status, code)


def test_only_who_proposes_uploads(site: Site) -> None:
    for role in Role:
        allowed = role is Role.TREASURER
        answer = upload(site, csv_list(*ROWS), site.someone(role), dry_run="true")
        assert (answer.status_code == 200) is allowed, (role, Action.PROPOSE)


def test_the_template_is_there_for_everybody(site: Site) -> None:
    answer = site.public.get("/award-list-template")
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].endswith('.xlsx"')
    assert told(upload(site, answer.data))["code"] == "unreadable_award_list"
