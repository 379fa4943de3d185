"""A recipient who is named, and a report that says what all are who received with him.

Whoever agrees to be named with an award agrees to no more than that.
"""

from ledger.values import BeneficiaryId, DisbursementId
from tests.api.site import Site
from tests.api.v1.associations.test_publication_privacy import a_commune, suat
from tests.api.v1.associations.test_publications import award
from tests.api.v1.people.test_erasures import id_of, registered
from tests.api.v1.people.test_namings import kept


def a_list(site: Site, *, disabled: int, poor: int = 0) -> tuple[DisbursementId, str]:
    """Pay a list of children, one of whom has a name; return it, and where that child is."""
    born, note = "2016-01-01", str(site.book.new_id())
    child = registered(site, "beneficiaries", name="Bé Na", note=note, born_on=born)
    others = [site.book.register_beneficiary() for _ in range(disabled + poor - 1)]
    paid, _ = award(site, whom=[BeneficiaryId(id_of(child)), *others], disabled=disabled, poor=poor)
    return paid, child


def agree(site: Site, paid: DisbursementId, child: str) -> None:
    """Let a child, and its representative, agree to be named with a list."""
    wish = {
        "fund_id": str(site.book.fund_id),
        "disbursement_id": str(paid),
        "said_by": ["self", "representative"],
        "document_sha256": kept(site),
    }
    assert site.treasurer.post(f"{child}/namings", wish).status_code == 201


def named(site: Site, paid: DisbursementId) -> list[str]:
    """The names that everybody reads beside a list."""
    site.catch_up()
    page = site.public.get(f"{site.fund}/disbursements/{paid}/named-recipients", None).json
    assert page is not None
    return list(page["names"])


def test_a_list_on_which_somebody_is_named_does_not_say_that_all_are_disabled(site: Site) -> None:
    commune = a_commune(site)
    paid, child = a_list(site, disabled=10)
    agree(site, paid, child)
    assert suat(site, commune) == {"rest": 10}
    assert named(site, paid) == ["Bé Na"]


def test_who_is_named_with_a_list_may_be_on_any_line_of_it(site: Site) -> None:
    commune = a_commune(site)
    paid, child = a_list(site, disabled=10, poor=5)
    agree(site, paid, child)
    assert suat(site, commune) == {"disabled": 10, "poor": 5}
    assert named(site, paid) == ["Bé Na"]


def test_who_is_named_may_have_what_others_have(site: Site) -> None:
    commune = a_commune(site)
    paid, child = a_list(site, disabled=10)
    award(site, poor=12)
    agree(site, paid, child)
    assert suat(site, commune) == {"disabled": 10, "poor": 12}
    assert named(site, paid) == ["Bé Na"]


def test_nobody_is_named_with_a_list_of_which_it_was_published_that_all_are_disabled(
    site: Site,
) -> None:
    commune = a_commune(site)
    paid, child = a_list(site, disabled=10)
    assert suat(site, commune) == {"disabled": 10}
    agree(site, paid, child)
    assert named(site, paid) == []
    award(site, poor=12)
    suat(site, commune)
    assert named(site, paid) == []


def test_what_came_back_leaves_all_others_alike(site: Site) -> None:
    """A list of ten disabled and one poor pupil, whose award comes back."""
    commune = a_commune(site)
    paid, child = a_list(site, disabled=10, poor=1)
    paid_by = site.book.ledger.desk().versioned(site.book.fund_id)
    assert paid_by is not None
    back = {
        "account_id": str(site.book.bank),
        "payment": paid_by.version,
        "effective_on": "2024-06-02",
        "lines": [11],
    }
    answer = site.treasurer.post(f"{site.fund}/disbursements/{paid}/return", back)
    assert answer.status_code == 201, answer.text
    agree(site, paid, child)
    assert suat(site, commune) == {"rest": 10}
