"""A donor who was registered twice is found by name, seen beside the other, and merged."""

from datetime import date
from uuid import UUID

from msgspec.structs import replace

from api.people.sweeping import index_names
from ledger.store.vault.records import PersonKind, PersonRecord
from ledger.values import AssociationId, DonorId, Level, Role
from tests.api.pages.book.people.test_donor_acts import form_to, path_of
from tests.api.pages.visiting import VisitedPage, Visitor, staff
from tests.api.site import PASSWORD, Site
from tests.builders import a_donation, an_association


def a_donor(site: Site, name: str, unit: AssociationId | None = None, **told: object) -> DonorId:
    donor_id, unit = DonorId(site.book.new_id()), unit or site.book.commune
    person = PersonRecord(id=donor_id, kind=PersonKind.DONOR, name=name)
    site.services.vault.put_person(replace(person, **told), unit)
    site.book.ledger.register_donor(site.book.command(), donor_id, unit)
    return donor_id


def give(site: Site, donor_id: DonorId, dong: int = 500_000) -> None:
    site.book.donate(gift=a_donation(dong, account_id=site.book.bank, donor_id=donor_id))


def beside(site: Site) -> AssociationId:
    return site.book.establish(an_association(Level.COMMUNE, site.book.province, name="Bên Cạnh"))


def all_of(unit: AssociationId) -> str:
    return f"/book/associations/{unit}/donors"


def sought(visitor: Visitor, path: str, words: str) -> VisitedPage:
    """Look for a name, in the body of a form, at a page that has such a search."""
    page = visitor.open(path)
    (form,) = [each for each in page.forms if "q" in each.fields]
    return visitor.send(form, q=words)


def keeper_of(site: Site, unit: AssociationId) -> Visitor:
    """A treasurer of one unit only."""
    staff_id, login = site.enrol(Role.TREASURER, unit), f"keeper-{site.book.new_id()}"
    site.services.vault.put_person(PersonRecord(id=staff_id, kind=PersonKind.STAFF, name="Bình"))
    site.services.vault.set_password(staff_id, login, PASSWORD)
    visitor = Visitor(site)
    visitor.come_in(login)
    return visitor


def test_a_donor_whose_gift_was_typed_in_is_found_by_name(site: Site, keeper: Visitor) -> None:
    form = keeper.open(f"/book/funds/{site.book.fund_id}/donations/new").form()
    typed = {"donor_name": "Đỗ Thị Tìm Được", "donor_address": "Thôn Đông"}
    keeper.send(form, account_id=str(site.book.bank), amount_dong="200.000", **typed)
    overview = keeper.open("/book")
    found = sought(keeper, overview.link_ending("/donors"), "do tim")
    assert "Đỗ Thị Tìm Được Thôn Đông" in found.words
    (link,) = [each for each in found.links if each.startswith("/book/donors/")]
    assert "200.000 đ" in keeper.open(link).words


def test_two_of_a_name_are_seen_side_by_side_merged_and_parted(site: Site, keeper: Visitor) -> None:
    one = a_donor(site, "Ngô Văn Trùng", phone="0912345678")
    other = a_donor(site, "Ngô văn Trùng", address="Xóm 3, xã Thạch Hà")
    give(site, one, 1_200_000)
    give(site, other, 300_000)
    merging = keeper.open(path_of(one)).link_ending("/members")
    assert "Ngô Văn Trùng" in form_to(keeper.open(merging), f"{merging}/search").fields["q"]
    found = sought(keeper, merging, "ngo van trung")
    assert f"?other_id={one}" not in " ".join(found.links)
    both = keeper.open(found.link_ending(f"?other_id={other}"))
    for told in (
        "Họ và tên Ngô Văn Trùng Ngô văn Trùng",
        "Điện thoại 0912345678 –",
        "Địa chỉ – Xóm 3, xã Thạch Hà",
        "Đã ủng hộ bằng tiền 1.200.000 đ 300.000 đ",
    ):
        assert told in both.words
    merged = keeper.send(both.form())
    assert "1.500.000 đ" in merged.words
    assert keeper.open(f"{merging}/search").path == merging
    parted = keeper.send(form_to(merged, f"{merging}/{other}/undoing"))
    assert ("1.500.000 đ" in parted.words, "1.200.000 đ" in parted.words) == (False, True)


def test_who_keeps_the_books_of_both_communes_finds_both(site: Site, keeper: Visitor) -> None:
    """The search goes as far up as its reader may merge, and no further."""
    there = beside(site)
    here_id = a_donor(site, "Lưu Hai Xã")
    there_id = a_donor(site, "Lưu Hai Xã", there)
    found = sought(keeper, f"{path_of(here_id)}/members", "lưu hai")
    keeper.send(keeper.open(found.link_ending(f"?other_id={there_id}")).form())
    assert "Lưu Hai Xã" in keeper.open(path_of(here_id)).words
    own = keeper_of(site, site.book.commune)
    assert str(there_id) not in " ".join(sought(own, f"{path_of(here_id)}/members", "lưu").links)


def test_nobody_beyond_a_reader_s_association_is_shown(site: Site) -> None:
    there = beside(site)
    hidden, known = a_donor(site, "Lưu Ở Xa", there, phone="0987654321"), a_donor(site, "Lưu Ở Đây")
    own = keeper_of(site, site.book.commune)
    assert own.open(all_of(there)).status == 403
    page = own.open(f"{path_of(known)}/members?other_id={hidden}")
    assert "Không có nhà hảo tâm nào có mã này." in page.words
    assert ("Ở Xa" in page.words, "0987654321" in page.words) == (False, False)
    pupil = site.book.register_beneficiary()
    wrong = own.open(f"{path_of(known)}/members?other_id={pupil}")
    assert "Không có nhà hảo tâm nào có mã này." in wrong.words


def test_what_is_refused_is_told_where_another_can_be_chosen(site: Site, keeper: Visitor) -> None:
    one, other = a_donor(site, "Tạ Một"), a_donor(site, "Tạ Hai")
    form = keeper.open(f"{path_of(one)}/members?other_id={other}").form()
    keeper.send(form)
    again = keeper.open(f"{path_of(other)}/members?other_id={one}").form()
    refused = keeper.send(again)
    assert (refused.status, "đã được gộp" in refused.words) == (409, True)
    assert refused.form().fields["other_id"] == str(one)
    twice = keeper.send(form)
    assert (twice.status, "Đã gộp" in twice.words) == (200, True)


def test_each_reading_of_a_child_s_name_is_written_down(site: Site, keeper: Visitor) -> None:
    child = a_donor(site, "Bé Heo Đất", born_on=date(2015, 1, 1))
    one = a_donor(site, "Bé Heo")

    def read() -> int:
        made = site.services.vault.readings.of_associations([site.book.commune], limit=10_000)
        return sum(each.person_id == child for each in made)

    everybody = keeper.open(all_of(site.book.commune))
    assert (path_of(child) in everybody.links, read()) == (True, 1)
    found = keeper.send(form_to(everybody, all_of(site.book.commune)), q="bé heo đất")
    assert (path_of(child) in found.links, read()) == (True, 2)
    found = sought(keeper, f"{path_of(one)}/members", "heo")
    assert read() == 3
    both = keeper.open(found.link_ending(f"?other_id={child}"))
    assert ("01/01/2015" in both.words, read()) == (True, 4)


def test_all_are_listed_and_who_asked_to_be_forgotten_is_not_named(
    site: Site, keeper: Visitor
) -> None:
    there = beside(site)
    empty = keeper.open(all_of(there))
    assert "Chưa có nhà hảo tâm nào để lại tên." in empty.words
    donor_id = a_donor(site, "Vũ Sắp Quên", there)
    gone = a_donor(site, "Vũ Đã Quên", there)
    keeper.send(form_to(keeper.open(f"{path_of(gone)}/erasure"), f"{path_of(gone)}/erasure"))
    page = keeper.open(all_of(there))
    assert [each for each in page.links if each.startswith("/book/donors/")] == [
        path_of(donor_id),
        path_of(gone),
    ]
    assert ("Vũ Sắp Quên" in page.words, "Đã Quên" in page.words) == (True, False)
    assert "Không có nhà hảo tâm nào tên như thế." in sought(keeper, all_of(there), "đã quên").words


def test_donors_of_before_are_found_after_the_next_sweep(site: Site, keeper: Visitor) -> None:
    donor_id = site.book.register_donor()
    old = PersonRecord(id=UUID(str(donor_id)), kind=PersonKind.DONOR, name="Phí Từ Trước")
    site.services.vault.put_person(old)
    assert path_of(donor_id) not in sought(keeper, all_of(site.book.commune), "phí từ").links
    index_names(site.services)
    assert path_of(donor_id) in sought(keeper, all_of(site.book.commune), "phí từ").links


def test_whoever_only_reads_finds_donors_and_merges_none(site: Site) -> None:
    donor_id = a_donor(site, "Hồ Được Đọc", address="Xóm Bãi")
    for role, address in ((Role.AUDITOR, True), (Role.APPROVER, False)):
        reader = staff(site, role)
        found = sought(reader, all_of(site.book.commune), "được đọc")
        assert path_of(donor_id) in found.links
        assert ("Xóm Bãi" in found.words) is address
        assert reader.open(f"{path_of(donor_id)}/members").status == 403
