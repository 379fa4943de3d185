"""Donors who turned out to be one person have one history, until it turns out otherwise."""

from ledger.values import DonorId, Level, Role
from tests.api.site import Site
from tests.api.v1.test_erasures import code, given_to, id_of, names_in_public, registered
from tests.builders import an_association


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
    assert (own.status_code, code(own)) == (422, "same_donor")
    merge(site, donor, other)
    twice = site.treasurer.post(f"{third}/members", {"other_id": str(id_of(other))})
    assert (twice.status_code, code(twice)) == (409, "already_merged")
