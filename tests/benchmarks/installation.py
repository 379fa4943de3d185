"""One installation with a book in it, as `soquy init` and a treasurer's first day leave it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

from uuid_utils.compat import uuid7

from api.installation import Services
from api.settings import Settings
from api.tokens import Token
from ledger.application import Ledger
from ledger.store.environment import environment
from ledger.store.vault.people import Vault
from ledger.values import AccountId, AccountKind, FundId, Role, TokenId
from projections.views import Views
from tests.books import Book
from tests.fakes import Clock, Ids, Memos
from tests.stores import Store

SECRET_KEY = "a secret of thirty-two characters"


class RandomIds(Ids):
    """Ids as in service, so that indexes are as wide awake as there."""

    def __call__(self) -> UUID:
        return uuid7()


@dataclass(frozen=True, kw_only=True)
class Installation:
    """The opened parts of an installation, and its book."""

    services: Services
    book: Book

    def more_funds(self, count: int) -> list[tuple[FundId, AccountId]]:
        """Open so many more funds of the commune, each with a bank account."""
        funds = []
        for _ in range(count):
            self.book.fund_id = self.book.open_fund(self.book.commune)
            funds.append((self.book.fund_id, self.book.open_account(AccountKind.BANK)))
        return funds

    def treasurers_token(self) -> str:
        """Issue a token to the treasurer of the province."""
        token = Token.make(self.book.person(Role.TREASURER), TokenId(self.book.new_id()))
        command = self.book.command()
        self.book.ledger.issue_token(command, token.staff_id, token.token_id, token.secret)
        return str(token)


def environ_of(store: Store) -> dict[str, str]:
    """Return what a program must be told to work on a store."""
    return {
        "SOQUY_DATABASE_URL": store.events_url,
        "SOQUY_VIEWS_DATABASE_URL": store.views_url,
        "SOQUY_PEOPLE_DATABASE_URL": store.people_url,
        "SOQUY_KEYS_DIR": str(store.keys_dir),
        "SOQUY_SECRET_KEY": SECRET_KEY,
        # Counted as ever, and never reached.
        "SOQUY_READS_PER_MINUTE": "999999999",
        "SOQUY_WRITES_PER_MINUTE": "999999999",
    }


@contextmanager
def installed(store: Store) -> Iterator[Installation]:
    """Install on an empty store, and begin a book."""
    clock, ids = Clock(), RandomIds()
    vault = Vault(store.people_url, store.keys_dir)
    vault.create_tables()
    views = Views(store.views_url)
    views.create_tables()
    ledger = Ledger(environment(store.events_url), vault, clock=clock, new_id=ids)
    settings = Settings.from_environ(environ_of(store))
    services = Services(settings=settings, ledger=ledger, vault=vault, views=views)
    try:
        yield Installation(services=services, book=Book(ledger, clock, ids, Memos()))
    finally:
        services.close()
