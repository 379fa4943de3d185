"""Every page and every read of the API, opened by who may open nearly all: whose names stand there.

A child has given to a fund of the commune, and another receives from it; of each there is one whom
the commune registered, and one whom only the commune beside did, which nobody here has a role for.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from io import BytesIO
from typing import Any, NamedTuple
from uuid import UUID
from zipfile import ZipFile

import pytest
from werkzeug.test import TestResponse

from ledger.fund.spending.award_lists import Award
from ledger.store.vault.records import PersonKind, PersonRecord
from ledger.values import (
    AssociationId,
    BeneficiaryId,
    DisbursementId,
    DonorId,
    Level,
    PledgeId,
    Role,
    StaffId,
)
from tests.api.matrix.bodies import request_for
from tests.api.site import PASSWORD, Site, open_site
from tests.builders import OPENED, a_donation, a_list, a_pledge, an_association
from tests.stores import prepared_store

INSIDE, BESIDE = "Bé Trong Xã", "Bé Ngoài Tầm"
LOGIN = "nguoi.doc"
BORN_ON = date(2016, 1, 1)
ROLES = (Role.TREASURER, Role.AUDITOR)
"""What who opens the doors may do: nearly all that there is; `test_seen` has every role."""


class Way(NamedTuple):
    """An address behind a door, and what is asked for there."""

    door: str
    there: str
    is_page: bool
    query: tuple[tuple[str, str], ...] = ()


class Shown(NamedTuple):
    """What a door showed."""

    door: str
    text: str


class Child(NamedTuple):
    """A child under both its ids, by one name."""

    name: str
    donor_id: DonorId
    beneficiary_id: BeneficiaryId


def text_of(answer: TestResponse) -> str:
    """Return what stands in an answer, in the parts of a workbook as well."""
    if not str(answer.mimetype).endswith("spreadsheetml.sheet"):
        return answer.text
    with ZipFile(BytesIO(answer.data)) as workbook:
        return " ".join(workbook.read(part).decode() for part in workbook.namelist())


class Nursery:
    """The two children, and all that the book has of them."""

    def __init__(self, site: Site) -> None:
        self._site, book = site, site.book
        self._read_up_to = 0
        beside = book.establish(an_association(Level.COMMUNE, book.province, name="Cẩm Xuyên"))
        book.donate(50_000_000)
        self.inside = self._child(INSIDE, book.commune)
        self.beside = self._child(BESIDE, beside)
        self._doors = [self._given_and_received(each) for each in (self.inside, self.beside)]
        self.reader_id = self._enrolled()
        self._caller = site.caller(self.reader_id)
        self._client = site.app.test_client()
        given = {"login": LOGIN, "password": PASSWORD}
        assert self._client.post("/api/v1/session", json=given).status_code == 200
        site.catch_up()

    def newly_read(self) -> set[tuple[UUID, UUID]]:
        """Return who has read of whom since this was asked last, by the log of readings."""
        units, log = [self._site.book.commune], self._site.services.vault.readings
        made = log.of_associations(units, after=self._read_up_to, limit=1_000)
        self._read_up_to = max((each.number for each in made), default=self._read_up_to)
        return {(each.reader_id, each.person_id) for each in made}

    def doors(self) -> Iterator[Shown]:
        """Open every door, once for each address."""
        ways = dict.fromkeys(way for known in self._doors for way in self._ways(known))
        for way in ways:
            if way.is_page:
                answer = self._client.get(way.there)
            else:
                answer = self._caller.send("GET", way.there, query_string=dict(way.query))
            if answer.status_code == 200:
                yield Shown(way.door, text_of(answer))

    def _ways(self, known: Mapping[str, object]) -> Iterator[Way]:
        for rule in self._site.app.url_map.iter_rules():
            is_page = not rule.rule.startswith(("/api/", "/static/"))
            if is_page and "GET" in (rule.methods or ()) and rule.arguments <= known.keys():
                built = rule.build({name: known[name] for name in rule.arguments})
                assert built is not None
                yield Way(f"GET {rule.rule}", built[1], is_page=True)
        spec: dict[str, Any] = self._site.public.get("/openapi.json").json or {}
        for path, methods in spec["paths"].items():
            names = set(re.findall(r"{(\w+)}", path))
            if "get" in methods and names <= known.keys():
                query = request_for(spec, methods["get"], known).query
                there = re.sub(r"{(\w+)}", lambda name: str(known[name[1]]), path)
                there = there.removeprefix("/api/v1")
                yield Way(f"GET {path}", there, is_page=False, query=tuple(query.items()))

    def _child(self, name: str, where: AssociationId) -> Child:
        book, vault = self._site.book, self._site.services.vault
        donor_id, beneficiary_id = DonorId(book.new_id()), BeneficiaryId(book.new_id())
        book.ledger.register_donor(book.command(), donor_id, where)
        book.ledger.register_beneficiary(book.command(), beneficiary_id, where)
        for id_, kind in ((donor_id, PersonKind.DONOR), (beneficiary_id, PersonKind.BENEFICIARY)):
            vault.put_person(PersonRecord(id=id_, kind=kind, name=name, born_on=BORN_ON))
        return Child(name, donor_id, beneficiary_id)

    def _given_and_received(self, child: Child) -> dict[str, object]:
        book = self._site.book
        gift = book.donate(gift=a_donation(7_000, account_id=book.bank, donor_id=child.donor_id))
        pledge = a_pledge(pledge_id=PledgeId(book.new_id()), donor_id=child.donor_id)
        award = Award(beneficiary_id=child.beneficiary_id, amount_dong=500_000)
        listed = book.propose(proposal=a_list(award, disbursement_id=DisbursementId(book.new_id())))
        book.approve(listed)
        paid = book.pay(listed)
        return {
            "account_id": book.bank,
            "association": book.commune,
            "association_id": book.commune,
            "beneficiary_id": child.beneficiary_id,
            "disbursement_id": listed,
            "donor_id": child.donor_id,
            "entry": gift.version,
            "fund_id": book.fund_id,
            "payment": paid.version,
            "pledge_id": book.pledge(pledge=pledge),
            "period": "2025-06",
            "position": gift.position,
        }

    def _enrolled(self) -> StaffId:
        """Enrol somebody of the commune, who has just these roles there."""
        book = self._site.book
        staff_id = StaffId(book.new_id())
        book.ledger.enrol_staff(book.command(), staff_id, book.commune)
        for role in ROLES:
            book.ledger.grant_role(book.command(), staff_id, role, book.commune, OPENED)
        self._site.services.vault.set_password(staff_id, LOGIN, PASSWORD)
        return staff_id


@pytest.fixture
def nursery() -> Iterator[Nursery]:
    """Two communes, and a child of each in the book of one; the store has no say in it."""
    with prepared_store("sqlite") as store, open_site(store) as site:
        yield Nursery(site)


def test_no_door_names_whom_no_role_covers_nor_a_child_without_a_trace(nursery: Nursery) -> None:
    named, child = set(), nursery.inside
    either = {(nursery.reader_id, id_) for id_ in (child.donor_id, child.beneficiary_id)}
    for door, text in nursery.doors():
        read = nursery.newly_read()
        assert BESIDE not in text, f"{door} names somebody of another unit"
        if INSIDE in text:
            named.add(door.replace("/api/v1", ""))
            assert read & either, f"{door} leaves no trace"
    assert named >= {"GET /book", "GET /book/donors/<uuid:donor_id>", "GET /donors"}
