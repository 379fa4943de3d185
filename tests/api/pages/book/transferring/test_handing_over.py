"""Handing a fund over by a form: found where it is due, refused with why, and told to everybody."""

import pytest

from ledger.values import Level, Role
from tests.api.pages.visiting import staff, treasurer
from tests.api.site import Site
from tests.builders import an_association
from tests.ledger.use_cases.reorganisation import JULY_15, Reorganisation


@pytest.fixture
def site(shared_site: Site) -> Site:
    """The shared app, with a commune of its own that may end, and a fund of that."""
    book = shared_site.book
    book.commune = book.establish(an_association(Level.COMMUNE, book.province))
    shared_site.renew()
    return shared_site


@pytest.fixture
def due(site: Site) -> Reorganisation:
    """A fund with a million that waits to be handed over to one other."""
    site.book.donate(1_000_000)
    reorganisation = Reorganisation(site.book)
    reorganisation.succeed(1_000_000)
    site.book.clock.set_day(JULY_15)
    return reorganisation


def form_of(site: Site) -> str:
    return f"/book/funds/{site.book.fund_id}/handover"


def way(site: Site, due: Reorganisation) -> dict[str, str]:
    return {
        f"way-{due.first}-{site.book.bank}": f"{due.first_fund}/{due.first_bank}",
        "decision_number": "01/BB-BG",
    }


def test_a_fund_is_handed_over_by_its_approver(site: Site, due: Reorganisation) -> None:
    approver = staff(site, Role.APPROVER)
    keeping = approver.open(f"/book/funds/{site.book.fund_id}")
    assert form_of(site) in keeping.links
    page = approver.open(form_of(site))
    assert "100 %" in page.words
    told = approver.send(page.form(), **way(site, due))
    assert told.status == 200
    assert "Quỹ đã bàn giao ngày 15/07/2025." in told.words
    assert due.balance(due.first_fund) == 1_000_000
    assert form_of(site) not in approver.open(f"/book/funds/{site.book.fund_id}").links


def test_nothing_is_asked_of_a_fund_that_was_handed_over(site: Site, due: Reorganisation) -> None:
    """It is told before anybody types, and the first page does not lead there."""
    approver, keeper = staff(site, Role.APPROVER), treasurer(site)
    here = f"/book/funds/{site.book.fund_id}"
    gift = keeper.open(f"{here}/donations/new").form()
    assert f"{here}/donations/new" in keeper.open("/book").links
    approver.send(approver.open(form_of(site)).form(), **way(site, due))
    for path in "donations/new", "pledges/new", "cash-counts/new", "statements", "closings/new":
        page = keeper.open(f"{here}/{path}")
        assert (page.status, "Quỹ đã bàn giao." in page.words) == (422, True), path
    assert f"{here}/donations/new" not in keeper.open("/book").links
    keeping = keeper.open(here)
    assert "Quỹ đã bàn giao. Hãy ghi vào sổ của quỹ kế thừa." in keeping.words
    assert not [each for each in keeping.links if each.endswith("/new")]
    late = keeper.send(gift, amount_dong="1.000")
    assert (late.status, "Quỹ đã bàn giao." in late.words) == (422, True)


def test_a_form_sent_twice_leads_to_the_same_page_and_hands_over_once(
    site: Site, due: Reorganisation
) -> None:
    approver = staff(site, Role.APPROVER)
    form = approver.open(form_of(site)).form()
    first = approver.post(form, **way(site, due))
    second = approver.post(form, **way(site, due))
    assert (first.status, second.status) == (303, 303)
    assert first.location == second.location
    assert due.balance(due.first_fund) == 1_000_000
    other = approver.post(form, **way(site, due) | {"decision_number": "02/BB-BG"})
    assert other.location is None


@pytest.mark.usefixtures("due")
def test_money_that_goes_nowhere_is_refused(site: Site) -> None:
    approver = staff(site, Role.APPROVER)
    answer = approver.send(approver.open(form_of(site)).form(), decision_number="01/BB-BG")
    assert answer.status == 422
    assert "Chưa có quỹ nào nhận hết tiền của tài khoản này." in answer.words


def test_minutes_have_a_number(site: Site, due: Reorganisation) -> None:
    approver = staff(site, Role.APPROVER)
    answer = approver.send(
        approver.open(form_of(site)).form(), **way(site, due) | {"decision_number": ""}
    )
    assert answer.status == 422
    assert "Ghi số biên bản bàn giao." in answer.words


def test_what_is_not_in_the_list_is_not_chosen(site: Site, due: Reorganisation) -> None:
    approver = staff(site, Role.APPROVER)
    wrong = {name: f"{site.book.fund_id}/same" for name in way(site, due) if name.startswith("way")}
    answer = approver.send(approver.open(form_of(site)).form(), **way(site, due) | wrong)
    assert answer.status == 422


def test_a_fund_whose_association_stands_has_no_such_form(site: Site) -> None:
    approver = staff(site, Role.APPROVER)
    assert form_of(site) not in approver.open(f"/book/funds/{site.book.fund_id}").links
    assert approver.open(form_of(site)).status == 422


@pytest.mark.usefixtures("due")
def test_it_is_not_the_treasurers_to_do(site: Site) -> None:
    keeper = treasurer(site)
    assert form_of(site) not in keeper.open(f"/book/funds/{site.book.fund_id}").links
    assert keeper.open(form_of(site)).status == 403
