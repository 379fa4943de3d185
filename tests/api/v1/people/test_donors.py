"""Donors over HTTP: by name in the vault, by id in the book."""

import pytest

from ledger.store.vault.records import PersonKind
from ledger.values import Level, Role
from tests.api.site import Site, a_gift
from tests.builders import an_association, an_id

NAME, PHONE = "Nguyễn Thị Mai", "0912 345 678"


def a_donor(site: Site, **members: object) -> dict[str, object]:
    return {"association_id": str(site.book.commune), "name": NAME, "phone": PHONE, **members}


def registered(site: Site) -> str:
    answer = site.treasurer.post("/donors", a_donor(site))
    assert answer.status_code == 201
    assert answer.json is not None
    donor_id: str = answer.json["id"]
    return donor_id


def donors_in_vault(site: Site) -> int:
    return len(site.services.vault.list_people(PersonKind.DONOR))


def test_a_name_is_in_the_vault_and_in_no_event(site: Site) -> None:
    donor_id = registered(site)
    listed = site.treasurer.get("/donors", association=str(site.book.commune)).json
    assert listed is not None
    (donor,) = [each for each in listed["items"] if each["donor"]["donor_id"] == donor_id]
    assert (donor["name"], donor["phone"], donor["email"]) == (NAME, PHONE, None)
    (row,) = site.services.ledger.stream_rows(site.book.events()[-1].stream, 0, 10)
    assert b"Mai" not in row.state


@pytest.mark.parametrize("people", ["donors", "beneficiaries"])
def test_nobody_is_registered_who_is_yet_to_be_born(site: Site, people: str) -> None:
    def register(born_on: str) -> tuple[int, object]:
        answer = site.treasurer.post(f"/{people}", a_donor(site, name="Bé Na", born_on=born_on))
        return answer.status_code, (answer.json or {}).get("fields", [{}])[0].get("field")

    assert register("2025-06-17") == (422, "born_on")
    assert register("2025-06-16") == (201, None)


def test_a_registration_that_comes_again_puts_nobody_in_the_vault_twice(site: Site) -> None:
    before, key = donors_in_vault(site), {"Idempotency-Key": f"mai {site.fund}"}
    first = site.treasurer.post("/donors", a_donor(site), key)
    again = site.treasurer.post("/donors", a_donor(site), key)
    assert first.data == again.data
    assert again.headers["Idempotent-Replayed"] == "true"
    assert donors_in_vault(site) == before + 1
    other = site.treasurer.post("/donors", a_donor(site, name="Lê Văn An"), key)
    assert (other.status_code, other.json and other.json["code"]) == (422, "command_reused")
    assert donors_in_vault(site) == before + 1


def test_a_refused_registration_leaves_nobody_in_the_vault(site: Site) -> None:
    before = donors_in_vault(site)
    nowhere = a_donor(site, association_id=str(an_id("nowhere")))
    assert site.treasurer.post("/donors", nowhere).status_code == 404
    neighbour = site.book.establish(an_association(Level.COMMUNE, site.book.province))
    stranger = site.someone(Role.TREASURER, neighbour)
    assert stranger.post("/donors", a_donor(site)).status_code == 403
    assert site.treasurer.post("/donors", a_donor(site), dry_run="true").status_code == 200
    assert donors_in_vault(site) == before


@pytest.mark.parametrize(
    "change,field",
    [
        ({"name": " "}, "name"),
        ({"name": None}, "name"),
        ({"phone": "call me"}, "phone"),
        ({"phone": "123"}, "phone"),
        ({"email": "mai"}, "email"),
        ({"email": "mai@x\u0000.vn"}, "email"),
        ({"address": "x" * 501}, "address"),
        ({"birthday": "2001-01-01"}, "birthday"),
    ],
)
def test_what_is_no_donor_is_refused(site: Site, change: dict[str, object], field: str) -> None:
    before, people = site.position(), donors_in_vault(site)
    answer = site.treasurer.post("/donors", a_donor(site, **change))
    assert answer.json is not None
    assert (answer.status_code, answer.json["fields"][0]["field"]) == (422, field)
    assert (site.position(), donors_in_vault(site)) == (before, people)


def test_a_history_shows_gifts_and_what_they_come_to(site: Site) -> None:
    donor_id = registered(site)
    for day, dong in (("2024-12-31", 1), ("2025-01-01", 20), ("2025-06-16", 300)):
        gift = a_gift(site, dong, donor_id=donor_id, effective_on=day)
        site.treasurer.post(f"{site.fund}/donations", gift)
    path = f"/donors/{donor_id}/history"
    whole = site.auditor.get(path).json
    year = site.auditor.get(path, period="2025").json
    assert whole is not None
    assert year is not None
    assert whole["donor"]["name"] == NAME
    assert ([gift["money_dong"] for gift in whole["items"]], whole["money_dong"]) == (
        [1, 20, 300],
        321,
    )
    assert ([gift["money_dong"] for gift in year["items"]], year["money_dong"]) == ([20, 300], 320)
    first = site.auditor.get(path, limit="2").json
    assert first is not None
    rest = site.auditor.get(path, cursor=first["next_cursor"]).json
    assert rest is not None
    assert [gift["money_dong"] for gift in rest["items"]] == [300]


def test_a_history_is_for_those_with_a_role_where_the_donor_is(site: Site) -> None:
    path = f"/donors/{registered(site)}/history"
    neighbour = site.book.establish(an_association(Level.COMMUNE, site.book.province))
    assert site.public.get(path).status_code == 401
    assert site.someone(Role.AUDITOR, neighbour).get(path).status_code == 403
    assert site.someone(Role.AUDITOR, site.book.commune).get(path).status_code == 200


def test_donors_are_listed_for_those_with_a_role_there(site: Site) -> None:
    neighbour = site.book.establish(an_association(Level.COMMUNE, site.book.province))
    stranger = site.someone(Role.AUDITOR, neighbour)
    assert stranger.get("/donors", association=str(site.book.commune)).status_code == 403
    assert stranger.get("/donors", association=str(neighbour)).status_code == 200
    missing = stranger.get("/donors")
    assert (missing.status_code, missing.json and missing.json["fields"][0]["field"]) == (
        422,
        "association",
    )


def test_an_erased_donor_has_no_name_any_more(site: Site) -> None:
    donor_id = registered(site)
    gift = a_gift(site, 5, donor_id=donor_id, named=True)
    site.treasurer.post(f"{site.fund}/donations", gift)
    (donor,) = [
        person.id
        for person in site.services.vault.list_people(PersonKind.DONOR)
        if str(person.id) == donor_id
    ]
    site.services.vault.destroy(donor)
    history = site.auditor.get(f"/donors/{donor_id}/history").json
    assert history is not None
    assert (history["donor"]["name"], history["money_dong"]) == (None, 5)
    page = site.public.get(f"{site.fund}/entries").json
    assert page is not None
    assert page["items"][-1]["donor_name"] is None
