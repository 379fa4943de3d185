"""Reorganisations over HTTP: one association ends, or a whole province changes, or nothing does."""

from typing import Any

import pytest
from werkzeug.test import TestResponse

from ledger.shares import WHOLE
from ledger.values import AssociationId, Level, Role
from tests.api.site import Caller, Site
from tests.builders import an_association, an_id
from tests.fakes import TODAY


@pytest.fixture
def site(shared_site: Site) -> Site:
    """The shared app, with a commune of its own that may end, and a fund of that."""
    book = shared_site.book
    book.commune = book.establish(an_association(Level.COMMUNE, book.province))
    shared_site.renew()
    return shared_site


@pytest.fixture
def heir(site: Site) -> AssociationId:
    book = site.book
    return book.establish(an_association(Level.COMMUNE, book.province, name="Cẩm Xuyên"))


@pytest.fixture
def above(site: Site) -> Caller:
    """An administrator of the province."""
    return site.someone(Role.ADMINISTRATOR, site.book.province)


def a_merger(heir: AssociationId, **members: object) -> dict[str, Any]:
    successor = {"association_id": str(heir), "share_millionths": WHOLE}
    return {
        "successors": [successor],
        "effective_on": "2025-07-01",
        "decision_number": "1283/NQ-UBTVQH15",
        **members,
    }


def refused(answer: TestResponse) -> tuple[str, list[str]]:
    assert answer.json is not None
    return answer.json["code"], [each["field"] for each in answer.json["fields"]]


def test_an_association_is_merged_into_another(
    site: Site, above: Caller, heir: AssociationId
) -> None:
    path = f"/associations/{site.book.commune}/successions"
    answer = above.post(path, a_merger(heir))
    assert answer.status_code == 201, answer.json
    assert answer.json is not None
    assert [entry["topic"] for entry in answer.json["entries"]] == ["association.succeeded"]
    told = site.public.get(f"/associations/{site.book.commune}").json
    assert told is not None
    assert told["association"]["ended_on"] == "2025-07-01"
    assert told["ending"] == {
        "effective_on": "2025-07-01",
        "decision_number": "1283/NQ-UBTVQH15",
        "successors": [
            {"association_id": str(heir), "name": "Cẩm Xuyên", "share_millionths": WHOLE}
        ],
    }
    again = above.post(path, a_merger(heir))
    assert again.json is not None
    assert (again.status_code, again.json["code"]) == (422, "association_ended")


@pytest.mark.parametrize(
    "members, code, field",
    [
        ({"successors": [{"share_millionths": WHOLE}]}, "invalid_request", "successors"),
        ({"effective_on": "1.7.2025"}, "invalid_request", "effective_on"),
        ({"decision_number": None}, "invalid_request", "decision_number"),
        ({"effective_on": "1990-01-01"}, "dated_before_association", "effective_on"),
    ],
)
def test_a_succession_that_is_wrong_says_what(
    site: Site,
    above: Caller,
    heir: AssociationId,
    members: dict[str, object],
    code: str,
    field: str,
) -> None:
    answer = above.post(f"/associations/{site.book.commune}/successions", a_merger(heir, **members))
    assert answer.json is not None
    assert answer.json["code"] == code
    assert field in str(answer.json)


def test_nobody_ends_his_own_association(site: Site, heir: AssociationId) -> None:
    own = site.someone(Role.ADMINISTRATOR, site.book.commune)
    answer = own.post(f"/associations/{site.book.commune}/successions", a_merger(heir))
    assert answer.status_code == 403


def test_a_whole_reorganisation_is_rehearsed_and_carried_out(site: Site, above: Caller) -> None:
    book = site.book
    new = str(an_id("new commune"))
    plan = {
        "decision_number": "1283/NQ-UBTVQH15",
        "begins": [
            {
                "association_id": new,
                "name": "Hội Khuyến học xã Đồng Lộc",
                "level": "commune",
                "parent_id": str(book.province),
                "effective_on": str(TODAY),
            }
        ],
        "ends": [
            {
                "association_id": str(book.commune),
                "successors": [{"association_id": new, "share_millionths": WHOLE}],
                "effective_on": str(TODAY),
                "decision_number": "1283/NQ-UBTVQH15",
            }
        ],
    }
    path = f"/associations/{book.province}/reorganisations"
    rehearsed = above.post(path, plan, dry_run="true")
    assert rehearsed.json is not None
    assert (rehearsed.status_code, rehearsed.json["recorded"]) == (200, 4)
    done = above.post(path, plan)
    assert done.json is not None
    assert (done.status_code, done.json["recorded"]) == (201, 4)
    begun = site.public.get(f"/associations/{new}").json
    assert begun is not None
    assert begun["association"]["name"] == "Hội Khuyến học xã Đồng Lộc"
    plan["ends"][0]["association_id"] = str(an_id("nobody"))  # type: ignore[index]
    plan["begins"] = []
    wrong = above.post(path, plan)
    assert wrong.status_code == 404
    assert refused(wrong) == ("association_not_found", ["ends.0.association_id"])


def test_what_begins_wrong_is_named_by_its_place(site: Site, above: Caller) -> None:
    def begin(*parents: object) -> TestResponse:
        begins = [
            {
                "association_id": str(an_id("a commune that never begins")),
                "name": "Hội Khuyến học xã Đồng Lộc",
                "level": "commune",
                "parent_id": str(parent_id),
                "effective_on": str(TODAY),
            }
            for parent_id in parents
        ]
        body = {"decision_number": "1283/NQ-UBTVQH15", "begins": begins}
        return above.post(f"/associations/{site.book.province}/reorganisations", body)

    province = site.book.province
    twice, nowhere = begin(province, province), begin(an_id("nobody"))
    assert refused(twice) == ("already_exists", ["begins.1.association_id"])
    assert refused(nowhere) == ("association_not_found", ["begins.0.parent_id"])
