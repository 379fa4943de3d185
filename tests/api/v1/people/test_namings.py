"""Who is named in public: with that gift, as he says, until he says otherwise."""

from uuid import UUID

from ledger.fund.spending.returning import Return
from ledger.values import DisbursementId
from tests.api.site import Site, a_gift
from tests.api.v1.people.test_erasures import (
    code,
    erase,
    given_to,
    id_of,
    listed,
    names_in_public,
    registered,
)
from tests.fakes import TODAY

PAPER = b"%PDF-1.7\nDong y neu ten"


def naming(site: Site, entry: int, *said_by: str, paper: str | None = None) -> dict[str, object]:
    return {
        "fund_id": str(site.book.fund_id),
        "entry": entry,
        "said_by": list(said_by) or ["self"],
        "document_sha256": paper,
    }


def kept(site: Site) -> str:
    return site.services.vault.put_document(site.book.fund_id, PAPER).sha256


def test_consent_is_for_one_gift_and_ends_at_once(site: Site) -> None:
    donor = registered(site, name="Trần Văn Cho")
    first, second = given_to(site, donor), given_to(site, donor)
    assert names_in_public(site) == ["Trần Văn Cho"] * 2
    withdrawal = f"{donor}/namings/withdrawal"
    assert site.treasurer.post(withdrawal, naming(site, first)).status_code == 201
    assert names_in_public(site) == [None, "Trần Văn Cho"]
    csv = site.public.client.get(f"/funds/{site.book.fund_id}/entries.csv")
    assert csv.text.count("Trần Văn Cho") == 1
    assert site.treasurer.post(f"{donor}/namings", naming(site, first)).status_code == 201
    site.treasurer.post(withdrawal, naming(site, second))
    assert names_in_public(site) == ["Trần Văn Cho", None]


def test_a_gift_without_consent_gets_it_later(site: Site) -> None:
    donor = registered(site, name="Trần Văn Cho")
    gift = a_gift(site, donor_id=str(id_of(donor)))
    answer = site.treasurer.post(f"{site.fund}/donations", gift)
    assert answer.json is not None
    assert names_in_public(site) == [None]
    site.treasurer.post(f"{donor}/namings", naming(site, answer.json["version"]))
    assert names_in_public(site) == ["Trần Văn Cho"]
    site.treasurer.post(f"{donor}/visibility", {"visibility": "hidden"})
    assert names_in_public(site) == [None]


def test_a_gift_of_somebody_else_is_none_to_be_named_with(site: Site) -> None:
    donor, other = registered(site), registered(site)
    theirs = given_to(site, other)
    refused = site.treasurer.post(f"{donor}/namings", naming(site, theirs))
    assert (refused.status_code, code(refused)) == (422, "wrong_donor")
    missing = site.treasurer.post(f"{donor}/namings", naming(site, 10_000))
    assert (missing.status_code, code(missing)) == (404, "entry_not_found")


def test_a_child_who_gives_is_named_if_child_and_representative_agree_in_writing(
    site: Site,
) -> None:
    child = registered(site, name="Bé Na", born_on="2016-01-01", representative="Mẹ")
    gift = a_gift(site, donor_id=str(id_of(child)))
    answer = site.treasurer.post(f"{site.fund}/donations", gift)
    assert answer.json is not None
    entry = answer.json["version"]
    for said_by, paper in ((("self",), None), (("self", "representative"), None)):
        refused = site.treasurer.post(
            f"{child}/namings", naming(site, entry, *said_by, paper=paper)
        )
        assert code(refused) == "consent_incomplete"
    agreed = naming(site, entry, "self", "representative", paper=kept(site))
    assert site.treasurer.post(f"{child}/namings", agreed).status_code == 201
    assert names_in_public(site) == ["Bé Na"]
    site.treasurer.post(f"{child}/namings/withdrawal", naming(site, entry, "representative"))
    assert names_in_public(site) == [None]


def test_a_child_is_not_named_on_the_word_of_who_records_its_gift(site: Site) -> None:
    child = registered(site, name="Bé Na", born_on="2016-01-01", representative="Mẹ")
    gift = a_gift(site, donor_id=str(id_of(child)), named=True)
    refused = site.treasurer.post(f"{site.fund}/donations", gift)
    assert (refused.status_code, code(refused)) == (422, "consent_incomplete")
    together = {"donations": [a_gift(site), gift]}
    assert site.treasurer.post(f"{site.fund}/donations/batch", together).status_code == 422
    pledge = {
        "donor_id": str(id_of(child)),
        "named": True,
        "amount_dong": 1_000_000,
        "effective_on": "2025-06-16",
    }
    assert code(site.treasurer.post(f"{site.fund}/pledges", pledge)) == "consent_incomplete"
    assert names_in_public(site) == []


def test_a_correction_does_not_publish_a_name_whose_consent_was_withdrawn(site: Site) -> None:
    donor = registered(site, name="Trần Văn Cho")
    entry = given_to(site, donor)
    site.treasurer.post(f"{donor}/namings/withdrawal", naming(site, entry))
    anew = a_gift(site, 600_000, donor_id=str(id_of(donor)))
    path, wrong = f"{site.fund}/reversals", {"entry": entry, "reason": "wrong_amount"}
    named = {**wrong, "replacement": {"donation": {**anew, "named": True}}}
    refused = site.treasurer.post(path, named)
    assert (refused.status_code, code(refused)) == (422, "consent_incomplete")
    corrected = {**wrong, "replacement": {"donation": anew}}
    assert site.treasurer.post(path, corrected).status_code == 201
    assert names_in_public(site) == [None] * 3


def test_only_recipients_who_agreed_are_named_with_a_disbursement(site: Site) -> None:
    site.book.donate(5_000_000)
    one = registered(site, "beneficiaries", name="Lê Một", note="N1", born_on="2012-01-01")
    other = registered(site, "beneficiaries", name="Lê Hai", note="N2")
    disbursement = listed(site, one, other)
    this = DisbursementId(UUID(disbursement.rpartition("/")[2]))
    site.book.approve(this)
    site.book.pay(this)
    path = f"{disbursement}/named-recipients"
    wish = {
        "fund_id": str(site.book.fund_id),
        "disbursement_id": str(this),
        "said_by": ["self", "representative"],
        "document_sha256": kept(site),
    }

    def named() -> list[str]:
        page = site.public.get(path).json
        assert page is not None
        names: list[str] = page["names"]
        return names

    assert named() == []
    alone = {**wish, "said_by": ["self"]}
    assert code(site.treasurer.post(f"{one}/namings", alone)) == "consent_incomplete"
    assert site.treasurer.post(f"{one}/namings", wish).status_code == 201
    assert named() == ["Lê Một"]
    assert site.treasurer.post(f"{one}/namings/withdrawal", alone).status_code == 201
    assert named() == []
    site.treasurer.post(f"{one}/namings", wish)
    erase(site.treasurer, one)
    assert named() == []


def test_only_who_has_received_is_named_with_a_list(site: Site) -> None:
    site.book.donate(5_000_000)
    one = registered(site, "beneficiaries", name="Lê Một", note="N5", born_on="2012-01-01")
    other = registered(site, "beneficiaries", name="Lê Hai", note="N6", born_on="2012-01-01")
    disbursement = listed(site, one, other)
    this = DisbursementId(UUID(disbursement.rpartition("/")[2]))
    wish = {
        "fund_id": str(site.book.fund_id),
        "disbursement_id": str(this),
        "said_by": ["self", "representative"],
        "document_sha256": kept(site),
    }
    for each in (one, other):
        assert site.treasurer.post(f"{each}/namings", wish).status_code == 201
    book, path = site.book, f"{disbursement}/named-recipients"

    def named() -> list[str]:
        answer = site.public.get(path)
        assert answer.status_code == 200
        return list((answer.json or {})["names"])

    assert named() == []
    book.approve(this)
    assert named() == []
    first = book.pay(this, lines=(1,))
    assert named() == ["Lê Một"]
    second = book.pay(this, lines=(2,))
    assert named() == ["Lê Một", "Lê Hai"]
    back = Return(
        disbursement_id=this,
        payment=first.version,
        account_id=book.bank,
        effective_on=TODAY,
        lines=(1,),
    )
    book.ledger.return_disbursement(book.command(), book.fund_id, back)
    assert named() == ["Lê Hai"]
    book.reverse(second)
    assert named() == []
    missing = f"{site.fund}/disbursements/{book.new_id()}/named-recipients"
    assert site.public.get(missing).status_code == 404


def test_nobody_is_named_with_a_list_that_was_rejected(site: Site) -> None:
    site.book.donate(5_000_000)
    one = registered(site, "beneficiaries", name="Lê Một", note="N7", born_on="2012-01-01")
    disbursement = listed(site, one)
    this = DisbursementId(UUID(disbursement.rpartition("/")[2]))
    wish = {
        "fund_id": str(site.book.fund_id),
        "disbursement_id": str(this),
        "said_by": ["self", "representative"],
        "document_sha256": kept(site),
    }
    site.treasurer.post(f"{one}/namings", wish)
    site.book.reject(this)
    answer = site.public.get(f"{disbursement}/named-recipients")
    assert (answer.status_code, (answer.json or {})["names"]) == (200, [])


def test_who_is_not_on_the_list_is_not_named_with_it(site: Site) -> None:
    site.book.donate(5_000_000)
    one = registered(site, "beneficiaries", name="Lê Một", note="N3")
    other = registered(site, "beneficiaries", name="Lê Hai", note="N4")
    wish = {
        "fund_id": str(site.book.fund_id),
        "disbursement_id": str(UUID(listed(site, one).rpartition("/")[2])),
        "said_by": ["self", "representative"],
        "document_sha256": kept(site),
    }
    assert code(site.treasurer.post(f"{other}/namings", wish)) == "wrong_entry"
