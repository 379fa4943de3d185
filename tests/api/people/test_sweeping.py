"""The sweep erases who is due, and heals whatever a crash or a restore left half-done."""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from errno import ENOSPC
from threading import Event
from unittest.mock import patch
from uuid import UUID

import pytest
from eventsourcing import persistence
from msgspec.structs import replace
from sqlalchemy import exc, insert
from uuid_utils.compat import uuid7

from api.cli import people
from api.cli.shell import Shell
from api.installation import Services
from api.people.sweeping import Swept, sweep
from ledger.errors.unavailable import StoreBusy
from ledger.events.donor import DonorErased
from ledger.events.fund.correcting import StatementRowMatched
from ledger.store.vault.database import PEOPLE, PeopleDatabase
from ledger.store.vault.people import Vault
from ledger.store.vault.records import PersonKind, PersonRecord
from ledger.values import BeneficiaryId, DonorId, MemoId, Role, Standing
from projections.people import donors
from tests.api.site import Site, open_site
from tests.api.v1.people.test_erasures import erase, id_of, registered
from tests.builders import a_credit, a_donation
from tests.projections.tables import build_anew, laid_open
from tests.stores import Store

NEVER = timedelta()
LAST_KEPT, FIRST_FREE = date(2035, 12, 31), date(2036, 1, 1)


@pytest.fixture
def own_site(store: Store) -> Iterator[Site]:
    """A site of which a test may count everybody."""
    with open_site(store) as opened:
        yield opened


def swept(site: Site, grace: timedelta = NEVER) -> Swept:
    site.catch_up()
    return sweep(site.services, grace)


def a_giver(site: Site) -> tuple[DonorId, MemoId]:
    """A donor with a gift of today, of which the bank's memo names him."""
    donor_id, memo_id = DonorId(id_of(registered(site))), MemoId(uuid7())
    site.services.vault.put_memos([(memo_id, "NGUYEN THI MAI ung ho")])
    gift = a_donation(account_id=site.book.bank, donor_id=donor_id, memo_id=memo_id, named=True)
    site.book.donate(gift=gift)
    return donor_id, memo_id


def a_matched_giver(site: Site) -> tuple[DonorId, MemoId]:
    """A donor whose gift was written by hand, and shown by a statement with a memo afterwards."""
    donor_id = DonorId(id_of(registered(site)))
    gift = a_donation(account_id=site.book.bank, donor_id=donor_id)
    written = site.book.donate(gift=gift)
    row = replace(a_credit(gift.amount_dong, "a matched row"), entry=written.version)
    site.book.import_rows(replace(row, memo_id=MemoId(uuid7())))
    match = site.book.events()[-1].event
    assert isinstance(match, StatementRowMatched)
    assert match.private.memo_id is not None
    return donor_id, match.private.memo_id


def test_the_memo_that_a_gift_was_matched_with_goes_with_its_donor(own_site: Site) -> None:
    site, vault = own_site, own_site.services.vault
    donor_id, memo_id = a_matched_giver(site)
    erase(site.treasurer, f"/donors/{donor_id}")
    assert swept(site).orphans == 0
    assert swept(site).orphans == 0, "the book refers to the memo"
    assert vault.get_memos([memo_id]).get(memo_id) is not None
    site.book.clock.set_day(FIRST_FREE)
    assert swept(site).erased == 1
    assert vault.get_memos([memo_id]).get(memo_id) is None


def test_who_asked_is_erased_on_the_first_day_that_the_law_allows(own_site: Site) -> None:
    site, vault = own_site, own_site.services.vault
    donor_id, memo_id = a_giver(site)
    erase(site.treasurer, f"/donors/{donor_id}")
    site.book.clock.set_day(LAST_KEPT)
    assert swept(site) == Swept(erased=0, kept_by_law=1, forgotten_again=0, orphans=0, documents=0)
    assert vault.get_restricted(donor_id) is not None
    site.book.clock.set_day(FIRST_FREE)
    assert swept(site) == Swept(erased=1, kept_by_law=0, forgotten_again=0, orphans=0, documents=0)
    assert vault.still_here([donor_id]) == []
    assert vault.get_memos([memo_id]).get(memo_id) is None
    assert isinstance(site.book.events()[-1].event, DonorErased)
    assert swept(site) == Swept(erased=0, kept_by_law=0, forgotten_again=0, orphans=0, documents=0)


def test_an_erasure_changes_no_row_no_total_and_nothing_that_is_built_from_them(
    own_site: Site,
) -> None:
    """Law 9, and law 4 after it."""
    site, views = own_site, own_site.services.views
    donor_id, _ = a_giver(site)
    erase(site.treasurer, f"/donors/{donor_id}")
    site.catch_up()
    rows = site.services.ledger.rows(0, 1_000)
    with views.reading() as reading:
        before = donors.history(reading, donor_id).money_dong
    site.book.clock.set_day(FIRST_FREE)
    swept(site)
    site.catch_up()
    assert site.services.ledger.rows(0, len(rows)) == rows
    assert site.book.balance == 500_000
    with views.reading() as reading:
        assert donors.history(reading, donor_id).money_dong == before == 500_000
    living = laid_open(views)
    build_anew(views, site.book)
    assert laid_open(views) == living


def test_what_was_cut_off_behind_the_vault_is_said_in_the_book(own_site: Site) -> None:
    site = own_site
    donor_id, _ = a_giver(site)
    erase(site.treasurer, f"/donors/{donor_id}")
    site.book.clock.set_day(FIRST_FREE)
    site.services.vault.destroy_all([donor_id])
    assert swept(site).erased == 1
    assert site.services.ledger.desk().donor(donor_id).standing is Standing.ERASED


def test_what_was_cut_off_behind_the_book_is_destroyed_with_all_that_names_them(
    own_site: Site,
) -> None:
    site, vault = own_site, own_site.services.vault
    donor_id, memo_id = a_giver(site)
    erase(site.treasurer, f"/donors/{donor_id}")
    site.book.clock.set_day(FIRST_FREE)
    with patch.object(Vault, "destroy_all", side_effect=StoreBusy), pytest.raises(StoreBusy):
        swept(site)
    assert site.services.ledger.desk().donor(donor_id).standing is Standing.ERASED
    assert vault.get_memos([memo_id]).get(memo_id) is not None
    assert swept(site).forgotten_again == 1
    assert vault.still_here([donor_id]) == []
    assert vault.get_memos([memo_id]).get(memo_id) is None


def test_whom_a_restored_vault_shows_again_is_restricted_again(own_site: Site) -> None:
    site = own_site
    donor_id, _ = a_giver(site)
    erase(site.treasurer, f"/donors/{donor_id}")
    vault = site.services.vault
    vault.lift(donor_id, vault.restrict(donor_id))
    assert swept(site).kept_by_law == 1
    assert site.services.vault.get_person(donor_id) is None


def test_whom_a_restored_vault_brings_back_is_forgotten_again(own_site: Site) -> None:
    site = own_site
    person = registered(site)
    erase(site.treasurer, person)
    database = PeopleDatabase(site.store.people_url)
    with database.transaction() as connection:
        row = {"id": id_of(person).bytes, "kind": "donor", "sealed": b"from a backup"}
        connection.execute(insert(PEOPLE), row)
    database.close()
    assert swept(site).forgotten_again == 1
    assert site.services.vault.still_here([id_of(person)]) == []


def test_who_is_restricted_unasked_is_shown_again_after_the_grace(own_site: Site) -> None:
    """As after a crash between the vault and the book, of which nobody sent the request again."""
    site, vault = own_site, own_site.services.vault
    person = id_of(registered(site))
    vault.restrict(person)
    site.book.clock.now = datetime.now(UTC)
    swept(site, timedelta(days=7))
    assert vault.get_person(person) is None
    site.book.clock.advance(days=8)
    swept(site, timedelta(days=7))
    assert vault.get_person(person) is not None


def test_what_the_book_never_heard_of_is_given_up_after_the_grace(own_site: Site) -> None:
    site, vault = own_site, own_site.services.vault
    donor_id, memo_id = a_giver(site)
    staff_id = site.login_of(Role.TREASURER)
    lost, lost_memo = uuid7(), uuid7()
    vault.put_person(PersonRecord(id=lost, kind=PersonKind.BENEFICIARY, name="Lê Lạc"))
    vault.put_memos([(lost_memo, "LE LAC")])
    assert swept(site, timedelta(days=7)).orphans == 0
    assert swept(site, timedelta(days=7)).orphans == 0
    assert swept(site).orphans == 2
    assert set(vault.still_here([lost, donor_id, staff_id])) == {donor_id, staff_id}
    assert vault.get_memos([lost_memo, memo_id]).keys() == {memo_id}


def a_lost_pupil(name: str) -> PersonRecord:
    """Somebody whom a crash kept out of the book."""
    return PersonRecord(id=uuid7(), kind=PersonKind.BENEFICIARY, name=name)


def test_who_is_told_of_again_is_given_up_no_more(own_site: Site) -> None:
    site, vault, unit = own_site, own_site.services.vault, own_site.book.commune
    (lost,) = vault.keep_people([a_lost_pupil("Lê Lạc")], unit)
    assert swept(site).orphans == 0
    assert vault.keep_people([a_lost_pupil("Lê Lạc")], unit) == [lost]
    assert swept(site).orphans == 0
    assert vault.get_person(lost) is not None
    assert swept(site).orphans == 1


def test_who_is_told_of_while_being_given_up_is_somebody_new(
    own_site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site, vault, unit = own_site, own_site.services.vault, own_site.book.commune
    (lost,) = vault.keep_people([a_lost_pupil("Lê Lạc")], unit)
    assert swept(site).orphans == 0
    clear = vault.orphans.clear

    def just_before(ids: Iterable[UUID]) -> None:
        monkeypatch.undo()
        assert vault.orphans.claim([lost], datetime.now(UTC)) == [lost]
        clear(ids)

    monkeypatch.setattr(vault.orphans, "clear", just_before)
    (found,) = vault.keep_people([a_lost_pupil("Lê Lạc")], unit)
    assert found != lost
    # Killed between the two, the sweep comes to its end later.
    assert vault.get_person(lost) is not None
    site.services.ledger.register_beneficiary(site.book.command(), BeneficiaryId(found), unit)
    assert [swept(site).orphans for _ in range(2)] == [1, 0]
    assert vault.get_people([lost, found]).keys() == {found}


def test_whoever_was_kept_before_there_was_an_index_is_found_by_name_after_a_sweep(
    own_site: Site,
) -> None:
    site, vault = own_site, own_site.services.vault
    before, unknown = site.book.register_beneficiary(), uuid7()
    for id_ in (before, unknown):
        vault.put_person(PersonRecord(id=id_, kind=PersonKind.BENEFICIARY, name="Lê Từ Trước"))
    units = [site.book.commune]
    assert vault.names.find(PersonKind.BENEFICIARY, "trước", units) == []
    swept(site, timedelta(days=7))
    assert vault.names.find(PersonKind.BENEFICIARY, "trước", units) == [before]
    begun = vault.names.find(PersonKind.BENEFICIARY, "trư", units, by_beginnings=True)
    assert begun == [before]


def test_whom_money_is_held_for_is_known_as_long_as_there_is_a_book(own_site: Site) -> None:
    site, vault = own_site, own_site.services.vault
    custody_id = site.book.hold()
    told = vault.get_memos([custody_id]).get(custody_id)
    assert told == "Báo Dân trí: nhịp cầu nhân ái"
    for _ in range(2):
        assert swept(site).orphans == 0
    assert vault.get_memos([custody_id]).get(custody_id) == told


def test_what_the_book_hears_of_late_is_kept(own_site: Site) -> None:
    site, vault = own_site, own_site.services.vault
    late = DonorId(uuid7())
    vault.put_person(PersonRecord(id=late, kind=PersonKind.DONOR, name="Trần Muộn"))
    assert swept(site).orphans == 0
    site.services.ledger.register_donor(site.book.command(), late, site.book.commune)
    for _ in range(2):
        assert swept(site).orphans == 0
    assert vault.get_person(late) is not None


def test_the_service_sweeps_by_itself(own_site: Site) -> None:
    site = own_site
    donor_id, _ = a_giver(site)
    erase(site.treasurer, f"/donors/{donor_id}")
    site.book.clock.set_day(FIRST_FREE)
    site.catch_up()
    stop, shell = Event(), Shell()
    shell._services = site.services  # noqa: SLF001  # what `soquy project run` has opened
    sweeping = people.sweep_now_and_then(shell, stop, first_after_seconds=0.0, every_seconds=0.01)
    while site.services.ledger.desk().donor(donor_id).standing is not Standing.ERASED:
        assert sweeping.is_alive()
    stop.set()
    sweeping.join(30)
    assert not sweeping.is_alive()


@pytest.mark.parametrize(
    "error",
    [
        StoreBusy(),
        OSError(ENOSPC, "Nguyễn Thị Mai"),
        sqlite3.OperationalError("database or disk is full"),
        exc.IntegrityError("INSERT", {}, Exception("Nguyễn Thị Mai")),
        persistence.InternalError("terminating connection due to idle-in-transaction timeout"),
        KeyError("Nguyễn Thị Mai"),
    ],
    ids=lambda error: type(error).__qualname__,
)
def test_whatever_a_sweep_dies_of_is_logged_and_the_next_one_comes(
    own_site: Site,
    error: Exception,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    site, failures = own_site, iter([error, error])
    site.catch_up()
    ended, stop, shell = Event(), Event(), Shell()
    shell._services = site.services  # noqa: SLF001  # what `soquy project run` has opened

    def failing(here: Services) -> None:
        for failure in failures:
            raise failure
        sweep(here)
        ended.set()

    monkeypatch.setattr(people, "sweep", failing)
    sweeping = people.sweep_now_and_then(shell, stop, first_after_seconds=0.0, every_seconds=0.01)
    assert ended.wait(30)
    stop.set()
    sweeping.join(30)
    lines = [json.loads(each) for each in capfd.readouterr().err.splitlines()]
    assert [(each["event"], each["chain"][0]["error"]) for each in lines] == [
        ("sweep failed", type(error).__qualname__)
    ] * 2
    assert "Mai" not in str(lines)
