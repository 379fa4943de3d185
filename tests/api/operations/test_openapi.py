"""The OpenAPI document says what the API does, and so does its page."""

import re
from typing import Any

import pytest

from api.errors import codes
from ledger.values import AMOUNT_DONG_MAX
from tests.api.site import Site


@pytest.fixture(scope="module")
def spec(shared_site: Site) -> dict[str, Any]:
    """The document."""
    found: dict[str, Any] = shared_site.public.get("/openapi.json").json or {}
    return found


def references(value: object) -> set[str]:
    if isinstance(value, dict):
        own = {value["$ref"]} if isinstance(value.get("$ref"), str) else set()
        return own.union(*map(references, value.values()))
    return set().union(*map(references, value)) if isinstance(value, list) else set()


def operations(spec: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    return [
        (method, path, described)
        for path, methods in spec["paths"].items()
        for method, described in methods.items()
        if method != "parameters"
    ]


def test_it_is_openapi_3_1(spec: dict[str, Any]) -> None:
    assert spec["openapi"] == "3.1.0"
    assert spec["info"]["title"] == "Sổ Quỹ"


def test_every_reference_leads_somewhere(spec: dict[str, Any]) -> None:
    for reference in references(spec):
        found = spec
        for part in reference.removeprefix("#/").split("/"):
            assert part in found, reference
            found = found[part]


def test_every_route_is_described(shared_site: Site, spec: dict[str, Any]) -> None:
    described = {(method.upper(), path) for method, path, _ in operations(spec)}
    routes = {
        (method, re.sub(r"<(?:[^:<>]+:)?([^<>]+)>", r"{\1}", rule.rule))
        for rule in shared_site.app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if rule.rule.startswith("/api/v1/") and rule.endpoint != "api-docs.openapi_json"
    }
    assert routes == described


def test_every_operation_has_a_sentence_an_answer_and_a_problem(spec: dict[str, Any]) -> None:
    for method, path, described in operations(spec):
        assert described["summary"].endswith("."), (method, path)
        assert {"200", "204"} & described["responses"].keys(), (method, path)
        problems = {status for status in described["responses"] if status >= "400"}
        assert {"400", "401", "503"} <= problems, (method, path)
        assert "default" not in described["responses"], (method, path)


def test_every_operation_has_a_name_of_its_own(spec: dict[str, Any]) -> None:
    names = [described["operationId"] for _, _, described in operations(spec)]
    assert len(set(names)) == len(names)


def test_every_code_stands_under_its_status(spec: dict[str, Any]) -> None:
    described = {
        (schema["properties"]["status"]["const"], code)
        for response in spec["components"]["responses"].values()
        for content in response["content"].values()
        for schema in [content["schema"]]
        for code in schema["properties"]["code"]["enum"]
    }
    assert described == {(code.status, code.code) for code in codes()}


def test_what_is_made_leads_to_what_takes_it(spec: dict[str, Any]) -> None:
    made = spec["paths"]["/api/v1/funds/{fund_id}/disbursements"]["post"]["responses"]["201"]
    assert made["links"]["approve_disbursement"] == {
        "operationId": "approve_disbursement",
        "parameters": {
            "fund_id": "$request.path.fund_id",
            "disbursement_id": "$response.body#/id",
        },
    }
    kept = spec["paths"]["/api/v1/funds/{fund_id}/documents"]["post"]["responses"]["201"]
    assert kept["links"]["read_document"]["parameters"]["sha256"] == "$response.body#/sha256"


def test_every_link_leads_to_an_operation_with_all_that_its_path_names(
    spec: dict[str, Any],
) -> None:
    paths = {described["operationId"]: path for _, path, described in operations(spec)}
    links = [
        link
        for _, _, described in operations(spec)
        for response in described["responses"].values()
        for link in response.get("links", {}).values()
    ]
    assert links
    for link in links:
        assert set(re.findall(r"{(\w+)}", paths[link["operationId"]])) == link["parameters"].keys()


EVERY_WRITE = {
    "#/components/parameters/Idempotency-Key",
    "#/components/parameters/If-Match",
    "dry_run",
}
WITHOUT = {
    "/api/v1/funds/{fund_id}/documents": "#/components/parameters/Idempotency-Key",
    "/api/v1/beneficiaries/batch": "#/components/parameters/If-Match",
}
"""What its content names needs no key, and what has no stream of its own no condition."""


OF_ONESELF = {
    "/api/v1/session",
    "/api/v1/sessions",
    "/api/v1/sessions/{session_id}",
    "/api/v1/password",
}
"""How somebody comes in is in no event, and takes no role."""


def test_every_write_takes_a_key_a_condition_and_a_dry_run_but_for_two(
    spec: dict[str, Any],
) -> None:
    for method, path, described in operations(spec):
        if method == "get" or path in OF_ONESELF:
            continue
        taken = {each.get("$ref", each.get("name")) for each in described["parameters"]}
        assert EVERY_WRITE - taken == ({WITHOUT[path]} if path in WITHOUT else set()), path


def test_what_is_public_says_so(spec: dict[str, Any]) -> None:
    for method, path, described in operations(spec):
        is_public = described.get("security") == []
        assert is_public or described.get("x-roles") or path in OF_ONESELF, (method, path)


@pytest.mark.parametrize(
    "path",
    [
        "/funds/{fund_id}/balance",
        "/funds/{fund_id}/entries",
        "/funds/{fund_id}/mobilizations",
        "/funds/{fund_id}/disbursements",
        "/funds/{fund_id}/disbursements/{disbursement_id}",
        "/donors/{donor_id}/history",
    ],
)
def test_what_may_be_asked_as_it_was_known_says_so(spec: dict[str, Any], path: str) -> None:
    asked = {
        each.get("name"): each for each in spec["paths"][f"/api/v1{path}"]["get"]["parameters"]
    }
    assert asked["known_at"]["in"] == "query"
    assert "moment" in asked["known_at"]["description"]


def test_bounds_that_are_checked_are_described(spec: dict[str, Any]) -> None:
    gift = spec["components"]["schemas"]["DonationIn"]
    assert gift["additionalProperties"] is False
    assert set(gift["required"]) == {"amount_dong", "effective_on"}
    amount = gift["properties"]["amount_dong"]
    assert (amount["type"], amount["minimum"], amount["maximum"]) == ("integer", 0, AMOUNT_DONG_MAX)
    assert gift["properties"]["effective_on"]["format"] == "date"
    assert gift["properties"]["account_id"]["format"] == "uuid"


def test_the_page_shows_every_operation_schema_and_header(
    shared_site: Site, spec: dict[str, Any]
) -> None:
    page = shared_site.public.get("/api/docs").text
    for _, path, _ in operations(spec):
        assert f"<code>{path}</code>" in page
    for name in (*spec["components"]["schemas"], *spec["components"]["parameters"]):
        assert name in page


def test_the_page_asks_nobody_else_for_anything(shared_site: Site) -> None:
    page = shared_site.public.get("/api/docs").text
    assert "<script" not in page
    assert not re.search(r"(src|href)=\"(?!#|/)", page)
    assert "style=" not in page
    for anchor in re.findall(r'href="#([^"]+)"', page):
        assert f'id="{anchor}"' in page
    (stylesheet,) = re.findall(r'<link rel="stylesheet" href="([^"]+)">', page)
    style = shared_site.public.get(stylesheet)
    assert (style.status_code, style.mimetype) == (200, "text/css")
    assert "url(" not in style.text
