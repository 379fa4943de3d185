"""Staff and roles over HTTP."""

import re

import pytest

from ledger.errors.unavailable import StoreBusy
from ledger.values import Level, Role
from tests.api.site import Caller, Site, a_gift
from tests.builders import OPENED, an_association, an_id


def a_member(site: Site, login: str, **members: object) -> dict[str, object]:
    return {
        "association_id": str(site.book.commune),
        "name": "Trần Thị Bình",
        "login": login,
        **members,
    }


def test_who_is_enrolled_gets_a_code_and_may_do_nothing_yet(site: Site) -> None:
    answer = site.administrator.post("/staff", a_member(site, "binh.1"))
    assert answer.status_code == 201
    assert answer.json is not None
    assert re.fullmatch(r"[0-9A-Z]{4}(-[0-9A-Z]{4}){3}", answer.json["code"])
    assert answer.json["expires_at"] == "2025-06-23T02:00:00Z"
    shown = site.administrator.get(f"/staff/{answer.json['id']}").json
    assert shown == {
        "staff_id": answer.json["id"],
        "name": "Trần Thị Bình",
        "association_id": str(site.book.commune),
        "roles": [],
        "account": {"login": "binh.1", "locked_until": None, "tokens": []},
    }


def test_a_dry_run_enrols_nobody_and_shows_no_code(site: Site) -> None:
    answer = site.administrator.post("/staff", a_member(site, "binh.0"), dry_run="true")
    assert answer.json is not None
    assert (answer.status_code, answer.json["code"], answer.json["expires_at"]) == (200, None, None)
    assert site.services.vault.find_login("binh.0") is None


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
        ({"password": "mười hai con giáp"}, "password"),
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


def test_a_role_is_granted_shown_and_revoked(site: Site) -> None:
    staff_id = site.enrol()
    member = site.caller(staff_id)
    where = str(site.book.commune)
    grant = {"role": "treasurer", "association_id": where, "since": "2025-01-01"}
    path = f"/staff/{staff_id}"
    assert member.post(f"{site.fund}/donations", a_gift(site)).status_code == 403
    assert site.administrator.post(f"{path}/roles", grant).status_code == 201
    shown = site.administrator.get(path).json
    assert shown is not None
    assert shown["roles"] == [{**grant, "until": None}]
    assert member.post(f"{site.fund}/donations", a_gift(site)).status_code == 201
    assert site.administrator.delete(f"{path}/roles/{where}/treasurer").status_code == 201
    assert member.post(f"{site.fund}/donations", a_gift(site)).status_code == 403
    again = site.administrator.delete(f"{path}/roles/{where}/treasurer")
    assert (again.status_code, again.json and again.json["code"]) == (422, "role_not_held")


def test_an_administrator_grants_roles_below_only(site: Site) -> None:
    neighbour = site.book.establish(an_association(Level.COMMUNE, site.book.province))
    local = site.someone(Role.ADMINISTRATOR, neighbour)
    grant = {"role": "auditor", "association_id": str(neighbour), "since": "2025-01-01"}
    invited = local.post("/staff", a_member(site, "moi.o.xa", association_id=str(neighbour))).json
    assert invited is not None
    path = f"/staff/{invited['id']}/roles"
    assert local.post(path, grant).status_code == 201
    above = {**grant, "association_id": str(site.book.province)}
    refused = local.post(path, above)
    assert (refused.status_code, refused.json and refused.json["code"]) == (403, "forbidden")


def test_whom_others_enrolled_nobody_makes_his_own(site: Site) -> None:
    neighbour = site.book.establish(an_association(Level.COMMUNE, site.book.province))
    local = site.someone(Role.ADMINISTRATOR, neighbour)
    path = f"/staff/{site.enrol(Role.TREASURER, site.book.commune)}"
    grant = {"role": "auditor", "association_id": str(neighbour), "since": "2025-01-01"}
    refused = local.post(f"{path}/roles", grant)
    assert refused.json is not None
    assert (refused.status_code, refused.json["code"]) == (403, "enrolled_elsewhere")
    assert local.get(path).status_code == 403
    assert site.administrator.post(f"{path}/roles", grant).status_code == 201
    assert local.get(path).status_code == 200


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


# Who sees whom


def test_roles_are_shown_where_one_manages_or_audits(site: Site) -> None:
    book = site.book
    neighbour = book.establish(an_association(Level.COMMUNE, book.province))
    staff_id, grant = site.enrol(Role.TREASURER, neighbour), site.services.ledger.grant_role
    grant(book.command(), staff_id, Role.AUDITOR, book.commune, OPENED)
    path = f"/staff/{staff_id}"

    def roles(caller: Caller) -> list[str]:
        shown = caller.get(path).json
        assert shown is not None
        return [each["role"] for each in shown["roles"]]

    assert roles(site.administrator) == ["treasurer", "auditor"]
    assert roles(site.auditor) == ["treasurer", "auditor"]
    local = site.someone(Role.AUDITOR, book.commune)
    assert roles(local) == ["auditor"]
    for role in Role.TREASURER, Role.CASHIER, Role.APPROVER:
        assert site.someone(role).get(path).status_code == 403
    stranger = site.someone(
        Role.ADMINISTRATOR, book.establish(an_association(Level.COMMUNE, book.province))
    )
    assert stranger.get(path).status_code == 403


def test_an_account_is_shown_to_who_may_stop_it_and_its_login_to_who_manages_wholly(
    site: Site,
) -> None:
    login = f"hoa-{site.book.new_id()}"
    staff_id = site.login_of(Role.TREASURER, login)
    where = {"role": "auditor", "association_id": str(site.book.commune), "since": "2025-01-01"}
    assert site.administrator.post(f"/staff/{staff_id}/roles", where).status_code == 201
    token = site.token_of(staff_id)
    local = site.someone(Role.ADMINISTRATOR, site.book.commune)
    tokens = [{"token_id": str(token.token_id), "since": "2025-06-16", "until": None}]

    def account(caller: Caller) -> object:
        shown = caller.get(f"/staff/{staff_id}").json
        assert shown is not None
        return shown["account"]

    assert account(site.auditor) is None
    assert account(local) == {"login": None, "locked_until": None, "tokens": tokens}
    assert account(site.administrator) == {"login": login, "locked_until": None, "tokens": tokens}


def test_the_staff_of_a_subtree_is_listed_page_by_page(site: Site) -> None:
    book = site.book
    where = book.establish(an_association(Level.COMMUNE, book.province))
    local = site.someone(Role.ADMINISTRATOR, where)
    for number in range(3):
        site.administrator.post(
            "/staff", a_member(site, f"nhan.su.{number}-{where}", association_id=str(where))
        )
    first = local.get("/staff", association=str(where), limit="3").json
    assert first is not None
    last = local.get("/staff", cursor=first["next_cursor"]).json
    assert last is not None
    found = [*first["items"], *last["items"]]
    assert last["next_cursor"] is None
    assert [each["name"] for each in found] == [None, *["Trần Thị Bình"] * 3]
    assert {each["account"] for each in found} == {None}


def test_the_staff_of_a_subtree_is_listed_to_its_managers_and_auditors(site: Site) -> None:
    where = str(site.book.commune)
    for role in Role:
        expected = 200 if role in {Role.ADMINISTRATOR, Role.AUDITOR} else 403
        assert site.someone(role).get("/staff", association=where).status_code == expected
    neighbour = site.book.establish(an_association(Level.COMMUNE, site.book.province))
    local = site.someone(Role.ADMINISTRATOR, neighbour)
    assert local.get("/staff", association=where).status_code == 403


# Treasurer and cashier


def test_one_person_is_treasurer_and_cashier_only_by_the_boards_public_decision(
    site: Site,
) -> None:
    staff_id, where = site.enrol(Role.TREASURER, site.book.commune), str(site.book.commune)
    path = f"/staff/{staff_id}/roles"
    grant = {"role": "cashier", "association_id": where, "since": "2025-06-16"}
    refused = site.administrator.post(path, grant)
    assert (refused.status_code, refused.json and refused.json["code"]) == (
        422,
        "incompatible_roles",
    )
    decided = {"cashier_exception": "15/QĐ-BQL", "effective_on": "2025-06-16"}
    site.administrator.post(f"{site.fund}/controls", decided)
    excepted = {**grant, "exception_of": str(site.book.fund_id)}
    assert site.administrator.post(path, excepted).status_code == 201
    caller = site.caller(staff_id)
    assert caller.post(f"{site.fund}/donations", a_gift(site)).status_code == 201
    site.administrator.post(f"{site.fund}/controls", {"effective_on": "2025-06-16"})
    stopped = caller.post(f"{site.fund}/donations", a_gift(site))
    assert (stopped.status_code, stopped.json and stopped.json["code"]) == (
        422,
        "incompatible_roles",
    )
