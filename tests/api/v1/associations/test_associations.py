"""Associations over HTTP: the tree."""

import pytest

from tests.api.site import Site, a_gift
from tests.builders import an_id


def an_association(site: Site, **members: object) -> dict[str, object]:
    return {
        "name": "Hội Khuyến học xã Thạch Khê",
        "level": "commune",
        "parent_id": str(site.book.province),
        "effective_on": "1996-10-02",
        **members,
    }


def test_an_association_is_established_below_another(site: Site) -> None:
    answer = site.administrator.post("/associations", an_association(site))
    assert answer.status_code == 201
    assert answer.json is not None
    found = site.public.get(f"/associations/{answer.json['id']}").json
    assert found is not None
    assert found["association"] == {
        "association_id": answer.json["id"],
        **an_association(site),
        "ended_on": None,
    }
    assert found["ending"] is None
    above = [each["association_id"] for each in found["ancestors"]]
    assert above == [str(site.book.central), str(site.book.province)]


@pytest.mark.parametrize(
    "change,status,code,field",
    [
        ({"parent_id": None}, 403, "forbidden", None),
        ({"parent_id": str(an_id("nowhere"))}, 404, "association_not_found", "association_id"),
        ({"level": "central"}, 422, "bad_parent", "parent_id"),
        ({"level": "province"}, 422, "bad_parent", "parent_id"),
        ({"level": "ward"}, 422, "invalid_request", "level"),
        ({"effective_on": "2025-06-17"}, 422, "dated_ahead", "effective_on"),
        ({"name": ""}, 422, "invalid_request", "name"),
        ({"district_id": None}, 422, "invalid_request", "district_id"),
    ],
)
def test_what_cannot_be_established_is_refused(
    site: Site, change: dict[str, object], status: int, code: str, field: str | None
) -> None:
    before = site.position()
    answer = site.administrator.post("/associations", an_association(site, **change))
    assert answer.json is not None
    assert (answer.status_code, answer.json["code"]) == (status, code)
    assert [each["field"] for each in answer.json.get("fields", ())] == ([field] if field else [])
    assert site.position() == before


def test_an_association_shows_its_funds_and_what_hangs_directly_below_it(site: Site) -> None:
    site.treasurer.post(f"{site.fund}/donations", a_gift(site, 7))
    own = site.public.get(f"/associations/{site.book.commune}").json
    above = site.public.get(f"/associations/{site.book.province}").json
    assert own is not None
    assert above is not None
    assert str(site.book.fund_id) in [fund["fund_id"] for fund in own["funds"]]
    assert above["funds"] == []
    assert str(site.book.commune) in [child["association_id"] for child in above["children"]]


def test_associations_are_listed_by_level_parent_and_day(site: Site) -> None:
    young = an_association(site, name="Hội Khuyến học xã Mới", effective_on="2025-06-01")
    answer = site.administrator.post("/associations", young)
    assert answer.json is not None

    def listed(**query: str) -> list[str]:
        page = site.public.get("/associations", None, **query).json
        assert page is not None
        return [each["association_id"] for each in page["items"]]

    assert listed(level="central") == [str(site.book.central)]
    assert listed(parent=str(site.book.central)) == [str(site.book.province)]
    communes = listed(level="commune", parent=str(site.book.province))
    assert answer.json["id"] in communes
    assert answer.json["id"] not in listed(level="commune", as_of="2025-05-31")
    assert listed(parent=str(an_id("nowhere"))) == []


def test_associations_come_page_by_page(site: Site) -> None:
    for number in range(3):
        site.administrator.post("/associations", an_association(site, name=f"Xã {number}"))
    whole = site.public.get("/associations").json
    page = site.public.get("/associations", limit="2").json
    assert whole is not None
    seen: list[object] = []
    while page is not None:
        seen += page["items"]
        cursor = page["next_cursor"]
        page = cursor and site.public.get("/associations", cursor=cursor).json
    assert seen == whole["items"]
