"""Money for a purpose serves another one: what the donor agreed to is noted, then released."""

import pytest

from ledger.recording.commands import Receipt
from ledger.values import GENERAL, DonorId, PurposeId
from tests.api.pages.visiting import Visitor
from tests.api.site import Site
from tests.builders import a_donation


@pytest.fixture
def purpose(site: Site) -> PurposeId:
    return site.book.define_purpose()


@pytest.fixture
def donor(site: Site) -> DonorId:
    return site.book.register_donor()


@pytest.fixture
def gift(site: Site, donor: DonorId, purpose: PurposeId) -> Receipt:
    """Three million for a purpose."""
    book = site.book
    given = a_donation(3_000_000, purpose=purpose, donor_id=donor, account_id=book.bank)
    return book.donate(gift=given)


def page_of(donor: DonorId) -> str:
    return f"/book/donors/{donor}"


def keeping(site: Site) -> str:
    return f"/book/funds/{site.book.fund_id}"


@pytest.mark.usefixtures("gift")
def test_what_a_donor_agreed_to_is_released_by_another_person(
    site: Site, keeper: Visitor, approver: Visitor, donor: DonorId, purpose: PurposeId
) -> None:
    form = keeper.open(keeper.open(page_of(donor)).link_ending("/consent"))
    assert "3.000.000 đ" in form.words
    noted = keeper.send(form.form(), to_purpose=GENERAL, amount_dong="2.000.000")
    assert "Đã ghi nhận đồng ý." in noted.words
    assert "đã chuyển 0 đ" in noted.words
    assert not [link for link in keeper.open(keeping(site)).links if link.endswith("/release")]
    release = approver.open(approver.open(keeping(site)).link_ending("/release"))
    assert release.form().fields["amount_dong"] == "2.000.000"
    too_much = approver.send(release.form(), amount_dong="2.000.001")
    assert too_much.status == 422
    assert "Hiện có 2.000.000 đ." in too_much.words
    first = approver.post(release.form(), decision_number="3/QĐ")
    second = approver.post(release.form(), decision_number="3/QĐ")
    assert first.location == second.location is not None
    assert site.book.fund.by_purpose[purpose].total == 1_000_000
    assert site.book.fund.by_purpose[GENERAL].total == 2_000_000
    assert "đã chuyển 2.000.000 đ" in keeper.open(page_of(donor)).words
    assert not [link for link in approver.open(keeping(site)).links if link.endswith("/release")]


@pytest.mark.usefixtures("gift")
def test_a_consent_is_taken_back_and_releases_nothing_more(
    site: Site, keeper: Visitor, approver: Visitor, donor: DonorId
) -> None:
    form = keeper.open(keeper.open(page_of(donor)).link_ending("/consent")).form()
    keeper.send(form, to_purpose=GENERAL, amount_dong="2.000.000")
    href = approver.open(keeping(site)).link_ending("/release")
    waiting = approver.open(href).form()
    asking = keeper.open(keeper.open(page_of(donor)).link_ending("/withdrawal"))
    assert "2.000.000 đ" in asking.words
    page = keeper.send(asking.form())
    assert "Đã rút lại." in page.words
    assert not [link for link in page.links if link.endswith("/withdrawal")]
    assert href not in approver.open(keeping(site)).links
    assert approver.send(waiting).status == 404
    assert site.book.fund.by_purpose.get(GENERAL) is None


def test_what_cannot_be_agreed_to_is_told_at_its_field(
    keeper: Visitor, donor: DonorId, gift: Receipt
) -> None:
    form = keeper.open(keeper.open(page_of(donor)).link_ending("/consent")).form()
    assert str(gift.version) in form.action
    unreadable = keeper.send(form, amount_dong="nhiều")
    assert unreadable.status == 422
    assert "amount_dong-error" in unreadable.response.text


def test_each_does_his_part(
    site: Site, keeper: Visitor, approver: Visitor, donor: DonorId, gift: Receipt
) -> None:
    consent_id = site.book.consent(donor, gift, 1_000_000)
    release = f"{keeping(site)}/donors/{donor}/consents/{consent_id}/release"
    assert keeper.open(release).status == 403
    assert approver.open(release).status == 200
    consent = f"{page_of(donor)}/gifts/{site.book.fund_id}/{gift.version}/consent"
    assert approver.open(consent).status == 403
    assert consent not in approver.open(page_of(donor)).links
    assert approver.open(f"{page_of(donor)}/consents/{consent_id}/withdrawal").status == 403
    another = site.book.register_donor()
    assert approver.open(release.replace(str(donor), str(another))).status == 404
