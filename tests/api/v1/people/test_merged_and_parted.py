"""What is said and asked of one person under several ids, and what is left of it once they part."""

from uuid import UUID

import pytest

from api.people.sweeping import sweep
from ledger.use_cases import people
from ledger.values import DonorId, Level, Role, Standing
from tests.api.site import Caller, Site, a_gift
from tests.api.v1.people.test_erasures import (
    code,
    erase,
    given_to,
    id_of,
    names_in_public,
    registered,
    standing,
)
from tests.api.v1.people.test_merges import award_to, merge, pupil
from tests.api.v1.people.test_namings import kept, naming
from tests.builders import an_association


def unnamed_gift(site: Site, donor: str) -> int:
    """Record a gift of which nobody said that the donor may be named."""
    gift = a_gift(site, donor_id=str(id_of(donor)))
    answer = site.treasurer.post(f"{site.fund}/donations", gift)
    assert answer.json is not None
    assert answer.status_code == 201, answer.json
    version: int = answer.json["version"]
    return version


def part(site: Site, donor: str, other: str) -> None:
    answer = site.treasurer.post(f"{donor}/members/{id_of(other)}/undoing", {})
    assert answer.status_code == 201


def hide(site: Site, donor: str) -> None:
    told = site.treasurer.post(f"{donor}/visibility", {"visibility": "hidden"})
    assert told.status_code == 201, told.text


def corrected(site: Site, donor: str, entry: int) -> int:
    """Put the amount of a named gift right; return the version of what stands now."""
    gift = a_gift(site, 600_000, donor_id=str(id_of(donor)), named=True)
    wrong = {"entry": entry, "reason": "wrong_amount", "replacement": {"donation": gift}}
    answer = site.treasurer.post(f"{site.fund}/reversals", wrong)
    assert answer.json is not None
    assert answer.status_code == 201, answer.json
    version: int = answer.json["version"]
    return version


def test_nobody_stays_named_by_the_word_of_who_turned_out_to_be_somebody_else(site: Site) -> None:
    donor, other = registered(site, name="Lê An"), registered(site, name="Lê Ân")
    entry = unnamed_gift(site, other)
    merge(site, donor, other)
    assert site.treasurer.post(f"{donor}/namings", naming(site, entry)).status_code == 201
    assert names_in_public(site) == ["Lê Ân"]
    part(site, donor, other)
    assert names_in_public(site) == [None]
    assert site.treasurer.post(f"{other}/namings", naming(site, entry)).status_code == 201
    assert names_in_public(site) == ["Lê Ân"]


def test_nor_with_what_corrects_such_a_gift(site: Site) -> None:
    donor, other = registered(site, name="Lê An"), registered(site, name="Lê Ân")
    entry = unnamed_gift(site, other)
    merge(site, donor, other)
    site.treasurer.post(f"{donor}/namings", naming(site, entry))
    again = corrected(site, other, corrected(site, other, entry))
    assert names_in_public(site)[-1] == "Lê Ân"
    part(site, donor, other)
    assert set(names_in_public(site)) == {None}
    gift = a_gift(site, donor_id=str(id_of(other)), named=True)
    wrong = {"entry": again, "reason": "wrong_amount", "replacement": {"donation": gift}}
    refused = site.treasurer.post(f"{site.fund}/reversals", wrong)
    assert (refused.status_code, code(refused)) == (422, "consent_incomplete")


def test_who_is_hidden_under_one_id_is_named_under_none_until_they_part(site: Site) -> None:
    """Whoever says so, and whichever of them turned out to be the other."""
    survivor, one, other = (registered(site, name=name) for name in ("Lê An", "Lê Ân", "Lê Ẩn"))
    for donor in (survivor, one, other):
        given_to(site, donor)
    for member in (one, other):
        merge(site, survivor, member)
    assert names_in_public(site)[-3:] == ["Lê An", "Lê Ân", "Lê Ẩn"]
    hide(site, one)
    assert names_in_public(site)[-3:] == [None, None, None]
    part(site, survivor, one)
    assert names_in_public(site)[-3:] == ["Lê An", None, "Lê Ẩn"]
    hide(site, survivor)
    assert names_in_public(site)[-3:] == [None, None, None]
    part(site, survivor, other)
    assert names_in_public(site)[-3:] == [None, None, "Lê Ẩn"]


def test_who_asks_to_be_forgotten_is_so_under_all_ids_or_none_wherever_it_is_cut_off(
    site: Site,
) -> None:
    """All ids of a person are restricted by one append, and so they are taken back."""
    survivor, member = registered(site, name="Lê An"), registered(site, name="Lê Ân")
    for donor in (survivor, member):
        given_to(site, donor)
    merge(site, survivor, member)
    assert names_in_public(site)[-2:] == ["Lê An", "Lê Ân"]
    ledger, before = site.services.ledger, site.position()
    asked = ledger.request_erasure(site.book.command(), DonorId(id_of(member)), None)
    assert (asked.recorded, asked.position) == (2, before + 2)
    assert {standing(site, each) for each in (survivor, member)} == {Standing.RESTRICTED}
    assert site.services.vault.get_people([id_of(survivor), id_of(member)]) == {}
    assert names_in_public(site)[-2:] == [None, None]
    back = ledger.withdraw_erasure(site.book.command(), DonorId(id_of(survivor)))
    assert (back.recorded, back.position) == (2, before + 4)
    assert len(site.services.vault.get_people([id_of(survivor), id_of(member)])) == 2
    assert names_in_public(site)[-2:] == ["Lê An", "Lê Ân"]


def test_the_own_word_holds_when_they_part(site: Site) -> None:
    donor, other = registered(site, name="Lê An"), registered(site, name="Lê Ân")
    by_record, by_consent = given_to(site, other), unnamed_gift(site, other)
    site.treasurer.post(f"{other}/namings", naming(site, by_consent))
    own = given_to(site, donor)
    merge(site, donor, other)
    for entry in (by_record, by_consent, own):
        site.treasurer.post(f"{donor}/namings", naming(site, entry))
    part(site, donor, other)
    assert names_in_public(site) == ["Lê Ân", "Lê Ân", "Lê An"]


def test_what_was_withdrawn_for_another_stays_withdrawn_with_what_corrects_it(site: Site) -> None:
    donor, other = registered(site, name="Lê An"), registered(site, name="Lê Ân")
    entry = given_to(site, other)
    merge(site, donor, other)
    site.treasurer.post(f"{donor}/namings/withdrawal", naming(site, entry))
    part(site, donor, other)
    assert names_in_public(site) == [None]
    gift = a_gift(site, donor_id=str(id_of(other)), named=True)
    wrong = {"entry": entry, "reason": "wrong_amount", "replacement": {"donation": gift}}
    assert code(site.treasurer.post(f"{site.fund}/reversals", wrong)) == "consent_incomplete"


def test_who_asks_under_one_id_is_forgotten_under_all(site: Site) -> None:
    donor, other, third = (registered(site) for _ in range(3))
    for each in (donor, other, third):
        given_to(site, each)
    merge(site, donor, other)
    merge(site, donor, third)
    assert erase(site.treasurer, other).status_code == 201
    assert names_in_public(site) == [None] * 3
    assert {standing(site, each) for each in (donor, other, third)} == {Standing.RESTRICTED}
    assert site.treasurer.post(f"{third}/erasure/withdrawal", {}).status_code == 201
    assert {standing(site, each) for each in (donor, other, third)} == {Standing.KNOWN}
    assert None not in names_in_public(site)


def test_what_is_sent_again_reaches_nobody_who_was_merged_meanwhile(site: Site) -> None:
    donor, other, third = (registered(site) for _ in range(3))
    for each in (donor, other, third):
        given_to(site, each)
    merge(site, donor, other)
    asks, takes_back = ({"Idempotency-Key": f"{verb} once"} for verb in ("asks", "takes back"))
    assert erase(site.treasurer, donor, asks).status_code == 201
    withdrawal = f"{donor}/erasure/withdrawal"
    assert site.treasurer.post(withdrawal, {}, takes_back).status_code == 201
    merge(site, donor, third)
    again = erase(site.treasurer, donor, asks)
    assert (again.status_code, again.headers["Idempotent-Replayed"]) == (201, "true")
    assert {standing(site, each) for each in (donor, other, third)} == {Standing.KNOWN}
    assert erase(site.treasurer, third).status_code == 201
    again = site.treasurer.post(withdrawal, {}, takes_back)
    assert (again.status_code, again.headers["Idempotent-Replayed"]) == (201, "true")
    assert {standing(site, each) for each in (donor, other, third)} == {Standing.RESTRICTED}


def test_who_was_forgotten_before_the_others_keeps_nobody_from_being_forgotten(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In older books the ids were restricted one after another, and that may have been cut off."""
    donor, other = registered(site), registered(site)
    given_to(site, donor)
    merge(site, donor, other)
    with monkeypatch.context() as before:
        before.setattr(people, "_others", lambda *_: [])
        command = site.book.command()
        site.services.ledger.request_erasure(command, DonorId(id_of(other)), None)
    assert names_in_public(site) == [None]
    sweep(site.services)
    assert (standing(site, donor), standing(site, other)) == (Standing.KNOWN, Standing.ERASED)
    assert erase(site.treasurer, donor).status_code == 201
    assert standing(site, donor) is Standing.RESTRICTED


@pytest.mark.parametrize("asked_at_survivors", [True, False], ids=["survivor", "member"])
def test_each_unit_may_ask_for_all_of_a_person_that_was_registered_at_two(
    site: Site, *, asked_at_survivors: bool
) -> None:
    neighbour = site.book.establish(an_association(Level.COMMUNE, site.book.province))
    donor, other = registered(site), registered(site, association_id=str(neighbour))
    given_to(site, donor)
    given_to(site, other)
    above = site.someone(Role.TREASURER, site.book.province)
    above.post(f"{donor}/members", {"other_id": str(id_of(other))})
    here = site.someone(Role.TREASURER, site.book.commune)
    there = site.someone(Role.ADMINISTRATOR, neighbour)
    for caller, own, others in ((here, donor, other), (there, other, donor)):
        assert code(erase(caller, others)) == "forbidden"
        assert outlook(caller, own)["keep_until"] == "2035-12-31"
    caller, own = (here, donor) if asked_at_survivors else (there, other)
    assert erase(caller, own).status_code == 201
    assert names_in_public(site) == [None, None]
    assert standing(site, donor) is standing(site, other) is Standing.RESTRICTED


def outlook(caller: Caller, person: str) -> dict[str, object]:
    answer = caller.get(f"{person}/erasure").json
    assert answer is not None
    return dict(answer)


def test_of_all_ids_the_longest_counts(site: Site) -> None:
    donor, other = registered(site), registered(site)
    given_to(site, other)
    merge(site, donor, other)
    assert outlook(site.treasurer, donor)["destroys_now"] is False
    assert erase(site.treasurer, donor).status_code == 201
    site.catch_up()
    assert sweep(site.services).erased == 0
    assert standing(site, donor) is standing(site, other) is Standing.RESTRICTED
    assert site.treasurer.post(f"{donor}/erasure/withdrawal", {}).status_code == 201
    assert len(names_in_public(site)) == 1
    assert None not in names_in_public(site)


# One of whom it is told that he is a child


CHILD = {"born_on": "2016-01-01", "representative": "Mẹ"}


@pytest.mark.parametrize("which", ["survivor", "member", "sibling"])
def test_who_turns_out_to_be_a_child_is_named_by_the_own_word_no_more(
    site: Site, which: str
) -> None:
    donor, child, third = (
        registered(site, name="Bé An"),
        registered(site, name="Lê An", **CHILD),
        registered(site),
    )
    given_to(site, donor)
    again = corrected(site, donor, given_to(site, donor))
    assert names_in_public(site) == ["Bé An", None, None, "Bé An"]
    survivor = {"survivor": child, "member": donor, "sibling": third}[which]
    for each in {donor, child, third} - {survivor}:
        merge(site, survivor, each)
    assert set(names_in_public(site)) == {None}
    csv = site.public.client.get(f"/funds/{site.book.fund_id}/entries.csv")
    assert "Bé An" not in csv.text
    page = site.public.client.get(f"/funds/{site.book.fund_id}/entries")
    assert "Bé An" not in page.text
    agreed = naming(site, again, "self", "representative", paper=kept(site))
    assert site.treasurer.post(f"{survivor}/namings", agreed).status_code == 201
    assert names_in_public(site)[-1] == "Bé An"
    corrected(site, donor, again)
    assert names_in_public(site)[-1] == "Bé An"
    withdrawn = naming(site, again, "self")
    site.treasurer.post(f"{survivor}/namings/withdrawal", withdrawn)
    part(site, survivor, donor if survivor != donor else child)


def test_so_with_a_recipient_before_and_after_it_is_told(site: Site) -> None:
    grown, child = pupil(site, "Lê Lớn", born_on="1990-01-01"), pupil(site, "Lê Bé", **CHILD)
    listed = award_to(site, grown)
    wish = {
        "fund_id": str(site.book.fund_id),
        "disbursement_id": listed.rpartition("/")[2],
        "said_by": ["self"],
        "document_sha256": kept(site),
    }

    def named() -> list[str]:
        answer = site.public.get(f"{listed}/named-recipients").json
        assert answer is not None
        return list(answer["names"])

    assert site.treasurer.post(f"{grown}/namings", wish).status_code == 201
    assert named() == ["Lê Lớn"]
    merged = site.treasurer.post(f"{grown}/members", {"other_id": str(id_of(child))})
    assert merged.status_code == 201
    assert named() == []
    alone = site.treasurer.post(f"{grown}/namings", wish)
    assert (alone.status_code, code(alone)) == (422, "consent_incomplete")
    both = {**wish, "said_by": ["self", "representative"]}
    assert site.treasurer.post(f"{grown}/namings", both).status_code == 201
    assert named() == ["Lê Lớn"]


def test_each_reading_of_such_a_name_is_on_record(site: Site) -> None:
    donor, child, third = registered(site), registered(site, **CHILD), registered(site)
    merge(site, third, child)
    merge(site, third, donor)
    for each, shown in ((third, {donor, child, third}), (donor, {donor})):
        before = readings(site)
        assert site.auditor.get(f"{each}/history").status_code == 200
        assert set(readings(site)[len(before) :]) == {id_of(one) for one in shown}
    part(site, third, child)
    before = readings(site)
    site.auditor.get(f"{third}/history")
    assert readings(site) == before


def readings(site: Site) -> list[UUID]:
    found = site.services.vault.readings.of_associations([site.book.commune], limit=1_000)
    return [each.person_id for each in found]
