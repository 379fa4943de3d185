"""No route forgets to ask who is asking: every one of them is called, by nobody and by anybody."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from http import HTTPStatus

import pytest
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from ledger.values import Level, Role
from tests.api.site import Caller, Site, a_gift
from tests.builders import an_association, an_id
from tests.fakes import TODAY

PUBLIC = {
    "GET /api/v1/openapi.json": "describes the API and holds no data",
    "GET /api/docs": "the same, for people",
    "GET /api/docs/static/<path:filename>": "the stylesheet of that page",
    "GET /api/v1/associations": "the tree of associations is public",
    "GET /api/v1/associations/<uuid:association_id>": "the tree of associations is public",
    "GET /api/v1/associations/<uuid:association_id>/reports": "what is published is public",
    "GET /api/v1/reports/<uuid:report_id>": "what is published is public",
    "GET /api/v1/reports/<uuid:report_id>/restatement": "what changed since is public",
    "GET /api/v1/associations/<uuid:association_id>/statistics": "what is counted is public",
    "GET /api/v1/associations/<uuid:association_id>/targets": "what is aimed at is public",
    "GET /api/v1/associations/<uuid:association_id>/period-summaries": (
        "what was done on paper is public, tags of few recipients left out"
    ),
    "GET /api/v1/associations/<uuid:association_id>/aid-given": (
        "who helped is public, tags of few recipients and narrow places left out"
    ),
    "GET /api/v1/associations/<uuid:association_id>/places": "the tree of associations is public",
    "GET /api/v1/associations/<uuid:association_id>/report": (
        "what an association did is public, recipients' tags left out"
    ),
    "GET /api/v1/funds/<uuid:fund_id>": "where the money lies is public",
    "GET /api/v1/funds/<uuid:fund_id>/balance": "what a fund holds is public",
    "GET /api/v1/funds/<uuid:fund_id>/entries": "the journal is public, people left out",
    "GET /api/v1/funds/<uuid:fund_id>/events": "the log is public, private parts left out",
    "GET /api/v1/funds/<uuid:fund_id>/transfers": "where a fund's money went is public",
    "GET /api/v1/funds/<uuid:fund_id>/handovers": "whom a fund went to is public",
    "GET /api/v1/funds/<uuid:fund_id>/corrections": "what was corrected is public",
    "GET /api/v1/funds/<uuid:fund_id>/cash-counts": "what was there is public",
    "GET /api/v1/funds/<uuid:fund_id>/reconciliations": "the same of the bank",
    "GET /api/v1/funds/<uuid:fund_id>/closings": "what is sealed and reopened is public, with why",
    "GET /api/v1/funds/<uuid:fund_id>/accounts/<uuid:account_id>/book": "the book of an account",
    "GET /api/v1/funds/<uuid:fund_id>/overdrafts": "money that was spent before it was there",
    "GET /api/v1/funds/<uuid:fund_id>/purposes": "what money is for, and what is left, is public",
    "GET /api/v1/funds/<uuid:fund_id>/controls": "what the board allows is public",
    "GET /api/v1/funds/<uuid:fund_id>/limits": "the same, decisions left out",
    "GET /api/v1/funds/<uuid:fund_id>/mobilizations": "an appeal is made to everybody",
    "GET /api/v1/funds/<uuid:fund_id>/pledges": "what is promised is public, donors left out",
    "GET /api/v1/funds/<uuid:fund_id>/mobilizations/<uuid:mobilization_id>/direct-aid": (
        "what an appeal brought about is public"
    ),
    "GET /api/v1/funds/<uuid:fund_id>/custodies": "what a fund holds is public",
    "GET /api/v1/funds/<uuid:fund_id>/goods-issues": "what is given is public, places left out",
    "GET /api/v1/funds/<uuid:fund_id>/disbursements": "what is paid is public, places left out",
    "GET /api/v1/funds/<uuid:fund_id>/disbursements/<uuid:disbursement_id>": "the same",
    "GET /api/v1/funds/<uuid:fund_id>/disbursements/<uuid:disbursement_id>/named-recipients": (
        "names those who agreed to be named, and nobody else"
    ),
    "GET /api/v1/award-list-template": "an empty list holds no data",
    "POST /api/v1/session": "is how one shows who one is",
    "POST /api/v1/password": "the code that somebody was given says who he is",
    "GET /metrics": "wants a token of its own, and is not there without one; see test_metrics",
    "GET /healthz": "says that the process lives",
    "GET /readyz": "says which of the stores answer, and no more",
    "GET /static/<path:filename>": "stylesheet, fonts and pictures of the pages",
    "GET /": "the first page",
    "GET /associations/<uuid:association_id>": "the tree of associations is public",
    "GET /associations/<uuid:association_id>.csv": "the same as a table",
    "GET /associations/<uuid:association_id>.json": "the same for programs",
    "GET /associations/<uuid:association_id>/report": "what its funds come to is public",
    "GET /reports/<uuid:report_id>": "what is published is public",
    "GET /associations/<uuid:association_id>/report.csv": "the same as a table",
    "GET /associations/<uuid:association_id>/report.xlsx": "the same as a workbook",
    "GET /funds/<uuid:fund_id>": "what a fund holds is public",
    "GET /funds/<uuid:fund_id>.csv": "the same as a table",
    "GET /funds/<uuid:fund_id>.json": "the same for programs",
    "GET /funds/<uuid:fund_id>/accounts/<uuid:account_id>/book": "the book of an account",
    "GET /funds/<uuid:fund_id>/accounts/<uuid:account_id>/book.csv": "the same as a table",
    "GET /funds/<uuid:fund_id>/accounts/<uuid:account_id>/book.xlsx": "the same as a workbook",
    "GET /funds/<uuid:fund_id>/corrections": "what was corrected is public",
    "GET /funds/<uuid:fund_id>/entries": "the journal is public, people left out",
    "GET /funds/<uuid:fund_id>/entries.csv": "the same as a table",
    "GET /funds/<uuid:fund_id>/entries.json": "the same for programs",
    "GET /password": "is where one chooses a password with a code",
    "POST /password": "the code that somebody was given says who he is; its form has a token",
    "GET /login": "is where one shows who one is",
    "POST /login": "the same; its form has a CSRF token of its own",
    "POST /logout": "ends a session if there is one; needs its CSRF token",
}
"""What anybody may call, and why. Whatever is not here needs credentials and a role."""

OWN = {
    "GET /api/v1/session": "shows only oneself",
    "DELETE /api/v1/session": "whoever is logged in may log out",
    "GET /api/v1/sessions": "shows only one's own",
    "DELETE /api/v1/sessions": "ends only one's own",
    "DELETE /api/v1/sessions/<uuid:session_id>": "the same",
    "PUT /api/v1/password": "one's own, by who knows the present one",
    "GET /book": "shows the funds one has a role for, be there none",
    "GET /book/account": "shows only oneself",
    "POST /book/account/password": "one's own, by who knows the present one",
    "POST /book/account/tokens": "what a token may do is what its holder may",
    "POST /book/account/tokens/<uuid:token_id>/end": "stops only one's own",
    "POST /book/account/sessions/end": "ends only one's own",
    "POST /book/account/sessions/<uuid:session_id>/end": "the same",
}
"""What needs credentials, but no role, and why."""


WITH_FORM_TOKEN = {"POST /login", "POST /logout", "POST /password"}
"""Forms that anybody may send who was given them: without their token they are turned away."""


@pytest.fixture(scope="module")
def ids(shared_site: Site) -> dict[str, str]:
    """Something that exists for every kind of id in a path."""
    book = shared_site.book
    known = {
        "fund_id": book.fund_id,
        "association_id": book.commune,
        "donor_id": book.register_donor(),
        "other_id": an_id("another donor"),
        "beneficiary_id": book.register_beneficiary(),
        "staff_id": shared_site.enrol(),
        "mobilization_id": book.launch(),
        "disbursement_id": book.propose(),
        "token_id": an_id("token"),
        "report_id": an_id("report"),
        "session_id": an_id("session"),
        "where": book.commune,
        "transfer_id": an_id("transfer"),
        "account_id": book.bank,
        "debit_id": an_id("debit"),
        "consent_id": an_id("consent"),
        "pledge_id": book.pledge(),
        "custody_id": book.hold(),
        "credit_id": book.note_credit(),
        "entry": book.donate().version,
        "kind": "period-summaries",
        "position": 1,
        "role": "treasurer",
        "act": "approval",
        "filename": "api_docs.css",
        "sha256": "ab" * 32,
        "statement_id": an_id("statement"),
    }
    shared_site.catch_up()
    return {name: str(value) for name, value in known.items()}


def operations(site: Site) -> Iterator[tuple[str, str, Rule]]:
    for rule in site.app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield f"{method} {rule.rule}", method, rule


def call(caller: Caller, method: str, rule: Rule, ids: dict[str, str]) -> TestResponse:
    missing = rule.arguments - ids.keys()
    assert not missing, f"say above what exists for {missing}"
    _, path = rule.build({name: ids[name] for name in rule.arguments})  # type: ignore[misc]
    body: dict[str, object] | None = {} if method == "POST" and path.startswith("/api/") else None
    return caller.client.open(path, method=method, headers=caller.headers, json=body, buffered=True)


def is_refused(answer: TestResponse, status: int, code: str) -> bool:
    """Tell whether the API names the code, or a page says the same by its status."""
    if answer.mimetype == "application/problem+json":
        return (
            answer.status_code == status and answer.json is not None and answer.json["code"] == code
        )
    if status == HTTPStatus.UNAUTHORIZED:
        return answer.status_code == HTTPStatus.SEE_OTHER and answer.location.startswith("/login")
    return answer.status_code == status


def test_every_route_but_the_public_ones_wants_credentials(
    shared_site: Site, ids: dict[str, str]
) -> None:
    for name, method, rule in operations(shared_site):
        if name not in PUBLIC:
            answer = call(shared_site.public, method, rule, ids)
            assert is_refused(answer, 401, "unauthenticated"), name


def test_every_route_but_the_public_ones_wants_a_role(
    shared_site: Site, ids: dict[str, str]
) -> None:
    newcomer = shared_site.someone()
    for name, method, rule in operations(shared_site):
        if name not in PUBLIC and name not in OWN:
            assert is_refused(call(newcomer, method, rule, ids), 403, "forbidden"), name


def test_every_write_wants_another_role_than_that_of_reading(
    shared_site: Site, ids: dict[str, str]
) -> None:
    own = {"POST /api/v1/tokens", "DELETE /api/v1/tokens/<uuid:token_id>"}
    # It writes nothing: a name that is looked for goes into a body, where no log keeps it.
    searches = {
        "POST /book/associations/<uuid:association_id>/beneficiaries",
        "POST /book/associations/<uuid:association_id>/donors",
    }
    for name, method, rule in operations(shared_site):
        if method != "GET" and name not in PUBLIC | OWN.keys() | own | searches:
            answer = call(shared_site.auditor, method, rule, ids)
            assert is_refused(answer, 403, "forbidden"), name


def test_the_public_routes_want_no_credentials(shared_site: Site, ids: dict[str, str]) -> None:
    for name, method, rule in operations(shared_site):
        if name in PUBLIC:
            answer = call(shared_site.public, method, rule, ids)
            assert not is_refused(answer, 401, "unauthenticated"), name
            assert not is_refused(answer, 403, "forbidden") or name in WITH_FORM_TOKEN, name


def test_the_lists_name_only_routes_that_exist(shared_site: Site) -> None:
    names = {name for name, _, _ in operations(shared_site)}
    assert PUBLIC.keys() | OWN.keys() <= names


def test_a_role_holds_in_its_subtree_and_nowhere_else(site: Site) -> None:
    book = site.book
    neighbour = book.establish(an_association(Level.COMMUNE, book.province, name="Thạch Khê"))
    gift, path = a_gift(site), f"{site.fund}/donations"
    assert site.someone(Role.TREASURER, neighbour).post(path, gift).status_code == 403
    assert site.someone(Role.TREASURER, book.commune).post(path, gift).status_code == 201
    assert site.someone(Role.TREASURER, book.province).post(path, gift).status_code == 201


def test_a_role_holds_from_its_first_day_to_its_last(site: Site) -> None:
    book, path = site.book, f"{site.fund}/donations"
    staff_id = site.enrol()
    caller = site.caller(staff_id)
    grant = partial(site.services.ledger.grant_role, staff_id=staff_id, association_id=book.commune)
    tomorrow = TODAY + timedelta(days=1)
    grant(book.command(), role=Role.TREASURER, since=tomorrow, until=tomorrow)
    allowed = []
    for day in range(3):
        book.clock.set_day(TODAY + timedelta(days=day))
        allowed.append(caller.post(path, a_gift(site)).status_code == 201)
    assert allowed == [False, True, False]


def test_the_ledger_asks_again_where_the_path_names_no_place(site: Site) -> None:
    book = site.book
    neighbour = book.establish(an_association(Level.COMMUNE, book.province, name="Thạch Khê"))
    there = site.someone(Role.ADMINISTRATOR, neighbour)
    fund = {"association_id": str(book.commune), "name": "Quỹ", "effective_on": "2024-01-01"}
    before = site.position()
    refused = there.post("/funds", fund)
    assert (refused.status_code, refused.json and refused.json["code"]) == (403, "forbidden")
    assert site.position() == before
    assert there.post("/funds", {**fund, "association_id": str(neighbour)}).status_code == 201
