"""Forms with one new name that are sent at one moment: the second is told of the first."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import UUID

import pytest

from ledger.store.vault.people import Vault
from ledger.store.vault.records import PersonRecord
from tests.api.pages.book.people.test_finding_donors import a_donor, beside
from tests.api.pages.book.receiving.test_known_donors import (
    choices,
    form_of,
    last_donor,
    registered,
)
from tests.api.pages.visiting import VisitedPage, Visitor, treasurer
from tests.api.site import Site
from tests.builders import a_donation

JUST = "Chưa ghi gì vào sổ. Vừa có người tên như thế được ghi vào sổ."


@pytest.fixture
def other(shared_site: Site) -> Visitor:
    """The same treasurer, on another machine."""
    return treasurer(shared_site)


class Meanwhile:
    """Lets something happen once, after a form looked for its name and before it registers it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._monkeypatch = monkeypatch

    def comes(self, what: Callable[[], object]) -> None:
        put = Vault.put_person

        def late(vault: Vault, person: PersonRecord, scope: UUID | None = None) -> None:
            self._monkeypatch.setattr(Vault, "put_person", put)
            what()
            put(vault, person, scope)

        self._monkeypatch.setattr(Vault, "put_person", late)


@pytest.fixture
def meanwhile(monkeypatch: pytest.MonkeyPatch) -> Meanwhile:
    """What comes between."""
    return Meanwhile(monkeypatch)


@pytest.mark.parametrize(
    "name, theirs",
    [
        ("Kiều Cùng Lúc", "Kiều Cùng Lúc"),
        ("Kiều Cùng Giờ", "kiều cùng giờ"),
        ("Kiều Cùng Buổi", "KIEU CUNG BUOI"),
    ],
)
def test_the_second_form_is_asked_about_whom_the_first_registered_a_moment_ago(
    site: Site, keeper: Visitor, other: Visitor, meanwhile: Meanwhile, name: str, theirs: str
) -> None:
    first, second = form_of(site, other), form_of(site, keeper)
    people = registered(site)
    typed = {"amount_dong": "1.000", "donor_name": theirs}
    meanwhile.comes(lambda: other.send(first, **typed))
    asked = keeper.send(second, amount_dong="1.000", donor_name=name)
    one = last_donor(site)
    assert JUST in asked.words
    assert choices(asked) == [str(one), "new"]
    assert registered(site) == people + 1
    assert "Đã ghi vào sổ" in keeper.send(asked.form(), donor=str(one)).words
    assert (last_donor(site), registered(site)) == (one, people + 1)


def test_two_people_of_one_new_name_are_registered_when_a_person_says_so(
    site: Site, keeper: Visitor, other: Visitor, meanwhile: Meanwhile
) -> None:
    typed = {"amount_dong": "1.000", "donor_name": "Kiều Hai Người"}
    first, second = form_of(site, other), form_of(site, keeper)
    meanwhile.comes(lambda: other.send(first, **typed))
    asked = keeper.send(second, **typed)
    one = last_donor(site)
    assert "Đã ghi vào sổ" in keeper.send(asked.form(), donor="new").words
    assert last_donor(site) not in {one, None}


def test_who_said_somebody_new_is_asked_about_whoever_was_registered_since(
    site: Site, keeper: Visitor, other: Visitor, meanwhile: Meanwhile
) -> None:
    known = a_donor(site, "Kiều Đã Có")
    typed = {"amount_dong": "1.000", "donor_name": "Kiều Đã Có"}
    asked = keeper.send(form_of(site, keeper), **typed)
    others = other.send(form_of(site, other), **typed)
    meanwhile.comes(lambda: other.send(others.form(), donor="new"))
    again = keeper.send(asked.form(), donor="new")
    assert JUST in again.words
    assert set(choices(again)) == {str(known), str(last_donor(site)), "new"}


def test_other_names_and_places_meanwhile_ask_nothing(
    site: Site, keeper: Visitor, meanwhile: Meanwhile
) -> None:
    def somebody() -> None:
        a_donor(site, "Kiều Người Khác")
        a_donor(site, "Kiều Một Mình", beside(site))
        a_donor(site, "Kiều Một Mình", site.book.province)
        site.book.donate(gift=a_donation(account_id=site.book.bank))

    meanwhile.comes(somebody)
    told = keeper.send(form_of(site, keeper), amount_dong="1", donor_name="Kiều Một Mình")
    assert "Đã ghi vào sổ" in told.words


def test_a_pledge_is_asked_about_whom_a_gift_registered_a_moment_ago(
    site: Site, keeper: Visitor, other: Visitor, meanwhile: Meanwhile
) -> None:
    typed = {"amount_dong": "1.000", "donor_name": "Kiều Vừa Hứa"}
    gift = form_of(site, other)
    form = keeper.open(f"/book/funds/{site.book.fund_id}/pledges/new").form()
    meanwhile.comes(lambda: other.send(gift, **typed))
    asked = keeper.send(form, **typed)
    assert JUST in asked.words
    assert choices(asked) == [str(last_donor(site)), "new"]


def test_of_many_forms_at_one_moment_one_registers_and_the_others_are_asked(site: Site) -> None:
    """Most of them in one transaction: what it registers itself is looked at, too."""
    at_once = 6
    visitors = [treasurer(site) for _ in range(at_once)]
    forms = [form_of(site, each) for each in visitors]
    barrier, people = Barrier(at_once), registered(site)

    def send(at: int) -> VisitedPage:
        barrier.wait()
        return visitors[at].send(forms[at], amount_dong="1.000", donor_name="Kiều Đông Người")

    with ThreadPoolExecutor(at_once) as pool:
        pages = list(pool.map(send, range(at_once)))
    asked = [each for each in pages if "Chưa ghi gì vào sổ." in each.words]
    assert len(asked) == at_once - 1
    assert registered(site) == people + 1
    one = last_donor(site)
    assert {tuple(choices(each)) for each in asked} == {(str(one), "new")}
