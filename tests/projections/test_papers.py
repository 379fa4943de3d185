"""Entries are found by what is on their paper, each by an index however long the journal is."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from msgspec.structs import astuple
from sqlalchemy import event, insert

from ledger.values import AssociationId, FundId, Series
from projections import entries
from projections.entries import Asked
from projections.movements import order_key
from projections.papers import Numbered, Sought, device_key
from projections.tables import bulk, generations
from projections.tables.generations import Tracking
from projections.tables.rows import EntryRow
from projections.views import Views
from tests.books import Book
from tests.builders import a_donation, an_id
from tests.projections.tables import build_anew, follow, open_views
from tests.stores import prepared_store

HERE, THERE = FundId(an_id("here")), FundId(an_id("there"))
LONG = 100_000
YEARS = range(2016, 2026)
SEVENTEEN = Sought(vouchers=(Numbered(17),))


def found(
    views: Views, fund_id: FundId, *sought: Sought, known_at: int | None = None
) -> list[str | None]:
    """The vouchers of what is found, the newest first."""
    with views.reading() as reading:
        wanted = Asked(sought=sought, newest_first=True, known_at=known_at)
        return [each.voucher for each in entries.public_entries(reading, fund_id, wanted).items]


# ------------------------------------------------------------------------------------- a book


def test_a_number_of_any_series_and_year_is_found_the_newest_first(
    views: Views, book: Book
) -> None:
    for on in date(2025, 5, 1), date(2025, 6, 1):
        book.donate(1_000, on=on)
    book.charge_fee(100)
    follow(views, book)
    one = Sought(vouchers=(Numbered(1),))
    assert found(views, book.fund_id, one) == ["BN-2025-00001", "BC-2025-00001"]
    for known in Numbered(1, Series.BANK_DEBIT), Numbered(1, Series.BANK_DEBIT, 2025):
        assert found(views, book.fund_id, Sought(vouchers=(known,))) == ["BN-2025-00001"]
    assert found(views, book.fund_id, Sought(vouchers=(Numbered(1, None, 2024),))) == []


def test_a_number_that_is_void_is_found_with_its_reversal(views: Views, book: Book) -> None:
    wrong = book.donate(500_000)
    book.reverse(wrong, replacement=a_donation(50_000, account_id=book.bank))
    follow(views, book)
    void = Sought(vouchers=(Numbered(1, Series.BANK_CREDIT, 2025),))
    assert found(views, book.fund_id, void) == ["BC-2025-00001", "BC-2025-00001"]
    assert len(found(views, book.fund_id, Sought(amount_dong=500_000))) == 2
    both = Sought(vouchers=void.vouchers, amount_dong=50_000)
    assert found(views, book.fund_id, both) == []


def test_either_number_of_a_move_finds_it(views: Views, book: Book) -> None:
    book.donate(5_000_000)
    book.move(1_200_000)
    follow(views, book)
    out = found(views, book.fund_id, Sought(vouchers=(Numbered(1, Series.BANK_DEBIT),)))
    assert out == found(views, book.fund_id, Sought(vouchers=(Numbered(1, Series.CASH_RECEIPT),)))
    assert out == ["BN-2025-00001"]


def test_a_handwritten_number_finds_its_entry_however_it_is_typed(views: Views, book: Book) -> None:
    book.donate(gift=a_donation(1, account_id=book.bank, device_number="Đ-0017"))
    for rebuilt in (False, True):
        (build_anew if rebuilt else follow)(views, book)
        for typed in "Đ-0017", "đ 17", "d17", "Số Đ-17", "phiếu thu số đ.017":
            sought = Sought(device_key=device_key(typed))
            assert found(views, book.fund_id, sought) == ["BC-2025-00001"]
        assert found(views, book.fund_id, Sought(device_key=device_key("Đ-170"))) == []


def test_what_was_not_known_yet_is_not_found(views: Views, book: Book) -> None:
    first = book.donate(500_000)
    book.donate(500_000)
    follow(views, book)
    amount = Sought(amount_dong=500_000)
    assert len(found(views, book.fund_id, amount)) == 2
    assert found(views, book.fund_id, amount, known_at=first.position) == ["BC-2025-00001"]


def test_a_fund_without_entries_finds_nothing(views: Views, book: Book) -> None:
    follow(views, book)
    assert found(views, book.fund_id, SEVENTEEN) == []


# ------------------------------------------------------------------------------ a long journal


def rows() -> Iterator[EntryRow]:
    """Ten years of two funds: every other entry is of half a million đồng."""
    given: dict[tuple[FundId, str, int], int] = {}
    for position in range(1, LONG + 1):
        day = date(YEARS[0], 1, 1) + timedelta(days=position * 3650 // LONG)
        fund_id, series = (HERE, THERE)[position % 10 == 0], ("PT", "PC", "BC")[position % 3]
        number = given[fund_id, series, day.year] = given.get((fund_id, series, day.year), 0) + 1
        yield EntryRow(
            position=position,
            fund_id=fund_id,
            version=position,
            recorded_at_micros=position,
            order_key=order_key(day, position),
            topic="fund.donation_received",
            side="received",
            purpose="general",
            effective_on=day,
            amount_dong=500_000 if position % 2 else position,
            money_dong=1,
            received_dong=1,
            gifts=1,
            voucher=f"{series}-{day.year}-{number:05d}",
            recorded_by=HERE,
            opening_dong=0,
            paid_dong=0,
            transferred_dong=0,
            owed_dong=0,
            in_kind_dong=0,
            issued_dong=0,
        )


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def long(request: pytest.FixtureRequest) -> Iterator[Views]:
    """Read models with a hundred thousand entries, as if somebody had recorded them."""
    with prepared_store(request.param) as store, open_views(store) as views:
        _fill(views)
        yield views


def _fill(views: Views) -> None:
    with views.database.writing() as connection:
        t = generations.live(connection).tables
        bulk.append(connection, t.entries, map(astuple, rows()))
        nothing = {c.name: 0 for c in t.months.columns if c.name not in {"fund_id", "month"}}
        for fund_id in (HERE, THERE):
            opened = {
                "fund_id": fund_id,
                "association_id": AssociationId(an_id("association")),
                "name": "Quỹ",
                "legal_regime": "internal_fund",
                "effective_on": date(YEARS[0], 1, 1),
                "position": 1,
            }
            connection.execute(insert(t.funds).values(opened))
            for year in YEARS:
                month = {"fund_id": fund_id, "month": date(year, 1, 1), **nothing}
                connection.execute(insert(t.months).values(month))
        generations.track(connection, t, Tracking(LONG, LONG))


@pytest.mark.parametrize(
    "sought, indexes",
    [
        ((SEVENTEEN,), {"by_voucher", "by_voucher_in"}),
        ((Sought(vouchers=(Numbered(17, Series.CASH_RECEIPT, 2020),)),), {"by_voucher"}),
        ((Sought(device_key="17"),), {"by_device_key"}),
        ((Sought(amount_dong=500_000),), {"by_amount"}),
        ((SEVENTEEN, Sought(amount_dong=17)), {"by_voucher", "by_amount"}),
        ((Sought(vouchers=SEVENTEEN.vouchers, amount_dong=500_000),), {"by_voucher"}),
    ],
)
def test_a_long_journal_is_not_gone_through(
    long: Views, sought: tuple[Sought, ...], indexes: set[str]
) -> None:
    asked: list[tuple[str, object]] = []
    with long.reading() as reading:
        connection = reading.connection

        @event.listens_for(connection, "before_cursor_execute")
        def _(_c: object, _d: object, statement: str, given: object, *_: object) -> None:
            asked.append((statement, given))

        entries.public_entries(reading, HERE, Asked(sought=sought, newest_first=True))
        (question,) = [each for each in asked if "order_key" in each[0]]
        how = "EXPLAIN" if long.database.kind == "postgresql" else "EXPLAIN QUERY PLAN"
        plan = connection.exec_driver_sql(f"{how} {question[0]}", question[1]).all()  # type: ignore[arg-type]
    told = "\n".join(str(line) for line in plan)
    assert {name for name in indexes if f"entries_{name} " in told} == indexes
    table = reading.tables.entries.name
    assert f"SCAN {table}" not in told
    assert f"Seq Scan on {table}" not in told
    assert "by_day" not in told


def test_pages_of_what_is_found_follow_each_other_without_gap_or_overlap(long: Views) -> None:
    sought = (SEVENTEEN, Sought(amount_dong=500_000))
    with long.reading() as reading:
        for newest_first in (False, True):
            asked = Asked(sought=sought, newest_first=newest_first, limit=1_000)
            whole = entries.public_entries(reading, HERE, asked).items
            paged: list[int] = []
            after: int | None = None
            while len(paged) < len(whole):
                part = Asked(sought=sought, newest_first=newest_first, limit=99, after=after)
                page = entries.public_entries(reading, HERE, part)
                paged += [each.position for each in page.items]
                after = page.after
            assert paged[: len(whole)] == [each.position for each in whole]
            assert all(
                each.amount_dong == 500_000 or str(each.voucher).endswith("-00017")
                for each in whole
            )


def test_another_fund_has_numbers_of_its_own(long: Views) -> None:
    here, there = found(long, HERE, SEVENTEEN), found(long, THERE, SEVENTEEN)
    assert len(here) == len(there) == 3 * len(YEARS)
    with long.reading() as reading:
        for fund_id in (HERE, THERE):
            items = entries.public_entries(reading, fund_id, Asked(sought=(SEVENTEEN,))).items
            assert {each.fund_id for each in items} == {fund_id}
