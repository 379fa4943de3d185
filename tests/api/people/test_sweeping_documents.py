"""The sweep gives up documents that no event names, and never one that some event names or will."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import timedelta
from threading import Thread
from uuid import UUID

import pytest

from api.people.sweeping import sweep
from ledger.errors.missing import DocumentNotFound
from ledger.store.log.codec import Recorded
from ledger.store.vault.keys import KeyKind, KeyStore
from ledger.store.vault.people import Vault
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


def just_before_the_lock(
    site: Site, monkeypatch: pytest.MonkeyPatch, act: Callable[[], object]
) -> None:
    """Let something happen in the next sweep, just before it keeps everybody from recording."""
    undisturbed = site.services.ledger.undisturbed

    def after_it(position: int) -> AbstractContextManager[list[Recorded]]:
        monkeypatch.undo()
        act()
        return undisturbed(position)

    monkeypatch.setattr(site.services.ledger, "undisturbed", after_it)


def test_what_is_named_after_the_read_models_were_asked_is_seen(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    sha256 = kept(site, "Vừa kịp")
    assert swept(site) == 0
    just_before_the_lock(site, monkeypatch, lambda: name(site, sha256))
    assert swept(site) == 0
    assert is_kept(site, sha256)


def test_what_is_sent_again_just_then_is_kept(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    sha256 = kept(site, "Vừa gửi lại")
    assert swept(site) == 0
    just_before_the_lock(site, monkeypatch, lambda: kept(site, "Vừa gửi lại"))
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
    sweeper = Thread(target=lambda: given_up.append(sweep(site.services, NEVER).documents))

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


def test_a_document_whose_key_is_gone_and_whose_row_is_not_is_kept_no_more(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a crash leaves it; it may come again, or goes with the next sweep."""
    sha256 = kept(site, "Đứt ngang")
    for _ in range(2):
        assert swept(site) == 0
        with monkeypatch.context() as dying:
            dying.setattr(KeyStore, "destroy", dying_after(KeyStore.destroy))
            with pytest.raises(KeyboardInterrupt):
                swept(site)
        assert not is_kept(site, sha256)
        assert len(list(site.services.vault.documents.pages())) == 1
        assert kept(site, "Đứt ngang") == sha256
        assert is_kept(site, sha256)
    assert [swept(site) for _ in range(2)] == [0, 1]
    assert list(site.services.vault.documents.pages()) == []


def dying_after(destroy: Callable[..., None]) -> Callable[..., None]:
    def and_die(keys: KeyStore, *ids: UUID) -> None:
        destroy(keys, *ids)
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
