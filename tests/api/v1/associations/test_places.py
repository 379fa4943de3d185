"""Names and places over HTTP: from a day on, by a decision, from those who may."""

from datetime import date

import pytest

from ledger.values import AccountKind, AssociationId, Level, Role
from tests.api.site import Site
from tests.builders import an_association, an_id

TOO_EARLY, NOWHERE = "1996-10-01", str(an_id("nowhere"))
DECISION = {"decision_number": "12/QĐ-HKH", "effective_on": "2025-06-01"}


def a_commune(site: Site, province: AssociationId | None = None) -> AssociationId:
    """Another commune of a province, with a fund to write into from now on."""
    book = site.book
    above = province or book.province
    commune = book.establish(an_association(Level.COMMUNE, above, name="Yên Hồ"))
    book.fund_id = book.open_fund(commune)
    book.bank = book.open_account(AccountKind.BANK)
    return commune


def test_an_association_has_another_name_from_a_day_on(site: Site) -> None:
    path = f"/associations/{a_commune(site)}"
    answer = site.administrator.post(f"{path}/names", {"name": "Hội Khuyến học Mới", **DECISION})
    assert answer.status_code == 201
    shown = site.public.get(path).json
    assert shown is not None
    assert shown["association"]["name"] == "Hội Khuyến học Mới"
    for period, name in (
        ("2025-05", "Yên Hồ"),
        ("2025-06", "Hội Khuyến học Mới"),
    ):
        report = site.public.get(f"{path}/report", None, period=period).json
        assert report is not None
        assert report["association"]["name"] == name
    places = site.public.get(f"{path}/places").json
    assert places is not None
    assert [each["decision_number"] for each in places["names"]] == [None, "12/QĐ-HKH"]


def test_an_association_hangs_under_another_with_all_its_money_from_a_day_on(site: Site) -> None:
    book = site.book
    other = book.establish(an_association(Level.PROVINCE, book.central, name="Quảng Bình"))
    before = book.establish(an_association(Level.PROVINCE, book.central, name="Quảng Nam"))
    commune = a_commune(site, before)
    book.donate(4_000_000, on=date(2025, 5, 1))
    path = f"/associations/{commune}"
    answer = site.administrator.post(f"{path}/parents", {"parent_id": str(other), **DECISION})
    assert answer.status_code == 201
    old = site.public.get(f"/associations/{before}/report", None, period="2025").json
    new = site.public.get(f"/associations/{other}/report", None, period="2025").json
    assert old is not None
    assert new is not None
    assert old["mobilized"]["total"] == 4_000_000
    assert old["cash"]["perimeter"] == {"joined": 0, "left": 4_000_000}
    assert (old["cash"]["closing"], new["cash"]["closing"]) == (0, 4_000_000)
    assert new["cash"]["perimeter"] == {"joined": 4_000_000, "left": 0}
    shown = site.public.get(path).json
    assert shown is not None
    above = [each["association_id"] for each in shown["ancestors"]]
    assert above == [str(book.central), str(other)]
    below = site.public.get(f"/associations/{other}").json
    assert below is not None
    assert [each["association_id"] for each in below["children"]] == [str(commune)]


def test_what_is_decided_ahead_comes_into_force_on_its_day(site: Site) -> None:
    path = f"/associations/{a_commune(site)}"
    ahead = {"name": "Hội Khuyến học Mới", **DECISION, "effective_on": "2025-07-01"}
    assert site.administrator.post(f"{path}/names", ahead).status_code == 201
    for day, name in ((date(2025, 6, 30), "Yên Hồ"), (date(2025, 7, 1), "Hội Khuyến học Mới")):
        site.book.clock.set_day(day)
        site.book.donate(1_000, on=day)
        shown = site.public.get(path).json
        assert shown is not None
        assert shown["association"]["name"] == name


def test_whoever_moves_an_association_has_the_role_where_it_leaves_and_where_it_comes(
    site: Site,
) -> None:
    book = site.book
    other = book.establish(an_association(Level.PROVINCE, book.central, name="Quảng Trị"))
    district = book.establish(an_association(Level.DISTRICT, book.province, name="Đức Thọ"))
    here = site.someone(Role.ADMINISTRATOR, book.province)
    path = f"/associations/{a_commune(site)}/parents"
    inside = here.post(path, {"parent_id": str(district), **DECISION}, None, dry_run="true")
    assert inside.status_code == 200
    refused = here.post(path, {"parent_id": str(other), **DECISION})
    assert refused.json is not None
    assert (refused.status_code, refused.json["code"]) == (403, "forbidden")


@pytest.mark.parametrize(
    "part,change,status,code,field",
    [
        ("names", {"name": ""}, 422, "invalid_request", "name"),
        ("names", {"effective_on": TOO_EARLY}, 422, "dated_before_association", "effective_on"),
        ("names", {"decision_number": None}, 422, "invalid_request", "decision_number"),
        (
            "parents",
            {"effective_on": TOO_EARLY},
            422,
            "dated_before_association",
            "effective_on",
        ),
        (
            "parents",
            {"parent_id": NOWHERE},
            404,
            "association_not_found",
            "association_id",
        ),
    ],
)
def test_what_is_wrong_is_refused(
    site: Site, part: str, change: dict[str, object], status: int, code: str, field: str
) -> None:
    bodies: dict[str, dict[str, object]] = {
        "names": {"name": "Hội Khuyến học Mới"},
        "parents": {"parent_id": str(site.book.central)},
    }
    commune = a_commune(site)
    before = site.position()
    body = {**bodies[part], **DECISION, **change}
    answer = site.administrator.post(f"/associations/{commune}/{part}", body)
    assert answer.json is not None
    assert (answer.status_code, answer.json["code"]) == (status, code)
    assert [each["field"] for each in answer.json["fields"]] == [field]
    assert site.position() == before
