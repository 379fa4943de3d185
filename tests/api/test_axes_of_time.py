"""A period, a point of knowledge, a day: asked for wherever, what is none has one code each."""

from typing import Any

import pytest

from tests.api.site import Site
from tests.builders import an_id

CODES = {
    "period": "bad_period",
    "known_at": "bad_known_at",
    "as_of": "bad_as_of",
    "restated": "bad_restated",
}
AXES = [
    (
        "period",
        ["", "2025-Q5", "2025-13", "2024/2026", "2025-06-13..2025-06-12", "tháng sáu", "\0"],
    ),
    (
        "known_at",
        [
            "",
            "-1",
            "1.5",
            "hôm qua",
            "2025-01-15",
            "2025-01-15T17:00:00",
            "9" * 30,
            "2025-02-30T17:00:00Z",
            "2025-01-15T17:00:00+99:00",
        ],
    ),
    ("as_of", ["", "2025-02-30", "15/01/2025", "20250115", "4711", "hôm qua"]),
    ("restated", ["", "2025-13-01", "4711", "now"]),
]
LEAST = {"period": 4, "known_at": 15, "as_of": 3, "restated": 1}
"""So many operations ask for it at least: none has gone from the document unseen."""


def asked_with(site: Site, name: str) -> dict[str, dict[str, Any]]:
    """Return the paths that take a parameter of this name, with how it is described."""
    spec: dict[str, Any] = site.public.get("/openapi.json").json or {}
    return {
        path: parameter
        for path, operations in spec["paths"].items()
        for parameter in operations.get("get", {}).get("parameters", ())
        if parameter.get("name") == name
    }


@pytest.fixture(scope="module")
def ids(shared_site: Site) -> dict[str, object]:
    """Something that exists for every kind of id in a path that says who may."""
    book = shared_site.book
    return {
        "fund_id": book.fund_id,
        "account_id": book.bank,
        "association_id": book.commune,
        "donor_id": book.register_donor(),
        "beneficiary_id": book.register_beneficiary(),
        "mobilization_id": book.launch(),
        "disbursement_id": book.propose(),
        "report_id": an_id("report"),
    }


@pytest.mark.parametrize("name,texts", AXES, ids=[name for name, _ in AXES])
def test_what_is_no_point_on_an_axis_of_time_has_one_code_everywhere(
    shared_site: Site, ids: dict[str, object], name: str, texts: list[str]
) -> None:
    asked = asked_with(shared_site, name)
    assert len(asked) >= LEAST[name]
    for path in asked:
        for text in texts:
            answer = shared_site.auditor.send("GET", path.format(**ids), query_string={name: text})
            assert answer.json is not None, path
            told = (answer.status_code, answer.json["code"], answer.json["fields"])
            assert told == (400, CODES[name], [{"field": name}]), (path, text)


@pytest.mark.parametrize("name", CODES)
def test_the_document_tells_the_code(shared_site: Site, name: str) -> None:
    for path, parameter in asked_with(shared_site, name).items():
        assert f"`{CODES[name]}`" in parameter["description"], path


@pytest.mark.parametrize(
    "wrong,code",
    [
        ({"period": "2024-H3"}, "bad_period"),
        ({"period": 2024}, "bad_period"),
        ({"known_at": -1}, "bad_known_at"),
        ({"known_at": "4711"}, "bad_known_at"),
        ({"known_at": True}, "bad_known_at"),
        ({"restated": "2024-02-30"}, "bad_restated"),
    ],
)
def test_a_report_to_publish_is_refused_in_the_same_words(
    shared_site: Site, wrong: dict[str, object], code: str
) -> None:
    asked = {"association_id": str(shared_site.book.commune), "period": "2024"} | wrong
    answer = shared_site.approver.post("/reports", asked)
    assert answer.json is not None
    (field,) = wrong
    assert (answer.status_code, answer.json["code"]) == (400, code)
    assert answer.json["fields"] == [{"field": field}]
