"""Statistics and targets over HTTP, and what a report makes of them."""

from typing import Any

import pytest

from ledger.values import AssociationId, Level, Role
from tests.api.site import Caller, Site
from tests.builders import an_association

MEMBERS = {
    "measure": "members",
    "value": 391_800,
    "whole": True,
    "effective_on": "2025-06-13",
    "source": "Báo cáo 6 tháng",
}


def a_province(site: Site) -> tuple[AssociationId, AssociationId]:
    """A province with one commune, whom nobody has counted."""
    book = site.book
    province = book.establish(an_association(Level.PROVINCE, book.central, name="Hà Tĩnh"))
    return province, book.establish(an_association(Level.COMMUNE, province))


def say(site: Site, whose: AssociationId, part: str = "statistics", **members: object) -> None:
    body = {**(MEMBERS if part == "statistics" else {}), **members}
    answer = site.administrator.post(f"/associations/{whose}/{part}", body)
    assert answer.status_code == 201, answer.text


def report(site: Site, whose: AssociationId, **query: str) -> dict[str, Any]:
    asked = {"period": "2025-H1", **query}
    found = site.public.get(f"/associations/{whose}/report", None, **asked).json
    assert isinstance(found, dict)
    return found


def test_members_are_told_with_their_share_of_the_population_beside_the_target(site: Site) -> None:
    """Hà Tĩnh in June 2025: nearly 392,000 members, 29.2 %; 8 new boards make 6,346."""
    province, _ = a_province(site)
    say(site, province)
    say(site, province, measure="population", value=1_342_000, effective_on="2024-12-31")
    say(site, province, measure="boards", value=6_338, effective_on="2024-12-31")
    say(site, province, measure="boards", value=6_346)
    say(site, province, measure="boards", value=8, since="2025-01-01")
    say(
        site,
        province,
        "targets",
        measure="members",
        value=300,
        unit="permille_of_population",
        due_on="2025-12-31",
        effective_on="2025-01-01",
        decision_number="5/NQ-HKH",
    )
    found = report(site, province)
    lines = {each["measure"]: each for each in found["statistics"]}
    assert lines["members"]["closing"] == {
        "value": 391_800,
        "as_of": "2025-06-13",
        "as_of_earliest": "2025-06-13",
        "figures": 1,
        "complete": True,
        "source": "Báo cáo 6 tháng",
    }
    assert lines["members"]["permille_of_population"] == 292
    boards = lines["boards"]
    assert (boards["opening"]["value"], boards["added"]["value"], boards["closing"]["value"]) == (
        6_338,
        8,
        6_346,
    )
    [target] = found["targets"]
    assert (target["value"], target["reached"], target["due_on"]) == (300, 292, "2025-12-31")
    assert found["per_inhabitant"] == {
        "population": 1_342_000,
        "mobilized": 0,
        "supported": 0,
        "cash": 0,
    }


def test_a_figure_of_the_whole_is_never_added_to_those_below(site: Site) -> None:
    province, commune = a_province(site)
    say(site, commune, value=500)
    say(site, province, value=20, whole=False)
    summed = report(site, province)["statistics"][0]["closing"]
    assert (summed["value"], summed["figures"], summed["source"]) == (520, 2, None)
    say(site, province, value=9_000)
    assert report(site, province)["statistics"][0]["closing"]["value"] == 9_000
    assert report(site, province, scope="own")["statistics"][0]["closing"]["value"] == 20


def test_figures_of_a_part_are_held_against_nothing(site: Site) -> None:
    province, commune = a_province(site)
    another = site.book.establish(an_association(Level.COMMUNE, province))
    say(site, commune, value=1_000, whole=False)
    say(site, commune, measure="population", value=10_000, whole=False)
    say(site, another, value=500, whole=False)
    aim = {"measure": "members", "value": 300, "unit": "permille_of_population"}
    say(site, province, "targets", **aim, due_on="2025-12-31", effective_on="2025-01-01")

    def told(**query: str) -> tuple[object, ...]:
        found = report(site, province, **query)
        lines = {each["measure"]: each for each in found["statistics"]}
        people, members = lines["population"]["closing"], lines["members"]["closing"]
        share = lines["members"]["permille_of_population"]
        [target] = found["targets"]
        return people["complete"], members["complete"], share, target["reached"]

    assert told() == (False, True, None, None)
    assert report(site, province)["per_inhabitant"] is None
    say(site, another, measure="population", value=20_000, whole=False)
    assert told() == (True, True, 50, 50)
    assert report(site, province)["per_inhabitant"]["population"] == 30_000
    say(site, province, measure="population", value=25_000)
    assert told() == (True, True, 60, 60)


def test_what_an_association_is_alone_says_nothing_of_an_aim_of_the_whole(site: Site) -> None:
    province, _ = a_province(site)
    say(site, province, value=50, whole=False)
    say(site, province, value=391_800)
    aim = {"measure": "members", "value": 400_000, "unit": "count"}
    say(site, province, "targets", **aim, due_on="2025-12-31", effective_on="2025-01-01")
    assert report(site, province)["targets"][0]["reached"] == 391_800
    assert report(site, province, scope="own")["targets"][0]["reached"] is None


def test_a_later_report_of_the_same_day_takes_the_place_of_the_earlier(site: Site) -> None:
    province, _ = a_province(site)
    say(site, province, value=100)
    before = site.position()
    say(site, province, value=101)
    assert report(site, province)["statistics"][0]["closing"]["value"] == 101
    known = report(site, province, known_at=str(before))
    assert known["statistics"][0]["closing"]["value"] == 100
    listed = site.public.get(f"/associations/{province}/statistics", None, limit="1").json
    assert listed is not None
    assert [each["value"] for each in listed["items"]] == [101]
    rest = site.public.get(
        f"/associations/{province}/statistics", None, cursor=listed["next_cursor"]
    ).json
    assert rest is not None
    assert [each["value"] for each in rest["items"]] == [100]


def test_what_was_added_in_overlapping_days_is_counted_once(site: Site) -> None:
    province, _ = a_province(site)
    say(site, province, value=8, since="2025-01-01")
    say(site, province, value=3, since="2025-01-01", effective_on="2025-03-31")
    say(site, province, value=1, since="2025-06-14", effective_on="2025-06-15")
    added = report(site, province)["statistics"][0]["added"]
    assert (added["value"], added["since"], added["as_of"]) == (9, "2025-01-01", "2025-06-15")


@pytest.mark.parametrize(
    "part,change,status,code,field",
    [
        ("statistics", {"value": -1}, 422, "bad_figure", "value"),
        ("statistics", {"measure": "cows"}, 422, "invalid_request", "measure"),
        ("statistics", {"effective_on": "2025-06-17"}, 422, "dated_ahead", "effective_on"),
        ("statistics", {"since": "2025-06-14"}, 422, "bad_window", "effective_on"),
        ("statistics", {"source": ""}, 422, "invalid_request", "source"),
        ("targets", {"value": 1_001}, 422, "bad_figure", "value"),
        ("targets", {"due_on": "2024-12-31"}, 422, "bad_window", "due_on"),
    ],
)
def test_what_is_no_figure_is_refused(
    site: Site, part: str, change: dict[str, object], status: int, code: str, field: str
) -> None:
    target = {
        "measure": "members",
        "value": 300,
        "unit": "permille_of_population",
        "due_on": "2025-12-31",
        "effective_on": "2025-01-01",
    }
    body = {**(MEMBERS if part == "statistics" else target), **change}
    answer = site.administrator.post(f"/associations/{site.book.province}/{part}", body)
    assert answer.json is not None
    assert (answer.status_code, answer.json["code"]) == (status, code)
    assert [each["field"] for each in answer.json["fields"]] == [field]


def test_a_treasurer_reports_figures_and_an_administrator_alone_sets_targets(site: Site) -> None:
    treasurer: Caller = site.someone(Role.TREASURER, site.book.province)
    path = f"/associations/{site.book.province}"
    assert treasurer.post(f"{path}/statistics", MEMBERS).status_code == 201
    body = {
        "measure": "boards",
        "value": 7_000,
        "due_on": "2025-12-31",
        "effective_on": "2025-01-01",
    }
    refused = treasurer.post(f"{path}/targets", body)
    assert refused.json is not None
    assert (refused.status_code, refused.json["code"]) == (403, "forbidden")
    assert site.administrator.post(f"{path}/targets", body).status_code == 201
    listed = site.public.get(f"{path}/targets").json
    assert listed is not None
    assert listed["items"][0]["value"] == 7_000
