"""Who is told of again is kept, whenever that comes while a sweep gives up what was cut off."""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import NoReturn
from uuid import UUID, uuid4

import pytest
from werkzeug.test import TestResponse

from api.people.sweeping import sweep
from ledger.application import Ledger
from ledger.recording.commands import Command, Receipt
from ledger.store.vault.people import Vault
from tests.api.site import Site, open_site
from tests.stores import Store

NEVER = timedelta()


@pytest.fixture
def site(store: Store) -> Iterator[Site]:
    """A site of which a test may count everybody."""
    with open_site(store) as opened:
        yield opened


def invite(site: Site, key: str, login: str = "binh") -> TestResponse:
    told = {"association_id": str(site.book.commune), "name": "Trần Thị Bình", "login": login}
    return site.administrator.post("/staff", told, {"Idempotency-Key": key})


def swept(site: Site) -> int:
    """Sweep, and return how many orphans were given up."""
    site.catch_up()
    return sweep(site.services, NEVER).orphans


def die(*_: object) -> NoReturn:
    raise KeyboardInterrupt


def cut_off_before_the_book(site: Site, monkeypatch: pytest.MonkeyPatch, key: str) -> None:
    """Invite somebody and be killed with everything in the vault, and nothing in the book."""
    enrol: Callable[..., Receipt] = Ledger.enrol_staff

    def only_rehearse(ledger: Ledger, command: Command, *asked: object) -> Receipt:
        return enrol(ledger, command, *asked) if command.dry_run else die()

    with monkeypatch.context() as dying:
        dying.setattr(Ledger, "enrol_staff", only_rehearse)
        with pytest.raises(KeyboardInterrupt):
            invite(site, key)


def is_known(site: Site, staff_id: str, login: str = "binh") -> bool:
    """Tell whether vault and book have somebody, and his login."""
    vault, id_ = site.services.vault, UUID(staff_id)
    in_book = site.services.ledger.desk().versioned(id_) is not None
    person = vault.get_person(id_)
    return (in_book, person and person.name, vault.get_login(id_)) == (True, "Trần Thị Bình", login)


def test_who_is_invited_again_just_before_being_given_up_is_spared(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    cut_off_before_the_book(site, monkeypatch, "one")
    assert swept(site) == 0
    orphans, answers = site.services.vault.orphans, list[TestResponse]()
    claim = orphans.claim

    def just_after_it(ids: Sequence[UUID], before: datetime) -> list[UUID]:
        answers.append(invite(site, "one"))
        return claim(ids, before)

    with monkeypatch.context() as late:
        late.setattr(orphans, "claim", just_after_it)
        assert swept(site) == 0
    assert [each.status_code for each in answers] == [201]
    assert is_known(site, answers[0].json["id"])  # type: ignore[index]
    assert [swept(site) for _ in range(2)] == [0, 0]
    assert is_known(site, answers[0].json["id"])  # type: ignore[index]


def test_who_is_invited_again_while_being_given_up_comes_again_and_is_kept_anew(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    cut_off_before_the_book(site, monkeypatch, "one")
    assert swept(site) == 0
    vault, answers = site.services.vault, list[TestResponse]()
    give_up = vault.give_up

    def just_after_it(orphans: Sequence[UUID]) -> None:
        answers.append(invite(site, "one"))
        give_up(orphans)

    with monkeypatch.context() as late:
        late.setattr(vault, "give_up", just_after_it)
        assert swept(site) == 1
    assert [each.status_code for each in answers] == [503]
    assert vault.erasures() == [], "nobody asked for it"
    again = invite(site, "one")
    assert again.status_code == 201
    assert [swept(site) for _ in range(2)] == [0, 0]
    assert is_known(site, again.json["id"])  # type: ignore[index]


def test_what_a_killed_sweep_claimed_is_given_up_by_the_next(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    cut_off_before_the_book(site, monkeypatch, "one")
    assert swept(site) == 0
    with monkeypatch.context() as dying:
        dying.setattr(Vault, "give_up", die)
        with pytest.raises(KeyboardInterrupt):
            swept(site)
    assert [swept(site) for _ in range(2)] == [1, 0]
    assert invite(site, "two").status_code == 201, "the login is free"


def test_a_slower_sweep_spares_who_came_again_after_a_quicker_one(site: Site) -> None:
    vault, lost = site.services.vault, uuid4()
    vault.put_memos([(lost, "LE LAC")])
    assert swept(site) == 0
    claimed = vault.orphans.claim([lost], datetime.now(UTC))
    assert claimed == [lost]
    vault.give_up(claimed)
    assert vault.get_memos([lost]).get(lost) is None
    vault.put_memos([(lost, "LE LAC")])
    vault.give_up(claimed)
    assert vault.get_memos([lost]).get(lost) == "LE LAC"


def test_a_memo_that_is_told_of_again_is_given_up_no_more(site: Site) -> None:
    vault, lost = site.services.vault, uuid4()
    vault.put_memos([(lost, "LE LAC")])
    assert swept(site) == 0
    vault.put_memos([(lost, "LE LAC")])
    assert swept(site) == 0
    assert vault.get_memos([lost]).get(lost) == "LE LAC"
    assert swept(site) == 1
    assert vault.get_memos([lost]).get(lost) is None


def test_a_login_is_free_again_when_nobody_came_with_it(site: Site) -> None:
    """As a crash left it when logins were reserved before there was a person."""
    site.services.vault.gate.invite(uuid4(), "lan", "0123456789ABCDEF", site.book.clock())
    assert invite(site, "one", "lan").json["code"] == "login_taken"  # type: ignore[index]
    assert [swept(site) for _ in range(2)] == [0, 1]
    answer = invite(site, "two", "lan")
    assert answer.status_code == 201
    assert [swept(site) for _ in range(2)] == [0, 0]
    assert is_known(site, answer.json["id"], "lan")  # type: ignore[index]


@pytest.mark.parametrize("step", ["put_person", "invite"])
def test_an_invitation_that_is_cut_off_takes_no_login(
    site: Site, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    vault = site.services.vault
    with monkeypatch.context() as dying:
        dying.setattr(vault if step == "put_person" else vault.gate, step, die)
        with pytest.raises(KeyboardInterrupt):
            invite(site, "one", "lan")
    assert invite(site, "two", "lan").status_code == 201
