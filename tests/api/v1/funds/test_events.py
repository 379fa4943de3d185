"""The raw history of a fund over HTTP."""

import json
from hashlib import sha256

from tests.api.site import Site, a_gift


def test_everybody_sees_the_public_bytes_and_the_hash_of_the_rest(site: Site) -> None:
    site.treasurer.post(f"{site.fund}/donations", a_gift(site, 500_000))
    page = site.public.get(f"{site.fund}/events").json
    assert page is not None
    event = page["items"][-1]
    assert event["topic"] == "fund.donation_received"
    assert event["stream"] == str(site.book.fund_id)
    assert json.loads(event["public"])["amount_dong"] == 500_000
    assert "private" not in json.loads(event["public"])
    assert event["private"] is None
    stored = site.services.ledger.stream_rows(site.book.fund_id, event["version"] - 1, 1)[0]
    assert event["position"] == stored.id
    assert len(event["public"]) < len(stored.state)


def test_an_entitled_reader_can_check_the_hash(site: Site) -> None:
    site.treasurer.post(f"{site.fund}/donations", a_gift(site))
    page = site.auditor.get(f"{site.fund}/events").json
    assert page is not None
    for event in page["items"]:
        salt = bytes.fromhex(json.loads(event["private"])["salt"])
        digest = sha256(salt + event["private"].encode()).hexdigest()
        assert digest == event["private_commitment"]


def test_the_history_comes_whole_page_by_page(site: Site) -> None:
    for dong in range(1, 6):
        site.treasurer.post(f"{site.fund}/donations", a_gift(site, dong))
    versions: list[int] = []
    query = {"limit": "4"}
    while query:
        page = site.public.get(f"{site.fund}/events", None, **query).json
        assert page is not None
        versions += [event["version"] for event in page["items"]]
        query = {"cursor": page["next_cursor"]} if page["next_cursor"] else {}
    assert versions == list(range(1, site.book.version + 1))
