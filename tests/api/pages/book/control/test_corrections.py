import pytest
from msgspec.structs import replace

from ledger.events.fund.correcting import EntryReversed
from ledger.events.fund.receiving import DonationReceived
from ledger.people.naming import GiftNaming
from ledger.recording.commands import Receipt
from ledger.store.vault.records import PersonKind, PersonRecord
from ledger.values import DonorId, FundId, ReversalReason, Role
from tests.api.pages.visiting import Form, VisitedPage, Visitor, staff
from tests.api.site import PASSWORD, Site
from tests.builders import a_credit, a_donation, dollars, goods


def path_of(site: Site, entry: Receipt, way: str = "correction") -> str:
    return f"/book/funds/{site.book.fund_id}/entries/{entry.version}/{way}"


def correction_of(keeper: Visitor, site: Site, entry: Receipt) -> Form:
    return keeper.open(path_of(site, entry)).form()


def last_two(site: Site) -> tuple[EntryReversed, DonationReceived]:
    """What a correction recorded."""
    reversal, anew = (each.event for each in site.book.events(site.position() - 2))
    assert isinstance(reversal, EntryReversed)
    assert isinstance(anew, DonationReceived)
    return reversal, anew


def a_donor(site: Site, name: str, address: str = "Xóm 1") -> DonorId:
    donor_id = site.book.register_donor()
    person = PersonRecord(id=donor_id, kind=PersonKind.DONOR, name=name, address=address)
    site.services.vault.put_person(person)
    return donor_id


def test_a_correction_reverses_and_records_anew_in_one_step(site: Site, keeper: Visitor) -> None:
    gift = site.book.donate(5_000_000)
    form = correction_of(keeper, site, gift)
    assert form.fields["amount_dong"] == "5.000.000"
    page = keeper.send(form, amount_dong="500.000", reason="wrong_amount")
    assert "BC-2025-00001 đã được đảo và ghi lại bằng BC-2025-00002." in page.words
    assert "Số dư mới của quỹ 500.000 đ" in page.words
    reversal, anew = last_two(site)
    assert (reversal.entry, reversal.reason) == (gift.version, ReversalReason.WRONG_AMOUNT)
    assert anew.corrects == gift.version
    assert reversal.effective_on == anew.effective_on


def test_what_the_bank_shows_of_it_stands_behind_what_is_told(site: Site, keeper: Visitor) -> None:
    book = site.book
    gift = book.donate(5_000_000)
    book.import_rows(replace(a_credit(5_000_000), entry=gift.version))
    page = keeper.send(correction_of(keeper, site, gift), reason="wrong_donor")
    assert "BC-2025-00001 đã được đảo và ghi lại bằng BC-2025-00002." in page.words
    anew = book.version - 1
    path = f"/book/funds/{book.fund_id}/entries/{anew}/reversal"
    page = keeper.send(keeper.open(path).form(), reason="other")
    assert "Đã ghi vào sổ BC-2025-00002 ·" in page.words, "not what the bank shows"
    assert book.balance == 5_000_000, "the bank still has it"


def test_the_form_shows_the_original_and_what_happens_to_it(site: Site, keeper: Visitor) -> None:
    gift = site.book.donate(
        gift=a_donation(70_000, account_id=site.book.bank, donor_id=a_donor(site, "Trần Gốc"))
    )
    words = keeper.open(path_of(site, gift)).words
    assert "Đang sửa BC-2025-00001" in words
    assert "Nhà hảo tâm Trần Gốc" in words
    assert "Bút toán cũ không bị xóa" in words


@pytest.mark.parametrize("kind", ["money", "goods", "thousands", "thousandths", "dollars"])
def test_whatever_is_not_typed_over_stays_as_it_was(site: Site, keeper: Visitor, kind: str) -> None:
    book = site.book
    changes: dict[str, dict[str, object]] = {
        "money": {
            "account_id": book.bank,
            "purpose": book.define_purpose(),
            "mobilization_id": book.launch(),
            "donor_id": a_donor(site, "Vẫn Là Tôi"),
            "named": True,
            "device_number": "TAY-7",
        },
        "goods": {"account_id": None, "goods": goods(quantity_milli=1_250_500)},
        "thousands": {"account_id": None, "goods": goods(quantity_milli=1_250_000)},
        "thousandths": {"account_id": None, "goods": goods(quantity_milli=1_125)},
        "dollars": {"account_id": book.bank, "foreign": dollars("19.5", "25641.02564102")},
    }
    gift = book.donate(gift=replace(a_donation(500_000), **changes[kind]))
    before = book.ledger.desk().entry(FundId(book.fund_id), gift.version)
    assert isinstance(before, DonationReceived)
    keeper.send(correction_of(keeper, site, gift), reason="other")
    _, after = last_two(site)
    for name in set(DonationReceived.__struct_fields__) - {"voucher", "corrects", "private"}:
        assert getattr(after, name) == getattr(before, name)
    assert after.private.donor_id == before.private.donor_id


def test_another_name_is_another_donor(site: Site, keeper: Visitor) -> None:
    before = a_donor(site, "Trần Nhầm")
    gift = site.book.donate(gift=a_donation(account_id=site.book.bank, donor_id=before))
    form = correction_of(keeper, site, gift)
    keeper.send(form, donor_name="Trần Đúng", reason="wrong_donor")
    after = last_two(site)[1].private.donor_id
    assert after not in {None, before}
    assert after is not None
    names = {each.id: each.name for each in site.services.vault.list_people(PersonKind.DONOR)}
    assert (names[before], names[after]) == ("Trần Nhầm", "Trần Đúng")


def test_a_corrected_address_is_the_same_donors(site: Site, keeper: Visitor) -> None:
    donor_id = a_donor(site, "Trần Dọn Nhà", "Xóm 1")
    gift = site.book.donate(gift=a_donation(account_id=site.book.bank, donor_id=donor_id))
    form = correction_of(keeper, site, gift)
    keeper.send(form, donor_address="Xóm 9", reason="other")
    assert last_two(site)[1].private.donor_id == donor_id
    person = site.services.vault.get_person(donor_id)
    assert person is not None
    assert person.address == "Xóm 9"


def test_a_donor_of_another_unit_is_not_shown_and_stays_the_donor(site: Site) -> None:
    """Who a person is, is for those who keep the people of the unit that registered him."""
    book, vault, login = site.book, site.services.vault, f"xa-{site.book.new_id()}"
    donor_id = DonorId(book.new_id())
    vault.put_person(
        PersonRecord(id=donor_id, kind=PersonKind.DONOR, name="Trần Tỉnh", address="Xóm 1")
    )
    book.ledger.register_donor(book.command(), donor_id, book.province)
    gift = book.donate(gift=a_donation(account_id=book.bank, donor_id=donor_id))
    vault.set_password(site.enrol(Role.TREASURER, book.commune), login, PASSWORD)
    commune_treasurer = Visitor(site)
    commune_treasurer.come_in(login)
    form = correction_of(commune_treasurer, site, gift)
    assert (form.fields["donor_name"], form.fields["donor_address"]) == ("", "")
    commune_treasurer.send(form, donor_address="Xóm 9", amount_dong="1", reason="wrong_amount")
    person = vault.get_person(donor_id)
    assert person is not None
    assert person.address == "Xóm 1"
    assert last_two(site)[1].private.donor_id == donor_id


def test_an_erased_donor_stays_the_donor(site: Site, keeper: Visitor) -> None:
    donor_id = a_donor(site, "Đã Xóa")
    gift = site.book.donate(gift=a_donation(account_id=site.book.bank, donor_id=donor_id))
    site.services.vault.destroy(donor_id)
    keeper.send(correction_of(keeper, site, gift), amount_dong="1", reason="wrong_amount")
    assert last_two(site)[1].private.donor_id == donor_id


def test_a_gift_without_its_donor_any_more_has_none(site: Site, keeper: Visitor) -> None:
    donor_id = a_donor(site, "Không Phải Tôi")
    gift = site.book.donate(gift=a_donation(account_id=site.book.bank, donor_id=donor_id))
    keeper.send(correction_of(keeper, site, gift), donor_name="", reason="wrong_donor")
    assert last_two(site)[1].private.donor_id is None


def test_a_correction_sent_twice_is_recorded_once(site: Site, keeper: Visitor) -> None:
    form = correction_of(keeper, site, site.book.donate())
    typed = {"amount_dong": "7000", "reason": "wrong_amount", "donor_name": "Một Lần"}
    first = keeper.post(form, **typed)
    position = site.position()
    second = keeper.post(form, **typed)
    assert first.location == second.location is not None
    assert site.position() == position
    assert site.book.balance == 7_000


def test_what_a_correction_leaves_below_zero_is_foretold(site: Site, keeper: Visitor) -> None:
    """It is a fact, and recordable; but whoever typed a zero too few is told before, not after."""
    book = site.book
    gift = book.donate(5_000_000)
    book.spend(1_000_000)
    before = site.position()
    form = correction_of(keeper, site, gift)
    page = keeper.send(form, amount_dong="600.000", reason="wrong_amount", donor_name="Trần Bớt")
    assert page.status == 200
    assert "Chưa ghi gì vào sổ. Nếu sửa như thế, sẽ có ngày số dư âm." in page.words
    assert "thấp nhất −400.000 đ" in page.words
    assert site.position() == before
    again = page.form()
    assert again.fields["amount_dong"] == "600.000"
    assert again.fields["donor_name"] == "Trần Bớt"
    lower = keeper.send(again, amount_dong="500.000")
    assert "thấp nhất −500.000 đ" in lower.words, "another overdraft is foretold anew"
    assert site.position() == before
    recorded = keeper.send(lower.form())
    assert "BC-2025-00001 đã được đảo và ghi lại bằng BC-2025-00002." in recorded.words
    assert "Sổ đã ghi, nhưng có ngày số dư âm." in recorded.words
    assert book.balance == -500_000
    twice = keeper.send(lower.form())
    assert "BC-2025-00001 đã được đảo và ghi lại bằng BC-2025-00002." in twice.words


@pytest.mark.parametrize("way", ["correction", "reversal"])
def test_why_must_be_said(site: Site, keeper: Visitor, way: str) -> None:
    gift = site.book.donate()
    position = site.position()
    for reason in "", "x", None:
        page = keeper.post(keeper.open(path_of(site, gift, way)).form(), reason=reason)
        assert page.status == 422
        assert "Chọn lý do." in page.words
    assert site.position() == position


@pytest.mark.parametrize("way", ["correction", "reversal"])
def test_what_is_reversed_cannot_be_reversed_again(site: Site, keeper: Visitor, way: str) -> None:
    gift = site.book.donate()
    form = keeper.open(path_of(site, gift, way)).form()
    site.book.reverse(gift)
    page: VisitedPage = keeper.open(path_of(site, gift, way))
    assert page.status == 409
    assert "Bút toán này đã được đảo." in page.words
    sent = keeper.post(form, reason="other")
    assert sent.status == 409
    assert "Bút toán này đã được đảo." in sent.words


def test_what_cannot_be_reversed_has_no_form(site: Site, keeper: Visitor) -> None:
    reversal = site.book.reverse(site.book.donate())
    for entry in 1, reversal.version:
        path = f"/book/funds/{site.book.fund_id}/entries/{entry}/correction"
        page = keeper.open(path)
        assert page.status == 422
        assert "Bút toán này không đảo được." in page.words
    for nothing in "0", "999999", str(10**30), "x":
        path = f"/book/funds/{site.book.fund_id}/entries/{nothing}/correction"
        assert keeper.open(path).status == 404


def test_the_form_asks_for_a_name_in_public_only_where_the_consent_still_holds(
    site: Site, keeper: Visitor
) -> None:
    donor_id = a_donor(site, "Trần Văn Cho")
    gift = site.book.donate(
        gift=a_donation(account_id=site.book.bank, donor_id=donor_id, named=True)
    )
    assert correction_of(keeper, site, gift).fields["named"] == "yes"
    wish = GiftNaming(fund_id=site.book.fund_id, entry=gift.version)
    site.book.ledger.withdraw_naming_consent(site.book.command(), donor_id, wish)
    form = correction_of(keeper, site, gift)
    assert "named" not in form.fields
    refused = keeper.post(form, amount_dong="600.000", reason="wrong_amount", named="yes")
    assert refused.status == 422
    assert "Chỉ nêu tên khi sự đồng ý còn hiệu lực." in refused.words
    keeper.send(form, amount_dong="600.000", reason="wrong_amount")
    _, anew = last_two(site)
    assert (anew.private.donor_id, anew.named) == (donor_id, False)


# ---------------------------------------------------------------------------- reversals alone


def test_an_entry_can_be_reversed_with_nothing_in_its_place(site: Site, keeper: Visitor) -> None:
    gift = site.book.donate(500_000)
    page = keeper.open(path_of(site, gift))
    form = keeper.open(page.link_ending("/reversal")).form()
    assert form.fields["effective_on"] == "2025-06-16"
    done = keeper.send(form, reason="duplicate")
    assert "BC-2025-00001 đã được đảo, số chứng từ không dùng lại." in done.words
    assert "Số dư mới của quỹ 0 đ" in done.words
    assert not [link for link in done.links if "/vouchers/" in link]


@pytest.mark.parametrize("entry", ["fee", "payment", "interest", "opening"])
def test_whatever_is_no_gift_is_reversed_alone(site: Site, keeper: Visitor, entry: str) -> None:
    book = site.book
    book.donate(5_000_000)
    made = {
        "fee": book.charge_fee,
        "payment": book.spend,
        "interest": book.credit_interest,
        "opening": lambda: book.open_balance(1_000),
    }[entry]()
    balance = book.balance
    page = keeper.open(path_of(site, made))
    assert page.path == path_of(site, made, "reversal")
    assert keeper.send(page.form(), reason="other").status == 200
    assert book.balance != balance


def test_money_given_back_is_reversed_on_the_day_it_was(site: Site, keeper: Visitor) -> None:
    gift = site.book.donate(500_000, on=site.book.clock.now.date().replace(day=2))
    form = keeper.open(path_of(site, gift, "reversal")).form()
    assert form.fields["effective_on"] == "2025-06-02"
    early = keeper.post(form, reason="returned", effective_on="2025-06-01")
    assert early.status == 422
    assert "Sớm nhất là ngày 02/06/2025." in early.words
    assert keeper.post(form, reason="returned", effective_on="x").status == 422
    keeper.send(early.form(), effective_on="2025-06-16")
    (reversal,) = (each.event for each in site.book.events(site.position() - 1))
    assert isinstance(reversal, EntryReversed)
    assert reversal.effective_on.isoformat() == "2025-06-16"


def test_only_whoever_records_may_correct(site: Site) -> None:
    gift = site.book.donate()
    auditor = staff(site, Role.AUDITOR)
    for way in "correction", "reversal":
        assert auditor.open(path_of(site, gift, way)).status == 403
