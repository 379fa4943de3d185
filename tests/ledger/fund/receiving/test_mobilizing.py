"""How appeals are launched and closed, and help reported that they brought about."""

from datetime import date

import pytest
from msgspec.structs import replace

from ledger.errors.conflicts import MemoCodeTaken
from ledger.errors.missing import MobilizationNotFound, PurposeNotFound
from ledger.errors.money import (
    BadAmount,
    BadWindow,
    BalanceTooLarge,
    DatedBeforeFund,
    MobilizationIsClosed,
    OutsideMobilization,
)
from ledger.events.fund.correcting import EntryReversed
from ledger.events.fund.money import Documented
from ledger.fund import Fund
from ledger.fund.control.correcting import Reversal, reverse_entry
from ledger.fund.receiving.donations import receive_donation
from ledger.fund.receiving.mobilizing import (
    DirectAid,
    close_mobilization,
    launch_mobilization,
    report_direct_aid,
)
from ledger.values import AMOUNT_DONG_MAX, BALANCE_DONG_MAX, GENERAL, MobilizationId, ReversalReason
from tests.builders import MOBILIZATION, OPENED, TREASURER, a_donation, a_mobilization, an_id, goods
from tests.fakes import TODAY
from tests.ledger.happened import PURPOSE
from tests.ledger.happened.opening import A_FUND, purpose_defined
from tests.ledger.happened.receiving import (
    direct_aid_reported,
    mobilization_closed,
    mobilization_launched,
)
from tests.ledger.specification import given, mended_one_by_one
from tests.ledger.wrong import (
    AHEAD,
    BEFORE_ALL,
    CLOSED_2024,
    IN_2024,
    NO_MOBILIZATION,
    NO_PURPOSE,
    NOT_AN_AMOUNT,
    SEALED,
    TOMORROW,
    TOO_EARLY,
)


def test_an_appeal_is_launched_today_for_its_window() -> None:
    given(*A_FUND).when(launch_mobilization, a_mobilization()).then(mobilization_launched())


def test_an_appeal_may_be_for_a_purpose_and_open_ended_and_have_no_target() -> None:
    fields: dict[str, object] = {
        "purpose": PURPOSE,
        "ends_on": None,
        "target_dong": None,
        "memo_code": "VEHH",
    }
    given(*A_FUND, purpose_defined()).when(launch_mobilization, a_mobilization(**fields)).then(
        mobilization_launched(**fields)
    )


@pytest.mark.parametrize("starts_on", [OPENED, date(2030, 9, 5)])
def test_an_appeal_may_begin_with_its_fund_or_be_planned_ahead(starts_on: date) -> None:
    given(*A_FUND).when(
        launch_mobilization, a_mobilization(starts_on=starts_on, ends_on=starts_on)
    ).then(mobilization_launched(starts_on=starts_on, ends_on=starts_on))


def test_an_appeal_is_refused_for_the_first_thing_that_is_wrong_with_it() -> None:
    other = MobilizationId(an_id("an appeal with a code"))
    with_code = {"mobilization_id": other, "starts_on": OPENED, "ends_on": None}
    mended_one_by_one(
        given(*A_FUND, mobilization_launched(**with_code, memo_code="VEHH")),
        launch_mobilization,
        a_mobilization(
            target_dong=0,
            purpose=NO_PURPOSE,
            starts_on=BEFORE_ALL,
            ends_on=date(2023, 12, 1),
            memo_code="VEHH",
        ),
        (BadAmount("target_dong", least=1, most=AMOUNT_DONG_MAX), {"target_dong": 1}),
        (PurposeNotFound("purpose"), {"purpose": GENERAL}),
        (DatedBeforeFund("starts_on", began_on="2024-01-01"), {"starts_on": OPENED}),
        (BadWindow("ends_on", starts_on="2024-01-01"), {"ends_on": OPENED}),
        (MemoCodeTaken("memo_code", mobilization_id=str(other)), {"memo_code": "VEHH2"}),
    )


@pytest.mark.parametrize(
    "code, other",
    [
        ("TET2025", "TET2025"),
        ("TET2025", "Tết 2025"),
        ("TET2025", "tet-2025"),
        ("ĐẤT TỔ", "DATTO"),
        ("TET", "TET 2025"),
        ("VI EM TET 2025", "TET"),
    ],
)
def test_two_open_appeals_have_no_codes_of_which_a_memo_could_mean_either(
    code: str, other: str
) -> None:
    first = mobilization_launched(memo_code=code)
    new = a_mobilization(mobilization_id=MobilizationId(an_id("another")), memo_code=other)
    taken = MemoCodeTaken("memo_code", mobilization_id=str(MOBILIZATION))
    given(*A_FUND, first).when(launch_mobilization, new).then(taken)
    for free in ("TETA", "2025TET", "-", None):
        given(*A_FUND, first).when(
            launch_mobilization, replace(new, memo_code=free)
        ).is_not_refused_for(MemoCodeTaken)
    nameless = mobilization_launched(memo_code=None)
    given(*A_FUND, nameless).when(launch_mobilization, new).is_accepted()


def test_the_code_of_an_appeal_that_is_over_may_be_used_again() -> None:
    first = mobilization_launched(memo_code="TET")
    new = a_mobilization(mobilization_id=MobilizationId(an_id("another")), memo_code="TET")
    given(*A_FUND, first, mobilization_closed()).when(launch_mobilization, new).is_accepted()
    for window in (
        {"starts_on": date(2025, 7, 1), "ends_on": None},
        {"starts_on": date(2025, 5, 1), "ends_on": date(2025, 5, 31)},
    ):
        given(*A_FUND, first).when(launch_mobilization, replace(new, **window)).is_accepted()
    for window in (
        {"starts_on": date(2025, 6, 30), "ends_on": None},
        {"starts_on": date(2025, 5, 1), "ends_on": date(2025, 6, 1)},
    ):
        given(*A_FUND, first).when(launch_mobilization, replace(new, **window)).then(
            MemoCodeTaken("memo_code", mobilization_id=str(MOBILIZATION))
        )


def test_an_open_appeal_is_closed_on_a_day() -> None:
    given(*A_FUND, mobilization_launched()).when(close_mobilization, MOBILIZATION, TODAY).then(
        mobilization_closed(TODAY)
    )


def test_closing_is_refused_for_the_first_thing_that_is_wrong_with_it() -> None:
    open_one = MobilizationId(an_id("an appeal still open"))
    mended_one_by_one(
        given(
            *A_FUND,
            mobilization_launched(),
            mobilization_closed(),
            mobilization_launched(mobilization_id=open_one),
            CLOSED_2024,
        ),
        close_mobilization,
        {"mobilization_id": NO_MOBILIZATION, "effective_on": TOMORROW},
        (MobilizationNotFound("mobilization_id"), {"mobilization_id": MOBILIZATION}),
        (MobilizationIsClosed("mobilization_id"), {"mobilization_id": open_one}),
        (AHEAD, {"effective_on": BEFORE_ALL}),
        (TOO_EARLY, {"effective_on": IN_2024}),
        (SEALED, {"effective_on": date(2025, 5, 31)}),
        (
            OutsideMobilization("effective_on", starts_on="2025-06-01"),
            {"effective_on": date(2025, 6, 1)},
        ),
    )


def test_closing_late_leaves_the_planned_last_day() -> None:
    planned = given(*A_FUND, mobilization_launched(ends_on=date(2025, 6, 10)))
    closed = given(*A_FUND, mobilization_launched(ends_on=date(2025, 6, 10)), mobilization_closed())
    gift = a_donation(on=date(2025, 6, 11), mobilization_id=MOBILIZATION)
    planned.when(receive_donation, gift).then(
        OutsideMobilization("mobilization_id", ends_on="2025-06-10")
    )
    closed.when(receive_donation, gift).then(
        MobilizationIsClosed("mobilization_id", ends_on="2025-06-10")
    )


# Direct aid


AID = DirectAid(mobilization_id=MOBILIZATION, amount_dong=3_000_000, effective_on=TODAY)


def test_direct_aid_is_reported_and_touches_nothing_the_fund_has() -> None:
    fund = given(*A_FUND, mobilization_launched())
    fund.when(report_direct_aid, AID).then(direct_aid_reported(3_000_000))
    before, after = fund.state, fund.after(direct_aid_reported(3_000_000)).state
    assert isinstance(before, Fund)
    assert isinstance(after, Fund)
    assert after == replace(before, turnover=before.turnover + 3_000_000)


def test_no_direct_aid_passes_what_the_sums_can_hold() -> None:
    """A fund's page adds up what an appeal brought about, as much as what is in the fund."""
    so_far = direct_aid_reported(BALANCE_DONG_MAX - 3_000_000)
    fund = given(*A_FUND, mobilization_launched(), so_far)
    fund.when(report_direct_aid, AID).is_accepted()
    in_kind = replace(AID, goods=goods(quantity_milli=1))
    fund.when(report_direct_aid, in_kind).then(BalanceTooLarge("amount_dong"))
    fund.when(report_direct_aid, replace(AID, amount_dong=3_000_001)).then(
        BalanceTooLarge("amount_dong")
    )


@pytest.mark.parametrize("dong", [3_000_000, 0])
def test_direct_aid_in_kind_has_a_value_or_none(dong: int) -> None:
    bicycles = goods("xe đạp", 20_000)
    given(*A_FUND, mobilization_launched()).when(
        report_direct_aid,
        replace(AID, amount_dong=dong, goods=bicycles, decision_number="12/BB"),
    ).then(
        direct_aid_reported(
            dong,
            goods=bicycles,
            private=Documented(recorded_by=TREASURER, decision_number="12/BB"),
        )
    )


def test_direct_aid_is_refused_for_the_first_thing_that_is_wrong_with_it() -> None:
    mended_one_by_one(
        given(
            *A_FUND, mobilization_launched(), mobilization_closed(date(2025, 6, 10)), CLOSED_2024
        ),
        report_direct_aid,
        replace(AID, amount_dong=0, effective_on=TOMORROW, mobilization_id=NO_MOBILIZATION),
        (NOT_AN_AMOUNT, {"amount_dong": 1, "goods": goods(quantity_milli=0)}),
        (
            BadAmount("goods.quantity_milli", least=1, most=AMOUNT_DONG_MAX),
            {"goods": goods()},
        ),
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
            {"effective_on": date(2025, 6, 1)},
        ),
        elsewhere=[BalanceTooLarge],
    )


def test_reversed_direct_aid_names_its_appeal_and_moves_nothing() -> None:
    aid = direct_aid_reported()
    fund = given(*A_FUND, mobilization_launched(), aid)
    reversal = Reversal(entry=6, reason=ReversalReason.DUPLICATE)
    [reversed_] = fund.when(reverse_entry, aid, reversal).outcome()
    assert isinstance(reversed_, EntryReversed)
    assert (reversed_.mobilization_id, reversed_.amount_dong) == (MOBILIZATION, 3_000_000)
    assert reversed_.postings == ()
    after = fund.after(reversed_).state
    assert isinstance(after, Fund)
    assert after == fund.state
