"""Whose names are seen by whoever had a role at an association that ended, and for how long."""

from collections.abc import Iterator
from datetime import date
from uuid import UUID

import pytest

from ledger.values import AssociationId, Level, Role
from tests.api.site import V1, Caller, Site, open_site
from tests.builders import an_association
from tests.ledger.use_cases.reorganisation import JULY_1, JULY_15, Reorganisation
from tests.stores import Store

AUGUST_14, AUGUST_15 = date(2025, 8, 14), date(2025, 8, 15)
KEEPERS = (Role.TREASURER, Role.CASHIER, Role.APPROVER, Role.AUDITOR)


@pytest.fixture
def ending(store: Store) -> Iterator[Site]:
    """A site of its own, whose clock goes far ahead."""
    with open_site(store) as opened:
        yield opened


def seen(caller: Caller, where: AssociationId) -> list[str] | int:
    """Return the names of donors and of pupils that somebody reads there, or the refusal."""
    names: list[str] = []
    for kind in "donors", "beneficiaries":
        answer = caller.get(f"/{kind}", association=str(where))
        if answer.status_code != 200:
            return answer.status_code
        names += [each["name"] for each in (answer.json or {})["items"]]
    return names


def until_of(site: Site, staff_id: UUID) -> list[str | None]:
    """Return until when somebody's roles last, as a list of the staff says."""
    listed = site.administrator.get("/staff", association=str(site.book.central)).json or {}
    [one] = (each for each in listed["items"] if each["staff_id"] == str(staff_id))
    return [each["until"] for each in one["roles"]]


def test_names_are_seen_until_thirty_days_after_the_handover_and_by_the_successor_after(
    ending: Site,
) -> None:
    site, book = ending, ending.book
    reorganisation = Reorganisation(book)
    ids = {role: site.enrol(role, book.commune) for role in Role}
    here = {role: site.caller(staff_id) for role, staff_id in ids.items()}
    heir = site.someone(Role.TREASURER, reorganisation.first)
    for kind, name in (("donors", "Nguyễn Văn Ân"), ("beneficiaries", "Bé Na")):
        body = {"association_id": str(book.commune), "name": name}
        assert here[Role.TREASURER].post(f"/{kind}", body).status_code == 201
    both = ["Nguyễn Văn Ân", "Bé Na"]
    assert seen(heir, book.commune) == 403
    reorganisation.succeed(1_000_000)
    book.clock.set_day(JULY_1)
    assert {role: seen(caller, book.commune) for role, caller in here.items()} == {
        Role.ADMINISTRATOR: 403,
        **dict.fromkeys(KEEPERS, both),
    }
    assert seen(heir, book.commune) == both
    assert until_of(site, ids[Role.ADMINISTRATOR]) == ["2025-06-30"]
    assert until_of(site, ids[Role.TREASURER]) == [None]
    book.clock.set_day(JULY_15)
    reorganisation.hand_over(*reorganisation.heirs(1))
    assert until_of(site, ids[Role.TREASURER]) == ["2025-08-14"]
    for day, shown in ((AUGUST_14, both), (AUGUST_15, 403)):
        book.clock.set_day(day)
        for role in KEEPERS:
            assert seen(here[role], book.commune) == shown, (role, day)
    own = here[Role.AUDITOR].get("/session").json or {}
    assert [each["until"] for each in own["roles"]] == ["2025-08-14"]
    private = here[Role.AUDITOR].get(f"{site.fund}/events").text
    assert "recorded_by" not in private
    assert seen(heir, book.commune) == both


def test_no_role_is_given_where_it_would_be_over(ending: Site) -> None:
    site, book = ending, ending.book
    gone = book.establish(an_association(Level.COMMUNE, book.province, name="Xã cũ"))
    who = site.enrol()
    site.administrator.post(
        f"/associations/{gone}/successions",
        {"successors": [], "effective_on": str(JULY_1), "decision_number": "1/QĐ"},
    )
    book.clock.set_day(AUGUST_15)
    role = {"role": "auditor", "association_id": str(gone), "since": str(AUGUST_15)}
    before = site.position()
    answer = site.administrator.post(f"{V1}/staff/{who}/roles", role)
    assert answer.json is not None
    told = (answer.status_code, answer.json["code"], answer.json["limits"])
    assert told == (422, "association_ended", {"ended_on": str(JULY_1)})
    assert site.position() == before
