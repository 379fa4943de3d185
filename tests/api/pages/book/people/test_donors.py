"""A donor's page: what was given, what each gift for a purpose has paid for, and the rule."""

from datetime import date

from ledger.events.donor import Visibility
from ledger.fund.spending.disbursements import Payment
from ledger.store.vault.records import PersonKind, PersonRecord
from ledger.values import GENERAL, DisbursementId, DonorId, Level, PurposeId, Role
from tests.api.pages.visiting import Visitor
from tests.api.site import PASSWORD, Site
from tests.builders import a_donation, a_proposal, an_association, an_id, goods
from tests.fakes import TODAY


def a_donor(site: Site) -> DonorId:
    donor_id = site.book.register_donor()
    person = PersonRecord(id=donor_id, kind=PersonKind.DONOR, name="Nguyễn Thị Mai")
    site.services.vault.put_person(person)
    return donor_id


def give(site: Site, donor_id: DonorId, dong: int, purpose: PurposeId) -> int:
    gift = a_donation(dong, account_id=site.book.bank, donor_id=donor_id, purpose=purpose)
    return site.book.donate(gift=gift).version


def spend(site: Site, dong: int, purpose: PurposeId) -> None:
    book = site.book
    one = DisbursementId(book.new_id())
    book.propose(proposal=a_proposal(dong, purpose=purpose, disbursement_id=one))
    book.approve(one)
    payment = Payment(disbursement_id=one, account_id=book.bank, effective_on=TODAY)
    cashier = book.command(by=book.person(Role.CASHIER))
    book.ledger.pay_disbursement(cashier, book.fund_id, payment)


def path_of(donor_id: DonorId) -> str:
    return f"/book/donors/{donor_id}"


def test_what_went_back_of_a_gift_for_no_purpose_is_told(site: Site, keeper: Visitor) -> None:
    donor_id = a_donor(site)
    gift = give(site, donor_id, 500_000, GENERAL)
    assert "đã trả lại" not in keeper.open(path_of(donor_id)).words
    site.book.refund(200_000, entry=gift)
    words = keeper.open(path_of(donor_id)).words
    assert words.count("Trong đó đã trả lại 200.000 đ") == 2, "of the gift, and of all"


def test_a_gift_for_a_purpose_shows_what_it_paid_for_and_the_rule(
    site: Site, keeper: Visitor
) -> None:
    donor_id, purpose = a_donor(site), site.book.define_purpose()
    gift = give(site, donor_id, 500_000, purpose)
    spend(site, 200_000, purpose)
    consent = site.book.consent(donor_id, gift, 100_000)
    site.book.release(donor_id, consent, gift, 50_000)
    words = keeper.open(path_of(donor_id)).words
    assert "Nguyễn Thị Mai" in words
    assert "khoản nào ghi trước thì chi trước" in words
    assert "Chi BN-2025-00001" in words
    assert "Chuyển mục đích Trừ vào khoản này" in words
    assert "Đã chi 200.000 đ Còn lại, chưa chi 250.000 đ" in words
    assert "Hoàn trả, chuyển mục đích hoặc đảo 50.000 đ" in words
    assert "đã chuyển 50.000 đ" in words


def test_what_an_entry_no_longer_pays_is_struck_and_not_hidden(site: Site, keeper: Visitor) -> None:
    donor_id, purpose = a_donor(site), site.book.define_purpose()
    give(site, donor_id, 500_000, purpose)
    spend(site, 200_000, purpose)
    site.book.reverse(site.book.version)
    words = keeper.open(path_of(donor_id)).words
    assert "Chi BN-2025-00001 Không còn tính" in words
    assert "Đã chi 0 đ Còn lại, chưa chi 500.000 đ" in words


def test_gifts_for_no_purpose_and_in_kind_stand_without_a_table(
    site: Site, keeper: Visitor
) -> None:
    donor_id = a_donor(site)
    site.book.donate(gift=a_donation(7_000, account_id=site.book.bank, donor_id=donor_id))
    site.book.donate(gift=a_donation(90, account_id=None, goods=goods(), donor_id=donor_id))
    words = keeper.open(path_of(donor_id)).words
    assert "7.000 đ" in words
    assert "Hiện vật trị giá 90 đ" in words
    assert "Đã dùng vào" not in words


def test_many_gifts_come_page_by_page(site: Site, keeper: Visitor) -> None:
    donor_id = a_donor(site)
    for dong in range(1_001, 1_023):
        site.book.donate(gift=a_donation(dong, account_id=site.book.bank, donor_id=donor_id))
    first = keeper.open(path_of(donor_id))
    assert "1.020 đ" in first.words
    assert "1.021 đ" not in first.words
    (later,) = {link for link in first.links if "after=" in link}
    second = keeper.open(later)
    assert "1.022 đ" in second.words
    assert "1.020 đ" not in second.words
    assert keeper.open(f"{path_of(donor_id)}?after=x").status == 400


def test_the_page_is_for_those_with_a_role_where_the_donor_is(site: Site, keeper: Visitor) -> None:
    donor_id = a_donor(site)
    assert "/login" in str(Visitor(site).look_at(path_of(donor_id)).location)
    neighbour = site.book.establish(an_association(Level.COMMUNE, site.book.province))
    stranger = Visitor(site)
    login = f"kiemtra-{site.book.new_id()}"
    staff_id = site.enrol(Role.AUDITOR, neighbour)
    person = PersonRecord(id=staff_id, kind=PersonKind.STAFF, name="Lê Văn An")
    site.services.vault.put_person(person)
    site.services.vault.set_password(staff_id, login, PASSWORD)
    stranger.come_in(login)
    assert stranger.open(path_of(donor_id)).status == 403
    assert keeper.open(path_of(DonorId(an_id("nobody")))).status == 404


def test_a_recorded_gift_leads_to_its_donor(site: Site, keeper: Visitor) -> None:
    donor_id = a_donor(site)
    entry = give(site, donor_id, 5_000, site.book.define_purpose())
    page = keeper.open(f"/book/funds/{site.book.fund_id}/recorded/{entry}")
    assert keeper.open(page.link_ending(str(donor_id))).status == 200


def test_an_erased_or_hidden_donor_is_shown_to_staff_by_what_is_left(
    site: Site, keeper: Visitor
) -> None:
    donor_id = a_donor(site)
    ledger, command = site.services.ledger, site.book.command
    ledger.change_visibility(command(), donor_id, Visibility.HIDDEN)
    assert "Nguyễn Thị Mai" in keeper.open(path_of(donor_id)).words
    ledger.request_erasure(command(), donor_id, None)
    assert "Đang chờ xóa tên" in keeper.open(path_of(donor_id)).words
    ledger.erase(command(), donor_id, None)
    assert "Đã xóa tên" in keeper.open(path_of(donor_id)).words


def test_the_public_page_shows_what_binds_the_money_and_what_the_board_decided(
    site: Site,
) -> None:
    site.book.define_purpose(place="xã Thạch Hà", expires_on=date(2025, 12, 31))
    site.book.define_purpose("Sách", expires_on=date(2025, 6, 15))
    visitor = Visitor(site)
    words = visitor.open(f"/funds/{site.book.fund_id}").words
    assert "Dùng đến hết ngày 31/12/2025" in words
    assert "Nơi nhận" not in words  # where few get something, that tells who
    assert "Sách Đã hết hạn Chỉ được dùng đến hết ngày 15/06/2025" in words
    assert "Ban quản lý quỹ quyết định" not in words
    controls = {
        "payer_may_prepare": True,
        "administration_permille": 75,
        "effective_on": "2025-06-01",
    }
    path = f"{site.fund}/controls"
    assert site.administrator.post(path, controls).status_code == 201
    words = visitor.open(f"/funds/{site.book.fund_id}").words
    assert "Người lập đề nghị chi được đồng thời là người chi tiền" in words
    assert "không quá 7,5% số thu trong năm. Áp dụng từ 01/06/2025." in words
