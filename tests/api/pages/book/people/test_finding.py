"""A beneficiary is found by name at the pages, whoever it is among however many."""

from collections import Counter
from collections.abc import Iterable
from uuid import UUID

import pytest

from api.pages.book.people import duplicates, listing
from api.people import finding
from ledger.store.vault.people import Vault
from ledger.store.vault.records import PersonRecord
from ledger.values import BeneficiaryId, Level, Role
from tests.api.pages.book.people.test_beneficiaries import a_pupil, all_of, path_of, sought
from tests.api.pages.book.people.test_donor_acts import form_to
from tests.api.pages.visiting import VisitedPage, Visitor, staff
from tests.api.site import Site
from tests.builders import an_association


def opened_names(site: Site, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many names each question to the vault opens from now on."""
    vault, opened = site.services.vault, list[int]()

    def open_people(ids: Iterable[UUID]) -> dict[UUID, PersonRecord]:
        wanted = list(ids)
        opened.append(len(wanted))
        return Vault.get_people(vault, wanted)

    monkeypatch.setattr(vault, "get_people", open_people)
    return opened


def a_crowd(site: Site, *names: str) -> tuple[str, list[BeneficiaryId]]:
    """People of an association of their own, and where all of them are listed."""
    unit = site.book.establish(an_association(Level.COMMUNE, site.book.province, name="Lâu Tìm"))
    people = [a_pupil(site, name, unit) for name in names]
    return f"/book/associations/{unit}/beneficiaries", people


def test_whoever_it_is_among_however_many_is_found_at_the_first_look(
    site: Site, keeper: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    everybody, people = a_crowd(site, *(f"Lâu Tìm {n}" for n in range(5)), "Cuối Cùng Mới Thấy")
    monkeypatch.setattr(finding, "OPENED_MAX", 2)
    monkeypatch.setattr(finding, "AT_ONCE", 2)
    form = form_to(keeper.open(everybody), everybody)
    opened = opened_names(site, monkeypatch)
    for words in ("cuối cùng mới thấy", "thay cuoi", "MỚI"):
        assert path_of(people[-1]) in keeper.send(form, q=words).links
    assert max(opened) == 1


@pytest.mark.parametrize(
    "words, found",
    [
        ("hoang thi thuy", {"Hoàng Thị Thủy", "Hoàng Thị Thúy"}),
        ("Thuý", {"Hoàng Thị Thúy"}),
        ("thị hoàng", {"Hoàng Thị Thủy", "Hoàng Thị Thúy"}),
        ("ĐÀO", {"Đào Dao"}),
        ("dao", {"Đào Dao", "Dao Thị"}),
        ("Thị Dao", {"Dao Thị"}),
        ("thuy dao", set()),
        ("hoan", {"Hoàng Thị Thủy", "Hoàng Thị Thúy"}),
        ("Thú", {"Hoàng Thị Thúy"}),
        ("hoà", {"Hoàng Thị Thủy", "Hoàng Thị Thúy"}),
        ("ho", set()),
        ("…", set()),
    ],
)
def test_a_name_is_found_by_its_words_as_people_type_them(
    crowd: tuple[str, dict[str, BeneficiaryId]],
    keeper: Visitor,
    words: str,
    found: set[str],
) -> None:
    everybody, people = crowd
    links = set(sought(keeper, everybody, words).links)
    assert {name for name, each in people.items() if path_of(each) in links} == found


@pytest.fixture(scope="module")
def crowd(shared_site: Site) -> tuple[str, dict[str, BeneficiaryId]]:
    """Four people whose names are alike."""
    names = ("Hoàng Thị Thủy", "Hoàng Thị Thúy", "Đào Dao", "Dao Thị")
    everybody, people = a_crowd(shared_site, *names)
    return everybody, dict(zip(names, people, strict=True))


def test_nobody_is_found_by_name_from_beside_the_association(site: Site) -> None:
    below, (pupil,) = a_crowd(site, "Ngô Ở Dưới")
    above = f"/book/associations/{site.book.province}/beneficiaries"
    administrator = staff(site, Role.ADMINISTRATOR)
    assert path_of(pupil) in sought(administrator, below, "ngô ở dưới").links
    assert path_of(pupil) in sought(administrator, above, "ngô ở dưới").links
    assert path_of(pupil) not in sought(administrator, all_of(site), "ngô ở dưới").links


def test_one_look_opens_so_many_names_and_the_next_goes_on_from_there(
    site: Site, keeper: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where many names differ from what is sought by their diacritics only."""
    everybody, people = a_crowd(site, *(f"Lâu Tìm {n}" for n in range(5)), "Lầu Tìm")
    monkeypatch.setattr(finding, "OPENED_MAX", 2)
    monkeypatch.setattr(finding, "AT_ONCE", 2)
    page = keeper.open(everybody)
    opened = opened_names(site, monkeypatch)
    page = keeper.send(form_to(page, everybody), q="lầu tìm")
    looks = 1
    while path_of(people[-1]) not in page.links:
        assert "Chưa thấy ai tên như thế." in page.words
        assert max(opened) <= 2
        page = keeper.send(page.forms[-1])
        looks += 1
    assert looks == 3


def test_whole_words_come_first_and_a_search_goes_on_to_beginnings(
    site: Site, keeper: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    everybody, people = a_crowd(site, "Hoàng Tìm", "Hoa Tìm", "Hoài Tìm")
    monkeypatch.setattr(finding, "OPENED_MAX", 1)
    monkeypatch.setattr(finding, "AT_ONCE", 1)
    page = sought(keeper, everybody, "hoa tìm")
    looks = [page]
    while page.forms[-1].fields.get("after"):
        page = keeper.send(page.forms[-1])
        looks.append(page)
    seen = [{each for each in people if path_of(each) in page.links} for page in looks]
    assert [some for some in seen if some] == [{people[1]}, {people[0]}, {people[2]}]


def readings_of(site: Site, people: list[BeneficiaryId]) -> Counter[UUID]:
    """How often the name of each was read."""
    units = {site.book.ledger.desk().beneficiary(each).association_id for each in people}
    made = site.services.vault.readings.of_associations(list(units), limit=10_000)
    return Counter(each.person_id for each in made)


def test_however_many_have_a_name_all_are_found_and_each_is_on_record_once(
    site: Site, keeper: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    everybody, people = a_crowd(site, *(f"Trần Trùng {n}" for n in range(5)), "Trần Trùngg")
    monkeypatch.setattr(finding, "AT_ONCE", 4)
    monkeypatch.setattr(listing, "LISTED", 3)
    form = form_to(keeper.open(everybody), everybody)
    before = readings_of(site, people)
    page = keeper.send(form, q="trùng")
    seen = [[each for each in people if path_of(each) in page.links]]
    while page.forms[-1].fields.get("after"):
        page = keeper.send(page.forms[-1])
        seen.append([each for each in people if path_of(each) in page.links])
    assert [each for some in seen for each in some] == people
    assert max(map(len, seen)) == 3
    assert readings_of(site, people) - before == Counter(people)


def chosen_at(page: VisitedPage) -> list[str]:
    """Whom a page offers to be merged."""
    return [link.partition("?other_id=")[2] for link in page.links if "?other_id=" in link]


def test_all_of_a_name_can_be_merged_and_who_is_not_offered_is_not_read(
    site: Site, keeper: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, people = a_crowd(site, *(f"Trần Gộp {n}" for n in range(5)))
    pupil, member, *others = people
    site.book.ledger.merge_beneficiaries(site.book.command(), pupil, member)
    monkeypatch.setattr(duplicates, "FOUND_MAX", 2)
    page = keeper.open(f"{path_of(pupil)}/members")
    before = readings_of(site, people)
    page = keeper.send(form_to(page, f"{path_of(pupil)}/members/search"), q="gộp")
    offered = [chosen_at(page)]
    (looking_on,) = [each for each in page.forms if each.fields.get("after")]
    page = keeper.send(looking_on)
    offered.append(chosen_at(page))
    ids = [[str(each) for each in others if str(each) in some] for some in offered]
    assert ids == [list(map(str, others[:2])), list(map(str, others[2:]))]
    read = readings_of(site, people) - before
    assert (read[member], [read[each] for each in others]) == (0, [1, 1, 1])


@pytest.mark.parametrize("after", ["", "x", "~x", "~~", "~"])
def test_a_search_goes_on_only_from_where_one_ended(
    site: Site, keeper: Visitor, after: str
) -> None:
    everybody, _ = a_crowd(site, "Hoàng Tìm")
    form = form_to(keeper.open(everybody), everybody)
    expected = 200 if after == "~" else 400
    assert keeper.post(form, q="hoa", after=after).status == expected
