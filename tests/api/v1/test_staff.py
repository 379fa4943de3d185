"""Staff and roles over HTTP."""

import pytest

from ledger.errors import StoreBusy
from ledger.values import Level, Role
from tests.api.site import PASSWORD, Site, a_gift
from tests.builders import an_association, an_id


def a_member(site: Site, login: str, **members: object) -> dict[str, object]:
    return {
        "association_id": str(site.book.commune),
        "name": "Trần Thị Bình",
        "login": login,
        "password": PASSWORD,
        **members,
    }


def test_who_is_enrolled_may_log_in_and_do_nothing_yet(site: Site) -> None:
    answer = site.administrator.post("/staff", a_member(site, "binh.1"))
    assert answer.status_code == 201
    session = site.public.post("/session", {"login": "binh.1", "password": PASSWORD})
    assert session.status_code == 200
    assert session.json is not None
    assert answer.json is not None
    assert (session.json["staff_id"], session.json["roles"]) == (answer.json["id"], [])


def test_an_enrolment_that_comes_again_is_one_person(site: Site) -> None:
    key = {"Idempotency-Key": "binh"}
    first = site.administrator.post("/staff", a_member(site, "binh.2"), key)
    again = site.administrator.post("/staff", a_member(site, "binh.2"), key)
    assert (again.status_code, again.data) == (201, first.data)


def test_an_enrolment_that_was_cut_off_half_way_can_be_sent_again(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    key, ledger = {"Idempotency-Key": "cut off"}, site.services.ledger
    enrol = ledger.enrol_staff

    def cut_off(command, *rest):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN002, ANN202
        if not command.dry_run:
            raise StoreBusy
        return enrol(command, *rest)

    monkeypatch.setattr(ledger, "enrol_staff", cut_off)
    assert site.administrator.post("/staff", a_member(site, "binh.3"), key).status_code == 503
    monkeypatch.undo()
    assert site.administrator.post("/staff", a_member(site, "binh.3"), key).status_code == 201


def test_a_login_belongs_to_one_person(site: Site) -> None:
    site.administrator.post("/staff", a_member(site, "binh.4"))
    before = site.position()
    taken = site.administrator.post("/staff", a_member(site, "Binh.4", name="Lê Văn An"))
    assert (taken.status_code, taken.json and taken.json["code"]) == (409, "login_taken")
    assert site.position() == before


@pytest.mark.parametrize(
    "change,field",
    [
        ({"password": "quá ngắn"}, "password"),
        ({"password": "x" * 201}, "password"),
        ({"password": 1234567890}, "password"),
        ({"login": "ab"}, "login"),
        ({"login": "bình"}, "login"),
        ({"login": "a b c"}, "login"),
        ({"association_id": None}, "association_id"),
        ({"role": "administrator"}, "role"),
    ],
)
def test_what_is_no_member_of_staff_is_refused(
    site: Site, change: dict[str, object], field: str
) -> None:
    before = site.position()
    answer = site.administrator.post("/staff", {**a_member(site, "binh.5"), **change})
    assert answer.json is not None
    assert (answer.status_code, answer.json["fields"][0]["field"]) == (422, field)
    assert site.position() == before
    assert PASSWORD not in answer.text


def test_a_role_is_granted_shown_and_revoked(site: Site) -> None:
    staff_id = site.enrol()
    member = site.caller(staff_id)
    where = str(site.book.commune)
    grant = {"role": "treasurer", "association_id": where, "since": "2025-01-01"}
    path = f"/staff/{staff_id}"
    assert member.post(f"{site.fund}/donations", a_gift(site)).status_code == 403
    assert site.administrator.post(f"{path}/roles", grant).status_code == 201
    shown = site.administrator.get(path).json
    assert shown == {"staff_id": str(staff_id), "roles": [{**grant, "until": None}]}
    assert member.post(f"{site.fund}/donations", a_gift(site)).status_code == 201
    assert site.administrator.delete(f"{path}/roles/{where}/treasurer").status_code == 201
    assert member.post(f"{site.fund}/donations", a_gift(site)).status_code == 403
    again = site.administrator.delete(f"{path}/roles/{where}/treasurer")
    assert (again.status_code, again.json and again.json["code"]) == (422, "role_not_held")


def test_an_administrator_grants_roles_below_only(site: Site) -> None:
    neighbour = site.book.establish(an_association(Level.COMMUNE, site.book.province))
    local = site.someone(Role.ADMINISTRATOR, neighbour)
    path = f"/staff/{site.enrol()}/roles"
    grant = {"role": "auditor", "association_id": str(neighbour), "since": "2025-01-01"}
    assert local.post(path, grant).status_code == 201
    above = {**grant, "association_id": str(site.book.province)}
    assert local.post(path, above).status_code == 403


@pytest.mark.parametrize(
    "path,code",
    [
        (f"/staff/{an_id('nobody')}", "staff_not_found"),
        (f"/staff/{an_id('nobody')}/roles/{an_id('nowhere')}/king", "route_not_found"),
    ],
)
def test_nobody_is_not_found(site: Site, path: str, code: str) -> None:
    method = "GET" if path.count("/") == 2 else "DELETE"
    answer = site.administrator.send(method, path)
    assert (answer.status_code, answer.json and answer.json["code"]) == (404, code)
