"""A disbursement that is proposed over HTTP, and what it is paid by."""

from tests.api.site import Site

ON = {"effective_on": "2025-06-16"}
PROPOSAL = {
    "disbursement_class": "scholarship",
    "programme": "Tiếp sức đến trường",
    "amount_dong": 1_000_000,
    "awards": 2,
    "categories": ["poor", "orphaned"],
    "place": "Trường THCS Thạch Hà",
    **ON,
}


def proposed(site: Site) -> str:
    answer = site.treasurer.post(f"{site.fund}/disbursements", PROPOSAL)
    assert answer.status_code == 201
    assert answer.json is not None
    return f"{site.fund}/disbursements/{answer.json['id']}"


def payment(site: Site) -> dict[str, object]:
    return {"account_id": str(site.book.bank), **ON}


def code(answer: object) -> str:
    found: str = answer.json["code"]  # type: ignore[attr-defined]
    return found
