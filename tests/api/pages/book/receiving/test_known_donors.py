"""A name that is typed may be somebody's who is registered: a person says whose gift it is."""

from uuid import UUID

import pytest

from ledger.application import Ledger
from ledger.errors.unavailable import StoreBusy
from ledger.events.donor import DonorRegistered
from ledger.events.fund.mobilizing import PledgeMade
from ledger.events.fund.receiving import DonationReceived
from ledger.fund.receiving.donations import Donation
from ledger.recording.commands import Command, Receipt
from ledger.store.vault.records import PersonKind
from ledger.values import DonorId, FundId
from tests.api.pages.book.people.test_donor_acts import form_to, path_of
from tests.api.pages.book.people.test_finding_donors import a_donor, beside, give, keeper_of
from tests.api.pages.visiting import Form, VisitedPage, Visitor
from tests.api.site import Site
from tests.builders import a_donation

NOT_RECORDED = "Chưa ghi gì vào sổ. Sổ đã có người tên như thế."


def form_of(site: Site, visitor: Visitor) -> Form:
    return visitor.open(f"/book/funds/{site.book.fund_id}/donations/new").form()


def registered(site: Site) -> int:
    rows = site.services.ledger.rows(0, 100_000)
    return sum(row.topic == DonorRegistered.topic for row in rows)


def last_donor(site: Site) -> UUID | None:
    """Whose the last gift is."""
    gifts = [each.event for each in site.book.events() if isinstance(each.event, DonationReceived)]
    return gifts[-1].private.donor_id


def choices(page: VisitedPage) -> list[str]:
    """Return who may be picked, in order."""
    return [value for name, value in page.choices if name == "donor"]


def test_whoever_is_registered_is_offered_and_picked(site: Site, keeper: Visitor) -> None:
    known = a_donor(site, "Lê Thị Quen", phone="0912345678", address="Xóm 2")
    give(site, known, 1_200_000)
    before, people = site.position(), registered(site)
    asked = keeper.send(form_of(site, keeper), amount_dong="500.000", donor_name="lê thị quen")
    assert (asked.status, site.position()) == (200, before)
    assert NOT_RECORDED in asked.words
    assert "0912345678 · Xóm 2 · ủng hộ gần nhất 1.200.000 đ ngày" in asked.words
    assert choices(asked) == [str(known), "new"]
    assert "donor" not in asked.form().fields, "nobody is picked by a rule"
    assert asked.form().fields["amount_dong"] == "500.000"
    told = keeper.send(asked.form(), donor=str(known))
    assert "Đã ghi vào sổ" in told.words
    assert (last_donor(site), registered(site)) == (known, people)
    person = site.services.vault.get_person(known)
    assert person is not None
    assert (person.name, person.address) == ("Lê Thị Quen", "Xóm 2")


def test_somebody_new_of_the_same_name_is_registered(site: Site, keeper: Visitor) -> None:
    known = a_donor(site, "Lê Trùng Tên")
    asked = keeper.send(form_of(site, keeper), amount_dong="1", donor_name="Lê Trùng Tên")
    keeper.send(asked.form(), donor="new", donor_address="Xóm 7")
    anew = last_donor(site)
    assert anew not in {None, known}
    people = {each.id: each for each in site.services.vault.list_people(PersonKind.DONOR)}
    assert anew is not None
    assert (people[anew].name, people[anew].address) == ("Lê Trùng Tên", "Xóm 7")
    assert people[known].address == ""


def test_a_name_that_nobody_has_is_asked_nothing(site: Site, keeper: Visitor) -> None:
    a_donor(site, "Lê Thị Hoàng Anh")
    for name in "Lê Thị Hoa", "Lê Thị Hoàng Em":
        told = keeper.send(form_of(site, keeper), amount_dong="1", donor_name=name)
        assert "Đã ghi vào sổ" in told.words


def test_what_somebody_is_addressed_as_is_no_part_of_the_name(site: Site, keeper: Visitor) -> None:
    known = a_donor(site, "Mai Xuân Thưởng")
    asked = keeper.send(form_of(site, keeper), amount_dong="1", donor_name="Ông Mai Xuân Thưởng")
    assert choices(asked) == [str(known), "new"]
    keeper.send(asked.form(), donor=str(known))
    assert last_donor(site) == known


def test_the_form_looks_for_a_donor_and_records_nothing(site: Site, keeper: Visitor) -> None:
    known = a_donor(site, "Đinh Thị Phượng")
    before = site.position()
    found = keeper.send(form_of(site, keeper), donor_name="phuo", find_donor="", amount_dong="x")
    assert (found.status, site.position(), choices(found)) == (200, before, [str(known), "new"])
    assert "Chưa ghi" not in found.words
    assert "Lỗi" not in found.words
    keeper.send(found.form(), donor=str(known), amount_dong="20.000")
    assert last_donor(site) == known
    nobody = keeper.send(form_of(site, keeper), donor_name="Không Ai Cả", find_donor="")
    assert ("Không có nhà hảo tâm nào tên như thế." in nobody.words, choices(nobody)) == (
        True,
        ["new"],
    )
    assert "Ghi tên để tìm." in keeper.send(form_of(site, keeper), find_donor="").words
    assert keeper.send(form_of(site, keeper), donor_name="x", find_donor="~?").status == 200


def test_two_tabs_do_not_register_one_person_twice(site: Site, keeper: Visitor) -> None:
    """The second is asked about whom the first registered, also after it said: somebody new."""
    one, other = form_of(site, keeper), form_of(site, keeper)
    typed = {"amount_dong": "1", "donor_name": "Cao Hai Thẻ"}
    keeper.send(one, **typed)
    first = last_donor(site)
    people = registered(site)
    asked = keeper.send(other, **typed)
    assert choices(asked) == [str(first), "new"]
    one, other = form_of(site, keeper), form_of(site, keeper)
    ones, others = keeper.send(one, **typed), keeper.send(other, **typed)
    keeper.send(ones.form(), donor="new")
    second = last_donor(site)
    again = keeper.send(others.form(), donor="new")
    assert NOT_RECORDED in again.words
    assert set(choices(again)) == {str(first), str(second), "new"}
    assert registered(site) == people + 1


def test_a_form_that_was_recorded_is_not_asked_when_it_comes_again(
    site: Site, keeper: Visitor
) -> None:
    form = form_of(site, keeper)
    typed = {"amount_dong": "1", "donor_name": "Bùi Một Lần"}
    first = keeper.post(form, **typed)
    assert keeper.post(form, **typed).location == first.location is not None
    asked = keeper.send(form_of(site, keeper), **typed)
    picked = keeper.post(asked.form(), donor=str(last_donor(site)))
    position = site.position()
    assert keeper.post(asked.form(), donor=str(last_donor(site))).location == picked.location
    assert site.position() == position


def test_a_form_that_broke_off_half_way_is_not_asked_about_itself(
    site: Site, keeper: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The donor came into the book and the gift did not; or a second tap came in between."""
    form, receive = form_of(site, keeper), Ledger.receive_donation

    def break_off(here: Ledger, command: Command, fund_id: FundId, gift: Donation) -> Receipt:
        if not command.dry_run:
            raise StoreBusy
        return receive(here, command, fund_id, gift)

    typed = {"amount_dong": "1", "donor_name": "Khúc Đứt Quãng"}
    people = registered(site)
    with monkeypatch.context() as broken:
        broken.setattr(Ledger, "receive_donation", break_off)
        assert keeper.post(form, **typed).status == 503
    assert registered(site) == people + 1
    assert "Đã ghi vào sổ" in keeper.send(form, **typed).words
    assert registered(site) == people + 1


def test_another_name_than_that_of_whom_one_picked_is_nobody_s_gift(
    site: Site, keeper: Visitor
) -> None:
    known, other = a_donor(site, "Tô Đã Chọn"), a_donor(site, "Tô Gõ Lại")
    asked = keeper.send(form_of(site, keeper), amount_dong="1", donor_name="Tô Đã Chọn")
    before = site.position()
    for typed, offered in ("Tô Gõ Lại", [str(other), "new"]), ("Tô Chưa Có", ["new"]):
        again = keeper.send(asked.form(), donor=str(known), donor_name=typed)
        assert (again.status, site.position()) == (200, before)
        assert "Chưa ghi gì vào sổ." in again.words
        assert choices(again) == offered
    keeper.send(asked.form(), donor="new", donor_name="Tô Chưa Có")
    assert last_donor(site) not in {known, other, None}
    found = keeper.send(form_of(site, keeper), donor_name="Tô Đã", find_donor="", amount_dong="1")
    keeper.send(found.form(), donor=str(known), donor_name="")
    assert last_donor(site) is None


def test_who_was_forgotten_meanwhile_is_not_registered_anew_unasked(
    site: Site, keeper: Visitor
) -> None:
    known = a_donor(site, "Võ Sắp Quên")
    asked = keeper.send(form_of(site, keeper), amount_dong="1", donor_name="Võ Sắp Quên")
    erasure = f"{path_of(known)}/erasure"
    keeper.send(form_to(keeper.open(erasure), erasure))
    people = registered(site)
    again = keeper.send(asked.form(), donor=str(known))
    assert ("Chưa ghi gì vào sổ." in again.words, choices(again)) == (True, ["new"])
    assert registered(site) == people


def test_nobody_is_offered_whom_one_may_not_see(site: Site) -> None:
    own = keeper_of(site, site.book.commune)
    far = a_donor(site, "Lý Ở Xa", beside(site))
    above = a_donor(site, "Lý Ở Xa", site.book.province)
    told = own.send(form_of(site, own), amount_dong="1", donor_name="Lý Ở Xa")
    assert "Đã ghi vào sổ" in told.words
    here = last_donor(site)
    asked = own.send(form_of(site, own), amount_dong="1", donor_name="Lý Ở Xa")
    assert choices(asked) == [str(here), "new"]
    for forged in far, above, DonorId(site.book.new_id()), "x":
        again = own.send(asked.form(), donor=str(forged))
        assert "Chưa ghi gì vào sổ." in again.words
        assert choices(again) == [str(here), "new"]


def test_whoever_keeps_more_books_finds_donors_of_the_others_when_looking(
    site: Site, keeper: Visitor
) -> None:
    there = a_donor(site, "Đoàn Xã Bên", beside(site))
    found = keeper.send(form_of(site, keeper), donor_name="Đoàn Xã", find_donor="")
    assert choices(found) == [str(there), "new"]
    assert "Bên Cạnh" in found.words
    keeper.send(found.form(), donor=str(there), amount_dong="1")
    assert last_donor(site) == there


def test_one_person_under_two_ids_is_offered_once(site: Site, keeper: Visitor) -> None:
    one, other = a_donor(site, "Phan Hai Mã"), a_donor(site, "Phan Hai Mã")
    site.book.ledger.merge_donors(site.book.command(), one, other)
    asked = keeper.send(form_of(site, keeper), amount_dong="1", donor_name="Phan Hai Mã")
    assert choices(asked) == [str(one), "new"]


def test_a_correction_asks_only_about_another_name(site: Site, keeper: Visitor) -> None:
    wrong, right = a_donor(site, "Hà Nhầm"), a_donor(site, "Hà Đúng")
    gift = site.book.donate(gift=a_donation(account_id=site.book.bank, donor_id=wrong))
    path = f"/book/funds/{site.book.fund_id}/entries/{gift.version}/correction"
    form = keeper.open(path).form()
    asked = keeper.send(form, donor_name="Hà Đúng", reason="wrong_donor")
    assert choices(asked) == [str(right), "new"]
    found = keeper.send(form, donor_name="hà", find_donor="")
    assert set(choices(found)) >= {str(right), str(wrong)}
    told = keeper.send(asked.form(), donor=str(right))
    assert "đã được đảo và ghi lại" in told.words
    assert last_donor(site) == right
    twice = keeper.send(asked.form(), donor=str(right))
    assert "đã được đảo và ghi lại" in twice.words


def test_a_correction_that_is_foretold_keeps_that_and_whom_one_picked(
    site: Site, keeper: Visitor
) -> None:
    known = a_donor(site, "Hà Hai Câu Hỏi")
    gift = site.book.donate(5_000_000)
    site.book.spend(1_000_000)
    path = f"/book/funds/{site.book.fund_id}/entries/{gift.version}/correction"
    typed = {"amount_dong": "600.000", "reason": "wrong_amount", "donor_name": "Hà Hai Câu Hỏi"}
    foretold = keeper.send(keeper.open(path).form(), **typed)
    assert "sẽ có ngày số dư âm" in foretold.words
    asked = keeper.send(foretold.form())
    assert NOT_RECORDED in asked.words
    told = keeper.send(asked.form(), donor=str(known))
    assert "đã được đảo và ghi lại" in told.words
    assert last_donor(site) == known


def test_a_pledge_asks_whose_it_is_too(site: Site, keeper: Visitor) -> None:
    known = a_donor(site, "Công ty Giữ Lời", address="Khu 1")
    form = keeper.open(f"/book/funds/{site.book.fund_id}/pledges/new").form()
    asked = keeper.send(form, amount_dong="1.000.000", donor_name="công ty giữ lời")
    assert choices(asked) == [str(known), "new"]
    told = keeper.send(asked.form(), donor=str(known), donor_address="Khu 2")
    assert "Đã ghi đăng ký ủng hộ." in told.words
    made = [each.event for each in site.book.events() if isinstance(each.event, PledgeMade)]
    assert made[-1].private.donor_id == known
    person = site.services.vault.get_person(known)
    assert person is not None
    assert person.address == "Khu 2"
    found = keeper.send(form, donor_name="giữ", find_donor="")
    assert choices(found) == [str(known), "new"]
