"""Steps of appeals, pledges, direct aid, and donors' consents."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from hypothesis import strategies as st

from ledger.events.fund.opening import OpeningBalanceRecorded
from ledger.events.fund.receiving import DonationReceived
from ledger.events.fund.transferring import TransferReceived
from ledger.fund.receiving.mobilizing import DirectAid, NewMobilization, NewPledge
from ledger.people.donor import NewConsent
from ledger.values import ConsentId, DonorId, MobilizationId, PledgeId
from tests.ledger.laws.place import PAPER, Place
from tests.ledger.laws.steps.drawn import BY_TREASURER, DAYS_AGO, DONGS, OPTIONAL, PICKS, PURPOSES
from tests.ledger.laws.world import Step

CAME = (DonationReceived.topic, OpeningBalanceRecorded.topic, TransferReceived.topic)


def donor(place: Place, number: int | None) -> DonorId | None:
    """One of the two donors, or none."""
    donors = sorted(
        key for key in place.naive.versions if not any(f.fund == key for f in place.naive.funds)
    )
    return None if number is None else DonorId(donors[number % len(donors)])


def appeal(place: Place, number: int | None) -> MobilizationId | None:
    """An appeal of the fund, or none."""
    appeals = [each.appeal for each in place.of(place.naive.appeals)]
    return place.pick(appeals, number, MobilizationId)


def pledge(place: Place, number: int | None) -> PledgeId | None:
    """A pledge to the fund, or none."""
    pledges = [each.pledge for each in place.of(place.naive.pledges)]
    return place.pick(pledges, number, PledgeId)


@dataclass(frozen=True, kw_only=True)
class Launch(Step):
    """Launch an appeal."""

    use_case = "launch_mobilization"
    starts_days_ago: int = 5
    lasts: int | None = None
    purpose: int = 0
    code: str | None = None

    def asked(self, place: Place) -> tuple[Any, ...]:
        ends_on: date | None = None
        if self.lasts is not None:
            ends_on = place.day(self.starts_days_ago - self.lasts)
        return place.fund, NewMobilization(
            mobilization_id=MobilizationId(place.new_id()),
            name="Vì em hiếu học",
            starts_on=place.day(self.starts_days_ago),
            ends_on=ends_on,
            purpose=place.purpose(self.purpose),
            memo_code=self.code,
        )


@dataclass(frozen=True, kw_only=True)
class CloseAppeal(Step):
    """Close an appeal."""

    use_case = "close_mobilization"
    which: int = 0
    days_ago: int = 0

    def asked(self, place: Place) -> tuple[Any, ...]:
        return place.fund, appeal(place, self.which), place.day(self.days_ago)


@dataclass(frozen=True, kw_only=True)
class Pledge(Step):
    """Make a pledge."""

    use_case = "make_pledge"
    dong: int = 500_000
    days_ago: int = 0
    due_in: int | None = None
    by_donor: int | None = None
    for_appeal: int | None = None

    def asked(self, place: Place) -> tuple[Any, ...]:
        due_in = self.due_in
        return place.fund, NewPledge(
            pledge_id=PledgeId(place.new_id()),
            mobilization_id=appeal(place, self.for_appeal),
            amount_dong=self.dong,
            due_on=None if due_in is None else place.day(self.days_ago - due_in),
            donor_id=donor(place, self.by_donor),
            effective_on=place.day(self.days_ago),
        )


@dataclass(frozen=True, kw_only=True)
class WithdrawPledge(Step):
    """Withdraw what is outstanding of a pledge."""

    use_case = "withdraw_pledge"
    which: int = 0
    days_ago: int = 0

    def asked(self, place: Place) -> tuple[Any, ...]:
        return place.fund, pledge(place, self.which), place.day(self.days_ago)


@dataclass(frozen=True, kw_only=True)
class ReportAid(Step):
    """Report help that never entered the fund."""

    use_case = "report_direct_aid"
    dong: int = 3_000_000
    for_appeal: int = 0
    days_ago: int = 0

    def asked(self, place: Place) -> tuple[Any, ...]:
        mobilization_id = appeal(place, self.for_appeal)
        assert mobilization_id is not None
        return place.fund, DirectAid(
            mobilization_id=mobilization_id,
            amount_dong=self.dong,
            effective_on=place.day(self.days_ago),
        )


@dataclass(frozen=True, kw_only=True)
class Consent(Step):
    """Record that a donor agrees to the release of a gift, perhaps on a paper that he signed."""

    use_case = "give_consent"
    on_paper: bool = False
    by_donor: int = 0
    gift: int = 0
    given: int | None = None
    dong: int = 500_000
    to_purpose: int = 0

    def asked(self, place: Place) -> tuple[Any, ...]:
        given = [each for each in place.naive.entries if each.topic in CAME]
        picked = None if self.given is None or not given else given[-1 - self.given % len(given)]
        new = NewConsent(
            consent_id=ConsentId(place.new_id()),
            fund_id=place.fund,
            entry=place.entry(self.gift, *CAME),
            to_purpose=place.purpose(self.to_purpose),
            amount_dong=self.dong,
            effective_on=place.naive.today,
            gift_fund_id=None if picked is None else picked.fund,
            gift_entry=None if picked is None else picked.version,
            document_sha256=PAPER if self.on_paper else None,
        )
        return donor(place, self.by_donor), new


@dataclass(frozen=True, kw_only=True)
class WithdrawConsent(Step):
    """Take a consent back."""

    use_case = "withdraw_consent"
    which: int = 0

    def asked(self, place: Place) -> tuple[Any, ...]:
        given = [(each.donor, each.consent) for each in place.naive.consents]
        if given:
            return given[-1 - self.which % len(given)]
        return donor(place, 0), ConsentId(place.new_id())


PLEDGE = st.builds(
    Pledge,
    who=BY_TREASURER,
    dong=DONGS,
    days_ago=DAYS_AGO,
    due_in=st.sampled_from([None, None, 3, -1]),
    by_donor=OPTIONAL,
    for_appeal=OPTIONAL,
)
CONSENT = st.builds(
    Consent,
    who=BY_TREASURER,
    by_donor=st.integers(0, 1),
    gift=PICKS,
    given=st.none() | st.none() | PICKS,
    dong=st.sampled_from([200_000, 500_000, 10**9]),
    to_purpose=PURPOSES,
    on_paper=st.booleans(),
)
MOBILIZING: st.SearchStrategy[Step] = st.one_of(
    st.builds(
        Launch,
        who=BY_TREASURER,
        starts_days_ago=DAYS_AGO,
        lasts=st.sampled_from([None, None, 3, 30, -1]),
        purpose=PURPOSES,
        code=st.sampled_from([None, None, "TET", "Tết", "TET-2025", "TẾT2025", "2025", "DATTO"]),
    ),
    st.builds(CloseAppeal, who=BY_TREASURER, which=PICKS, days_ago=DAYS_AGO),
    PLEDGE,
    PLEDGE,
    st.builds(WithdrawPledge, who=BY_TREASURER, which=PICKS, days_ago=DAYS_AGO),
    st.builds(ReportAid, who=BY_TREASURER, dong=DONGS, for_appeal=PICKS, days_ago=DAYS_AGO),
    CONSENT,
    st.builds(WithdrawConsent, who=BY_TREASURER, which=PICKS),
)
