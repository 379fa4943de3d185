"""Who acts for a child by law may be forgotten alone: the child, and what was agreed, stay."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

import pytest
from sqlalchemy import insert, select

from api.people.sweeping import sweep
from ledger.store.vault.database import REPRESENTATIVES, PeopleDatabase
from ledger.store.vault.representatives import line_id
from ledger.values import Role
from tests.api.site import Site, a_gift
from tests.api.v1.people.test_erasures import code, erase, id_of, listed, registered

LINE = "Mẹ: Lê Thị Bình, 0912 345 678"
CHILD = {"born_on": "2016-01-01", "representative": LINE}
BOTH = pytest.mark.parametrize("kind", ["donors", "beneficiaries"])


def a_child(site: Site, kind: str, note: str) -> str:
    """Somebody under age of a kind; recipients are told apart by a note."""
    return registered(site, kind, **CHILD, **({"note": note} if kind == "beneficiaries" else {}))


def line_of(site: Site, person: str) -> object:
    """What a treasurer sees of who acts for somebody."""
    history = site.treasurer.get(f"{person}/history").json
    assert history is not None
    shown = history["donor" if person.startswith("/donors") else "beneficiary"]
    assert shown["born_on"] == CHILD["born_on"]
    return shown["representative"]


@BOTH
def test_a_representative_is_forgotten_at_once_and_the_child_is_known(
    site: Site, kind: str
) -> None:
    child, other = (a_child(site, kind, note) for note in ("R1", "R2"))
    site.book.donate(5_000_000)
    if kind == "donors":
        given_to_unnamed(site, child)
    else:
        listed(site, child)
    assert line_of(site, child) == LINE
    assert site.treasurer.post(f"{child}/representative/erasure", {}).status_code == 201
    assert (line_of(site, child), line_of(site, other)) == (None, LINE)
    site.catch_up()
    sweep(site.services)
    assert (line_of(site, child), line_of(site, other)) == (None, LINE)


@BOTH
def test_it_is_done_once_and_only_where_somebody_is_known(site: Site, kind: str) -> None:
    child = a_child(site, kind, "R3")
    alone = registered(site, kind, born_on="2016-01-01", phone="0987654321")
    assert code(site.treasurer.post(f"{alone}/representative/erasure", {})) == (
        "representative_not_found"
    )
    path, key = f"{child}/representative/erasure", {"Idempotency-Key": f"forget {child}"}
    assert site.treasurer.post(path, {}, dry_run="true").status_code == 200
    assert line_of(site, child) == LINE
    first = site.treasurer.post(path, {}, key)
    again = site.treasurer.post(path, {}, key)
    assert (again.data, again.headers["Idempotent-Replayed"]) == (first.data, "true")
    assert code(site.treasurer.post(path, {})) == "person_is_erased"


@BOTH
def test_it_is_for_the_units_treasurer_or_administrator(site: Site, kind: str) -> None:
    child = a_child(site, kind, "R4")
    path = f"{child}/representative/erasure"
    for other in (site.auditor, site.cashier, site.approver):
        assert other.post(path, {}).status_code == 403
    unit = site.book.commune
    assert site.someone(Role.ADMINISTRATOR, unit).post(path, {}).status_code == 201


@BOTH
def test_it_holds_of_a_child_who_waits_to_be_erased_and_not_of_one_who_is(
    site: Site, kind: str
) -> None:
    site.book.donate(5_000_000)
    waiting, gone = (a_child(site, kind, note) for note in ("R5", "R6"))
    if kind == "donors":
        given_to_unnamed(site, waiting)
    else:
        listed(site, waiting)
    for child in (waiting, gone):
        assert erase(site.treasurer, child).status_code == 201
    told = site.auditor.get(f"{waiting}/identity", reason="dispute").json
    assert told is not None
    assert told["representative"] == LINE
    path = "representative/erasure"
    assert site.treasurer.post(f"{waiting}/{path}", {}).status_code == 201
    told = site.auditor.get(f"{waiting}/identity", reason="dispute").json
    assert told is not None
    assert told["representative"] is None
    assert code(site.treasurer.post(f"{gone}/{path}", {})) == "person_is_erased"
    site.treasurer.post(f"{waiting}/erasure/withdrawal", {})
    assert line_of(site, waiting) is None


def test_a_line_that_an_older_version_left_goes_with_the_next_sweep(site: Site) -> None:
    """It erased the child, and knew of no line beside the record."""
    child = a_child(site, "beneficiaries", "R11")
    vault, line = site.services.vault, line_id(id_of(child))
    with left_by_an_older_version(site, line):
        assert erase(site.treasurer, child).status_code == 201
    assert vault.still_here([id_of(child), line]) == [line]
    site.catch_up()
    sweep(site.services)
    assert vault.still_here([id_of(child), line]) == []


@contextmanager
def left_by_an_older_version(site: Site, line: UUID) -> Iterator[None]:
    """Put the row of a line back afterwards, as if it had stayed."""
    database = PeopleDatabase(site.store.people_url)
    with database.transaction() as connection:
        own = REPRESENTATIVES.c.id == line.bytes
        row = connection.execute(select(REPRESENTATIVES).where(own)).mappings().one()
    yield
    with database.transaction() as connection:
        connection.execute(insert(REPRESENTATIVES), [dict(row)])
    database.close()


def test_each_record_of_one_child_has_a_line_of_its_own(site: Site) -> None:
    child, same = (a_child(site, "beneficiaries", note) for note in ("R7", "R8"))
    merged = site.treasurer.post(f"{child}/members", {"other_id": str(id_of(same))})
    assert merged.status_code == 201
    assert site.treasurer.post(f"{same}/representative/erasure", {}).status_code == 201
    history = site.treasurer.get(f"{child}/history").json
    assert history is not None
    assert history["beneficiary"]["representative"] == LINE
    assert [each["representative"] for each in history["members"]] == [None]


def test_a_list_that_names_the_child_again_brings_the_line_not_back(site: Site) -> None:
    child = a_child(site, "beneficiaries", "R9")
    site.treasurer.post(f"{child}/representative/erasure", {})
    (known,) = site.services.vault.get_people([id_of(child)]).values()
    told = {"name": known.name, "phone": known.phone, "note": known.note, **CHILD}
    body = {"association_id": str(site.book.commune), "beneficiaries": [told]}
    answer = site.treasurer.post("/beneficiaries/batch", body).json
    assert answer is not None
    assert answer["lines"] == [{"id": str(id_of(child)), "not_kept": ["representative"]}]
    assert line_of(site, child) is None


def test_the_event_says_of_whom_and_when_and_nothing_else(site: Site) -> None:
    child = a_child(site, "beneficiaries", "R10")
    receipt = site.treasurer.post(f"{child}/representative/erasure", {}).json
    assert receipt is not None
    (recorded,) = site.services.ledger.read(receipt["position"] - 1, 1)
    assert recorded.event.topic == "beneficiary.representative_erased"
    assert recorded.stream == id_of(child)
    assert set(recorded.event.__struct_fields__) == {"effective_on", "private"}
    assert set(recorded.event.private.__struct_fields__) == {"recorded_by", "salt"}


def test_a_consent_that_was_given_for_the_child_still_holds(site: Site) -> None:
    child = registered(site, name="Bé Được Nêu", **CHILD)
    version = given_to_unnamed(site, child)
    paper = site.services.vault.put_document(site.book.fund_id, b"%PDF-1.7\ndong y").sha256
    naming = {"fund_id": str(site.book.fund_id), "entry": version, "document_sha256": paper}
    agreed = {**naming, "said_by": ["self", "representative"]}
    assert site.treasurer.post(f"{child}/namings", agreed).status_code == 201
    site.treasurer.post(f"{child}/representative/erasure", {})
    page = site.public.get(f"{site.fund}/entries").json
    assert page is not None
    assert [each["donor_name"] for each in page["items"]] == ["Bé Được Nêu"]
    paper_path = f"{site.fund}/documents/{paper}"
    assert site.auditor.get(paper_path).status_code == 200


def given_to_unnamed(site: Site, donor: str) -> int:
    """A gift of a child, who is named with none that no representative agreed to."""
    answer = site.treasurer.post(
        f"{site.fund}/donations", a_gift(site, donor_id=str(id_of(donor)), named=False)
    )
    assert answer.json is not None
    version: int = answer.json["version"]
    return version
