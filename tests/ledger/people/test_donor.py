"""A donor is an id and consents, in a stream of its own."""

import pytest

from ledger.context import Context
from ledger.errors.conflicts import AlreadyExists
from ledger.errors.missing import ConsentNotFound
from ledger.errors.money import BadAmount, DatedAhead
from ledger.events.base import Private
from ledger.events.donor import (
    ConsentGiven,
    ConsentPrivate,
    ConsentWithdrawn,
    DonorRegistered,
    Visibility,
    VisibilityChanged,
)
from ledger.people import donor
from ledger.people.donor import Consent, NewConsent
from ledger.values import AMOUNT_DONG_MAX, GENERAL, ConsentId, FundId
from tests.builders import COMMUNE, OPENED, TREASURER, an_id
from tests.fakes import TODAY
from tests.ledger.happened import CONSENT, OTHER_FUND
from tests.ledger.specification import given, mended_one_by_one, named_refusals
from tests.ledger.wrong import TOMORROW

BY = Private(recorded_by=TREASURER)
REGISTERED = DonorRegistered(association_id=COMMUNE, effective_on=TODAY, private=BY)
AHEAD = DatedAhead("effective_on", today=TODAY.isoformat())


def register(_: None, *, context: Context) -> DonorRegistered:
    return donor.register(COMMUNE, context.today, context)


def test_a_donor_is_registered_and_at_first_named_as_each_gift_says() -> None:
    given().when(register).then(REGISTERED)
    state = given(REGISTERED).state
    assert isinstance(state, donor.Donor)
    assert state.visibility is Visibility.AS_CONSENTED


@pytest.mark.parametrize("visibility", Visibility)
def test_a_donor_may_be_hidden_and_shown_again(visibility: Visibility) -> None:
    changed = VisibilityChanged(visibility=visibility, effective_on=TODAY, private=BY)
    assert donor.change_visibility(visibility, TODAY, given().context) == changed
    state = given(REGISTERED, changed).state
    assert isinstance(state, donor.Donor)
    assert state.visibility is visibility


def test_nothing_about_a_donor_is_dated_ahead() -> None:
    for ask in (
        lambda: donor.register(COMMUNE, TOMORROW, given().context),
        lambda: donor.change_visibility(Visibility.HIDDEN, TOMORROW, given().context),
    ):
        with pytest.raises(DatedAhead) as refused:
            ask()
        assert refused.value.limits == AHEAD.limits


# Consents

FUND = FundId(an_id("fund"))
NEW = NewConsent(
    consent_id=CONSENT,
    fund_id=FUND,
    entry=6,
    amount_dong=200_000,
    effective_on=OPENED,
    document_sha256="ab" * 32,
)
GIVEN = ConsentGiven(
    consent_id=CONSENT,
    effective_on=OPENED,
    private=ConsentPrivate(
        recorded_by=TREASURER,
        fund_id=FUND,
        entry=6,
        to_purpose=GENERAL,
        amount_dong=200_000,
        document_sha256="ab" * 32,
    ),
)
WITHDRAWN = ConsentWithdrawn(consent_id=CONSENT, effective_on=TODAY, private=BY)


def test_a_consent_says_of_which_gift_how_much_may_serve_what() -> None:
    """All that is private: nobody shall find a donor by the gift that a consent is about."""
    given(REGISTERED).when(donor.give_consent, NEW).then(GIVEN)
    assert set(ConsentGiven.__struct_fields__) == {"consent_id", "effective_on", "private"}


def test_a_consent_holds_for_its_fund_until_it_is_withdrawn() -> None:
    state = given(REGISTERED, GIVEN).state
    assert isinstance(state, donor.Donor)
    assert state.consent(CONSENT, FUND) == Consent(
        fund_id=FUND,
        entry=6,
        to_purpose=GENERAL,
        amount_dong=200_000,
        given_on=OPENED,
        recorded_by=TREASURER,
    )
    with pytest.raises(ConsentNotFound):
        state.consent(CONSENT, OTHER_FUND)
    withdrawn = given(REGISTERED, GIVEN, WITHDRAWN).state
    assert isinstance(withdrawn, donor.Donor)
    with pytest.raises(ConsentNotFound):
        withdrawn.consent(CONSENT, FUND)


def test_a_consent_is_refused_for_the_first_thing_that_is_wrong_with_it() -> None:
    not_an_amount = BadAmount("amount_dong", least=1, most=AMOUNT_DONG_MAX)
    mended_one_by_one(
        given(REGISTERED, GIVEN),
        donor.give_consent,
        NewConsent(consent_id=CONSENT, fund_id=FUND, entry=6, amount_dong=0, effective_on=TOMORROW),
        (AlreadyExists("consent_id"), {"consent_id": ConsentId(an_id("another consent"))}),
        (not_an_amount, {"amount_dong": AMOUNT_DONG_MAX + 1}),
        (not_an_amount, {"amount_dong": AMOUNT_DONG_MAX}),
        (AHEAD, {"effective_on": TODAY}),
    )


def test_a_consent_is_withdrawn_once_and_on_the_day_it_is_asked() -> None:
    given(REGISTERED, GIVEN).when(donor.withdraw_consent, CONSENT).then(WITHDRAWN)
    gone = given(REGISTERED, GIVEN, WITHDRAWN)
    gone.when(donor.withdraw_consent, CONSENT).then(ConsentNotFound("consent_id"))
    assert named_refusals(donor.withdraw_consent) == ["ConsentNotFound"]
