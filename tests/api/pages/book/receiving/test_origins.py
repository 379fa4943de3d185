"""Where a gift on the form comes from: an appeal out of its window, a pledge, an unknown credit."""

from ledger.events.fund.receiving import DonationReceived
from ledger.fund.receiving.mobilizing import NewPledge
from ledger.store.vault.records import PersonKind, PersonRecord
from ledger.values import DonorId, PledgeId
from tests.api.pages.visiting import Visitor
from tests.api.site import Site
from tests.builders import a_pledge


def form_of(site: Site) -> str:
    return f"/book/funds/{site.book.fund_id}/donations/new"


def recorded(site: Site) -> DonationReceived:
    last = [each.event for each in site.book.events() if isinstance(each.event, DonationReceived)]
    return last[-1]


def a_donor(site: Site, name: str = "Công ty Đất Tổ") -> DonorId:
    donor_id = site.book.register_donor()
    site.services.vault.put_person(PersonRecord(id=donor_id, kind=PersonKind.DONOR, name=name))
    return donor_id


def of(donor_id: DonorId, site: Site) -> NewPledge:
    return a_pledge(1_000_000, donor_id=donor_id, pledge_id=PledgeId(site.book.new_id()))


# Outside its window


def test_a_gift_outside_the_window_is_offered_to_be_taken_outside_the_appeal(
    site: Site, keeper: Visitor
) -> None:
    appeal = site.book.launch()
    form = keeper.open(form_of(site)).form()
    assert "outside_mobilization" not in form.fields
    sent = {"amount_dong": "1000", "mobilization_id": str(appeal), "effective_on": "2025-05-31"}
    refused = keeper.send(form, **sent)
    assert refused.status == 422
    assert "Ghi ngoài cuộc vận động" in refused.words
    page = keeper.send(refused.form(), **sent, outside_mobilization="yes")
    assert page.status == 200
    assert recorded(site).mobilization_id is None


# Of a pledge


def test_a_gift_fulfils_a_pledge_in_the_name_of_who_made_it(site: Site, keeper: Visitor) -> None:
    donor = a_donor(site)
    pledge_id = site.book.pledge(pledge=of(donor, site))
    page = keeper.open(form_of(site))
    assert "Công ty Đất Tổ · 1.000.000 đ · 16/06/2025" in page.words
    sent = keeper.send(page.form(), amount_dong="400.000", pledge_id=str(pledge_id))
    assert sent.status == 200
    gift = recorded(site)
    assert gift.private.donor_id == donor
    assert gift.pledge is not None
    assert (gift.pledge.pledge_id, gift.pledge.amount_dong) == (pledge_id, 400_000)
    assert "Công ty Đất Tổ · 600.000 đ" in keeper.open(form_of(site)).words


def test_a_pledge_is_not_fulfilled_in_another_name(site: Site, keeper: Visitor) -> None:
    pledge_id = site.book.pledge(pledge=of(a_donor(site), site))
    before = site.position()
    form = keeper.open(form_of(site)).form()
    page = keeper.send(
        form, amount_dong="400.000", pledge_id=str(pledge_id), donor_name="Người khác"
    )
    assert page.status == 422
    assert "Khoản này là của nhà hảo tâm khác." in page.words
    assert site.position() == before


def test_a_pledge_is_fulfilled_by_whom_one_picked_for_it_and_by_nobody_else(
    site: Site, keeper: Visitor
) -> None:
    """The pledge says who it is: nobody has to type the whole name as it was registered."""
    donor, other = a_donor(site), a_donor(site)
    typed = {"pledge_id": str(site.book.pledge(pledge=of(donor, site))), "donor_name": "đất tổ"}
    found = keeper.send(keeper.open(form_of(site)).form(), find_donor="", **typed)
    for somebody in str(other), "new":
        refused = keeper.send(found.form(), amount_dong="1.000", donor=somebody)
        assert "Khoản này là của nhà hảo tâm khác." in refused.words
    for form in found.form()._replace(fields={**found.form().fields, "donor": str(donor)}), None:
        sent = keeper.send(form or keeper.open(form_of(site)).form(), amount_dong="1.000", **typed)
        assert "Đã ghi vào sổ" in sent.words
        assert recorded(site).private.donor_id == donor


def test_without_pledges_the_form_does_not_ask_for_one(site: Site, keeper: Visitor) -> None:
    site.book.withdraw(site.book.pledge(1_000_000))
    assert "pledge_id" not in keeper.open(form_of(site)).form().fields


# Of a credit nobody could place


def test_a_credit_is_placed_bit_by_bit_from_the_list_of_those_that_wait(
    site: Site, keeper: Visitor
) -> None:
    credit_id = site.book.note_credit(500_000)
    waiting = keeper.open("/book")
    assert "khoản thu chưa rõ nguồn" in waiting.words
    href = f"{form_of(site)}?credit_id={credit_id}"
    assert href in waiting.links
    page = keeper.open(href)
    assert "Còn chưa phân bổ 500.000 đ" in page.words
    form = page.form()
    assert form.fields["amount_dong"] == "500.000"
    assert form.fields["account_id"] == str(site.book.bank)
    assert keeper.send(form, amount_dong="200.000", donor_name="Phạm Văn Rõ").status == 200
    gift = recorded(site)
    assert (gift.credit_id, gift.amount_dong) == (credit_id, 200_000)
    assert site.book.balance == 500_000
    rest = keeper.open(href).form()
    assert rest.fields["amount_dong"] == "300.000"
    too_much = keeper.send(rest, amount_dong="300.001")
    assert too_much.status == 422
    assert "Nhiều nhất là 300.000 đ." in too_much.words


def test_a_credit_that_waits_no_more_has_no_form(site: Site, keeper: Visitor) -> None:
    credit_id = site.book.note_credit(500_000)
    keeper.send(keeper.open(f"{form_of(site)}?credit_id={credit_id}").form())
    assert keeper.open(f"{form_of(site)}?credit_id={credit_id}").status == 404
