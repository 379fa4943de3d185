"""Whatever is wrong in a request is a 4xx problem with code and field, and changes nothing."""

import json

import pytest

from api.operations.bodies import BATCH_BYTES_MAX, BODY_BYTES_MAX, MEMBERS_MAX, SESSION_BYTES_MAX
from api.operations.fields import WRONG_TOLD_MAX
from api.operations.schema import In
from tests.api.site import Site, a_gift

A_UUID = "b4a30c4e-3b8f-4d0a-8f0e-5a1d2c3b4a59"
FOREIGN = {
    "currency": "USD",
    "amount": "20",
    "rate": "25000",
    "rate_on": "2025-06-16",
    "rate_source": "Vietcombank",
}
GOODS = {"item": "vở", "quantity_milli": 1000, "unit": "quyển"}

AMOUNTS: list[object] = [
    0,
    -1,
    10**15 + 1,
    10**40,
    1.0,
    1e3,
    True,
    "500000",
    "500.000",
    None,
    [500_000],
    {"dong": 500_000},
]
DATES: list[object] = [
    "16/06/2025",
    "2025-6-16",
    "2025-02-30",
    "20250616",
    "2025-W25-1",
    "2025-06-16T09:00:00",
    "0001-01-01",
    "9999-12-31",
    "２０２５-06-16",
    "",
    20250616,
    None,
]
UUIDS: list[object] = [
    A_UUID.replace("-", ""),
    f"{{{A_UUID}}}",
    f"urn:uuid:{A_UUID}",
    f" {A_UUID}",
    A_UUID[:-1],
    "'; DROP TABLE stored_events; --",
    7,
    [A_UUID],
]
TEXTS: list[object] = [
    "",
    "   ",
    "a" * 201,
    "a\u0000b",
    "a\nb",
    "\u202eabc",
    "a\u200bb",
    "\ufeffa",
    7,
    ["a"],
    {"a": "b"},
]


def without(name: str, whole: dict[str, str], gone: str) -> dict[str, object]:
    return {name: {key: whole[key] for key in whole if key != gone}}


def goods(**members: object) -> dict[str, object]:
    return {"goods": {**GOODS, **members}, "account_id": None}


GIFTS: list[tuple[dict[str, object], str]] = [
    *(({"amount_dong": bad}, "amount_dong") for bad in AMOUNTS),
    *(({"effective_on": bad}, "effective_on") for bad in DATES),
    *(({"account_id": bad}, "account_id") for bad in UUIDS),
    *(({"donor_id": bad}, "donor_id") for bad in UUIDS),
    ({"account_id": None}, "account_id"),
    ({"account_id": ""}, "account_id"),
    ({"purpose": "special"}, "purpose"),
    ({"purpose": "GENERAL"}, "purpose"),
    ({"named": "yes"}, "named"),
    ({"named": 1}, "named"),
    ({"note": "cho em"}, "note"),
    ({"amount": 5}, "amount"),
    ({"statement_row": "0" * 64}, "statement_row"),
    ({"memo_id": A_UUID}, "memo_id"),
    ({"device_number": "a\u0000"}, "device_number"),
    ({"device_number": "7" * 51}, "device_number"),
    ({"occurred_on": "yesterday"}, "occurred_on"),
    ({"foreign": "USD 20"}, "foreign.body"),
    *((without("foreign", FOREIGN, gone), f"foreign.{gone}") for gone in FOREIGN),
    ({"foreign": {**FOREIGN, "currency": "usd"}}, "foreign.currency"),
    ({"foreign": {**FOREIGN, "currency": "VND"}}, "foreign.currency"),
    ({"foreign": {**FOREIGN, "amount": "1e3"}}, "foreign.amount"),
    ({"foreign": {**FOREIGN, "amount": 20}}, "foreign.amount"),
    ({"foreign": {**FOREIGN, "rate": "-25000"}}, "foreign.rate"),
    ({"foreign": {**FOREIGN, "fee": "1"}}, "foreign.fee"),
    ({"goods": GOODS}, "account_id"),
    ({"goods": GOODS, "account_id": None, "foreign": FOREIGN}, "foreign"),
    *((goods(item=bad), "goods.item") for bad in TEXTS),
    (goods(quantity_milli=0), "goods.quantity_milli"),
    (goods(quantity_milli=1.5), "goods.quantity_milli"),
]


@pytest.mark.parametrize("change,field", GIFTS, ids=[f"{f}-{n}" for n, (_, f) in enumerate(GIFTS)])
def test_a_wrong_member_is_named_and_nothing_is_recorded(
    shared_site: Site, change: dict[str, object], field: str
) -> None:
    before = shared_site.position()
    gift = a_gift(shared_site, **change)
    answer = shared_site.treasurer.post(f"{shared_site.fund}/donations", gift)
    assert answer.status_code == 422
    assert answer.content_type == "application/problem+json"
    problem = answer.json
    assert problem is not None
    assert problem["code"] == "invalid_request"
    assert [each["field"] for each in problem["fields"]] == [field]
    assert problem["fields"][0]["message"]
    assert shared_site.position() == before


@pytest.mark.parametrize("missing", ["amount_dong", "effective_on"])
def test_a_missing_member_is_named(shared_site: Site, missing: str) -> None:
    gift = a_gift(shared_site)
    del gift[missing]
    answer = shared_site.treasurer.post(f"{shared_site.fund}/donations", gift)
    assert answer.json is not None
    assert (answer.status_code, answer.json["fields"][0]["field"]) == (422, missing)


def test_all_that_is_wrong_is_said_at_once(shared_site: Site) -> None:
    gift = a_gift(shared_site, amount_dong="1", effective_on="today", note="x")
    answer = shared_site.treasurer.post(f"{shared_site.fund}/donations", gift)
    assert answer.json is not None
    fields = {each["field"] for each in answer.json["fields"]}
    assert fields == {"amount_dong", "effective_on", "note"}


BODIES: list[tuple[bytes, int, str]] = [
    (b"", 400, "malformed_json"),
    (b"{", 400, "malformed_json"),
    (b"{}}", 400, "malformed_json"),
    (b"{'amount_dong': 1}", 400, "malformed_json"),
    (b'{"amount_dong": 1, "amount_dong": 2}', 400, "malformed_json"),
    (b'{"amount_dong": NaN}', 400, "malformed_json"),
    (b'{"amount_dong": Infinity}', 400, "malformed_json"),
    (b'{"amount_dong": ' + b"9" * 5_000 + b"}", 400, "malformed_json"),
    (b'{"note": "\xff\xfe"}', 400, "malformed_json"),
    (b'{"note": "\xc3\x28"}', 400, "malformed_json"),
    (b'{"note": "\\ud800"}', 400, "malformed_json"),
    (b'{"\\udfff": 1}', 400, "malformed_json"),
    (b'\xef\xbb\xbf{"amount_dong": 1}', 400, "malformed_json"),
    ('{"amount_dong": 1}'.encode("utf-16"), 400, "malformed_json"),
    (b"[" * 100_000, 400, "malformed_json"),
    (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, 400, "malformed_json"),
    (b"null", 422, "invalid_request"),
    (b"[]", 422, "invalid_request"),
    (b"1", 422, "invalid_request"),
    (b'"gift"', 422, "invalid_request"),
    (b"{}", 422, "invalid_request"),
    (b'{"note": "\\u0000"}', 422, "invalid_request"),
    (b'{"__proto__": {}, "self": 1}', 422, "invalid_request"),
]


@pytest.mark.parametrize("body,status,code", BODIES, ids=[str(n) for n in range(len(BODIES))])
def test_a_body_that_is_no_json_object_is_a_problem(
    shared_site: Site, body: bytes, status: int, code: str
) -> None:
    before = shared_site.position()
    answer = shared_site.treasurer.send(
        "POST", f"{shared_site.fund}/donations", data=body, content_type="application/json"
    )
    assert answer.json is not None
    assert (answer.status_code, answer.json["code"]) == (status, code)
    assert shared_site.position() == before


@pytest.mark.parametrize("depth", [10, 200, 800, 900, 950, 990, 1_000, 3_000])
def test_arrays_deeper_than_any_schema_are_a_problem(shared_site: Site, depth: int) -> None:
    nested = b"[" * depth + b"]" * depth
    for body in (nested, b'{"goods": ' + nested + b"}", b'{"donations": [' + nested + b"]}"):
        for path in ("donations", "donations/batch?continue_on_error=true"):
            answer = shared_site.treasurer.send(
                "POST",
                f"{shared_site.fund}/{path}",
                data=body,
                content_type="application/json",
            )
            assert answer.status_code in (200, 400, 422)


@pytest.mark.parametrize(
    "content_type",
    ["", "text/plain", "application/x-www-form-urlencoded", "application/xml", "application/jsonx"],
)
def test_only_json_is_read(shared_site: Site, content_type: str) -> None:
    answer = shared_site.treasurer.send(
        "POST",
        f"{shared_site.fund}/donations",
        data=json.dumps(a_gift(shared_site)),
        content_type=content_type,
    )
    assert answer.json is not None
    assert (answer.status_code, answer.json["code"]) == (415, "unsupported_media_type")


@pytest.mark.parametrize(
    "path,most",
    [
        ("/session", SESSION_BYTES_MAX),
        ("{fund}/donations", BODY_BYTES_MAX),
        ("{fund}/donations/batch", BATCH_BYTES_MAX),
    ],
)
def test_a_body_that_is_too_large_is_not_read(shared_site: Site, path: str, most: int) -> None:
    answer = shared_site.treasurer.send(
        "POST",
        path.format(fund=shared_site.fund),
        data=b" " * (most + 1),
        content_type="application/json",
    )
    assert answer.json is not None
    assert (answer.status_code, answer.json["code"]) == (413, "body_too_large")


def test_a_batch_may_be_larger_than_a_gift(site: Site) -> None:
    body = json.dumps({"donations": [a_gift(site, 1)] * 5_000}).ljust(BATCH_BYTES_MAX)
    path = f"{site.fund}/donations/batch"
    answer = site.treasurer.send("POST", path, data=body, content_type="application/json")
    assert (answer.status_code, site.book.balance) == (201, 5_000)


def test_a_batch_has_a_last_gift(shared_site: Site) -> None:
    body: dict[str, list[object]] = {"donations": [{}] * 5_001}
    answer = shared_site.treasurer.post(f"{shared_site.fund}/donations/batch", body)
    assert answer.json is not None
    assert (answer.status_code, answer.json["fields"][0]["field"]) == (422, "donations")


@pytest.mark.parametrize(
    "method,path,status,code",
    [
        ("GET", "/nowhere", 404, "route_not_found"),
        ("GET", "/funds/seven", 404, "route_not_found"),
        ("GET", f"/funds/{A_UUID}%00", 404, "route_not_found"),
        ("GET", "/funds/../../etc/passwd", 404, "route_not_found"),
        ("GET", f"/funds/{A_UUID}/donations", 405, "method_not_allowed"),
        ("PUT", f"/funds/{A_UUID}", 405, "method_not_allowed"),
        ("PATCH", "/funds", 405, "method_not_allowed"),
        ("GET", f"/funds/{A_UUID}", 404, "fund_not_found"),
        ("GET", f"/funds/{A_UUID}/balance", 404, "fund_not_found"),
        ("GET", f"/funds/{A_UUID}/entries", 404, "fund_not_found"),
        ("GET", f"/funds/{A_UUID}/events", 404, "fund_not_found"),
        ("GET", f"/funds/{A_UUID}/mobilizations", 404, "fund_not_found"),
        ("GET", f"/funds/{A_UUID}/disbursements", 404, "fund_not_found"),
        ("GET", f"/funds/{A_UUID}/debits", 404, "fund_not_found"),
        ("GET", f"/associations/{A_UUID}", 404, "association_not_found"),
        ("GET", f"/donors/{A_UUID}/history", 404, "donor_not_found"),
        ("POST", f"/funds/{A_UUID}/donations", 404, "fund_not_found"),
    ],
)
def test_what_is_not_there_is_a_problem(
    shared_site: Site, method: str, path: str, status: int, code: str
) -> None:
    answer = shared_site.treasurer.send(method, path)
    assert answer.content_type == "application/problem+json"
    assert answer.json is not None
    assert (answer.status_code, answer.json["code"]) == (status, code)


def test_a_method_that_is_not_allowed_is_told_which_are(shared_site: Site) -> None:
    answer = shared_site.treasurer.send("PUT", "/tokens")
    assert {"GET", "POST"} <= set(answer.headers["Allow"].replace(" ", "").split(","))


@pytest.mark.parametrize(
    "path,query,field",
    [
        ("balance", {"as_off": "2024-12-31"}, "as_off"),
        ("entries", {"limit": "0"}, "limit"),
        ("entries", {"limit": "1001"}, "limit"),
        ("entries", {"limit": "1.5"}, "limit"),
        ("entries", {"limit": "٣"}, "limit"),
        ("disbursements", {"status": "late"}, "status"),
        ("mobilizations", {"limit": "3"}, "limit"),
    ],
)
def test_a_wrong_parameter_is_named(
    shared_site: Site, path: str, query: dict[str, str], field: str
) -> None:
    answer = shared_site.public.get(f"{shared_site.fund}/{path}", None, **query)
    assert answer.json is not None
    assert (answer.status_code, answer.json["code"]) == (422, "invalid_request")
    assert answer.json["fields"][0]["field"] == field


def test_a_parameter_given_twice_is_named(shared_site: Site) -> None:
    answer = shared_site.public.send("GET", f"{shared_site.fund}/entries?limit=1&limit=2")
    assert answer.json is not None
    assert (answer.status_code, answer.json["fields"][0]["field"]) == (422, "limit")


def test_a_member_with_an_endless_name_is_not_shown_back_at_length(shared_site: Site) -> None:
    gift = a_gift(shared_site, **{"x" * 50_000: 1})
    answer = shared_site.treasurer.post(f"{shared_site.fund}/donations", gift)
    assert answer.status_code == 422
    assert len(answer.data) < 1_000


def test_a_problem_repeats_no_value_that_was_sent(shared_site: Site) -> None:
    gift = a_gift(shared_site, donor_id="Nguyễn Thị Mai 0912345678", device_number="Mai\n")
    answer = shared_site.treasurer.post(f"{shared_site.fund}/donations", gift)
    assert answer.status_code == 422
    assert "Mai" not in answer.text


def test_an_object_has_no_more_members_than_anybody_wants_to_hear_of(shared_site: Site) -> None:
    for unknown, status in ((MEMBERS_MAX, 422), (MEMBERS_MAX + 1, 400)):
        body = {f"m{number}": 1 for number in range(unknown)}
        answer = shared_site.treasurer.post(f"{shared_site.fund}/donations", body)
        assert answer.status_code == status


def test_no_schema_has_more_members_than_an_object_may_have() -> None:
    assert all(len(schema().fields) < MEMBERS_MAX for schema in In.__subclasses__())


LISTS = {
    "disbursements": ("lines", 1_000),
    "cash-counts": ("denominations", 40),
    "disbursements ": ("categories", 8),
}


@pytest.mark.parametrize("path", LISTS)
def test_a_list_that_is_too_long_is_not_read(shared_site: Site, path: str) -> None:
    """What is wrong in each of half a million items would be told for a minute."""
    name, most = LISTS[path]
    there = f"{shared_site.fund}/{path.strip()}"
    answer = shared_site.treasurer.post(there, {name: [0] * (most + 1)})
    assert answer.json is not None
    assert answer.status_code == 422
    assert name in {each["field"] for each in answer.json["fields"]}
    assert not any(each["field"].startswith(f"{name}.") for each in answer.json["fields"])


def test_of_what_is_wrong_in_a_list_the_beginning_is_told(shared_site: Site) -> None:
    body = {"lines": [{"amount_dong": 1}] + [{"amount_dong": 0}] * (WRONG_TOLD_MAX + 50)}
    answer = shared_site.treasurer.post(f"{shared_site.fund}/disbursements", body)
    assert answer.json is not None
    wrong = [each["field"] for each in answer.json["fields"] if each["field"].startswith("lines.")]
    assert wrong == [f"lines.{number}.amount_dong" for number in range(1, WRONG_TOLD_MAX + 1)]
