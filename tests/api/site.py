"""A running API for tests: an app on a store, the book of one commune in it, and callers.

    def test_a_gift_is_recorded(site):
        answer = site.treasurer.post(f"{site.fund}/donations", a_gift(site))
        assert answer.status_code == 201

The read models are caught up before every GET, as if their process were quick; `site.lag()`
leaves them behind.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date

from flask import Flask
from flask.testing import FlaskClient
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from api.installation import Services
from api.settings import Settings
from api.tokens import Token
from api.web import create_app
from ledger.application import Ledger
from ledger.store.environment import environment
from ledger.store.vault.people import Vault
from ledger.store.vault.records import PersonKind, PersonRecord
from ledger.values import AccountKind, AssociationId, Role, StaffId, TokenId
from projections.engine import Engine
from projections.views import Views
from tests.books import Book
from tests.builders import OPENED
from tests.fakes import TODAY, Clock, Ids, Memos
from tests.stores import Store

V1 = "/api/v1"
PASSWORD = "mười hai con giáp"


class Caller:
    """Someone who calls the API, with these headers on every request."""

    def __init__(
        self, site: "Site", headers: Mapping[str, str], client: FlaskClient | None = None
    ) -> None:
        self._site = site
        self.headers = headers
        self.client = client or site.app.test_client()

    def get(
        self, path: str, headers: Mapping[str, str] | None = None, **query: str
    ) -> TestResponse:
        """Ask for something, once the read models have caught up."""
        self._site.catch_up()
        return self.send("GET", path, headers, query_string=query)

    def post(
        self,
        path: str,
        body: object,
        headers: Mapping[str, str] | None = None,
        /,
        **query: str,
    ) -> TestResponse:
        """Send a JSON body."""
        return self.send("POST", path, headers, json=body, query_string=query)

    def delete(self, path: str, headers: Mapping[str, str] | None = None) -> TestResponse:
        """Take something away."""
        return self.send("DELETE", path, headers)

    def send(
        self, method: str, path: str, headers: Mapping[str, str] | None = None, /, **request: object
    ) -> TestResponse:
        """Send any request; no request whatsoever may fail inside."""
        path = path if path.startswith("/api") else V1 + path
        sent = {**self.headers, **(headers or {})}
        response: TestResponse = self.client.open(
            path,
            method=method,
            headers=sent,
            buffered=True,
            **request,  # type: ignore[arg-type]
        )
        assert response.status_code < 500 or response.status_code == 503, response.text
        return response


class _Compiled(BytecodeCache):
    """The templates that one app has compiled, for all that come after it in this process."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if kept := self._kept.get(bucket.key):
            bucket.bytecode_from_string(kept)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._kept[bucket.key] = bucket.bytecode_to_string()


_COMPILED = _Compiled()

_compile_builder = Rule._compile_builder  # noqa: SLF001  # there is no public way
_builders: dict[object, Callable[..., tuple[str, str]]] = {}


def _builder_of(route: Rule, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:  # noqa: FBT001, FBT002  # as Werkzeug has it
    """Return what writes addresses of a route: it depends on nothing but what is in the key.

    Werkzeug compiles two such functions for each of three hundred routes, and apps are made here
    by the hundred: they take nine tenths of the time.
    """
    defaults = tuple((route.defaults or {}).items())
    key = (route.rule, tuple(route._trace), defaults, append_unknown)  # noqa: SLF001  # as above
    if key not in _builders:
        _builders[key] = _compile_builder(route, append_unknown)
    return _builders[key]


Rule._compile_builder = _builder_of  # type: ignore[assignment, method-assign]  # noqa: SLF001  # as above


class Site:
    """An app with a book in it; see `tests.books.Book` for what the book holds.

    `administrator`, `treasurer`, `approver`, `cashier` and `auditor` have just that role, for the
    whole tree; `public` shows no credentials.
    """

    def __init__(self, store: Store, services: Services, book: Book) -> None:
        self.store = store
        self.app: Flask = create_app(services.settings, services)
        self.app.jinja_env.bytecode_cache = _COMPILED
        self.services = services
        self.book = book
        self._engine = Engine(services.views, services.ledger.read)
        self._reached = 0
        self._lags = False
        self.public = Caller(self, {})
        self.administrator = self.someone(Role.ADMINISTRATOR)
        self.treasurer = self.someone(Role.TREASURER)
        self.approver = self.someone(Role.APPROVER)
        self.cashier = self.someone(Role.CASHIER)
        self.auditor = self.someone(Role.AUDITOR)

    @property
    def fund(self) -> str:
        """The path of the commune's fund."""
        return f"/funds/{self.book.fund_id}"

    def renew(self) -> None:
        """Begin another fund of the commune with accounts of its own, on the usual day."""
        book = self.book
        book.clock.set_day(TODAY)
        self._lags = False
        book.fund_id = book.open_fund(book.commune)
        book.cash_box = book.open_account(AccountKind.CASH_BOX)
        book.bank = book.open_account(AccountKind.BANK)
        book.term_deposit = book.open_account(AccountKind.TERM_DEPOSIT)

    def catch_up(self) -> None:
        """Bring the read models up to the log's end, unless they lag or are there already.

        Where the log ends is one question; to look whether there is anything to do are six.
        """
        if not self._lags and self.position() != self._reached:
            self._reached = self._engine.catch_up()

    def lag(self) -> None:
        """Leave the read models where they are from now on."""
        self._lags = True

    def position(self) -> int:
        """Return the log's last position."""
        return self.services.ledger.position()

    def enrol(
        self, role: Role | None = None, where: AssociationId | None = None, since: date = OPENED
    ) -> StaffId:
        """Enrol someone, with a role somewhere or without any."""
        staff_id = StaffId(self.book.new_id())
        book, ledger = self.book, self.services.ledger
        ledger.enrol_staff(book.command(), staff_id, book.central)
        if role is not None:
            ledger.grant_role(book.command(), staff_id, role, where or book.central, since)
        return staff_id

    def token_of(self, staff_id: StaffId) -> Token:
        """Issue a token to someone."""
        token = Token.make(staff_id, TokenId(self.book.new_id()))
        command = self.book.command()
        self.services.ledger.issue_token(command, staff_id, token.token_id, token.secret)
        return token

    def caller(self, staff_id: StaffId) -> Caller:
        """Return someone calling with a token of theirs."""
        return self.bearer(str(self.token_of(staff_id)))

    def bearer(self, token: str) -> Caller:
        """Return someone calling with this token."""
        return Caller(self, {"Authorization": f"Bearer {token}"})

    def someone(self, role: Role | None = None, where: AssociationId | None = None) -> Caller:
        """Enrol someone new and let them call."""
        return self.caller(self.enrol(role, where))

    def login_of(self, role: Role, login: str = "ketoan") -> StaffId:
        """Enrol someone with a login, whose password is `PASSWORD`."""
        staff_id = self.enrol(role)
        name = "Trần Thị Bình"
        person = PersonRecord(id=staff_id, kind=PersonKind.STAFF, name=name)
        self.services.vault.put_person(person)
        self.services.vault.set_password(staff_id, login, PASSWORD)
        return staff_id


@contextmanager
def open_site(store: Store, *, today: date = TODAY) -> Iterator[Site]:
    """Open an app with a book on an empty store, on a day."""
    settings = Settings(
        database_url=store.events_url,
        views_database_url=store.views_url,
        people_database_url=store.people_url,
        keys_dir=store.keys_dir,
        secret_key="a secret of thirty-two characters",
    )
    clock, ids = Clock(), Ids()
    clock.set_day(today)
    vault = Vault(store.people_url, store.keys_dir)
    vault.create_tables()
    views = Views(store.views_url)
    views.create_tables()
    ledger = Ledger(environment(store.events_url), vault, clock=clock, new_id=ids)
    services = Services(settings=settings, ledger=ledger, vault=vault, views=views)
    try:
        yield Site(store, services, Book(ledger, clock, ids, Memos()))
    finally:
        services.close()


def a_gift(site: Site, dong: object = 500_000, /, **members: object) -> dict[str, object]:
    """Return a gift of money to the bank account, or with any members of `DonationIn`."""
    gift = {
        "account_id": str(site.book.bank),
        "amount_dong": dong,
        "effective_on": TODAY.isoformat(),
    }
    return {**gift, **members}
