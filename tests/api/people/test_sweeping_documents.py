"""The sweep gives up documents that no event names, and never one that some event names or will."""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from threading import Event, Thread
from time import sleep
from uuid import UUID, uuid4

import pytest

from api.people.sweeping import sweep
from ledger.errors.missing import DocumentNotFound
from ledger.store.log.codec import Recorded
from ledger.store.vault.documents import KeptDocument
from ledger.store.vault.keys import KeyKind, KeyStore
from ledger.store.vault.people import Vault
from ledger.store.vault.records import PersonKind, PersonRecord
from ledger.values import DisbursementId
from tests.api.site import Site, open_site
from tests.builders import a_proposal
from tests.faults.test_erased_bytes import every_byte
from tests.ledger.store.vault.test_keys import wrapped_keys
from tests.stores import Store

NEVER, WEEK = timedelta(), timedelta(days=7)


@pytest.fixture
def site(store: Store) -> Iterator[Site]:
    """A site of which a test may count every document."""
    with open_site(store) as opened:
        yield opened


def kept(site: Site, words: str) -> str:
    """A file of the fund's, by its SHA-256."""
    return site.services.vault.put_document(site.book.fund_id, f"%PDF-1.7\n{words}".encode()).sha256


def is_kept(site: Site, sha256: str) -> bool:
    """Tell whether the fund keeps a file, to be named and to be read."""
    vault, fund_id = site.services.vault, site.book.fund_id
    try:
        vault.check_document(fund_id, sha256)
    except DocumentNotFound:
        with pytest.raises(DocumentNotFound):
            vault.get_document(fund_id, sha256)
        return False
    return vault.get_document(fund_id, sha256)[1].startswith(b"%PDF")


def name(site: Site, sha256: str) -> DisbursementId:
    """Record an event that names a file."""
    new_id = DisbursementId(site.book.new_id())
    return site.book.propose(proposal=a_proposal(disbursement_id=new_id, document_sha256=sha256))


def swept(site: Site, grace: timedelta = NEVER) -> int:
    """Sweep, and return how many documents were given up."""
    site.catch_up()
    return sweep(site.services, grace).documents


def test_a_document_that_nothing_names_is_given_up_after_the_grace(site: Site) -> None:
    unnamed, named = kept(site, "Danh sách xem thử"), kept(site, "Quyết định")
    name(site, named)
    assert [swept(site, WEEK) for _ in range(2)] == [0, 0]
    assert is_kept(site, unnamed)
    assert [swept(site) for _ in range(2)] == [1, 0]
    assert (is_kept(site, unnamed), is_kept(site, named)) == (False, True)


def test_a_document_that_another_fund_names_under_the_same_hash_is_no_reason(site: Site) -> None:
    book, here = site.book, site.book.fund_id
    sha256 = kept(site, "Một tờ, hai quỹ")
    book.fund_id = book.open_fund(book.province)
    kept(site, "Một tờ, hai quỹ")
    name(site, sha256)
    assert [swept(site) for _ in range(2)] == [0, 1]
    assert is_kept(site, sha256)
    book.fund_id = here
    assert not is_kept(site, sha256)


def test_what_was_given_up_may_come_again_and_be_named(site: Site) -> None:
    sha256 = kept(site, "Danh sách")
    assert [swept(site) for _ in range(2)] == [0, 1]
    assert site.services.vault.erasures() == []
    answer = site.treasurer.post(f"{site.fund}/disbursements", {"document_sha256": sha256})
    assert answer.status_code == 422
    assert kept(site, "Danh sách") == sha256
    name(site, sha256)
    assert is_kept(site, sha256)
    assert [swept(site) for _ in range(3)] == [0, 0, 0]
    assert is_kept(site, sha256)


def test_whoever_sends_a_file_again_has_the_whole_grace_again(site: Site) -> None:
    sha256 = kept(site, "Gửi lại")
    assert swept(site) == 0
    kept(site, "Gửi lại")
    assert swept(site) == 0
    assert is_kept(site, sha256)


def just_before_it_gives_up(
    site: Site, monkeypatch: pytest.MonkeyPatch, act: Callable[[], object]
) -> None:
    """Let something happen in the next sweep, just before it gives documents up."""
    documents = site.services.vault.documents
    give_up = documents.give_up

    def after_it(suspects: Sequence[KeptDocument], before: datetime) -> None:
        monkeypatch.undo()
        act()
        give_up(suspects, before)

    monkeypatch.setattr(documents, "give_up", after_it)


def test_what_is_named_after_the_read_models_were_asked_is_seen(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    sha256 = kept(site, "Vừa kịp")
    assert swept(site) == 0
    just_before_it_gives_up(site, monkeypatch, lambda: name(site, sha256))
    assert swept(site) == 0
    assert is_kept(site, sha256)


def test_what_is_sent_again_just_then_is_kept(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    sha256 = kept(site, "Vừa gửi lại")
    assert swept(site) == 0
    just_before_it_gives_up(site, monkeypatch, lambda: kept(site, "Vừa gửi lại"))
    assert swept(site) == 0
    assert is_kept(site, sha256)


def test_a_sweep_waits_for_who_looked_a_document_up_and_is_about_to_name_it(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It begins to destroy when that is recorded, and then it sees it."""
    name(site, kept(site, "Ghi trước"))
    sha256 = kept(site, "Sắp ghi")
    assert swept(site) == 0
    vault, given_up = site.services.vault, list[int]()
    sweeper = a_sweeper(site, given_up)

    def look_up(fund_id: UUID, digest: str) -> None:
        Vault.check_document(vault, fund_id, digest)
        sweeper.start()
        sweeper.join(1.0)  # it would be through by then if it did not wait

    monkeypatch.setattr(vault, "check_document", look_up)
    name(site, sha256)
    sweeper.join(30)
    monkeypatch.undo()
    assert given_up == [0]
    assert is_kept(site, sha256)


def a_sweeper(site: Site, given_up: list[int]) -> Thread:
    return Thread(target=lambda: given_up.append(sweep(site.services, NEVER).documents))


@contextmanager
def keys_written(site: Site) -> Iterator[None]:
    """Keep others from writing a key, as a change of the master key does for its time."""
    path = site.store.keys_dir / "keys.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield
        connection.execute("ROLLBACK")


def test_nobody_waits_for_a_sweep_that_waits_for_the_keys_nor_names_what_it_destroys(
    site: Site,
) -> None:
    sha256, given_up = kept(site, "Chưa ai nêu tên"), list[int]()
    assert swept(site) == 0
    documents, sweeper = site.services.vault.documents, a_sweeper(site, given_up)
    with keys_written(site):
        sweeper.start()
        while not documents.given_up():
            assert sweeper.is_alive()
            sleep(0.001)
        with pytest.raises(DocumentNotFound):
            name(site, sha256)
        site.book.donate()
        assert sweeper.is_alive(), "all that came before it could destroy anything"
    sweeper.join(30)
    assert given_up == [1]
    assert not is_kept(site, sha256)


def test_who_names_a_document_waits_for_nobody_who_waits_for_the_keys(site: Site) -> None:
    """What is looked up is looked up under the append lock, for which all others wait."""
    sha256, vault = kept(site, "Quyết định"), site.services.vault
    donor = PersonRecord(id=uuid4(), kind=PersonKind.DONOR, name="Trần Chờ")
    asked = Event()

    def register() -> None:
        asked.set()
        vault.put_person(donor)

    registering = Thread(target=register)
    with keys_written(site):
        registering.start()
        assert asked.wait(30)
        sleep(0.1)  # by then it holds what one thread of a process holds at a time
        name(site, sha256)
        assert registering.is_alive(), "it waits, and nobody with it"
    registering.join(30)
    assert vault.get_person(donor.id) == donor


def test_what_a_killed_sweep_gave_up_is_destroyed_by_the_next_or_sent_again(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    lost, again = kept(site, "Bị bỏ"), kept(site, "Gửi lại")
    assert swept(site) == 0
    with monkeypatch.context() as dying:
        dying.setattr(site.services.ledger, "settled", lambda _: dying_now())
        with pytest.raises(KeyboardInterrupt):
            swept(site)
    assert kept(site, "Gửi lại") == again
    assert swept(site) == 1
    assert (is_kept(site, lost), is_kept(site, again)) == (False, True)


def dying_now() -> list[Recorded]:
    raise KeyboardInterrupt


def test_a_document_whose_key_is_gone_and_whose_row_is_not_is_kept_no_more(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a crash leaves it; it may come again, or goes with the next sweep."""
    sha256 = kept(site, "Đứt ngang")
    for _ in range(2):
        assert swept(site) == 0
        with monkeypatch.context() as dying:
            dying.setattr(KeyStore, "overwrite", dying_after(KeyStore.overwrite))
            with pytest.raises(KeyboardInterrupt):
                swept(site)
        assert not is_kept(site, sha256)
        assert len(list(site.services.vault.documents.pages())) == 1
        assert kept(site, "Đứt ngang") == sha256
        assert is_kept(site, sha256)
    assert [swept(site) for _ in range(2)] == [0, 1]
    assert list(site.services.vault.documents.pages()) == []


def dying_after(overwrite: Callable[..., None]) -> Callable[..., None]:
    def and_die(keys: KeyStore, *ids: UUID) -> None:
        overwrite(keys, *ids)
        raise KeyboardInterrupt

    return and_die


def test_neither_content_nor_key_of_what_was_given_up_lies_in_any_file(site: Site) -> None:
    vault, store = site.services.vault, site.store
    kept(site, "Lương Thị Xem Thử")
    ((document,),) = vault.documents.pages()
    (key,) = KeyStore(store.keys_dir).get(KeyKind.DOCUMENT, [document.id]).values()
    wrapped = wrapped_keys(store.keys_dir)[document.id]
    assert wrapped in every_byte(store)
    assert [swept(site) for _ in range(2)] == [0, 1]
    after = every_byte(store)
    assert [each for each in (key, wrapped, "Xem Thử".encode()) if each in after] == []
