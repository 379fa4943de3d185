"""Pledges: promised, fulfilled by gifts in part or whole, withdrawn – and never income."""

from datetime import date

import pytest
from msgspec.structs import replace

from ledger.errors.missing import AccountNotFound, MobilizationNotFound, PledgeNotFound
from ledger.errors.money import (
    BadAmount,
    BadWindow,
    BalanceTooLarge,
    DatedBeforeEntry,
    MobilizationIsClosed,
    OutsideMobilization,
    WrongMobilization,
)
from ledger.errors.people import WrongDonor
from ledger.events.base import Event
from ledger.events.fund.correcting import EntryReversed
from ledger.events.fund.mobilizing import PledgeMade, PledgePrivate
from ledger.events.fund.money import Fulfilment
from ledger.events.fund.receiving import DonationPrivate
from ledger.fund import Fund
from ledger.fund.control.correcting import Background, Reversal, reverse_entry
from ledger.fund.open_items import Pledge
from ledger.fund.receiving.donations import receive_donation
from ledger.fund.receiving.mobilizing import make_pledge, withdraw_pledge
from ledger.values import AMOUNT_DONG_MAX, BALANCE_DONG_MAX, DonorId, MobilizationId, ReversalReason
from tests.builders import MOBILIZATION, OPENED, TREASURER, a_donation, a_pledge, an_id, goods
from tests.fakes import TODAY
from tests.ledger.happened import DONOR, PLEDGE
from tests.ledger.happened.opening import A_FUND
from tests.ledger.happened.receiving import (
    donation_received,
    mobilization_closed,
    mobilization_launched,
    pledge_made,
    pledge_withdrawn,
)
from tests.ledger.specification import Given, given, mended_one_by_one
from tests.ledger.wrong import (
    AHEAD,
    BEFORE_ALL,
    CLOSED_2024,
    IN_2024,
    NO_MOBILIZATION,
    NO_PLEDGE,
    NOT_AN_AMOUNT,
    SEALED,
    TOMORROW,
    TOO_EARLY,
)

JUNE_2, JUNE_10, JUNE_14 = (date(2025, 6, day) for day in (2, 10, 14))
BY_DONOR = DonationPrivate(recorded_by=TREASURER, donor_id=DONOR)


def fulfilled(dong: int, **fields: object) -> Fulfilment:
    return replace(Fulfilment(pledge_id=PLEDGE, amount_dong=dong, since=TODAY), **fields)


def outstanding(case: Given) -> Pledge | None:
    assert isinstance(case.state, Fund)
    return case.state.pledges.get(PLEDGE)


# Making


def test_a_pledge_is_noted_and_is_no_income() -> None:
    given(*A_FUND).when(make_pledge, a_pledge(1_000_000)).then(pledge_made(1_000_000))
    state = given(*A_FUND, pledge_made()).state
    assert isinstance(state, Fund)
    assert (state.balance_dong, state.years) == (0, {})


def test_a_pledge_keeps_every_word_about_it() -> None:
    words: dict[str, object] = {
        "mobilization_id": MOBILIZATION,
        "due_on": date(2025, 9, 5),
        "named": True,
    }
    given(*A_FUND, mobilization_launched()).when(
        make_pledge, replace(a_pledge(donor_id=DONOR), **words)
    ).then(
        replace(pledge_made(private=PledgePrivate(recorded_by=TREASURER, donor_id=DONOR)), **words)
    )


def test_a_pledge_is_refused_for_the_first_thing_that_is_wrong_with_it() -> None:
    mended_one_by_one(
        given(*A_FUND, mobilization_launched(), mobilization_closed(JUNE_10), CLOSED_2024),
        make_pledge,
        a_pledge(0, on=TOMORROW, mobilization_id=NO_MOBILIZATION, due_on=OPENED),
        (NOT_AN_AMOUNT, {"amount_dong": 1}),
        (AHEAD, {"effective_on": BEFORE_ALL}),
        (TOO_EARLY, {"effective_on": IN_2024}),
        (SEALED, {"effective_on": TODAY}),
        (MobilizationNotFound("mobilization_id"), {"mobilization_id": MOBILIZATION}),
        (
            MobilizationIsClosed("mobilization_id", ends_on="2025-06-10"),
            {"effective_on": date(2025, 5, 31)},
        ),
        (
            OutsideMobilization("mobilization_id", starts_on="2025-06-01"),
            {"effective_on": JUNE_10},
        ),
        (BadWindow("due_on", starts_on="2025-06-10"), {"due_on": JUNE_10}),
        elsewhere=[BalanceTooLarge],
    )


def test_no_pledge_passes_what_the_sums_can_hold() -> None:
    fund = given(*A_FUND, pledge_made(BALANCE_DONG_MAX - 1_000))
    fund.when(make_pledge, a_pledge(1_000)).is_accepted()
    fund.when(make_pledge, a_pledge(1_001)).then(BalanceTooLarge("amount_dong"))


# Fulfilling


@pytest.mark.parametrize("given_dong, counted", [(300_000, 300_000), (1_500_000, 1_000_000)])
def test_a_gift_fulfils_no_more_than_what_is_outstanding(given_dong: int, counted: int) -> None:
    given(*A_FUND, pledge_made(1_000_000)).when(
        receive_donation, a_donation(given_dong, pledge_id=PLEDGE)
    ).then(donation_received(given_dong, pledge=fulfilled(counted)))


def test_a_pledge_is_fulfilled_by_several_gifts_and_then_no_more() -> None:
    fund = given(*A_FUND, pledge_made(1_000_000, due_on=TODAY))
    fund = fund.after(donation_received(300_000, pledge=fulfilled(300_000, due_on=TODAY)))
    assert outstanding(fund) == Pledge(amount_dong=700_000, since=TODAY, due_on=TODAY)
    fund = fund.after(donation_received(700_000, pledge=fulfilled(700_000, due_on=TODAY)))
    assert outstanding(fund) is None
    fund.when(receive_donation, a_donation(pledge_id=PLEDGE)).then(PledgeNotFound("pledge_id"))


def test_goods_fulfil_a_pledge_by_their_value_and_only_with_one() -> None:
    fund = given(*A_FUND, pledge_made(1_000_000))
    gift = a_donation(400_000, account_id=None, goods=goods(), pledge_id=PLEDGE)
    fund.when(receive_donation, gift).is_accepted()
    fund.when(receive_donation, replace(gift, amount_dong=0)).then(
        BadAmount("amount_dong", least=1, most=AMOUNT_DONG_MAX)
    )


def test_a_gift_that_fulfils_a_pledge_is_for_the_appeal_of_the_pledge() -> None:
    fund = given(*A_FUND, mobilization_launched(), pledge_made(mobilization_id=MOBILIZATION))
    fund.when(receive_donation, a_donation(pledge_id=PLEDGE)).then(
        donation_received(
            mobilization_id=MOBILIZATION,
            pledge=fulfilled(500_000, mobilization_id=MOBILIZATION),
        )
    )


def test_a_pledge_for_no_appeal_may_be_fulfilled_by_a_gift_for_one() -> None:
    fund = given(*A_FUND, mobilization_launched(), pledge_made())
    fund.when(receive_donation, a_donation(pledge_id=PLEDGE, mobilization_id=MOBILIZATION)).then(
        donation_received(mobilization_id=MOBILIZATION, pledge=fulfilled(500_000))
    )


def test_a_pledge_for_one_appeal_is_not_fulfilled_by_a_gift_for_another() -> None:
    other = MobilizationId(an_id("another appeal"))
    fund = given(
        *A_FUND,
        mobilization_launched(),
        mobilization_launched(mobilization_id=other),
        pledge_made(mobilization_id=MOBILIZATION),
    )
    fund.when(receive_donation, a_donation(pledge_id=PLEDGE, mobilization_id=other)).then(
        WrongMobilization("mobilization_id")
    )


def test_a_pledge_paid_late_is_fulfilled_outside_its_appeal_by_explicit_choice() -> None:
    fund = given(
        *A_FUND,
        mobilization_launched(),
        pledge_made(mobilization_id=MOBILIZATION, effective_on=JUNE_2),
        mobilization_closed(JUNE_10),
    )
    late = a_donation(pledge_id=PLEDGE)
    fund.when(receive_donation, late).then(
        MobilizationIsClosed("mobilization_id", ends_on="2025-06-10")
    )
    fund.when(receive_donation, replace(late, outside_mobilization=True)).then(
        donation_received(pledge=fulfilled(500_000, since=JUNE_2, mobilization_id=MOBILIZATION))
    )


def test_a_donors_pledge_is_fulfilled_by_his_own_gifts_and_anybodys_by_anyone() -> None:
    private = PledgePrivate(recorded_by=TREASURER, donor_id=DONOR)
    his, anybodys = pledge_made(private=private), pledge_made()
    another = DonorId(an_id("another donor"))
    for donor_id in (another, None):
        given(*A_FUND, his).when(
            receive_donation, a_donation(pledge_id=PLEDGE, donor_id=donor_id)
        ).then(WrongDonor("donor_id"))
    for pledge, donor_id in ((his, DONOR), (anybodys, another), (anybodys, None)):
        given(*A_FUND, pledge).when(
            receive_donation, a_donation(pledge_id=PLEDGE, donor_id=donor_id)
        ).is_accepted()


def test_a_gift_of_before_a_pledge_does_not_fulfil_it() -> None:
    fund = given(*A_FUND, pledge_made(effective_on=JUNE_10))
    fund.when(receive_donation, a_donation(on=JUNE_2, pledge_id=PLEDGE)).then(
        DatedBeforeEntry("effective_on", entry_on="2025-06-10")
    )
    fund.when(receive_donation, a_donation(on=JUNE_10, pledge_id=PLEDGE)).is_accepted()


# Withdrawing


def test_what_is_outstanding_is_withdrawn_and_nothing_is_left() -> None:
    fund = given(
        *A_FUND, pledge_made(1_000_000), donation_received(300_000, pledge=fulfilled(300_000))
    )
    fund.when(withdraw_pledge, PLEDGE, TODAY).then(pledge_withdrawn(700_000))
    assert outstanding(fund.after(pledge_withdrawn(700_000))) is None


def test_a_withdrawal_is_refused_for_the_first_thing_that_is_wrong_with_it() -> None:
    mended_one_by_one(
        given(*A_FUND, pledge_made(effective_on=JUNE_10), CLOSED_2024),
        withdraw_pledge,
        {"pledge_id": NO_PLEDGE, "effective_on": TOMORROW},
        (PledgeNotFound("pledge_id"), {"pledge_id": PLEDGE}),
        (AHEAD, {"effective_on": BEFORE_ALL}),
        (TOO_EARLY, {"effective_on": IN_2024}),
        (SEALED, {"effective_on": JUNE_2}),
        (
            DatedBeforeEntry("effective_on", entry_on="2025-06-10"),
            {"effective_on": JUNE_10},
        ),
    )


# Reversed


def test_a_reversed_gift_leaves_its_pledge_outstanding_again_for_whom_it_was_of() -> None:
    pledge = pledge_made(
        1_000_000,
        due_on=TODAY,
        private=PledgePrivate(recorded_by=TREASURER, donor_id=DONOR),
    )
    gift = donation_received(1_000_000, pledge=fulfilled(1_000_000, due_on=TODAY), private=BY_DONOR)
    fund = given(*A_FUND, pledge, gift)
    assert outstanding(fund) is None
    fund = fund.after(reversed_(fund, gift, pledged_by=DONOR))
    assert outstanding(fund) == Pledge(
        amount_dong=1_000_000, since=TODAY, due_on=TODAY, donor_id=DONOR
    )


def test_a_pledge_of_nobody_in_particular_is_nobodys_again() -> None:
    gift = donation_received(1_000_000, pledge=fulfilled(1_000_000), private=BY_DONOR)
    fund = given(*A_FUND, pledge_made(1_000_000), gift)
    fund = fund.after(reversed_(fund, gift, pledged_by=None))
    assert outstanding(fund) == Pledge(amount_dong=1_000_000, since=TODAY)


def test_a_part_that_is_outstanding_again_joins_what_still_was() -> None:
    gift = donation_received(300_000, pledge=fulfilled(300_000))
    fund = given(*A_FUND, pledge_made(1_000_000), gift)
    assert outstanding(fund.after(reversed_(fund, gift))) == Pledge(
        amount_dong=1_000_000, since=TODAY
    )


def test_a_withdrawn_pledge_is_outstanding_again_by_what_did_not_come_after_all() -> None:
    gift = donation_received(300_000, pledge=fulfilled(300_000))
    fund = given(*A_FUND, pledge_made(1_000_000), gift, pledge_withdrawn(700_000))
    assert outstanding(fund.after(reversed_(fund, gift))) == Pledge(
        amount_dong=300_000, since=TODAY
    )


@pytest.mark.parametrize("on, since", [(None, JUNE_2), (JUNE_14, JUNE_14)])
def test_it_is_outstanding_as_if_never_fulfilled_or_from_a_later_reversal_on(
    on: date | None, since: date
) -> None:
    gift = donation_received(1_000_000, on=JUNE_10, pledge=fulfilled(1_000_000, since=JUNE_2))
    fund = given(*A_FUND, pledge_made(1_000_000, effective_on=JUNE_2), gift)
    fund = fund.after(reversed_(fund, gift, on=on))
    assert outstanding(fund) == Pledge(amount_dong=1_000_000, since=since)


def test_a_corrected_gift_still_fulfils_its_pledge() -> None:
    wrong = donation_received(100_000, pledge=fulfilled(100_000))
    fund = given(*A_FUND, pledge_made(1_000_000), wrong)
    [_, right] = corrected(fund, wrong, a_donation(1_000_000))
    assert right.pledge == fulfilled(1_000_000)  # type: ignore[attr-defined]


def test_a_corrected_gift_stays_outside_the_appeal_of_its_pledge() -> None:
    late = fulfilled(500_000, since=JUNE_2, mobilization_id=MOBILIZATION)
    wrong = donation_received(500_000, pledge=late)
    fund = given(
        *A_FUND,
        mobilization_launched(),
        pledge_made(500_000, mobilization_id=MOBILIZATION, effective_on=JUNE_2),
        mobilization_closed(JUNE_10),
        wrong,
    )
    [_, right] = corrected(fund, wrong, a_donation(400_000))
    assert right.mobilization_id is None  # type: ignore[attr-defined]
    assert right.pledge == replace(late, amount_dong=400_000)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "pledge, right, pledged_by",
    [
        (
            pledge_made(private=PledgePrivate(recorded_by=TREASURER, donor_id=DONOR)),
            a_donation(donor_id=DonorId(an_id("another donor"))),
            DONOR,
        ),
        (
            pledge_made(mobilization_id=MOBILIZATION),
            a_donation(mobilization_id=MobilizationId(an_id("another appeal"))),
            None,
        ),
    ],
)
def test_a_gift_corrected_to_another_donor_or_appeal_lets_the_pledge_wait(
    pledge: PledgeMade, right: object, pledged_by: DonorId | None
) -> None:
    part = fulfilled(500_000, mobilization_id=pledge.mobilization_id)
    wrong = donation_received(mobilization_id=pledge.mobilization_id, pledge=part, private=BY_DONOR)
    fund = given(
        *A_FUND,
        mobilization_launched(),
        mobilization_launched(mobilization_id=MobilizationId(an_id("another appeal"))),
        pledge,
        wrong,
    )
    reversal, replaced = corrected(fund, wrong, right, pledged_by=pledged_by)
    assert replaced.pledge is None  # type: ignore[attr-defined]
    left = outstanding(fund.after(reversal, replaced))
    assert left is not None
    assert left.amount_dong == pledge.amount_dong


def test_a_correction_that_cannot_be_recorded_reverses_nothing() -> None:
    wrong = donation_received(100_000, pledge=fulfilled(100_000))
    fund = given(*A_FUND, pledge_made(1_000_000), wrong)
    right = a_donation(account_id=None)
    reversal = Reversal(entry=6, reason=ReversalReason.OTHER, replacement=right)
    fund.when(reverse_entry, wrong, reversal).then(AccountNotFound("account_id"))


def reversed_(
    case: Given, entry: Event, *, pledged_by: DonorId | None = None, on: date | None = None
) -> EntryReversed:
    """What reversing an entry, perhaps on a later day, comes to."""
    reversal = Reversal(entry=6, reason=ReversalReason.OTHER, effective_on=on)
    background = Background(pledged_by=pledged_by)
    [event] = case.when(reverse_entry, entry, reversal, background=background).outcome()
    assert isinstance(event, EntryReversed)
    return event


def corrected(
    case: Given, entry: Event, right: object, *, pledged_by: DonorId | None = None
) -> list[Event]:
    reversal = Reversal(entry=6, reason=ReversalReason.OTHER, replacement=right)  # type: ignore[arg-type]
    background = Background(pledged_by=pledged_by)
    events = case.when(reverse_entry, entry, reversal, background=background).outcome()
    assert all(isinstance(event, Event) for event in events), events
    return list(events)  # type: ignore[arg-type]
