"""Everything there is, asked by everybody: what becomes of it, as one sign."""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from hashlib import sha256
from io import BytesIO
from itertools import product
from typing import Any, NamedTuple
from uuid import UUID

from flask.testing import FlaskClient
from uuid_utils.compat import uuid7
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from ledger.values import AccountKind, AssociationId, FundId, Level, Role, StaffId
from tests.api.matrix.bodies import PDF, STATEMENT, request_for
from tests.api.site import PASSWORD, Caller, Site
from tests.builders import OPENED, a_debit, a_donation, an_association

MAY, WHO, NOT, NOTHING, BROKEN = "+", "?", "-", "0", "!"
"""May, whatever else is wrong; must say who is asking; may not; there is none; asked wrongly."""

ENDS_SESSIONS = {"POST /logout", "POST /book/account/sessions/end"}
"""Pages after which a visitor logs in again."""

ROLES = (Role.AUDITOR, Role.CASHIER, Role.TREASURER, Role.APPROVER, Role.ADMINISTRATOR)

_MALFORMED = {
    "bad_idempotency_key",
    "bad_as_of",
    "bad_known_at",
    "bad_period",
    "bad_restated",
    "invalid_request",
    "malformed_file",
    "malformed_json",
    "projections_behind",
    "unsupported_media_type",
}


class Row(NamedTuple):
    """What becomes of one request: asked by nobody, by each role inside, by each outside."""

    nobody: str
    inside: str
    outside: str

    def __str__(self) -> str:
        """Return the row as the table has it."""
        return f"{self.nobody}   {' '.join(self.inside)}   {' '.join(self.outside)}"


class World:
    """A commune with everything in it, its people, and those of the commune beside."""

    def __init__(self, site: Site) -> None:
        book = site.book
        self._site = site
        beside = book.establish(an_association(Level.COMMUNE, book.province, name="Cẩm Xuyên"))
        self._places = (book.commune, beside)
        self._known = self._things()
        self._special: dict[str, dict[str, object]] = {}
        self._special["/api/v1/transfers/{transfer_id}/receipt"] = self._account_there()
        there = {"fund_id": self._known["to_fund_id"]}
        self._special["/book/funds/{fund_id}/transfers/{transfer_id}/receipt"] = there
        for path, two in self._two_that_are_one().items():
            self._special[f"{path}/members/{{other_id}}/undoing"] = two
        free: dict[str, object] = {"other_id": str(site.book.register_beneficiary())}
        self._special["/api/v1/beneficiaries/{beneficiary_id}/members"] = free
        ends = "/book/associations/{association_id}/staff/{staff_id}/tokens/{token_id}/end"
        self._special[ends] = self._token_of_another()
        self._logins: dict[FlaskClient, str] = {}
        self._readers: dict[Role, FlaskClient] = {}
        site.catch_up()

    @property
    def commune(self) -> AssociationId:
        """The one with everything in it."""
        return self._places[0]

    def callers(self) -> list[list[Caller]]:
        """Return who calls with each role in one commune, and in the one beside it."""
        return [[self._site.someone(role, where) for role in ROLES] for where in self._places]

    def visitors(self) -> list[list[FlaskClient]]:
        """Return who visits the pages with each role in one commune, and in the one beside it."""
        return [[self.visitor(role, where) for role in ROLES] for where in self._places]

    def operations(self, people: Sequence[Sequence[Caller]]) -> dict[str, Row]:
        """Return what becomes of every operation that the OpenAPI document tells of."""
        spec: dict[str, Any] = self._site.public.get("/openapi.json").json or {}
        self._site.catch_up()
        return {
            f"{method} {path}": Row(
                self._operation(spec, self._site.public, method, path, described),
                *(
                    "".join(
                        self._operation(spec, caller, method, path, described) for caller in callers
                    )
                    for callers in people
                ),
            )
            for method, path, described in _described(spec)
        }

    def pages(self, people: Sequence[Sequence[FlaskClient]]) -> dict[str, Row]:
        """Return what becomes of every page and form."""
        nobody = self._site.app.test_client()
        self._site.catch_up()
        return {
            f"{method} {_readable(rule)}": Row(
                self._page(nobody, method, rule),
                *(
                    "".join(self._page(client, method, rule) for client in clients)
                    for clients in people
                ),
            )
            for method, rule in self._routes()
        }

    def reads(self) -> Iterator[tuple[str, Callable[[], TestResponse]]]:
        """Yield what can be read, with how to ask for it: as an auditor, pages as a treasurer too.

        What may be known as of a position is asked for as of the last one besides.
        """
        site = self._site
        spec: dict[str, Any] = site.public.get("/openapi.json").json or {}
        as_of = {"known_at": str(site.services.ledger.position())}
        for method, path, described in _described(spec):
            if method == "GET":
                known, there = self._there(path)
                query = request_for(spec, described, known).query
                names = {parameter.get("name") for parameter in described.get("parameters", [])}
                for more in [{}, as_of] if "known_at" in names else [{}]:
                    asked = partial(site.auditor.send, "GET", there, query_string={**query, **more})
                    yield " ".join([path, *more]), asked
        if not self._readers:
            self._readers = {
                role: self.visitor(role, self._places[0]) for role in (Role.AUDITOR, Role.TREASURER)
            }
        site.catch_up()
        for (method, rule), (role, client) in product(self._routes(), self._readers.items()):
            if method == "GET":
                asked = partial(client.get, self._built(rule), buffered=True)
                yield f"{_readable(rule)} {role}", asked

    def _operation(
        self,
        spec: dict[str, Any],
        caller: Caller,
        method: str,
        path: str,
        described: dict[str, Any],
    ) -> str:
        known, there = self._there(path)
        asked = request_for(spec, described, known)
        headers = {} if asked.media_type is None else {"Content-Type": asked.media_type}
        answer = caller.send(method, there, headers, data=asked.body, query_string=asked.query)
        told = answer.get_json(silent=True) if answer.is_json else None
        code = told.get("code") if isinstance(told, dict) else None
        if code in _MALFORMED:
            return BROKEN
        if code == "unauthenticated":
            return WHO
        return {403: NOT, 404: NOTHING}.get(answer.status_code, MAY)

    def _there(self, path: str) -> tuple[dict[str, object], str]:
        """Return the ids that a path of the document is asked about, and the path with them."""
        known = self._known | self._special.get(path, {})
        return known, re.sub(r"{(\w+)}", lambda name: str(known[name[1]]), path)

    def _built(self, rule: Rule) -> str:
        known = self._known | self._special.get(_readable(rule), {})
        built = rule.build({name: known[name] for name in rule.arguments})
        assert built is not None
        return built[1]

    def walk(self, client: FlaskClient) -> Iterator[tuple[str, TestResponse]]:
        """Yield every page and the answer to every form that is sent empty, as one visitor."""
        for method, rule in self._routes():
            yield f"{method} {_readable(rule)}", self._visited(client, method, rule)

    def _page(self, client: FlaskClient, method: str, rule: Rule) -> str:
        return _sign_of_page(self._visited(client, method, rule))

    def _visited(self, client: FlaskClient, method: str, rule: Rule) -> TestResponse:
        built = self._built(rule)
        with client.session_transaction() as session:
            session.setdefault("csrf_token", "the form's own")
            form = {"csrf_token": session["csrf_token"], "command_id": str(uuid7())}
        data = form if method == "POST" else None
        self._site.catch_up()  # a page that comes after a form waits for what that recorded
        answer = client.open(built, method=method, data=data, buffered=True)
        if f"{method} {_readable(rule)}" in ENDS_SESSIONS and client in self._logins:
            self._log_in(client)
        return answer

    def _routes(self) -> Iterator[tuple[str, Rule]]:
        for rule in self._site.app.url_map.iter_rules():
            if not rule.rule.startswith(("/api/", "/static/")):
                for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                    yield method, rule

    def _things(self) -> dict[str, object]:
        site, book = self._site, self._site.book
        book.donate(100_000_000)
        book.import_rows(a_debit())
        (debit,) = book.fund.debits
        donor, purpose = book.register_donor(), book.define_purpose()
        gift = book.donate(
            gift=a_donation(10, purpose=purpose, donor_id=donor, account_id=book.bank)
        )
        other_fund = book.open_fund(book.commune)
        site.services.vault.put_document(book.fund_id, PDF)
        statement = site.treasurer.send(
            "POST",
            f"{site.fund}/statements",
            data={"account_id": str(book.bank), "file": (BytesIO(STATEMENT), "sao-ke.csv")},
            content_type="multipart/form-data",
        )
        site.catch_up()
        asked = {"association_id": str(book.commune), "period": "2024"}
        report = site.approver.post("/reports", asked)
        told = site.treasurer.post(
            f"/associations/{book.commune}/period-summaries",
            {"whole": False, "since": "2023-01-01", "effective_on": "2023-12-31", "source": "Sổ"},
        )
        member = self._member(Role.AUDITOR, book.commune)
        ids: dict[str, object] = {
            "account_id": book.bank,
            "association": book.commune,
            "association_id": book.commune,
            "beneficiary_id": book.register_beneficiary(),
            "consent_id": book.consent(donor, gift, 1),
            "credit_id": book.note_credit(),
            "custody_id": book.hold(),
            "debit_id": debit,
            "disbursement_id": book.propose(document_sha256=sha256(PDF).hexdigest()),
            "donor_id": donor,
            "from_account_id": book.bank,
            "from_fund_id": book.fund_id,
            "fund_id": book.fund_id,
            "mobilization_id": book.launch(),
            "other_id": book.register_donor(),
            "parent_id": book.commune,
            "pledge_id": book.pledge(),
            "session_id": UUID(int=1),
            "where": book.commune,
            "staff_id": member,
            "to_account_id": book.cash_box,
            "to_fund_id": other_fund,
            "token_id": site.token_of(member).token_id,
            "transfer_id": book.send(other_fund),
        }
        return {name: str(value) for name, value in ids.items()} | {
            "act": "approval",
            "entry": gift.version,
            "kind": "period-summaries",
            "position": int(told.headers["Ledger-Position"]),
            "period": "2025-06",
            "report_id": (report.json or {})["id"],
            "role": "auditor",
            "sha256": sha256(PDF).hexdigest(),
            "statement_id": (statement.json or {})["id"],
        }

    def _member(self, role: Role | None, where: AssociationId) -> StaffId:
        """Enrol somebody where he has his role, or none."""
        ledger, book = self._site.services.ledger, self._site.book
        staff_id = StaffId(book.new_id())
        ledger.enrol_staff(book.command(), staff_id, where)
        if role is not None:
            ledger.grant_role(book.command(), staff_id, role, where, OPENED)
        return staff_id

    def visitor(self, role: Role | None, where: AssociationId) -> FlaskClient:
        """Log somebody in who has a role somewhere, or none."""
        login = f"{role}.{where}.{len(self._logins)}"
        self._site.services.vault.set_password(self._member(role, where), login, PASSWORD)
        client: FlaskClient = self._site.app.test_client()
        self._logins[client] = login
        self._log_in(client)
        return client

    def come_again(self) -> None:
        """Log all visitors in on another day."""
        for client in self._logins:
            self._log_in(client)

    def _log_in(self, client: FlaskClient) -> None:
        given = {"login": self._logins[client], "password": PASSWORD}
        # From elsewhere: so many failed at the doors above that nobody here may try at once.
        elsewhere = {"REMOTE_ADDR": "203.0.113.7"}
        answer = client.post("/api/v1/session", json=given, environ_overrides=elsewhere)
        assert answer.status_code == 200

    def _two_that_are_one(self) -> dict[str, dict[str, object]]:
        """Merge two donors, and two beneficiaries."""
        book = self._site.book
        one, other = book.register_donor(), book.register_donor()
        book.ledger.merge_donors(book.command(), one, other)
        this, that = book.register_beneficiary(), book.register_beneficiary()
        book.ledger.merge_beneficiaries(book.command(), this, that)
        return {
            "/api/v1/donors/{donor_id}": {"donor_id": str(one), "other_id": str(other)},
            "/api/v1/beneficiaries/{beneficiary_id}": {
                "beneficiary_id": str(this),
                "other_id": str(that),
            },
        }

    def _token_of_another(self) -> dict[str, object]:
        """Issue a token to somebody whose password nobody resets, with which it would stop."""
        member = self._member(Role.AUDITOR, self._site.book.commune)
        return {"staff_id": member, "token_id": self._site.token_of(member).token_id}

    def _account_there(self) -> dict[str, object]:
        """Open an account of the fund that a transfer is for."""
        book, ours = self._site.book, self._site.book.fund_id
        book.fund_id = FundId(UUID(str(self._known["to_fund_id"])))
        there = book.open_account(AccountKind.BANK)
        book.fund_id = ours
        return {"account_id": str(there)}


def _readable(rule: Rule) -> str:
    """Return a route as the OpenAPI document writes paths."""
    return re.sub(r"<(?:[^<>]*:)?(\w+)>", r"{\1}", rule.rule)


def _described(spec: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in spec["paths"].items():
        for method, described in methods.items():
            if method != "parameters":
                yield method.upper(), path, described


def _sign_of_page(answer: TestResponse) -> str:
    if answer.status_code == 303 and answer.location.startswith("/login"):
        return WHO
    return {403: NOT, 404: NOTHING}.get(answer.status_code, MAY)
