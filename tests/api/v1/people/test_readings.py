"""The log of readings, and the names of those who asked to be erased, for auditors only."""

from uuid import UUID

import pytest
from sqlalchemy import delete, update
from sqlalchemy.exc import DatabaseError

from ledger.store.vault.database import READINGS, PeopleDatabase
from ledger.values import Level, Role
from tests.api.site import Site
from tests.builders import an_association


def registered(site: Site, path: str, name: str) -> str:
    answer = site.treasurer.post(
        f"/{path}", {"association_id": str(site.book.commune), "name": name, "phone": "0912345678"}
    )
    assert answer.json is not None
    return f"/{path}/{answer.json['id']}"


@pytest.mark.parametrize("path", ["donors", "beneficiaries"])
def test_a_restricted_name_is_read_for_a_reason_that_is_written_down(site: Site, path: str) -> None:
    person = registered(site, path, "Nguyễn Thị Mai")
    missing = site.auditor.get(f"{person}/identity", reason="dispute")
    assert (missing.status_code, missing.json and missing.json["code"]) == (
        404,
        "erasure_not_found",
    )
    site.services.vault.restrict(UUID(person.rpartition("/")[2]))
    no_reason = site.auditor.get(f"{person}/identity")
    assert (no_reason.status_code, no_reason.json and no_reason.json["fields"][0]["field"]) == (
        422,
        "reason",
    )
    for other in (site.treasurer, site.administrator, site.cashier, site.approver):
        assert other.get(f"{person}/identity", reason="dispute").status_code == 403
    told = site.auditor.get(f"{person}/identity", reason="dispute").json
    assert told is not None
    assert (told["name"], told["phone"]) == ("Nguyễn Thị Mai", "0912345678")
    log = site.auditor.get("/readings", association=str(site.book.commune), limit="1000").json
    assert log is not None
    last = log["items"][-1]
    assert (last["person_id"], last["reason"]) == (person.rpartition("/")[2], "dispute")
    assert last["route"].endswith("/identity")
    assert "Mai" not in str(log)


def test_the_log_is_for_auditors_of_the_unit_and_comes_in_pages(site: Site) -> None:
    registered(site, "beneficiaries", "Lê An")
    for _ in range(3):
        site.treasurer.get("/beneficiaries", association=str(site.book.commune))
    commune = str(site.book.commune)
    neighbour = site.book.establish(an_association(Level.COMMUNE, site.book.province))
    stranger = site.someone(Role.AUDITOR, neighbour)
    assert stranger.get("/readings", association=commune).status_code == 403
    assert site.treasurer.get("/readings", association=commune).status_code == 403
    first = site.someone(Role.AUDITOR, site.book.commune).get(
        "/readings", association=commune, limit="2"
    )
    assert first.json is not None
    rest = site.auditor.get("/readings", association=commune, limit="1000").json
    assert rest is not None
    assert first.json["items"] == rest["items"][:2]
    after = site.auditor.get("/readings", association=commune, limit="2").json
    assert after is not None
    more = site.auditor.get("/readings", cursor=after["next_cursor"]).json
    assert more is not None
    assert more["items"] == rest["items"][2:4]
    assert stranger.get("/readings", association=str(neighbour)).json == {
        "items": [],
        "next_cursor": None,
    }


def test_what_was_written_down_is_never_rewritten(site: Site) -> None:
    registered(site, "beneficiaries", "Lê Bình")
    site.treasurer.get("/beneficiaries", association=str(site.book.commune))
    database = PeopleDatabase(site.store.people_url)
    for statement in (delete(READINGS), update(READINGS).values(route="elsewhere")):
        with pytest.raises(DatabaseError), database.transaction() as connection:
            connection.execute(statement)
    database.close()
