"""What a donor may consent to: a part of his own gift serves another purpose."""

import pytest
from msgspec.structs import replace

from ledger.errors.money import WrongEntry
from ledger.errors.people import WrongDonor
from ledger.errors.restricted import GiftNotNamed, NotDocumented
from ledger.events.base import Event
from ledger.events.fund.handing_over import MoneyTakenOver
from ledger.events.fund.transferring import TransferReceived
from ledger.fund.restricting import check_consent
from ledger.people.donor import NewConsent
from ledger.values import DonorId
from tests.builders import an_id
from tests.fakes import TODAY
from tests.golden.payloads import example
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
    elsewhere = GIFT if isinstance(opened, TransferReceived) else None
    check_consent(opened, DONOR, replace(NEW_CONSENT, document_sha256="cd" * 32), elsewhere)


@pytest.mark.parametrize(
    "came",
    [
        transfer_received(500_000, purpose=PURPOSE),
        replace(example(MoneyTakenOver), purpose=PURPOSE, amount_dong=500_000),
    ],
)
def test_what_came_from_another_fund_names_what_it_was_given_as(came: Event) -> None:
    signed = replace(NEW_CONSENT, document_sha256="cd" * 32)
    with pytest.raises(GiftNotNamed) as refused:
        check_consent(came, DONOR, signed)
    assert refused.value.fields == ("gift_fund_id", "gift_entry")
    check_consent(came, DONOR, signed, opening_balance_recorded(500_000, purpose=PURPOSE))
    for gift, error in (
        (came, WrongEntry),
        (interest_credited(purpose=PURPOSE), WrongEntry),
        (opening_balance_recorded(500_000), WrongEntry),
    ):
        with pytest.raises(error) as wrong:
            check_consent(came, DONOR, signed, gift)
        assert wrong.value.fields == ("gift_entry",)
    with pytest.raises(WrongDonor):
        check_consent(came, DonorId(an_id("another donor")), signed, GIFT)
