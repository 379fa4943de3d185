"""What two processes do at once to people who are due, or ask, comes out as one after the other."""

from collections.abc import Callable, Iterator
from datetime import datetime
from threading import Barrier, Thread
from typing import ParamSpec, TypeVar
from uuid import UUID

import pytest

from api.installation import Services
from api.people.sweeping import sweep
from ledger.store.vault.records import PersonKind
from ledger.values import DonorId, Standing
from tests.api.people.test_sweeping import FIRST_FREE, NEVER, a_giver, a_lost_pupil, swept
from tests.api.site import Site, open_site
from tests.api.v1.people.test_erasures import erase, id_of, registered
from tests.stores import Store

P = ParamSpec("P")
R = TypeVar("R")


@pytest.fixture
def own_site(store: Store) -> Iterator[Site]:
    """A site of which a test may count everybody."""
    with open_site(store) as opened:
        yield opened


def met(together: Barrier, act: Callable[P, R]) -> Callable[P, R]:
    """Let two do something at the same moment."""

    def meet(*args: P.args, **kwargs: P.kwargs) -> R:
        together.wait(60)
        return act(*args, **kwargs)

    return meet


def test_two_sweeps_at_once_do_what_one_does(
    own_site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As of two processes that follow one log; each of them suspects, erases, and gives up."""
    site, other = own_site, Services.open(own_site.services.settings)
    erased = []
    for _ in range(2):
        donor_id, _ = a_giver(site)
        erase(site.treasurer, f"/donors/{donor_id}")
        erased.append(donor_id)
    site.book.clock.set_day(FIRST_FREE)
    together, failed = Barrier(2), list[str]()
    for here in (site.services, other):
        # Neither records anything before both know how far the log is.
        monkeypatch.setattr(here.views, "wait_for", met(together, here.views.wait_for))
        orphans = here.vault.orphans
        monkeypatch.setattr(orphans, "find", met(together, orphans.find))
    for turn in range(6):
        lost = [a_lost_pupil(f"Lê Lạc {number}") for number in range(3)]
        for each in lost:
            site.services.vault.put_person(each)
        site.services.vault.put_document(site.book.fund_id, f"%PDF-1.7\n{turn}".encode())
        site.catch_up()

        def run(here: Services) -> None:
            try:
                sweep(here, NEVER)
            except Exception as error:  # noqa: BLE001  # any of them
                failed.append(repr(error))

        threads = [Thread(target=run, args=(here,)) for here in (site.services, other)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
    other.close()
    monkeypatch.undo()
    assert failed == []
    vault = site.services.vault
    assert vault.still_here(erased) == []
    swept(site)
    assert vault.list_people(PersonKind.BENEFICIARY) == []
    assert list(vault.documents.pages()) == []


@pytest.mark.parametrize("step", ["restricted_since", "lift"])
def test_who_withdraws_and_asks_again_at_once_is_shown_no_more(
    own_site: Site, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    """As when two processes do it, and the one that withdraws is slower than the other."""
    site, vault, ledger = own_site, own_site.services.vault, own_site.services.ledger
    donor_id = DonorId(id_of(registered(site)))
    ledger.request_erasure(site.book.command(), donor_id, None)
    slow = getattr(vault, step)

    def overtaken(*args: object) -> object:
        monkeypatch.undo()
        ledger.request_erasure(site.book.command(), donor_id, None)
        return slow(*args)

    monkeypatch.setattr(vault, step, overtaken)
    ledger.withdraw_erasure(site.book.command(), donor_id)
    assert ledger.desk().donor(donor_id).standing is Standing.RESTRICTED
    assert vault.get_person(donor_id) is None


def test_who_asks_again_and_withdraws_at_once_is_shown_again(
    own_site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site, vault, ledger = own_site, own_site.services.vault, own_site.services.ledger
    donor_id = DonorId(id_of(registered(site)))
    restrict = vault.restrict

    def overtaken(person_id: UUID) -> datetime:
        if ledger.desk().donor(donor_id).standing is Standing.RESTRICTED:
            monkeypatch.undo()
            ledger.withdraw_erasure(site.book.command(), donor_id)
        return restrict(person_id)

    monkeypatch.setattr(vault, "restrict", overtaken)
    ledger.request_erasure(site.book.command(), donor_id, None)
    assert ledger.desk().donor(donor_id).standing is Standing.KNOWN
    assert vault.get_person(donor_id) is not None
