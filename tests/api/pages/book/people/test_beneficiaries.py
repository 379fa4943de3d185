"""Beneficiaries at the pages: found, shown with their awards, named or not, merged, forgotten."""

from datetime import date

import pytest
from msgspec.structs import replace

from ledger.association.succeeding import Succession
from ledger.events.association import Successor
from ledger.store.vault.records import PersonKind, PersonRecord
from ledger.values import (
    AssociationId,
    BeneficiaryId,
    DisbursementId,
    DonorId,
    Level,
    Role,
    Standing,
)
from tests.api.pages.book.people.test_donor_acts import PAPER, form_to
from tests.api.pages.visiting import Form, VisitedPage, Visitor, staff
from tests.api.site import PASSWORD, Site
from tests.builders import a_list, an_association, an_award
from tests.fakes import TODAY


def a_pupil(
    site: Site, name: str, unit: AssociationId | None = None, **told: object
) -> BeneficiaryId:
    beneficiary_id = BeneficiaryId(site.book.new_id())
    unit = unit or site.book.commune
    site.book.ledger.register_beneficiary(site.book.command(), beneficiary_id, unit)
    person = PersonRecord(id=beneficiary_id, kind=PersonKind.BENEFICIARY, name=name)
    site.services.vault.keep_people([replace(person, **told)], unit)
    return beneficiary_id


def treasurer_of(site: Site, unit: AssociationId) -> Visitor:
    """A treasurer of one unit, logged in."""
    staff_id, login = site.enrol(Role.TREASURER, unit), f"kt-{unit.hex}"
    site.services.vault.put_person(PersonRecord(id=staff_id, kind=PersonKind.STAFF, name="Kế toán"))
    site.services.vault.set_password(staff_id, login, PASSWORD)
    visitor = Visitor(site)
    assert visitor.log_in(login).status == 200
    return visitor


def award_to(site: Site, *whom: BeneficiaryId, is_paid: bool = True) -> DisbursementId:
    book = site.book
    book.donate(10_000_000)
    lines = [an_award(beneficiary_id=each) for each in whom]
    disbursement_id = book.propose(proposal=a_list(*lines, disbursement_id=book.new_id()))
    if is_paid:
        book.approve(disbursement_id)
        book.pay(disbursement_id)
    return disbursement_id


def path_of(beneficiary_id: BeneficiaryId) -> str:
    return f"/book/beneficiaries/{beneficiary_id}"


def both(visitor: Visitor, pupil: BeneficiaryId, other: str) -> Form:
    """The form that merges, below what is known of the two."""
    return visitor.open(f"{path_of(pupil)}/members?other_id={other}").form()


def all_of(site: Site) -> str:
    return f"/book/associations/{site.book.commune}/beneficiaries"


def sought(visitor: Visitor, everybody: str, words: str) -> VisitedPage:
    """Look for a name, in the body of a form."""
    return visitor.send(form_to(visitor.open(everybody), everybody), q=words)


def naming_of(site: Site, whom: BeneficiaryId, disbursement_id: DisbursementId) -> str:
    return f"{path_of(whom)}/awards/{site.book.fund_id}/{disbursement_id}/naming"


def named(site: Site, disbursement_id: DisbursementId) -> list[str]:
    path = f"{site.fund}/disbursements/{disbursement_id}/named-recipients"
    answer = site.public.get(path).json
    assert answer is not None
    return list(answer["names"])


def listed(site: Site, people: str, unit: AssociationId) -> set[str]:
    """The ids that the API lists for a unit."""
    found = site.auditor.get(f"/{people}", association=str(unit)).json
    assert found is not None
    one = people.removesuffix("s").replace("beneficiarie", "beneficiary")
    return {each[one][f"{one}_id"] for each in found["items"]}


def test_one_whom_a_unit_registered_that_ended_is_found_at_whoever_succeeded_it(
    site: Site,
) -> None:
    book = site.book
    ended, between, heir, other = (
        book.establish(an_association(Level.COMMUNE, book.province, name=name))
        for name in ("Xã Cũ", "Xã Vừa", "Xã Mới", "Xã Khác")
    )
    pupil, donor = a_pupil(site, "Đỗ Thị Kế Thừa", ended), DonorId(book.new_id())
    book.ledger.register_donor(book.command(), donor, ended)
    keeper, elsewhere = treasurer_of(site, heir), treasurer_of(site, other)
    everybody = f"/book/associations/{heir}/beneficiaries"
    assert path_of(pupil) not in sought(keeper, everybody, "ke thua").links
    assert path_of(pupil) not in keeper.open(everybody).links
    for unit, successor, on in ((ended, between, date(2025, 6, 1)), (between, heir, TODAY)):
        heirs = (Successor(association_id=successor, share_millionths=1_000_000),)
        succession = Succession(successors=heirs, effective_on=on, decision_number="1/QĐ")
        book.ledger.succeed_association(book.command(), unit, succession)
    assert path_of(pupil) in sought(keeper, everybody, "ke thua").links
    assert path_of(pupil) in keeper.open(everybody).links
    assert (listed(site, "beneficiaries", heir), listed(site, "donors", heir)) == (
        {str(pupil)},
        {str(donor)},
    )
    assert listed(site, "beneficiaries", other) == listed(site, "donors", other) == set()
    log = site.auditor.get("/readings", association=str(heir)).json
    assert log is not None
    assert {each["person_id"] for each in log["items"]} == {str(pupil)}
    theirs = f"/book/associations/{other}/beneficiaries"
    assert path_of(pupil) not in sought(elsewhere, theirs, "ke thua").links


def test_one_is_found_by_name_and_leads_to_what_was_awarded(site: Site, keeper: Visitor) -> None:
    pupil = a_pupil(site, "Đặng Thị Tìm Thấy", note="Lớp 7A2", address="Thôn Đông")
    award_to(site, pupil, is_paid=False)
    disbursement_id = award_to(site, pupil)
    everybody = keeper.open("/book").link_ending("/beneficiaries")
    found = sought(keeper, everybody, "tìm thấy")
    assert "Lớp 7A2 · Thôn Đông" in found.words
    assert path_of(pupil) in found.links
    shown = keeper.open(path_of(pupil))
    assert "Đặng Thị Tìm Thấy" in shown.words
    assert "1 suất đã chi" in shown.words
    assert ("Chờ duyệt" in shown.words, "Đã chi" in shown.words) == (True, True)
    listed = f"/book/funds/{site.book.fund_id}/disbursements/{disbursement_id}"
    assert listed in shown.links
    assert path_of(pupil) in keeper.open(listed).links
    nobody = sought(keeper, everybody, "không ai tên thế")
    assert "Không có người thụ hưởng nào tên như thế." in nobody.words


@pytest.mark.parametrize("path", ["beneficiaries", "own-awards"])
def test_a_name_that_is_looked_for_stands_in_no_address(site: Site, path: str) -> None:
    visitor = staff(site, Role.ADMINISTRATOR)
    a_pupil(site, "Đỗ Không Lộ")
    page = visitor.open(f"/book/associations/{site.book.commune}/{path}?q=không lộ")
    (search,) = [each for each in page.forms if "q" in each.fields]
    assert search.fields["q"] == ""
    answer = visitor.post(search, q="không lộ")
    assert (answer.status, answer.location) == (200, None)
    assert "Đỗ Không Lộ" in answer.words
    assert not [link for link in answer.links if "q=" in link]
    assert visitor.post(search, q="không lộ", csrf_token="x").status == 403


def test_a_long_list_goes_on_and_every_name_shown_is_on_record(site: Site, keeper: Visitor) -> None:
    pupils = [a_pupil(site, f"Học Trò Thứ {number}") for number in range(31)]
    before = len(site.services.vault.readings.of_associations([site.book.commune], limit=10_000))
    paths, shown = [all_of(site)], set[str]()
    for path in paths:
        page = keeper.open(path)
        shown |= {link for link in page.links if link.startswith("/book/beneficiaries/")}
        paths += {link for link in page.links if "after=" in link and "lang=" not in link}
    assert shown >= {path_of(each) for each in pupils}
    after = len(site.services.vault.readings.of_associations([site.book.commune], limit=10_000))
    assert after >= before + len(pupils)


def test_a_child_on_a_page_is_read_once(site: Site, keeper: Visitor) -> None:
    pupil = a_pupil(site, "Bé Một Lần", born_on=date(2015, 1, 1), representative="Mẹ: Lê Thị Hai")

    def read() -> int:
        made = site.services.vault.readings.of_associations([site.book.commune], limit=10_000)
        return [each.person_id for each in made].count(pupil)

    pages = ["", "/members", "/erasure", "/representative/erasure"]
    for number, page in enumerate(pages, start=1):
        assert "Bé Một Lần" in keeper.open(f"{path_of(pupil)}{page}").words
        assert read() == number, page


def test_a_child_is_named_by_two_and_a_paper_and_no_more(site: Site, keeper: Visitor) -> None:
    pupil = a_pupil(site, "Bé Được Nêu", born_on=date(2015, 1, 1))
    disbursement_id = award_to(site, pupil)
    naming = naming_of(site, pupil, disbursement_id)
    assert naming in keeper.open(path_of(pupil)).links
    form = keeper.open(naming).form()
    refused = keeper.send(form._replace(fields={**form.fields, "representative": ""}))
    assert (refused.status, "Chọn người đã nói." in refused.words) == (422, True)
    refused = keeper.send(form)
    assert (refused.status, "người đại diện" in refused.words) == (422, True)
    assert named(site, disbursement_id) == []
    paper = site.services.vault.put_document(site.book.fund_id, PAPER).sha256
    both = form._replace(fields={**form.fields, "self": "yes"})
    told = keeper.send(both, document_sha256=paper)
    assert "Người này được nêu tên với khoản chi này khi đã nhận." in told.words
    assert "Nêu tên công khai" in told.words
    assert named(site, disbursement_id) == ["Bé Được Nêu"]
    form = keeper.open(naming).form()
    assert form.fields["wish"] == "unname"
    told = keeper.send(form)
    assert "không còn được nêu tên với khoản chi này" in told.words
    assert named(site, disbursement_id) == []


def test_who_agreed_before_receiving_is_not_said_to_be_named(site: Site, keeper: Visitor) -> None:
    pupil = a_pupil(site, "Chờ Nhận", born_on=date(2015, 1, 1))
    disbursement_id = award_to(site, pupil, is_paid=False)
    paper = site.services.vault.put_document(site.book.fund_id, PAPER).sha256
    form = keeper.open(naming_of(site, pupil, disbursement_id)).form()
    both = form._replace(fields={**form.fields, "self": "yes"})
    told = keeper.send(both, document_sha256=paper).words
    assert ("Đồng ý nêu tên" in told, "Nêu tên công khai" in told) == (True, False)
    site.book.approve(disbursement_id)
    site.book.pay(disbursement_id)
    assert "Nêu tên công khai" in keeper.open(path_of(pupil)).words


def test_nobody_is_named_with_what_was_given_to_others(site: Site, keeper: Visitor) -> None:
    pupil, other = a_pupil(site, "Không Có Suất"), a_pupil(site, "Có Suất")
    naming = naming_of(site, pupil, award_to(site, other))
    assert keeper.open(naming).status == 422


def test_duplicates_are_merged_and_parted(site: Site, keeper: Visitor) -> None:
    phone = f"09{site.book.new_id().int % 10**8:08}"
    pupil = a_pupil(site, "Phùng Gộp", phone=phone)
    by_phone = a_pupil(site, "Phùng Máy", phone=phone)
    by_name = a_pupil(site, "Phùng Gộp Lại", note="Lớp 5B")
    for each in (pupil, by_phone, by_name):
        award_to(site, each)
    page = keeper.open(f"{path_of(pupil)}/members")
    assert "Phùng Máy" in page.words
    assert "Phùng Gộp Lại" not in page.words
    wrong = keeper.open(f"{path_of(pupil)}/members?other_id=không phải mã")
    assert "Không có người thụ hưởng nào" in wrong.words
    keeper.send(both(keeper, pupil, f"http://127.0.0.1/book/beneficiaries/{by_phone}"))
    search = form_to(page, f"{path_of(pupil)}/members/search")
    found = keeper.send(search, q="phùng gộp")
    assert "Phùng Gộp Lại Lớp 5B" in found.words
    assert keeper.open(search.action).path == f"{path_of(pupil)}/members"
    chosen = keeper.open(found.link_ending(f"?other_id={by_name}"))
    assert "Ghi chú – Lớp 5B" in chosen.words
    keeper.send(chosen.form())
    merged = keeper.open(path_of(pupil))
    assert "3 suất đã chi" in merged.words
    assert ("Phùng Máy" in merged.words, "Phùng Gộp Lại" in merged.words) == (True, True)
    assert "Xem các suất chung" in keeper.open(path_of(by_name)).words
    refused = keeper.send(both(keeper, by_name, str(pupil)))
    assert (refused.status, "đã được gộp" in refused.words) == (409, True)
    keeper.send(form_to(merged, f"{path_of(pupil)}/members/{by_name}/undoing"))
    assert "2 suất đã chi" in keeper.open(path_of(pupil)).words


def test_an_erasure_says_what_will_happen_and_can_be_taken_back(
    site: Site, keeper: Visitor
) -> None:
    pupil = a_pupil(site, "Vũ Xin Quên")
    award_to(site, pupil)
    page = keeper.open(f"{path_of(pupil)}/erasure")
    assert "Đến hết ngày 31/12/2035" in page.words
    keeper.send(form_to(page, f"{path_of(pupil)}/erasure"))
    shown = keeper.open(path_of(pupil)).words
    assert ("Đang chờ xóa tên" in shown, "Vũ Xin Quên" in shown) == (True, False)
    assert "Vũ Xin Quên" not in sought(keeper, all_of(site), "xin quên").words
    waiting = keeper.open(f"{path_of(pupil)}/erasure")
    keeper.send(form_to(waiting, f"{path_of(pupil)}/erasure/withdrawal"))
    assert "Vũ Xin Quên" in keeper.open(path_of(pupil)).words


def test_whom_no_voucher_names_is_erased_at_once(site: Site, keeper: Visitor) -> None:
    pupil = a_pupil(site, "Vũ Chưa Nhận")
    page = keeper.open(f"{path_of(pupil)}/erasure")
    assert "bị hủy ngay" in page.words
    keeper.send(form_to(page, f"{path_of(pupil)}/erasure"))
    assert site.services.ledger.desk().beneficiary(pupil).standing is Standing.ERASED
    assert "Đã xóa tên" in keeper.open(path_of(pupil)).words


def test_a_representative_is_forgotten_and_the_child_stays(site: Site, keeper: Visitor) -> None:
    pupil = a_pupil(site, "Vũ Có Mẹ", representative="Mẹ: Lê Thị Xin Quên, 0912 345 678")
    other = a_pupil(site, "Vũ Không Ai")
    erasing = f"{path_of(pupil)}/representative/erasure"
    assert erasing in keeper.open(path_of(pupil)).links
    page = keeper.open(erasing)
    assert "Mẹ: Lê Thị Xin Quên, 0912 345 678" in page.words
    boss = staff(site, Role.ADMINISTRATOR).open(erasing).words
    assert ("bị hủy ngay" in boss, "Xin Quên" in boss) == (True, False)
    told = keeper.send(form_to(page, erasing)).words
    assert "Đã xóa thông tin về người đại diện." in told
    assert "Vũ Có Mẹ" in told
    assert erasing not in keeper.open(path_of(pupil)).links
    again = keeper.send(form_to(page, erasing)).words
    assert "Đã xóa thông tin về người đại diện." in again
    for each in (pupil, other):
        shown = keeper.open(f"{path_of(each)}/representative/erasure").words
        assert "Không ghi ai là người đại diện" in shown
    assert f"{path_of(other)}/representative/erasure" not in keeper.open(path_of(other)).links


def test_who_only_reads_is_offered_nothing(site: Site) -> None:
    pupil = a_pupil(site, "Trần Được Xem")
    disbursement_id = award_to(site, pupil)
    auditor = staff(site, Role.AUDITOR)
    page = auditor.open(path_of(pupil))
    assert "Trần Được Xem" in page.words
    for offered in ("Gộp với người", "yêu cầu xóa", "đồng ý nêu tên"):
        assert offered not in page.words
    for path in (
        naming_of(site, pupil, disbursement_id),
        f"{path_of(pupil)}/members",
        f"{path_of(pupil)}/erasure",
        f"{path_of(pupil)}/representative/erasure",
    ):
        assert auditor.open(path).status == 403
