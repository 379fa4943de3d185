"""The journal: what it says of an entry, in which order, to whom, and as of when."""

from datetime import date

import pytest
from msgspec.structs import astuple, fields

from ledger.errors.missing import EntryNotFound, FundNotFound, PositionNotFound
from ledger.events.donor import Visibility
from ledger.values import AccountKind, AssociationId, DonorId, FundId, ReversalReason
from projections import entries
from projections.entries import Asked, PublicEntry
from projections.movements import Side
from projections.views import Views
from tests.books import Book
from tests.builders import a_credit, a_donation, an_id, dollars, goods
from tests.fakes import TODAY
from tests.projections.tables import follow

MAY, JUNE = date(2025, 5, 31), date(2025, 6, 1)


def the_journal(views: Views, book: Book, asked: Asked = entries.ALL) -> tuple[PublicEntry, ...]:
    follow(views, book)
    with views.reading() as reading:
        return entries.public_entries(reading, book.fund_id, asked).items


def test_a_gift_stands_in_the_journal_with_all_that_is_public(views: Views, book: Book) -> None:
    appeal = book.launch()
    book.close(JUNE)
    gift = a_donation(
        500_000,
        account_id=book.bank,
        mobilization_id=appeal,
        foreign=dollars(),
        device_number="Đ-17",
        occurred_on=JUNE,
    )
    receipt = book.donate(gift=gift)
    (entry,) = the_journal(views, book)
    assert (entry.version, entry.position) == (receipt.version, receipt.position)
    assert entry.recorded_at == receipt.recorded_at
    assert (entry.side, entry.money_dong, entry.in_kind_dong) == (Side.RECEIVED, 500_000, 0)
    assert (entry.effective_on, entry.occurred_on) == (TODAY, JUNE)
    assert (entry.voucher, entry.device_number) == ("BC-2025-00001", "Đ-17")
    assert (entry.account_id, entry.mobilization_id) == (book.bank, appeal)
    assert entry.foreign == dollars()


def test_goods_are_in_kind_and_never_money(views: Views, book: Book) -> None:
    book.donate(gift=a_donation(300_000, account_id=None, goods=goods()))
    (entry,) = the_journal(views, book)
    assert (entry.money_dong, entry.in_kind_dong, entry.goods) == (0, 300_000, goods())
    assert (entry.account_id, entry.voucher) == (None, "NK-2025-00001")


def test_what_is_paid_is_below_zero(views: Views, book: Book) -> None:
    book.open_balance(2_000_000)
    book.spend(1_500_000)
    book.charge_fee(55_000)
    journal = the_journal(views, book)
    assert [(entry.side, entry.money_dong) for entry in journal] == [
        (Side.OPENING, 2_000_000),
        (Side.PAID, -1_500_000),
        (Side.PAID, -55_000),
    ]
    assert [entry.awards for entry in journal] == [None, 2, None]


def test_a_correction_shows_in_all_three_entries(views: Views, book: Book) -> None:
    wrong = book.donate(500_000)
    book.reverse(wrong, replacement=a_donation(50_000, account_id=book.bank))
    first, reversal, right = the_journal(views, book)
    assert (first.reversed_by, first.corrected_by) == (reversal.version, right.version)
    assert (reversal.reverses, reversal.reason) == (first.version, ReversalReason.WRONG_AMOUNT)
    assert (reversal.side, reversal.money_dong) == (Side.RECEIVED, -500_000)
    assert (right.corrects, right.money_dong) == (first.version, 50_000)


def test_what_was_not_known_yet_does_not_show(views: Views, book: Book) -> None:
    gift = book.donate(500_000)
    book.reverse(gift)
    (entry,) = the_journal(views, book, Asked(known_at=gift.position))
    assert entry.reversed_by is None


def test_the_order_is_by_business_date_and_then_by_recording(views: Views, book: Book) -> None:
    for dong, on in ((1, TODAY), (2, MAY), (3, TODAY), (4, MAY)):
        book.donate(dong, on=on)
    assert [entry.money_dong for entry in the_journal(views, book)] == [2, 4, 1, 3]
    newest = the_journal(views, book, Asked(newest_first=True))
    assert [entry.money_dong for entry in newest] == [3, 1, 4, 2]


@pytest.mark.parametrize("newest_first", [False, True])
def test_pages_follow_each_other_without_gap_or_overlap(
    views: Views, book: Book, *, newest_first: bool
) -> None:
    for dong in range(1, 6):
        book.donate(dong, on=TODAY if dong % 2 else MAY)
    follow(views, book)
    paged: list[PublicEntry] = []
    after: int | None = None
    with views.reading() as reading:
        for _ in range(3):
            asked = Asked(limit=2, after=after, newest_first=newest_first)
            page = entries.public_entries(reading, book.fund_id, asked)
            paged += page.items
            after = page.after
    assert after is None
    assert tuple(paged) == the_journal(views, book, Asked(newest_first=newest_first))


def test_a_page_does_not_change_under_a_reader_who_says_what_was_known(
    views: Views, book: Book
) -> None:
    book.donate(1)
    last = book.donate(2)
    follow(views, book)
    with views.reading() as reading:
        first = entries.public_entries(reading, book.fund_id, Asked(limit=1))
    book.donate(3, on=MAY)
    book.donate(4)
    rest = the_journal(views, book, Asked(after=first.after, known_at=last.position))
    assert [entry.money_dong for entry in rest] == [2]


def test_a_period_holds_its_first_and_its_last_day(views: Views, book: Book) -> None:
    for dong, on in ((1, date(2025, 5, 30)), (2, MAY), (3, JUNE), (4, date(2025, 6, 2))):
        book.donate(dong, on=on)
    journal = the_journal(views, book, Asked(period_from=MAY, period_to=JUNE))
    assert [entry.money_dong for entry in journal] == [2, 3]
    assert the_journal(views, book, Asked(period_from=date.min, period_to=date.max))


def test_the_latest_entries_of_a_subtree_are_those_of_all_its_funds(
    views: Views, book: Book
) -> None:
    here, here_bank = book.fund_id, book.bank
    book.donate(1, on=MAY)
    book.donate(2, on=JUNE)
    book.fund_id = book.open_fund(book.province)
    book.bank = book.open_account(AccountKind.BANK)
    there = book.donate(3, on=TODAY)
    book.fund_id, book.bank = here, here_bank
    follow(views, book)
    with views.reading() as reading:
        found = entries.latest_below(reading, book.central, limit=2)
        assert [(entry.fund_id, entry.money_dong) for entry in found] == [
            (there.stream, 3),
            (here, 2),
        ]
        assert len(entries.latest_below(reading, book.central)) == 3
        assert entries.latest_below(reading, book.commune) == entries.latest(reading, here)
        assert entries.latest_below(reading, AssociationId(an_id("nobody"))) == ()


def test_what_everybody_sees_holds_no_person_and_no_memo() -> None:
    public = {field.name for field in fields(PublicEntry)}
    assert not public & {"donor_id", "memo_id", "recorded_by", "prepared_by", "statement_row"}


def test_entitled_readers_see_donor_memo_and_who_recorded(views: Views, book: Book) -> None:
    donor_id = book.register_donor()
    row = a_credit()
    book.import_rows(row)
    gift = book.donate(gift=a_donation(1, account_id=book.bank, donor_id=donor_id))
    follow(views, book)
    with views.reading() as reading:
        imported, given = entries.private_entries(reading, book.fund_id).items
        assert (imported.private.memo_id, imported.private.donor_id) == (row.memo_id, None)
        assert (given.private.memo_id, given.private.donor_id) == (None, donor_id)
        assert entries.private_entry(reading, book.fund_id, gift.version) == given
        assert given.private.recorded_by.int == 0


def test_a_donor_is_named_only_with_consent(views: Views, book: Book) -> None:
    donor_id = book.register_donor()
    for named in (True, False):
        book.donate(gift=a_donation(1, account_id=book.bank, donor_id=donor_id, named=named))
    book.donate(gift=a_donation(1, account_id=book.bank, named=True))
    assert consenting(views, book) == [donor_id, None, None]


def test_a_donor_who_hides_is_named_nowhere_however_far_one_looks_back(
    views: Views, book: Book
) -> None:
    donor_id = book.register_donor()
    gift = book.donate(gift=a_donation(1, account_id=book.bank, donor_id=donor_id, named=True))
    hide(book, donor_id, Visibility.HIDDEN)
    assert consenting(views, book, Asked(known_at=gift.position)) == [None]
    hide(book, donor_id, Visibility.AS_CONSENTED)
    assert consenting(views, book) == [donor_id]


def test_nobody_is_named_with_a_gift_that_was_reversed(views: Views, book: Book) -> None:
    donor_id = book.register_donor()
    wrong = a_donation(1, account_id=book.bank, donor_id=donor_id, named=True)
    book.reverse(book.donate(gift=wrong))
    assert consenting(views, book) == [None, None]


def test_a_consent_withdrawn_since_the_page_was_read_counts(views: Views, book: Book) -> None:
    donor_id = book.register_donor()
    book.donate(gift=a_donation(1, account_id=book.bank, donor_id=donor_id, named=True))
    before = the_journal(views, book)
    hide(book, donor_id, Visibility.HIDDEN)
    follow(views, book)
    with views.reading() as reading:
        assert before[0].named
        assert entries.consenting_donors(reading, before) == {}


def consenting(views: Views, book: Book, asked: Asked = entries.ALL) -> list[DonorId | None]:
    journal = the_journal(views, book, asked)
    with views.reading() as reading:
        donors = entries.consenting_donors(reading, journal)
    assert [entry.named for entry in journal] == [entry.position in donors for entry in journal]
    return [donors.get(entry.position) for entry in journal]


def hide(book: Book, donor_id: DonorId, visibility: Visibility) -> None:
    book.ledger.change_visibility(book.command(), donor_id, visibility)


def test_what_is_not_there_is_refused(views: Views, book: Book) -> None:
    follow(views, book)
    nobodys = FundId(an_id("nobody's fund"))
    with views.reading() as reading:
        with pytest.raises(FundNotFound):
            entries.public_entries(reading, nobodys)
        with pytest.raises(FundNotFound):
            entries.public_entries(reading, book.fund_id, Asked(known_at=2))
        with pytest.raises(EntryNotFound):
            entries.private_entry(reading, book.fund_id, 1)
        for known_at in (-1, reading.position + 1):
            with pytest.raises(PositionNotFound):
                entries.public_entries(reading, book.fund_id, Asked(known_at=known_at))


def test_no_value_of_a_page_is_a_private_id(views: Views, book: Book) -> None:
    donor_id = book.register_donor()
    row = a_credit()
    book.import_rows(row)
    book.donate(gift=a_donation(1, account_id=book.bank, donor_id=donor_id, named=True))
    shown = {value for entry in the_journal(views, book) for value in astuple(entry)}
    assert not shown & {donor_id, row.memo_id}
