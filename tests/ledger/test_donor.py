"""A donor is an id and consents, in a stream of its own."""

import pytest

from ledger import donor
from ledger.context import Context
from ledger.errors import DatedAhead
from ledger.events.base import Private
from ledger.events.donor import DonorRegistered, Visibility, VisibilityChanged
from tests.builders import COMMUNE, TREASURER
from tests.fakes import TODAY
from tests.ledger.specification import given
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
