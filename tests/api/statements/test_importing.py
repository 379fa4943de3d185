"""Importing a statement: looked at whole, recorded in pieces, never a row twice."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from io import BytesIO
from itertools import islice
from typing import BinaryIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.statements import candidates, importing
from api.statements.candidate import Candidate
from api.statements.candidates import Candidates
from api.statements.errors import NotCsv, StatementError, WrongBank, WrongEncoding
from api.statements.importing import StatementImport
from api.statements.layout import load_layout
from api.statements.outcomes import Outcome
from api.statements.previews import Preview, Proposed, Tally
from api.statements.proposals.kinds import Kind, Why
from api.statements.proposals.known import Known
from api.statements.recording import Recorder
from api.statements.rows import RowFault, Unreadable
from ledger.application import Ledger
from ledger.errors import LedgerError
from ledger.errors.access import Forbidden
from ledger.errors.missing import AccountNotFound, FundNotFound
from ledger.errors.money import DatedAhead, DatedBeforeFund, OutsideMobilization, WrongAccountKind
from ledger.events.fund.receiving import DebitUnallocated, DonationReceived
from ledger.recording.commands import Command, Receipt
from ledger.values import AccountId, AccountKind, FundId, MobilizationId, Role
from tests.api.site import Site, open_site
from tests.api.statements.files import HEADER, VIETCOMBANK, real_files
from tests.builders import a_donation
from tests.ledger.recording.batches import gathered
from tests.stores import StoreKind, fresh_store

GIFT = "1,01/09/2024,5213.45946,,50.000,,NGUYEN VAN A ung ho"
OTHER = "1,02/09/2024,5090.85797,,20.000,,TRAN THI B ung ho"
FEE = "1,03/09/2024,9915.10293,55.000,,,RUT TIEN MAT"


def a_file(*lines: str) -> BytesIO:
    return BytesIO("".join(f"{line}\r\n" for line in (HEADER, *lines)).encode())


def an_import(
    site: Site,
    version: int | None = None,
    ledger: Ledger | None = None,
    /,
    mobilization_id: MobilizationId | None = None,
) -> StatementImport:
    return StatementImport(
        ledger or site.services.ledger,
        site.services.vault,
        fund_id=site.book.fund_id,
        account_id=site.book.bank,
        layout=VIETCOMBANK,
        mobilization_id=mobilization_id,
        known=Known(version=version),
    )


def commands(site: Site) -> Iterator[Command]:
    while True:
        yield site.book.command()


def preview(site: Site, file: BinaryIO, **asked: MobilizationId) -> Preview:
    return an_import(site, **asked).preview(file, site.book.command())


def record(site: Site, file: BinaryIO, **asked: MobilizationId) -> int:
    receipts = an_import(site, **asked).record(file, commands(site))
    return sum(receipt.recorded for receipt in receipts)


def test_a_preview_counts_everything_and_records_nothing(site: Site) -> None:
    before = site.position()
    half = "1,04/09/2024,5213"
    assert preview(site, a_file(GIFT, OTHER, FEE, half)) == Preview(
        rows=3,
        first_on=date(2024, 9, 1),
        last_on=date(2024, 9, 3),
        credits=2,
        credits_dong=70_000,
        debits=1,
        debits_dong=55_000,
        new=3,
        new_credits=2,
        new_credits_dong=70_000,
        new_debits=1,
        new_debits_dong=55_000,
        unreadable=1,
        faults=(Unreadable(5, RowFault.TOO_FEW_CELLS),),
        proposals=(
            Proposed(kind=Kind.DONATION, why=Why.USUAL, rows=2, dong=70_000),
            Proposed(kind=Kind.WAITING, why=Why.UNEXPLAINED, rows=1, dong=55_000),
        ),
    )
    assert site.position() == before


def test_credits_become_gifts_and_debits_wait_for_a_person(site: Site) -> None:
    assert record(site, a_file(GIFT, FEE)) == 2
    gift, debit = (each.event for each in site.book.events()[-2:])
    assert isinstance(gift, DonationReceived)
    assert (gift.amount_dong, gift.effective_on) == (50_000, date(2024, 9, 1))
    assert isinstance(debit, DebitUnallocated)
    assert site.book.balance == 50_000
    assert [d.amount_dong for d in site.book.fund.debits.values()] == [55_000]


def test_memos_go_to_the_vault_and_nowhere_else(site: Site) -> None:
    record(site, a_file(GIFT))
    event = site.book.events()[-1].event
    assert isinstance(event, DonationReceived)
    memo_id = event.private.memo_id
    assert memo_id is not None
    assert site.services.vault.get_memos([memo_id]) == {memo_id: "NGUYEN VAN A ung ho"}
    rows = site.services.ledger.rows(0, 1_000)
    assert not any(b"NGUYEN" in row.state for row in rows)


def test_the_same_file_again_holds_nothing_new(site: Site) -> None:
    record(site, a_file(GIFT, OTHER, FEE))
    seen = preview(site, a_file(GIFT, OTHER, FEE))
    assert (seen.rows, seen.new, seen.known) == (3, 0, 3)
    assert record(site, a_file(GIFT, OTHER, FEE)) == 0


def test_of_an_overlapping_file_only_the_rest_is_new(site: Site) -> None:
    record(site, a_file(GIFT, OTHER))
    seen = preview(site, a_file(OTHER, FEE))
    assert (seen.new_credits, seen.new_debits, seen.known) == (0, 1, 1)
    assert record(site, a_file(OTHER, FEE)) == 1
    assert site.book.balance == 70_000


def test_equal_rows_are_as_many_gifts_and_stay_as_many(site: Site) -> None:
    assert record(site, a_file(GIFT, GIFT)) == 2
    assert record(site, a_file(GIFT, GIFT, GIFT)) == 1
    assert site.book.balance == 150_000


def test_two_gifts_that_share_date_and_document_are_both_kept(site: Site) -> None:
    other_amount = GIFT.replace("50.000", "70.000")
    other_memo = GIFT.replace("NGUYEN VAN A", "NGUYEN VAN H")
    assert record(site, a_file(GIFT, other_amount, other_memo)) == 3


def test_rows_are_given_to_the_appeal(site: Site) -> None:
    appeal = site.book.launch(starts_on=date(2024, 9, 1), ends_on=date(2024, 9, 30))
    record(site, a_file(GIFT), mobilization_id=appeal)
    event = site.book.events()[-1].event
    assert isinstance(event, DonationReceived)
    assert event.mobilization_id == appeal


@pytest.mark.parametrize(
    "line, refusal, at",
    [
        ("1,31/12/2023,1,,50.000,,truoc khi co quy", DatedBeforeFund, 4),
        ("1,31/12/2023,1,55.000,,,truoc khi co quy", DatedBeforeFund, 4),
        ("1,17/06/2025,1,,50.000,,ngay mai", DatedAhead, 4),
    ],
)
def test_a_row_the_book_would_refuse_refuses_the_file_and_is_named(
    site: Site, line: str, refusal: type[LedgerError], at: int
) -> None:
    with pytest.raises(refusal) as refused:
        preview(site, a_file(GIFT, OTHER, line, FEE))
    assert refused.value.limits["line"] == at


def test_a_row_outside_the_appeal_refuses_the_file(site: Site) -> None:
    appeal = site.book.launch(starts_on=date(2024, 9, 2), ends_on=date(2024, 9, 30))
    with pytest.raises(OutsideMobilization) as refused:
        preview(site, a_file(OTHER, GIFT), mobilization_id=appeal)
    assert refused.value.limits["line"] == 3


def test_nobody_previews_what_he_may_not_record(site: Site) -> None:
    by = site.enrol(Role.AUDITOR)
    with pytest.raises(Forbidden):
        an_import(site).preview(a_file(GIFT), site.book.command(by=by))


@pytest.mark.parametrize(
    "content, error",
    [
        (b"%PDF-1.7 " + b"x" * 100, NotCsv),
        (f"{HEADER}\r\n{GIFT}\r\n".encode() + b"\xff\xfe\r\n", WrongEncoding),
    ],
)
def test_a_file_that_is_not_what_it_claims_records_nothing(
    site: Site, content: bytes, error: type[StatementError]
) -> None:
    before = site.position()
    with pytest.raises(error):
        preview(site, BytesIO(content))
    assert site.position() == before


def test_a_statement_belongs_into_a_bank_account_of_its_own_bank(site: Site) -> None:
    places = {
        WrongAccountKind: (site.book.fund_id, site.book.cash_box),
        AccountNotFound: (site.book.fund_id, AccountId(site.book.new_id())),
        FundNotFound: (FundId(site.book.new_id()), site.book.bank),
    }
    for error, (fund_id, account_id) in places.items():
        with pytest.raises(error):
            StatementImport(
                site.services.ledger,
                site.services.vault,
                fund_id=fund_id,
                account_id=account_id,
                layout=VIETCOMBANK,
            )
    with pytest.raises(WrongBank):
        StatementImport(
            site.services.ledger,
            site.services.vault,
            fund_id=site.book.fund_id,
            account_id=site.book.bank,
            layout=load_layout("agribank"),
        )


def test_the_same_rows_in_two_accounts_are_two_sets_of_gifts(site: Site) -> None:
    record(site, a_file(GIFT))
    site.book.bank = site.book.open_account(AccountKind.BANK)
    assert record(site, a_file(GIFT)) == 1


def test_an_import_that_was_cut_off_goes_on_where_it_was(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(candidates, "ROWS_PER_APPEND", 2)
    lines = [GIFT, OTHER, FEE, GIFT, GIFT]
    first = next(iter(an_import(site).record(a_file(*lines), commands(site))))
    assert first.recorded == 2
    assert preview(site, a_file(*lines)).new == 3
    assert record(site, a_file(*lines)) == 3
    assert site.book.balance == 170_000


@pytest.mark.parametrize("kept", [0, 1_000_000])
def test_a_file_may_be_read_again_or_kept_from_its_preview(
    site: Site, monkeypatch: pytest.MonkeyPatch, kept: int
) -> None:
    monkeypatch.setattr(importing, "ROWS_KEPT", kept)
    monkeypatch.setattr(candidates, "ROWS_PER_APPEND", 2)
    statement, file = an_import(site), a_file(GIFT, OTHER, FEE)
    assert statement.preview(file, site.book.command()).new == 3
    assert [r.recorded for r in statement.record(file, commands(site))] == [2, 1]
    assert file.tell() == len(file.getbuffer())
    assert [r.recorded for r in statement.record(file, commands(site))] == [0, 0]
    assert site.book.balance == 70_000


@pytest.mark.parametrize("kept", [0, 1_000_000])
def test_a_file_that_is_only_tried_is_read_once(
    site: Site, monkeypatch: pytest.MonkeyPatch, kept: int
) -> None:
    monkeypatch.setattr(importing, "ROWS_KEPT", kept)
    monkeypatch.setattr(candidates, "ROWS_PER_APPEND", 2)
    looks, chunks = list[Tally](), Candidates.chunks

    def looked(here: Candidates, stream: BinaryIO, tally: Tally) -> Iterator[list[Candidate]]:
        looks.append(tally)
        return chunks(here, stream, tally)

    monkeypatch.setattr(Candidates, "chunks", looked)
    statement, before = an_import(site), site.position()
    statement.preview(a_file(GIFT, OTHER, FEE), site.book.command(), tries=True)
    tried = statement.tried()
    assert (tried.recorded, len(looks), site.position()) == (3, 1, before)


def test_what_trying_a_file_is_refused_for_comes_after_all_that_its_preview_says(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> Outcome:
        raise FundNotFound("fund_id")

    monkeypatch.setattr(Recorder, "record", refuse)
    statement = an_import(site)
    assert statement.preview(a_file(GIFT), site.book.command(), tries=True).new == 1
    with pytest.raises(FundNotFound):
        statement.tried()
    with pytest.raises(StatementError):
        statement.preview(a_file(GIFT, "\0"), site.book.command(), tries=True)


def test_two_who_import_the_same_file_together_record_it_once(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(candidates, "ROWS_PER_APPEND", 7)
    lines = [GIFT.replace("50.000", f"{n}.000") for n in range(1, 101)]
    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(lambda _: record(site, a_file(*lines)), range(2)))
    assert sum(done) == 100
    assert site.book.balance == sum(range(1, 101)) * 1_000


def test_what_is_written_by_hand_while_a_file_is_recorded_is_left(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(candidates, "ROWS_PER_APPEND", 2)
    book = site.book
    file = a_file(GIFT, OTHER, FEE, GIFT, GIFT, OTHER, GIFT.replace("01/09", "20/09"))
    statement = an_import(site, book.version)
    statement.preview(file, book.command())
    book.donate(70_000, on=date(2024, 9, 2))
    recording = statement.record(file, commands(site))
    done = [next(recording)]
    book.donate(50_000, on=date(2024, 9, 3))
    book.donate(gift=a_donation(20_000, account_id=book.cash_box, on=date(2024, 9, 2)))
    done += recording
    assert [(each.recorded, each.left) for each in done] == [(2, 0), (1, 1), (2, 0), (1, 0)]
    (left,) = done[1].changed
    assert (left.line, left.kind, left.why) == (5, Kind.MATCHED, Why.IN_BOOK)
    assert done[1].changed_count == 1
    of_bank = book.fund.by_account[book.bank].total
    assert of_bank == 70_000 + 50_000 + (50_000 + 20_000) + (50_000 + 20_000) + 50_000


def test_what_is_written_by_hand_in_the_transaction_of_rows_is_left(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is not in the book yet when they are decided, and is there before them."""
    monkeypatch.setattr(candidates, "ROWS_PER_APPEND", 2)
    book = site.book
    file = a_file(GIFT, OTHER, GIFT, OTHER, GIFT, FEE)
    statement = an_import(site, book.version, book.ledger)
    statement.preview(file, book.command())
    recording = statement.record(file, commands(site))
    done: list[Outcome] = []

    def piece() -> Receipt:
        done.append(next(recording))
        return by_hand()

    def by_hand() -> Receipt:
        return book.donate(50_000, on=date(2024, 9, 2))

    gathered(book, by_hand, piece)
    done += recording
    assert [(each.recorded, each.left) for each in done] == [(1, 1), (1, 1), (2, 0)]
    assert [each.line for piece in done for each in piece.changed] == [2, 4]
    assert book.fund.by_account[book.bank].total == 3 * 50_000 + 2 * 20_000


def test_real_statements_are_recorded_to_the_last_dong(site: Site) -> None:
    expected = {"vietcombank-extract.csv": None, "vietcombank-2024-09.csv": (6_999, 8_789_133_706)}
    for name in sorted(expected.keys() & real_files().keys()):
        site.book.bank = site.book.open_account(AccountKind.BANK)
        before = site.book.balance
        with real_files()[name].open("rb") as file:
            seen = preview(site, file)
            assert record(site, file) == seen.new == seen.rows
            assert preview(site, file).new == 0
        assert site.book.balance - before == seen.credits_dong
        assert expected[name] in (None, (seen.credits, seen.credits_dong))
    assert {d.amount_dong for d in site.book.fund.debits.values()} == {55_000}


@pytest.fixture(scope="module")
def site_of_all(store_kind: StoreKind) -> Iterator[Site]:
    """A site that all examples share, each with a bank account of its own."""
    with fresh_store(store_kind) as store, open_site(store) as opened:
        yield opened


ROWS = st.lists(st.sampled_from([GIFT, OTHER, FEE, "1,bad"]), max_size=12)


@given(files=st.lists(ROWS, min_size=1, max_size=3), cut=st.integers(0, 3))
def test_whatever_files_come_in_whatever_pieces_the_fullest_one_counts(
    site_of_all: Site, files: list[list[str]], cut: int
) -> None:
    book = site_of_all.book
    book.bank = book.open_account(AccountKind.BANK)
    waiting = len(book.fund.debits)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(candidates, "ROWS_PER_APPEND", 2)
        for lines in files:
            cut_off = an_import(site_of_all).record(a_file(*lines), commands(site_of_all))
            next(islice(cut_off, cut, None), None)
            record(site_of_all, a_file(*lines))
    gifts = max(lines.count(GIFT) for lines in files) * 50_000
    others = max(lines.count(OTHER) for lines in files) * 20_000
    held = book.fund.by_account.get(book.bank)
    assert (0 if held is None else held.total) == gifts + others
    assert len(book.fund.debits) - waiting == max(lines.count(FEE) for lines in files)
