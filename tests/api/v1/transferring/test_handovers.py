"""Handovers over HTTP: the approver hands a fund over, and everybody sees where it went."""

from datetime import date
from typing import Any

import pytest

from ledger.association.succeeding import Succession
from ledger.events.association import Successor
from ledger.shares import WHOLE
from ledger.values import AccountId, AccountKind, FundId, Level
from tests.api.site import Site, a_gift
from tests.builders import an_association
from tests.fakes import TODAY

Heir = tuple[FundId, AccountId]
JULY_1, JULY_15 = date(2025, 7, 1), date(2025, 7, 15)


@pytest.fixture
def site(shared_site: Site) -> Site:
    """The shared app, with a commune of its own that may end, and a fund of that."""
    book = shared_site.book
    book.commune = book.establish(an_association(Level.COMMUNE, book.province))
    shared_site.renew()
    return shared_site


@pytest.fixture
def heir(site: Site) -> Heir:
    """A fund of the commune that succeeds the site's on 1 July, with a bank account; the 15th."""
    book = site.book
    site.treasurer.post(f"{site.fund}/donations", a_gift(site, 2_000_000))
    commune = book.establish(an_association(Level.COMMUNE, book.province, name="Cẩm Xuyên"))
    here = book.fund_id
    book.fund_id = fund_id = book.open_fund(commune)
    bank = book.open_account(AccountKind.BANK)
    book.fund_id = here
    successor = Successor(association_id=commune, share_millionths=WHOLE)
    succession = Succession(
        successors=(successor,), effective_on=JULY_1, decision_number="1283/NQ-UBTVQH15"
    )
    book.ledger.succeed_association(book.command(), book.commune, succession)
    book.clock.set_day(JULY_15)
    return fund_id, bank


def a_handover(site: Site, heir: Heir, **members: object) -> dict[str, Any]:
    way = {"from_account_id": str(site.book.bank), "to_account_id": str(heir[1])}
    return {
        "heirs": [{"fund_id": str(heir[0]), "accounts": [way]}],
        "effective_on": str(JULY_15),
        "decision_number": "01/BB-BG",
        **members,
    }


def test_a_fund_is_handed_over_and_everybody_sees_where_it_went(site: Site, heir: Heir) -> None:
    answer = site.approver.post(f"{site.fund}/handover", a_handover(site, heir))
    assert answer.status_code == 201, answer.json
    assert answer.json is not None
    assert answer.json["balance_dong"] == 0
    listed = site.public.get(f"{site.fund}/handovers").json
    assert listed is not None
    [one] = listed["items"]
    assert one["handover_id"] == answer.json["id"]
    assert (one["to_fund_id"], one["amount_dong"]) == (str(heir[0]), 2_000_000)
    known_before = site.public.get(f"{site.fund}/handovers", known_at=str(one["position"] - 1)).json
    assert known_before is not None
    assert known_before["items"] == []
    there = site.public.get(f"/funds/{heir[0]}").json
    assert there is not None
    assert (
        there["fund"]["totals"]["received_dong"] + there["fund"]["totals"]["transferred_dong"]
        == 2_000_000
    )
    late = site.treasurer.post(f"{site.fund}/donations", a_gift(site, 1))
    assert late.json is not None
    assert late.json["code"] == "fund_has_ended"


def test_an_heir_s_documents_are_found_where_its_book_names_them(site: Site, heir: Heir) -> None:
    """The fund that ended keeps them; what no event of the heir names is not the heir's."""
    book, vault = site.book, site.services.vault
    papers = [
        vault.put_document(book.fund_id, b"%PDF-1.7\n" + each).sha256
        for each in (b"minutes", b"list", b"other")
    ]
    minutes, listed, other = papers
    book.clock.set_day(TODAY)
    book.approve(book.propose(1_000, document_sha256=listed))
    book.reject(book.propose(document_sha256=other))
    book.clock.set_day(JULY_15)
    asked = a_handover(site, heir, document_sha256=minutes)
    assert site.approver.post(f"{site.fund}/handover", asked).status_code == 201
    site.catch_up()
    site.catch_up()
    for sha256, there in ((minutes, 200), (listed, 200), (other, 404)):
        assert site.auditor.get(f"{site.fund}/documents/{sha256}").status_code == 200
        found = site.auditor.get(f"/funds/{heir[0]}/documents/{sha256}")
        assert found.status_code == there
    assert site.public.get(f"/funds/{heir[0]}/documents/{listed}").status_code == 401


def test_it_takes_the_approver(site: Site, heir: Heir) -> None:
    assert site.treasurer.post(f"{site.fund}/handover", a_handover(site, heir)).status_code == 403


def test_a_wrong_handover_says_what(site: Site, heir: Heir) -> None:
    nobody: list[object] = []
    answer = site.approver.post(f"{site.fund}/handover", a_handover(site, heir, heirs=nobody))
    assert answer.json is not None
    assert (answer.status_code, answer.json["code"]) == (422, "invalid_request")
    stranded = [{"fund_id": str(heir[0]), "accounts": []}]
    answer = site.approver.post(f"{site.fund}/handover", a_handover(site, heir, heirs=stranded))
    assert answer.json is not None
    assert answer.json["code"] == "handover_unplaced"
    way = {"from_account_id": str(site.book.bank), "to_account_id": str(heir[1])}
    twice = [{"fund_id": str(heir[0]), "accounts": [way, way]}]
    answer = site.approver.post(f"{site.fund}/handover", a_handover(site, heir, heirs=twice))
    assert answer.json is not None
    assert (answer.status_code, answer.json["code"]) == (422, "invalid_request")
