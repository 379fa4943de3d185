"""People who turned out to be one person have one history, until it turns out otherwise."""

from typing import Any
from uuid import UUID

from ledger.values import BeneficiaryId, DisbursementId, DonorId, Level, Role
from tests.api.site import Caller, Site
from tests.api.v1.people.test_erasures import (
    code,
    erase,
    given_to,
    id_of,
    names_in_public,
    registered,
)
from tests.builders import a_list, an_association, an_award


def sums(site: Site, donor: str) -> tuple[int, list[str]]:
    history = site.treasurer.get(f"{donor}/history").json
    assert history is not None
    return history["money_dong"], [each["donor_id"] for each in history["items"]]


def merge(site: Site, donor: str, other: str) -> None:
    answer = site.treasurer.post(f"{donor}/members", {"other_id": str(id_of(other))})
    assert answer.status_code == 201


def test_histories_are_one_and_two_again(site: Site) -> None:
    donor, other = registered(site), registered(site, name="Ng. T. Mai")
    given_to(site, donor)
    given_to(site, other)
    one, both = [str(id_of(donor))], [str(id_of(donor)), str(id_of(other))]
    assert sums(site, donor) == (500_000, one)
    merge(site, donor, other)
    assert sums(site, donor) == (1_000_000, both)
    history = site.treasurer.get(f"{donor}/history").json
    assert history is not None
    assert [each["name"] for each in history["members"]] == ["Ng. T. Mai"]
    undone = site.treasurer.post(f"{donor}/members/{id_of(other)}/undoing", {})
    assert undone.status_code == 201
    assert sums(site, donor) == (500_000, one)
    again = site.treasurer.post(f"{donor}/members/{id_of(other)}/undoing", {})
    assert (again.status_code, code(again)) == (404, "not_merged")


def test_what_money_for_a_purpose_has_paid_for_follows(site: Site) -> None:
    donor, other = registered(site), registered(site)
    purpose = site.book.define_purpose()
    for each in (other, donor):
        given_to(site, each, purpose=purpose)
    merge(site, donor, other)
    history = site.treasurer.get(f"{donor}/history").json
    assert history is not None
    assert [each["uses"]["unspent_dong"] for each in history["items"]] == [500_000, 500_000]


def test_who_hides_is_hidden_with_all_that_turned_out_to_be_his(site: Site) -> None:
    donor, other = registered(site), registered(site, name="Ng. T. Mai")
    given_to(site, other)
    merge(site, donor, other)
    assert names_in_public(site) == ["Ng. T. Mai"]
    site.treasurer.post(f"{donor}/visibility", {"visibility": "hidden"})
    assert names_in_public(site) == [None]
    site.treasurer.post(f"{donor}/members/{id_of(other)}/undoing", {})
    assert names_in_public(site) == ["Ng. T. Mai"]


def test_a_unit_sees_no_gifts_of_a_member_whom_another_unit_registered(site: Site) -> None:
    neighbour = site.book.establish(an_association(Level.COMMUNE, site.book.province))
    donor = registered(site)
    other = registered(site, association_id=str(neighbour))
    given_to(site, donor)
    given_to(site, other)
    here = site.someone(Role.TREASURER, site.book.commune)
    refused = here.post(f"{donor}/members", {"other_id": str(id_of(other))})
    assert (refused.status_code, code(refused)) == (403, "forbidden")
    above = site.someone(Role.TREASURER, site.book.province)
    merged = above.post(f"{donor}/members", {"other_id": str(id_of(other))})
    assert merged.status_code == 201
    for caller, dong in ((here, 500_000), (above, 1_000_000)):
        history = caller.get(f"{donor}/history").json
        assert history is not None
        assert history["money_dong"] == dong
    assert site.services.ledger.desk().donor(DonorId(id_of(donor))).members == {id_of(other)}


def test_nobody_is_a_member_of_himself_or_of_two(site: Site) -> None:
    donor, other, third = (registered(site) for _ in range(3))
    own = site.treasurer.post(f"{donor}/members", {"other_id": str(id_of(donor))})
    assert (own.status_code, code(own)) == (422, "merged_with_itself")
    merge(site, donor, other)
    twice = site.treasurer.post(f"{third}/members", {"other_id": str(id_of(other))})
    assert (twice.status_code, code(twice)) == (409, "already_merged")


# Beneficiaries


def awards(caller: Caller, beneficiary: str, **query: str) -> dict[str, Any]:
    history = caller.get(f"{beneficiary}/history", None, **query).json
    assert history is not None
    return dict(history)


def pupil(site: Site, name: str, **members: object) -> str:
    return registered(site, "beneficiaries", name=name, **members)


def award_to(site: Site, *beneficiaries: str, is_paid: bool = True) -> str:
    """Give an award to each, in one list; return the disbursement's path."""
    book = site.book
    book.donate(10_000_000)
    lines = [an_award(beneficiary_id=BeneficiaryId(id_of(each))) for each in beneficiaries]
    disbursement = book.propose(proposal=a_list(*lines, disbursement_id=book.new_id()))
    if is_paid:
        book.approve(disbursement)
        book.pay(disbursement)
    return f"{site.fund}/disbursements/{disbursement}"


def test_awards_are_of_one_and_of_two_again(site: Site) -> None:
    one, other = pupil(site, "Lê Văn An"), pupil(site, "Lê Văn Ân")
    award_to(site, one)
    award_to(site, other, is_paid=False)
    before = awards(site.auditor, one)
    assert [each["line"]["beneficiary_id"] for each in before["items"]] == [str(id_of(one))]
    assert (before["paid_awards"], before["members"]) == (1, [])
    merged = site.treasurer.post(f"{one}/members", {"other_id": str(id_of(other))})
    assert merged.status_code == 201
    after = awards(site.auditor, one)
    assert [each["line"]["state"] for each in after["items"]] == ["paid", "open"]
    assert [each["disbursement"]["status"] for each in after["items"]] == ["paid", "proposed"]
    assert [each["name"] for each in after["members"]] == ["Lê Văn Ân"]
    assert awards(site.auditor, other)["beneficiary"]["beneficiary"]["merged_into"] == str(
        id_of(one)
    )
    site.book.approve(DisbursementId(UUID(after["items"][1]["disbursement"]["disbursement_id"])))
    site.book.pay(DisbursementId(UUID(after["items"][1]["disbursement"]["disbursement_id"])))
    paid = awards(site.auditor, one)
    assert (paid["paid_awards"], paid["paid_dong"]) == (2, 2 * before["paid_dong"])
    undone = site.treasurer.post(f"{one}/members/{id_of(other)}/undoing", {})
    assert undone.status_code == 201
    assert awards(site.auditor, one)["items"] == before["items"]
    again = site.treasurer.post(f"{one}/members/{id_of(other)}/undoing", {})
    assert (again.status_code, code(again)) == (404, "not_merged")


def test_a_long_history_of_awards_comes_in_pages(site: Site) -> None:
    one = pupil(site, "Trần Nhiều Suất")
    award_to(site, one, one)
    award_to(site, one)
    whole = awards(site.auditor, one)
    first = awards(site.auditor, one, limit="2")
    rest = awards(site.auditor, one, limit="2", cursor=first["next_cursor"])
    assert [each["line"]["number"] for each in whole["items"]] == [1, 2, 1]
    assert first["items"] + rest["items"] == whole["items"]
    assert (first["paid_awards"], rest["paid_awards"]) == (3, 3)
    assert rest["next_cursor"] is None


def test_a_unit_sees_no_awards_of_a_member_whom_another_unit_registered(site: Site) -> None:
    neighbour = site.book.establish(an_association(Level.COMMUNE, site.book.province))
    one = pupil(site, "Phạm Ở Đây")
    other = pupil(site, "Phạm Ở Kia", association_id=str(neighbour))
    award_to(site, one, other)
    here = site.someone(Role.TREASURER, site.book.commune)
    refused = here.post(f"{one}/members", {"other_id": str(id_of(other))})
    assert (refused.status_code, code(refused)) == (403, "forbidden")
    above = site.someone(Role.TREASURER, site.book.province)
    assert above.post(f"{one}/members", {"other_id": str(id_of(other))}).status_code == 201
    for caller, count in ((here, 1), (above, 2)):
        seen = awards(caller, one)
        assert (len(seen["items"]), len(seen["members"])) == (count, count - 1)
    assert here.get(f"{other}/history").status_code == 403


def test_who_is_forgotten_is_forgotten_under_every_id(site: Site) -> None:
    one, other = pupil(site, "Võ Quên"), pupil(site, "Võ Quen")
    listed = award_to(site, other, one)
    paper = {"fund_id": str(site.book.fund_id), "disbursement_id": listed.rpartition("/")[2]}
    signed = site.services.vault.put_document(site.book.fund_id, b"%PDF-1.7\nDong y").sha256
    agreed = {**paper, "said_by": ["self", "representative"], "document_sha256": signed}
    assert site.treasurer.post(f"{other}/namings", agreed).status_code == 201
    assert site.treasurer.post(f"{one}/members", {"other_id": str(id_of(other))}).status_code == 201
    assert awards(site.auditor, one)["items"][0]["named"] is True

    def named() -> list[str]:
        answer = site.public.get(f"{listed}/named-recipients").json
        assert answer is not None
        return list(answer["names"])

    assert named() == ["Võ Quen"]
    assert erase(site.treasurer, one).status_code == 201
    assert named() == []
    desk = site.services.ledger.desk()
    assert [desk.person(id_of(each)).standing for each in (one, other)] == ["restricted"] * 2
    history = awards(site.auditor, one)
    assert [each["name"] for each in (history["beneficiary"], *history["members"])] == [None, None]
    for act in (f"{one}/members/{id_of(other)}/undoing", f"{one}/members"):
        body = {} if act.endswith("undoing") else {"other_id": str(id_of(pupil(site, "Võ Mới")))}
        answer = site.treasurer.post(act, body)
        assert (answer.status_code, code(answer)) == (422, "person_is_restricted")
    site.treasurer.get("/associations")
    assert site.treasurer.post(f"{one}/erasure/withdrawal", {}).status_code == 201
    assert named() == ["Võ Quen"]


def test_a_donor_is_merged_with_no_beneficiary(site: Site) -> None:
    donor, beneficiary = registered(site), pupil(site, "Hồ Hai Vai")
    for one, other, missing in (
        (donor, beneficiary, "donor_not_found"),
        (beneficiary, donor, "beneficiary_not_found"),
    ):
        answer = site.treasurer.post(f"{one}/members", {"other_id": str(id_of(other))})
        assert (answer.status_code, code(answer)) == (404, missing)
