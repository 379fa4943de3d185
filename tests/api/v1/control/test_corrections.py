"""The public list of corrections over HTTP."""

from typing import Any

from tests.api.site import Site, a_gift


def listed(site: Site, **query: str) -> dict[str, Any]:
    page = site.public.get(f"{site.fund}/corrections", None, **query).json
    assert isinstance(page, dict)
    return page


def test_everybody_reads_what_was_corrected_and_what_stands_there_now(site: Site) -> None:
    gift = site.treasurer.post(f"{site.fund}/donations", a_gift(site, 5_000_000)).json
    assert gift is not None
    replacement = {"donation": a_gift(site, 500_000)}
    reversal = {"entry": gift["version"], "reason": "wrong_amount", "replacement": replacement}
    site.treasurer.post(f"{site.fund}/reversals", reversal)
    site.treasurer.post(f"{site.fund}/closings", {"through": "2025-05-31"})
    reopening = {"since": "2025-05-01", "reason": "audit_finding"}
    site.administrator.post(f"{site.fund}/reopenings", reopening)
    reopened, reversed_ = listed(site)["items"]
    assert (reopened["kind"], reopened["reopening"]["reason"]) == ("reopening", "audit_finding")
    assert reversed_["kind"] == "reversal"
    assert reversed_["original"]["amount_dong"] == 5_000_000
    assert reversed_["replacement"]["amount_dong"] == 500_000
    assert [each["kind"] for each in listed(site, kind="reversal")["items"]] == ["reversal"]


def test_corrections_come_in_pages_as_of_one_position(site: Site) -> None:
    for _ in range(3):
        gift = site.treasurer.post(f"{site.fund}/donations", a_gift(site)).json
        assert gift is not None
        reversal = {"entry": gift["version"], "reason": "duplicate"}
        site.treasurer.post(f"{site.fund}/reversals", reversal)
    first = listed(site, limit="2")
    assert len(first["items"]) == 2
    rest = listed(site, cursor=first["next_cursor"])
    assert len(rest["items"]) == 1
    assert rest["known_at"] == first["known_at"]
    assert rest["next_cursor"] is None


def test_no_kind_but_those_there_are(site: Site) -> None:
    answer = site.public.get(f"{site.fund}/corrections", None, kind="mistake")
    assert (answer.status_code, answer.json and answer.json["code"]) == (422, "invalid_request")
