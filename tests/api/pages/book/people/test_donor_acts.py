"""A donor as a person, at the pages: named or not, merged and parted, forgotten."""

from datetime import date

from msgspec.structs import replace

from ledger.store.vault.records import PersonKind, PersonRecord
from ledger.values import DonorId, Role, Standing
from tests.api.pages.visiting import Form, VisitedPage, Visitor, staff
from tests.api.site import Site
from tests.builders import a_donation

PAPER = b"%PDF-1.7\nDong y"


def a_donor(site: Site, name: str = "Nguyễn Thị Mai", **told: object) -> DonorId:
    donor_id = site.book.register_donor()
    person = PersonRecord(id=donor_id, kind=PersonKind.DONOR, name=name)
    site.services.vault.put_person(replace(person, **told))
    return donor_id


def give(site: Site, donor_id: DonorId, *, named: bool = True) -> int:
    gift = a_donation(account_id=site.book.bank, donor_id=donor_id, named=named)
    return site.book.donate(gift=gift).version


def path_of(donor_id: DonorId) -> str:
    return f"/book/donors/{donor_id}"


def naming_of(site: Site, donor_id: DonorId, entry: int) -> str:
    return f"{path_of(donor_id)}/gifts/{site.book.fund_id}/{entry}/naming"


def form_to(page: VisitedPage, action: str) -> Form:
    (form,) = [each for each in page.forms if each.action == action]
    return form


def public_words(site: Site) -> str:
    return Visitor(site).open(f"/funds/{site.book.fund_id}/entries").words


def test_a_gift_is_named_no_more_and_named_again(site: Site, keeper: Visitor) -> None:
    donor_id = a_donor(site, "Lê Thôi Nêu")
    entry = give(site, donor_id)
    assert "Lê Thôi Nêu" in public_words(site)
    page = keeper.open(path_of(donor_id))
    assert "Nêu tên công khai" in page.words
    form = keeper.open(naming_of(site, donor_id, entry)).form()
    assert form.fields["wish"] == "unname"
    told = keeper.send(form)
    assert "Khoản này không còn được nêu tên" in told.words
    assert "Lê Thôi Nêu" not in public_words(site)
    form = keeper.open(naming_of(site, donor_id, entry)).form()
    assert form.fields["wish"] == "name"
    keeper.send(form)
    assert "Lê Thôi Nêu" in public_words(site)


def test_nobody_having_said_so_is_told_at_the_form(site: Site, keeper: Visitor) -> None:
    donor_id = a_donor(site)
    entry = give(site, donor_id, named=False)
    form = keeper.open(naming_of(site, donor_id, entry)).form()
    refused = keeper.send(form._replace(fields={**form.fields, "self": ""}))
    assert refused.status == 422
    assert "Chọn người đã nói." in refused.words


def test_a_child_needs_two_and_a_paper(site: Site, keeper: Visitor) -> None:
    donor_id = a_donor(site, "Bé Heo Đất", born_on=date(2015, 1, 1))
    entry = give(site, donor_id, named=False)
    form = keeper.open(naming_of(site, donor_id, entry)).form()
    refused = keeper.send(form)
    assert (refused.status, "người đại diện" in refused.words) == (422, True)
    paper = site.services.vault.put_document(site.book.fund_id, PAPER).sha256
    keeper.send(form, representative="yes", document_sha256=paper)
    assert "Bé Heo Đất" in public_words(site)


def test_a_name_is_hidden_everywhere_and_shown_again(site: Site, keeper: Visitor) -> None:
    donor_id = a_donor(site, "Trần Giấu Tên")
    give(site, donor_id)
    action = f"{path_of(donor_id)}/visibility"
    for shown in (False, True):
        form = form_to(keeper.open(path_of(donor_id)), action)
        keeper.send(form)
        assert ("Trần Giấu Tên" in public_words(site)) is shown


def test_duplicates_are_merged_and_parted(site: Site, keeper: Visitor) -> None:
    phone = f"09{site.book.new_id().int % 10**8:08}"
    donor_id = a_donor(site, "Phan Một", phone=phone)
    other = a_donor(site, "Phan Mốt", phone=phone)
    give(site, donor_id)
    give(site, other)
    page = keeper.open(f"{path_of(donor_id)}/members")
    assert "Phan Mốt" in page.words
    wrong = keeper.open(f"{path_of(donor_id)}/members?other_id=không phải mã")
    assert "Không có nhà hảo tâm nào" in wrong.words
    both = keeper.open(f"{path_of(donor_id)}/members?other_id=http://127.0.0.1/book/donors/{other}")
    assert "Họ và tên Phan Một Phan Mốt" in both.words
    keeper.send(both.form())
    merged = keeper.open(path_of(donor_id))
    assert "1.000.000" in merged.words
    assert "Phan Mốt" in merged.words
    assert "Xem lịch sử chung" in keeper.open(path_of(other)).words
    keeper.send(form_to(merged, f"{path_of(donor_id)}/members/{other}/undoing"))
    assert "1.000.000" not in keeper.open(path_of(donor_id)).words


def test_an_erasure_says_what_will_happen_and_when(site: Site, keeper: Visitor) -> None:
    donor_id = a_donor(site, "Vũ Quên Đi")
    give(site, donor_id)
    page = keeper.open(f"{path_of(donor_id)}/erasure")
    assert "Đến hết ngày 31/12/2035" in page.words
    keeper.send(form_to(page, f"{path_of(donor_id)}/erasure"))
    shown = keeper.open(path_of(donor_id)).words
    assert "Đang chờ xóa tên" in shown
    assert "Vũ Quên Đi" not in shown
    waiting = keeper.open(f"{path_of(donor_id)}/erasure")
    keeper.send(form_to(waiting, f"{path_of(donor_id)}/erasure/withdrawal"))
    assert "Vũ Quên Đi" in keeper.open(path_of(donor_id)).words


def test_whom_no_voucher_names_is_erased_at_once(site: Site, keeper: Visitor) -> None:
    donor_id = a_donor(site, "Vũ Chưa Góp")
    page = keeper.open(f"{path_of(donor_id)}/erasure")
    assert "bị hủy ngay" in page.words
    keeper.send(form_to(page, f"{path_of(donor_id)}/erasure"))
    assert site.services.ledger.desk().donor(donor_id).standing is Standing.ERASED
    assert "Đã xóa tên" in keeper.open(path_of(donor_id)).words
    assert "xóa vĩnh viễn" in keeper.open(f"{path_of(donor_id)}/erasure").words


def test_who_only_reads_is_offered_nothing(site: Site) -> None:
    donor_id = a_donor(site)
    entry = give(site, donor_id)
    auditor = staff(site, Role.AUDITOR)
    page = auditor.open(path_of(donor_id))
    assert "Nguyễn Thị Mai" in page.words
    for offered in ("Giấu tên ở mọi nơi", "Gộp với người", "yêu cầu xóa", "Thôi nêu tên"):
        assert offered not in page.words
    for path in (naming_of(site, donor_id, entry), f"{path_of(donor_id)}/erasure"):
        assert auditor.open(path).status == 403
