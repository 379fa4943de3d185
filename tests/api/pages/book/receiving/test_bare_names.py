"""A name that a bank or a table wrote without diacritics is offered for one typed with some."""

import re

import pytest

from api.pages.book.receiving import known_donors
from tests.api.pages.book.people.test_donor_acts import form_to, path_of
from tests.api.pages.book.people.test_finding_donors import a_donor, all_of, beside
from tests.api.pages.book.receiving.test_known_donors import choices, form_of, last_donor
from tests.api.pages.visiting import Visitor
from tests.api.site import Site


def test_who_was_registered_without_diacritics_is_offered_and_picked(
    site: Site, keeper: Visitor
) -> None:
    bare = a_donor(site, "NGUYEN VAN TRAN")
    asked = keeper.send(form_of(site, keeper), amount_dong="1", donor_name="Nguyễn Văn Trân")
    assert choices(asked) == [str(bare), "new"]
    keeper.send(asked.form(), donor=str(bare))
    assert last_donor(site) == bare
    person = site.services.vault.get_person(bare)
    assert person is not None
    assert person.name == "NGUYEN VAN TRAN", "who is registered keeps the name"


def test_who_is_written_as_typed_comes_first_with_and_without_diacritics(
    site: Site, keeper: Visitor
) -> None:
    """Before those of the own association, too, and on the first page."""
    bare = [a_donor(site, "Luu Thi Sen") for _ in range(2)]
    there = a_donor(site, "Lưu Thị Sen", beside(site))
    a_donor(site, "Lưu Thì Sen")
    found = keeper.send(form_of(site, keeper), donor_name="Lưu Thị Sen", find_donor="")
    assert choices(found)[0] == str(there)
    assert set(choices(found)[1:]) == {*map(str, bare), "new"}
    found = keeper.send(form_of(site, keeper), donor_name="luu thi sen", find_donor="")
    assert set(choices(found)[:2]) == set(map(str, bare))
    assert len(choices(found)) == 5


def test_a_search_goes_on_from_those_as_typed_to_those_without_diacritics(
    site: Site, keeper: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    bare = a_donor(site, "Pho Duc Chinh")
    full = a_donor(site, "Phó Đức Chính")
    begun = a_donor(site, "Phó Đứcc Chính")
    monkeypatch.setattr(known_donors, "SHOWN", 1)
    page = keeper.send(form_of(site, keeper), donor_name="Phó Đức Chính", find_donor="")
    seen = [choices(page)[0]]
    while look_on := re.findall('name="find_donor" value="([^"]+)"', page.response.text):
        page = keeper.send(page.form(), find_donor=look_on[0])
        seen.append(choices(page)[0])
    assert seen == [str(full), str(bare), str(begun)]


def test_people_are_listed_with_those_as_typed_first(site: Site, keeper: Visitor) -> None:
    bare, full = a_donor(site, "Mac Thi Buoi"), a_donor(site, "Mạc Thị Bưởi")
    everybody = all_of(site.book.commune)
    for sought, expected in ("Mạc Thị Bưởi", [full, bare]), ("mac thi buoi", [bare, full]):
        page = keeper.send(form_to(keeper.open(everybody), everybody), q=sought)
        shown = [each for each in page.links if each in {path_of(bare), path_of(full)}]
        assert shown == [path_of(each) for each in expected]
