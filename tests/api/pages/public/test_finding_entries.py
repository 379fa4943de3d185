"""The box on the page of a journal: a paper's number, an amount or a day, as people type them."""

from datetime import date

import pytest

from ledger.events.donor import Visibility
from ledger.store.vault.records import PersonKind, PersonRecord
from tests.api.pages.visiting import VisitedPage, Visitor, treasurer
from tests.api.site import Site
from tests.builders import a_donation
from tests.ledger.use_cases.reorganisation import JULY_15, Reorganisation


@pytest.fixture
def visitor(site: Site) -> Visitor:
    """Somebody without a login."""
    return Visitor(site)


def found(visitor: Visitor, site: Site, typed: str, **more: str) -> VisitedPage:
    """The page after somebody has typed into the box and sent it."""
    page = visitor.open(f"/funds/{site.book.fund_id}/entries")
    (form,) = [each for each in page.forms if "find" in each.fields]
    asked = "&".join(f"{name}={text}" for name, text in {**form.fields, **more}.items() if text)
    return visitor.open(f"{form.action}?{asked}&find={typed}")


def test_a_number_an_amount_and_a_day_find_an_entry(site: Site, visitor: Visitor) -> None:
    site.book.donate(111_000, on=date(2025, 5, 30))
    site.book.donate(222_000, on=date(2025, 5, 31))
    for typed in "BC-2025-00002", "bc 2", "2", "222.000", "222000 đ", "31/5/2025", "2025-05-31":
        page = found(visitor, site, typed)
        assert page.status == 200
        assert "+222.000 đ" in page.words, typed
        assert "+111.000 đ" not in page.words, typed
        assert f"hợp với “{typed}”" in page.words


def test_a_plain_number_is_that_of_a_paper_or_an_amount(site: Site, visitor: Visitor) -> None:
    for dong in 7_000, 1:
        site.book.donate(dong)
    words = found(visitor, site, "1").words
    assert "BC-2025-00001" in words
    assert "BC-2025-00002" in words


def test_what_cannot_be_read_is_said_at_the_box(site: Site, visitor: Visitor) -> None:
    site.book.donate(111_000)
    page = found(visitor, site, "abc")
    assert page.status == 422
    assert "Ghi số chứng từ, số tiền hoặc ngày." in page.words
    assert "+111.000 đ" not in page.words
    assert "ETag" not in page.response.headers
    for kind in "csv", "json":
        file = visitor.open(f"/funds/{site.book.fund_id}/entries.{kind}?find=abc")
        assert file.status == 422


def test_the_tables_hold_what_was_found(site: Site, visitor: Visitor) -> None:
    for dong in 111_000, 222_000:
        site.book.donate(dong)
    page = found(visitor, site, "bc 2")
    for link in [each for each in page.links if "entries." in each]:
        text = visitor.open(link).response.text
        assert "222000" in text
        assert "111000" not in text


def test_what_is_found_comes_in_pages_that_go_on_with_it(site: Site, visitor: Visitor) -> None:
    book = site.book
    gifts = [a_donation((5_000, 1)[n % 2], account_id=book.bank) for n in range(120)]
    book.ledger.receive_donations(book.command(), book.fund_id, gifts)
    first = found(visitor, site, "5.000")
    (older,) = [each for each in first.links if "older=" in each and "lang=" not in each]
    second = visitor.open(older)
    shown = [page.words.count("+5.000 đ") for page in (first, second)]
    assert shown == [50, 10]
    (newer,) = [each for each in second.links if "newer=" in each and "lang=" not in each]
    assert visitor.open(newer).words == first.words


def test_who_finds_nothing_in_a_period_is_led_to_all_of_them(site: Site, visitor: Visitor) -> None:
    site.book.donate(111_000, on=date(2025, 5, 31))
    page = visitor.open(f"/funds/{site.book.fund_id}/entries?period=2024&find=bc+1")
    assert "Không có bút toán nào hợp với “bc 1”." in page.words
    (everywhere,) = {each for each in page.links if each.endswith("entries?find=bc+1")}
    assert "+111.000 đ" in visitor.open(everywhere).words


def test_a_void_number_leads_to_the_one_in_its_place(site: Site, visitor: Visitor) -> None:
    book = site.book
    wrong = book.donate(500_000)
    book.reverse(wrong, replacement=a_donation(50_000, account_id=book.bank))
    words = found(visitor, site, "bc 1").words
    assert "Đã đảo" in words
    assert "Bút toán đảo" in words
    assert "thay bằng BC-2025-00002" in words
    assert "thay cho BC-2025-00001" in found(visitor, site, "bc 2").words


def test_either_paper_of_a_move_and_one_written_by_hand_are_told(
    site: Site, visitor: Visitor
) -> None:
    book = site.book
    book.donate(gift=a_donation(5_000_000, account_id=book.bank, device_number="Đ-017"))
    book.move(1_200_000)
    assert "phiếu viết tay số Đ-017" in found(visitor, site, "d 17").words
    for typed in "pt 1", "bn 1":
        assert "bên nhận: PT-2025-00001" in found(visitor, site, typed).words


def test_a_paper_of_a_fund_of_before_is_looked_for_in_its_own_book(empty_site: Site) -> None:
    site, book = empty_site, empty_site.book
    visitor, reorganisation = Visitor(site), Reorganisation(book)
    book.donate(1_000_000)
    reorganisation.succeed(600_000, 400_000)
    book.clock.set_day(JULY_15)
    reorganisation.hand_over()
    heir = f"/funds/{reorganisation.first_fund}/entries"
    old = f"/funds/{book.fund_id}/entries?find=bc+1"
    page = visitor.open(f"{heir}?find=bc+1")
    assert old in page.links
    before = visitor.open(old)
    assert "+1.000.000 đ" in before.words
    assert f"{heir}?find=bc+1" in before.links
    assert old not in visitor.open(heir).links


def test_nobody_is_named_for_a_search_who_is_not_named_in_the_list(
    site: Site, visitor: Visitor
) -> None:
    book = site.book
    donor_id = book.register_donor()
    person = PersonRecord(id=donor_id, kind=PersonKind.DONOR, name="Lê Thị Kín")
    site.services.vault.put_person(person)
    book.donate(gift=a_donation(7_000, account_id=book.bank, donor_id=donor_id, named=False))
    assert "Lê Thị Kín" not in found(visitor, site, "7.000").words
    book.donate(gift=a_donation(9_000, account_id=book.bank, donor_id=donor_id, named=True))
    assert "Lê Thị Kín" in found(visitor, site, "9.000").words
    book.ledger.change_visibility(book.command(), donor_id, Visibility.HIDDEN)
    assert "Lê Thị Kín" not in found(visitor, site, "9.000").words
    site.services.vault.destroy(donor_id)
    erased = found(visitor, site, "9.000").words
    assert "+9.000 đ" in erased
    assert "Nhà hảo tâm" in erased


def test_who_keeps_the_book_may_print_and_correct_what_was_found(site: Site) -> None:
    site.book.donate(111_000)
    page = found(treasurer(site), site, "bc 1")
    assert [link for link in page.links if link.endswith("/correction")]
    assert [link for link in page.links if "/vouchers/" in link]


def test_the_box_speaks_english_too(site: Site, visitor: Visitor) -> None:
    site.book.donate(111_000)
    visitor.open("/?lang=en")
    words = found(visitor, site, "bc 1").words
    assert "Find a voucher" in words
    assert "Entries that match “bc 1”, the newest first." in words
