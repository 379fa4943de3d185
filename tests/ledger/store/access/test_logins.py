"""Logins: unique, never in clear, and gone with the person."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from argon2 import PasswordHasher
from sqlalchemy import text
from uuid_utils.compat import uuid7

from ledger.errors.conflicts import LoginTaken
from ledger.errors.people import PersonIsErased
from ledger.store.access import logins
from ledger.store.vault.database import PeopleDatabase
from ledger.store.vault.keys import KeyStore
from ledger.store.vault.people import Vault
from tests.stores import Store


@pytest.fixture(scope="module", autouse=True)
def password_cost() -> None:
    """Passwords cost here what they cost in earnest."""


@pytest.fixture
def vault(store: Store) -> Iterator[Vault]:
    """An empty vault on each kind of store."""
    made = Vault(store.people_url, store.keys_dir)
    made.create_tables()
    yield made
    made.close()


def hash_in(store: Store, renewed: str | None = None) -> str:
    """The only password hash in the vault, after setting it if there is one to set."""
    database = PeopleDatabase(store.people_url)
    with database.transaction() as connection:
        if renewed is not None:
            connection.execute(text("UPDATE vault_logins SET password_hash = :h"), {"h": renewed})
        found = connection.scalar(text("SELECT password_hash FROM vault_logins"))
    database.close()
    assert isinstance(found, str)
    return found


def test_a_login_and_its_password_name_their_person(vault: Vault) -> None:
    staff = uuid7()
    vault.set_password(staff, "thu.quy", "mật khẩu")
    assert vault.check_password("thu.quy", "mật khẩu") == staff
    assert vault.check_password("thu.quy", "mật khẩu ") is None
    assert vault.check_password("thu.quy", "") is None
    assert vault.check_password("nobody", "mật khẩu") is None
    assert vault.get_login(staff) == "thu.quy"
    assert vault.get_login(uuid7()) is None
    assert vault.find_login(" Thu.Quy") == staff
    assert vault.find_login("nobody") is None


def test_case_spaces_and_encoding_of_letters_make_no_difference(vault: Vault) -> None:
    staff = uuid7()
    vault.set_password(staff, "Th\u1ee7.Quy", "kh\u1ea9u")
    assert vault.check_password(" thu\u0309.quy ", "kha\u0302\u0309u") == staff
    assert vault.check_password("th\u1ee7.quy", "KH\u1ea8U") is None


def test_a_login_belongs_to_one_person(vault: Vault) -> None:
    first, second = uuid7(), uuid7()
    vault.set_password(first, "an", "1")
    vault.set_password(second, "binh", "2")
    with pytest.raises(LoginTaken):
        vault.set_password(second, "AN", "3")
    assert vault.check_password("an", "1") == first
    assert vault.check_password("binh", "2") == second


def test_a_new_password_and_a_new_login_replace_the_old(vault: Vault) -> None:
    staff = uuid7()
    vault.set_password(staff, "an", "1")
    vault.set_password(staff, "an", "2")
    assert vault.check_password("an", "1") is None
    vault.set_password(staff, "an.moi", "3")
    assert vault.check_password("an", "2") is None
    assert vault.check_password("an.moi", "3") == staff


def test_a_password_is_kept_as_argon2id_only(vault: Vault, store: Store) -> None:
    vault.set_password(uuid7(), "an", "mot hai ba")
    assert hash_in(store).startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_nobodys_hash_costs_what_anybodys_does() -> None:
    hasher: PasswordHasher = logins._HASHER  # noqa: SLF001  # its parameters are what this is about
    assert not hasher.check_needs_rehash(logins._HASH_OF_NOBODY)  # noqa: SLF001  # the same


def test_a_hash_of_other_strength_is_renewed_at_the_next_login(vault: Vault, store: Store) -> None:
    staff = uuid7()
    vault.set_password(staff, "an", "mot hai ba")
    weak = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1).hash("mot hai ba")
    hash_in(store, weak)
    assert vault.check_password("an", "sai") is None
    assert hash_in(store) == weak
    assert vault.check_password("an", "mot hai ba") == staff
    assert hash_in(store) != weak
    assert vault.check_password("an", "mot hai ba") == staff


def test_an_erased_person_cannot_come_in(vault: Vault) -> None:
    staff = uuid7()
    vault.set_password(staff, "an", "1")
    vault.destroy(staff)
    assert vault.check_password("an", "1") is None
    with pytest.raises(PersonIsErased):
        vault.set_password(staff, "an", "1")
    vault.set_password(uuid7(), "an", "2")


def test_an_erasure_cut_off_after_the_key_lets_no_one_in(vault: Vault, store: Store) -> None:
    staff = uuid7()
    vault.set_password(staff, "an", "1")
    keys = KeyStore(store.keys_dir)
    keys.destroy(staff)
    keys.close()
    assert vault.check_password("an", "1") is None
    assert vault.get_login(staff) is None


def test_all_who_log_in_while_a_password_is_hashed_anew_come_in(
    vault: Vault, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault.set_password(uuid7(), "an", "mot hai ba")
    weak = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1).hash("mot hai ba")
    hash_in(store, renewed=weak)
    gate, now, thorough = vault.gate, datetime.now(UTC), logins.hashed
    quicker = []

    def hashed(password: str) -> str:
        monkeypatch.setattr(logins, "hashed", thorough)
        quicker.append(gate.check("an", password, "192.0.2.1", now))
        return thorough(password)

    monkeypatch.setattr(logins, "hashed", hashed)
    both = [gate.check("an", "mot hai ba", "192.0.2.2", now), *quicker]
    assert len(both) == 2
    for known in both:
        assert known is not None
        assert gate.begin_session(known, "", now) is not None
