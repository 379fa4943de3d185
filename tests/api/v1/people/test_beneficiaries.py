"""Beneficiaries over HTTP: names go to the vault, ids into the book."""

from unittest.mock import patch
from uuid import UUID

import pytest
from uuid_utils.compat import uuid7
from werkzeug.test import TestResponse

from ledger.errors.unavailable import StoreBusy
from ledger.recording.recording import Recording
from ledger.store.vault.people import Vault
from ledger.store.vault.records import PersonKind, PersonRecord
from ledger.values import Level, Role, StaffId
from tests.api.site import Site
from tests.builders import an_association, an_id


def a_pupil(site: Site, name: str = "Lê Văn An", **members: object) -> dict[str, object]:
    return {"association_id": str(site.book.commune), "name": name, **members}


def many(site: Site, *people: dict[str, str]) -> dict[str, object]:
    return {"association_id": str(site.book.commune), "beneficiaries": list(people)}


def ids_of(answer: TestResponse) -> list[str]:
    assert answer.json is not None
    found: list[str] = answer.json["ids"]
    return found


def names(site: Site, **query: str) -> list[tuple[str, str | None]]:
    page = site.auditor.get(
        "/beneficiaries", None, association=str(site.book.commune), limit="1000", **query
    )
    assert page.json is not None
    return [(each["beneficiary"]["beneficiary_id"], each["name"]) for each in page.json["items"]]


def test_a_name_lies_in_the_vault_and_only_an_id_in_the_book(site: Site) -> None:
    answer = site.treasurer.post("/beneficiaries", a_pupil(site, "Trần Thị Duy Nhất"))
    assert answer.status_code == 201
    assert answer.json is not None
    assert (answer.json["id"], "Trần Thị Duy Nhất") in names(site)
    log = b"".join(row.state for row in site.services.ledger.rows(0, 100_000))
    assert "Duy Nhất".encode() not in log


def test_a_registration_that_is_refused_or_rehearsed_leaves_no_name(site: Site) -> None:
    vault = site.services.vault
    before = len(vault.list_people(PersonKind.BENEFICIARY))
    nowhere = a_pupil(site) | {"association_id": str(an_id("nowhere"))}
    assert site.treasurer.post("/beneficiaries", nowhere).status_code == 404
    assert site.treasurer.post("/beneficiaries", a_pupil(site), dry_run="true").status_code == 200
    assert site.treasurer.post(
        "/beneficiaries/batch", many(site, {"name": "Lê Văn Mới"}), dry_run="true"
    ).json == {"ids": None, "lines": None}
    neighbour = site.book.establish(
        an_association(Level.COMMUNE, site.book.province, name="Thạch Khê")
    )
    stranger = site.someone(Role.TREASURER, neighbour)
    assert stranger.post("/beneficiaries", a_pupil(site)).status_code == 403
    assert stranger.post("/beneficiaries/batch", many(site, {"name": "An"})).status_code == 403
    assert len(vault.list_people(PersonKind.BENEFICIARY)) == before


def test_many_are_registered_at_once_and_each_person_once(site: Site) -> None:
    twins = ({"name": "Phan Anh", "note": "lớp 6A"}, {"name": "Phan Anh", "note": "lớp 7B"})
    again = {"name": "PHAN  ANH", "note": "Lớp 6A"}
    answer = site.treasurer.post("/beneficiaries/batch", many(site, *twins, again))
    assert answer.status_code == 201
    one, other, same = ids_of(answer)
    assert (one == same, one == other) == (True, False)
    later = site.treasurer.post("/beneficiaries/batch", many(site, twins[1], {"name": "Lê Mới"}))
    assert ids_of(later)[0] == other
    assert {each for each, _ in names(site)} >= {one, other, ids_of(later)[1]}


def test_who_was_registered_alone_is_found_in_a_batch(site: Site) -> None:
    alone = site.treasurer.post("/beneficiaries", a_pupil(site, "Hồ Sơ", phone="0912 345 678"))
    assert alone.json is not None
    batch = many(site, {"name": "hồ sơ", "phone": "+84 912 345 678"})
    assert ids_of(site.treasurer.post("/beneficiaries/batch", batch)) == [alone.json["id"]]
    again = site.treasurer.post("/beneficiaries", a_pupil(site, "Hồ sơ", phone="0912345678"))
    assert (again.status_code, again.json and again.json["code"]) == (409, "already_exists")


def test_what_is_told_of_somebody_known_and_not_kept_is_named_line_by_line_and_alone(
    site: Site,
) -> None:
    told = {"born_on": "2012-05-01", "representative": "Mẹ: Lê Thị B"}
    other = {"born_on": "2013-05-01", "representative": "Mẹ: Lê Thị B"}
    site.treasurer.post("/beneficiaries", a_pupil(site, "Tạ Chưa Kể"))
    people = (
        {"name": "Tạ Mới Kể", **told},
        {"name": "Tạ Chưa Kể", **told},
        {"name": "tạ mới kể", **other},
        {"name": "Tạ Mới Kể"},
    )
    key = {"Idempotency-Key": "told of the known"}
    answer = site.treasurer.post("/beneficiaries/batch", many(site, *people), key)
    assert answer.json is not None
    assert [each["id"] for each in answer.json["lines"]] == answer.json["ids"]
    not_kept = [each["not_kept"] for each in answer.json["lines"]]
    assert not_kept == [[], ["born_on", "representative"], ["born_on"], []]
    assert site.treasurer.post("/beneficiaries/batch", many(site, *people), key).data == answer.data
    for name, more, fields in (
        ("Tạ Chưa Kể", told, ["born_on", "representative"]),
        ("Tạ Mới Kể", other, ["born_on"]),
        ("Tạ Mới Kể", told, []),
    ):
        alone = site.treasurer.post("/beneficiaries", a_pupil(site, name, **more))
        assert (alone.status_code, alone.json and alone.json["code"]) == (409, "already_exists")
        assert alone.json is not None
        named = [each["field"] for each in alone.json["fields"]]
        assert [each for each in named if each in told] == fields
    kept = {each.name: each for each in site.services.vault.list_people(PersonKind.BENEFICIARY)}
    assert kept["Tạ Chưa Kể"].born_on is None


def test_who_was_kept_by_another_at_this_moment_is_registered_as_the_vault_knows_him(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault, kept = site.services.vault, uuid7()

    def just_before(_: Vault, __: object) -> dict[bytes, UUID]:
        monkeypatch.undo()
        other = PersonRecord(id=kept, kind=PersonKind.BENEFICIARY, name="Lê Cùng Lúc")
        vault.keep_people([other], site.book.commune)
        return {}

    monkeypatch.setattr(Vault, "find_identities", just_before)
    answer = site.treasurer.post("/beneficiaries", a_pupil(site, "Lê Cùng Lúc"))
    assert answer.json is not None
    assert answer.json["id"] == str(kept)
    assert (str(kept), "Lê Cùng Lúc") in names(site)


def test_a_batch_that_comes_again_has_no_second_effect(site: Site) -> None:
    key = {"Idempotency-Key": "a batch"}
    batch = many(site, {"name": "Võ Một"}, {"name": "Võ Hai"})
    first = site.treasurer.post("/beneficiaries/batch", batch, key)
    position = site.position()
    again = site.treasurer.post("/beneficiaries/batch", batch, key)
    assert (again.data, site.position()) == (first.data, position)
    assert again.status_code == first.status_code == 201
    assert again.headers["Ledger-Position"] == first.headers["Ledger-Position"] == str(position)
    assert again.headers["Idempotent-Replayed"] == "true"


def test_a_key_that_comes_with_another_batch_is_refused_and_leaves_no_name(site: Site) -> None:
    key = {"Idempotency-Key": "one batch"}
    batch = many(site, {"name": "Đỗ Một"}, {"name": "Đỗ Hai"})
    assert site.treasurer.post("/beneficiaries/batch", batch, key).status_code == 201
    before = len(site.services.vault.list_people(PersonKind.BENEFICIARY))
    for dry_run in ("true", "false"):
        other = many(site, {"name": "Đỗ Ba"})
        refused = site.treasurer.post("/beneficiaries/batch", other, key, dry_run=dry_run)
        assert (refused.status_code, refused.json and refused.json["code"]) == (
            422,
            "command_reused",
        )
    assert len(site.services.vault.list_people(PersonKind.BENEFICIARY)) == before


def test_a_batch_that_was_cut_off_is_finished_when_it_comes_again(site: Site) -> None:
    key = {"Idempotency-Key": "cut off"}
    batch = many(site, {"name": "Mai Một"}, {"name": "Mai Hai"}, {"name": "Mai Ba"})

    def cut_off(*_: object) -> None:
        raise StoreBusy

    with patch.object(Recording, "execute_all", cut_off):
        assert site.treasurer.post("/beneficiaries/batch", batch, key).status_code == 503
    again = site.treasurer.post("/beneficiaries/batch", batch, key)
    assert again.status_code == 201
    assert {each for each, _ in names(site)} >= set(ids_of(again))


@pytest.mark.parametrize("condition", ['"0"', '"7"', "*", "x"])
def test_a_batch_takes_no_condition_for_it_has_no_stream(site: Site, condition: str) -> None:
    batch = many(site, {"name": "Có Điều Kiện"})
    before = len(site.services.vault.list_people(PersonKind.BENEFICIARY))
    refused = site.treasurer.post("/beneficiaries/batch", batch, {"If-Match": condition})
    assert (refused.status_code, refused.json and refused.json["code"]) == (400, "bad_condition")
    assert len(site.services.vault.list_people(PersonKind.BENEFICIARY)) == before


def test_who_manages_no_staff_where_someone_was_enrolled_bars_him_from_nothing(
    site: Site,
) -> None:
    registered = site.treasurer.post("/beneficiaries", a_pupil(site, "Phó Ban"))
    assert registered.json is not None
    link = {"beneficiary_id": registered.json["id"]}
    path = f"/staff/{site.enrol(Role.APPROVER)}/beneficiaries"  # of the central association
    local = site.someone(Role.ADMINISTRATOR, site.book.commune)
    refused = local.post(path, link)
    assert (refused.status_code, refused.json and refused.json["code"]) == (403, "forbidden")
    assert site.administrator.post(path, link).status_code == 201
    own = StaffId(site.book.new_id())
    site.services.ledger.enrol_staff(site.book.command(), own, site.book.commune)
    assert local.post(f"/staff/{own}/beneficiaries", link).status_code == 201


@pytest.mark.parametrize(
    "people, field",
    [
        ([], "beneficiaries"),
        ([{"name": "x"}] * 1_001, "beneficiaries"),
        ([{"name": "x"}, {"name": ""}], "beneficiaries.1.name"),
        ([{"name": "x", "phone": "một"}], "beneficiaries.0.phone"),
    ],
)
def test_a_bad_batch_names_what_is_wrong(
    site: Site, people: list[dict[str, str]], field: str
) -> None:
    refused = site.treasurer.post("/beneficiaries/batch", many(site, *people))
    assert (refused.status_code, refused.json and refused.json["fields"][0]["field"]) == (
        422,
        field,
    )


def test_a_member_of_staff_who_is_a_beneficiary_approves_no_award_to_himself(site: Site) -> None:
    site.book.donate(5_000_000)
    registered = site.treasurer.post("/beneficiaries", a_pupil(site, "Ngô Duyệt"))
    assert registered.json is not None
    staff_id = site.enrol(Role.APPROVER)
    link = {"beneficiary_id": registered.json["id"]}
    assert site.auditor.post(f"/staff/{staff_id}/beneficiaries", link).status_code == 403
    assert site.administrator.post(f"/staff/{staff_id}/beneficiaries", link).status_code == 201
    assert site.administrator.post(f"/staff/{staff_id}/beneficiaries", link).status_code == 409
    proposed = site.treasurer.post(
        f"{site.fund}/disbursements",
        {
            "disbursement_class": "scholarship",
            "programme": "Tiếp sức đến trường",
            "lines": [{**link, "amount_dong": 500_000}],
            "effective_on": "2025-06-16",
        },
    )
    assert proposed.json is not None
    path = f"{site.fund}/disbursements/{proposed.json['id']}/approval"
    refused = site.caller(staff_id).post(path, {"effective_on": "2025-06-16"})
    assert (refused.status_code, refused.json and refused.json["code"]) == (422, "own_award")
    assert site.approver.post(path, {"effective_on": "2025-06-16"}).status_code == 201
