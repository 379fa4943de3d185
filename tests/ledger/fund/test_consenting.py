"""What a donor may consent to: a part of his own gift serves another purpose."""

import pytest
from msgspec.structs import replace

from ledger.errors.money import WrongEntry
from ledger.errors.people import WrongDonor
from ledger.errors.restricted import NotDocumented
from ledger.events.base import Event
from ledger.fund.restricting import check_consent
from ledger.people.donor import NewConsent
from ledger.values import DonorId
from tests.builders import an_id
from tests.fakes import TODAY
from tests.ledger.fund.test_releasing import CONSENTED, ENTRY, GIFT
from tests.ledger.happened import CONSENT, DONOR, PURPOSE
from tests.ledger.happened.opening import opening_balance_recorded
from tests.ledger.happened.receiving import donation_received, interest_credited
from tests.ledger.happened.transferring import transfer_received

# What a donor may consent to

NEW_CONSENT = NewConsent(
    consent_id=CONSENT,
    fund_id=CONSENTED.fund_id,
    entry=ENTRY,
    amount_dong=500_000,
    effective_on=TODAY,
)


def test_a_consent_is_to_money_that_just_this_donor_gave_for_a_purpose() -> None:
    check_consent(GIFT, DONOR, NEW_CONSENT)
    with pytest.raises(WrongDonor) as refused:
        check_consent(GIFT, DonorId(an_id("another donor")), NEW_CONSENT)
    assert refused.value.fields == ("donor_id",)
    for entry in (donation_received(private=GIFT.private), interest_credited(purpose=PURPOSE)):
        with pytest.raises(WrongEntry):
            check_consent(entry, DONOR, NEW_CONSENT)


@pytest.mark.parametrize(
    "opened",
    [
        opening_balance_recorded(500_000, purpose=PURPOSE),
        transfer_received(500_000, purpose=PURPOSE),
    ],
)
def test_a_consent_to_what_came_without_its_donor_names_what_he_signed(opened: Event) -> None:
    with pytest.raises(NotDocumented) as refused:
        check_consent(opened, DONOR, NEW_CONSENT)
    assert refused.value.fields == ("document_sha256",)
    check_consent(opened, DONOR, replace(NEW_CONSENT, document_sha256="cd" * 32))
