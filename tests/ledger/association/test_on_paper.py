"""What was done on paper: periods without a book, and help that partners gave."""

from datetime import date

import pytest
from msgspec.structs import replace

from ledger.association.on_paper import (
    LINES_MAX,
    NewAidGiven,
    NewPeriodSummary,
    report_aid_given,
    report_period_summary,
)
from ledger.errors import LedgerError
from ledger.errors.associations import AssociationEnded, DatedBeforeAssociation
from ledger.errors.money import AmountMismatch, BadAwardList, BadFigure, BadWindow, DatedAhead
from ledger.events.association import (
    AidGivenReported,
    FewTagged,
    GivenLine,
    GivenPrivate,
    PaperBalance,
    PeriodSummaryReported,
)
from ledger.values import AMOUNT_DONG_MAX, Category, DisbursementClass, Level
from tests.builders import TREASURER
from tests.fakes import TODAY
from tests.ledger.association.happened import FOUNDED, UNFOUNDED, dissolved, established
from tests.ledger.specification import given, mended_one_by_one

NEW_YEAR, ENDED, TOMORROW = date(2025, 1, 1), date(2025, 6, 1), date(2025, 6, 17)
PUPILS = GivenLine(
    disbursement_class=DisbursementClass.SCHOLARSHIP,
    categories=(Category.POOR,),
    awards=119,
    amount_dong=59_500_000,
)
TEACHERS = GivenLine(disbursement_class=DisbursementClass.AWARD, instances=17, amount_dong=500_000)
SUMMARY = NewPeriodSummary(
    whole=False,
    since=NEW_YEAR,
    effective_on=TODAY,
    cash_dong=70_000_000,
    in_kind_dong=5_000_000,
    closing=PaperBalance(amount_dong=15_000_000, on=TODAY),
    lines=(PUPILS, TEACHERS),
    source="Sổ giấy",
)
AID = NewAidGiven(
    programme="Tiếp sức đến trường",
    whole=True,
    since=NEW_YEAR,
    effective_on=TODAY,
    amount_dong=42_000_000,
    own_share_dong=2_000_000,
    lines=(replace(PUPILS, amount_dong=None), replace(TEACHERS, amount_dong=None)),
    payer="Công ty Than Hạ Long",
    co_organisers=("Tỉnh đoàn",),
    place="huyện Ba Bể, Bắc Kạn",
    narrow_place="Trường Quảng Khê",
    source="Báo cáo nhiệm kỳ",
)


def test_a_summary_works_out_what_follows_from_all_its_parts() -> None:
    given(established()).when(report_period_summary, SUMMARY).then(
        PeriodSummaryReported(
            whole=False,
            since=NEW_YEAR,
            effective_on=TODAY,
            mobilized_dong=75_000_000,
            cash_dong=70_000_000,
            in_kind_dong=5_000_000,
            supported_dong=60_000_000,
            closing=PaperBalance(amount_dong=15_000_000, on=TODAY),
            lines=(PUPILS, TEACHERS),
            source="Sổ giấy",
            private=GivenPrivate(recorded_by=TREASURER),
        )
    )


def test_a_total_may_be_all_that_paper_says() -> None:
    only = NewPeriodSummary(
        whole=True, since=NEW_YEAR, effective_on=TODAY, mobilized_dong=9, source="Sổ giấy"
    )
    given(established()).when(report_period_summary, only).is_accepted()


def test_a_summary_is_refused_for_the_first_thing_that_is_wrong_with_it() -> None:
    mended_one_by_one(
        given(established(), dissolved(ENDED)),
        report_period_summary,
        replace(
            SUMMARY,
            since=date(2025, 6, 18),
            effective_on=TOMORROW,
            supported_dong=-1,
            mobilized_dong=74_999_999,
            closing=PaperBalance(amount_dong=1, on=UNFOUNDED),
            lines=(replace(PUPILS, part_of=1), TEACHERS),
        ),
        (
            BadFigure("supported_dong", least=0, most=AMOUNT_DONG_MAX),
            {"supported_dong": 60_000_001},
        ),
        (BadAwardList("lines.0.part_of"), {"lines": (PUPILS, TEACHERS)}),
        (AmountMismatch("mobilized_dong", least_dong=75_000_000), {"mobilized_dong": 80_000_000}),
        (
            AmountMismatch("supported_dong", must_be_dong=60_000_000),
            {"supported_dong": 60_000_000},
        ),
        (BadWindow("effective_on", starts_on="2025-06-18"), {"since": FOUNDED}),
        (DatedAhead("effective_on", today=TODAY.isoformat()), {"effective_on": TODAY}),
        (
            BadWindow("closing.on", starts_on=FOUNDED.isoformat()),
            {"closing": PaperBalance(amount_dong=1, on=TOMORROW)},
        ),
        (
            DatedAhead("closing.on", today=TODAY.isoformat()),
            {"closing": None, "since": UNFOUNDED},
        ),
        (DatedBeforeAssociation("since", began_on=FOUNDED.isoformat()), {"since": FOUNDED}),
        (
            AssociationEnded("effective_on", ended_on=ENDED.isoformat()),
            {"effective_on": date(2025, 5, 31)},
        ),
    )


def test_help_keeps_a_joint_total_and_hides_a_narrow_place() -> None:
    given(established()).when(report_aid_given, AID).then(
        AidGivenReported(
            programme="Tiếp sức đến trường",
            whole=True,
            since=NEW_YEAR,
            effective_on=TODAY,
            amount_dong=42_000_000,
            own_share_dong=2_000_000,
            lines=AID.lines,
            payer="Công ty Than Hạ Long",
            co_organisers=("Tỉnh đoàn",),
            place="huyện Ba Bể, Bắc Kạn",
            source="Báo cáo nhiệm kỳ",
            private=GivenPrivate(recorded_by=TREASURER, place="Trường Quảng Khê"),
        )
    )


@pytest.mark.parametrize(
    "change", [{"awards": 4}, {"awards": None, "amount_dong": 9}, {"persons": 4}]
)
def test_tags_of_so_few_that_they_point_at_somebody_are_private(
    change: dict[str, int | None],
) -> None:
    few = replace(AID.lines[0], **change)
    case = given(established()).when(report_aid_given, replace(AID, lines=(AID.lines[1], few)))
    [event] = case.outcome()
    assert isinstance(event, AidGivenReported)
    assert event.lines[1].categories == ()
    assert event.private.few == (FewTagged(number=2, categories=(Category.POOR,)),)


@pytest.mark.parametrize(
    "parts,hidden",
    [((117,), (2,)), ((60, 57), (2, 3)), ((114,), ()), ((60, 59), ()), ((119,), ())],
    ids=["all but two", "together all but two", "all but five", "a partition", "all"],
)
def test_tags_of_parts_that_leave_a_few_of_the_whole_are_private(
    parts: tuple[int, ...], hidden: tuple[int, ...]
) -> None:
    both = (Category.POOR, Category.DISABLED)
    lines = [replace(PUPILS, categories=both, awards=each, part_of=1) for each in parts]
    lines = [replace(each, amount_dong=None) for each in lines]
    summary = replace(SUMMARY, lines=(PUPILS, *lines))
    [event] = given(established()).when(report_period_summary, summary).outcome()
    assert isinstance(event, PeriodSummaryReported)
    assert event.lines[0] == PUPILS
    assert event.private.few == tuple(FewTagged(number=n, categories=both) for n in hidden)
    assert [not line.categories for line in event.lines[1:]] == [
        number in hidden for number in range(2, len(lines) + 2)
    ]


def test_a_branch_tells_tags_to_those_who_may_see_them() -> None:
    branch = replace(established(), level=Level.BRANCH)
    [event] = given(branch).when(report_period_summary, SUMMARY).outcome()
    assert isinstance(event, PeriodSummaryReported)
    assert event.lines[0] == replace(PUPILS, categories=())
    assert event.private.few == (FewTagged(number=1, categories=(Category.POOR,)),)


@pytest.mark.parametrize(
    "since,until,tags",
    [
        (date(2025, 5, 5), date(2025, 5, 5), ()),
        (NEW_YEAR, date(2025, 3, 1), ()),
        (date(2025, 1, 2), TODAY, ()),
        (NEW_YEAR, date(2025, 3, 31), PUPILS.categories),
        (NEW_YEAR, date(2025, 6, 13), PUPILS.categories),
        (date(2024, 9, 1), date(2025, 5, 31), PUPILS.categories),
        (date(2021, 1, 1), date(2024, 12, 31), PUPILS.categories),
    ],
    ids=["a day", "too short", "begun anyhow", "a quarter", "a half-year", "school year", "years"],
)
def test_tags_are_public_of_fixed_periods_alone(
    since: date, until: date, tags: tuple[Category, ...]
) -> None:
    summary = replace(SUMMARY, closing=None, since=since, effective_on=until)
    aid = replace(AID, since=since, effective_on=until)
    old = replace(established(), effective_on=date(2020, 1, 1))
    for decision, new in ((report_period_summary, summary), (report_aid_given, aid)):
        [event] = given(old).when(decision, new).outcome()
        assert isinstance(event, PeriodSummaryReported | AidGivenReported)
        assert event.lines[0].categories == tags
        assert bool(event.private.few) is not bool(tags)


def test_tags_are_private_where_periods_are_the_days_of_one_event_apart() -> None:
    """Thirty more than what was told through 31 May are those of the first days of June."""
    for until, is_told in ((date(2025, 5, 31), False), (date(2025, 3, 28), True)):
        before = given(established(), told(until, 80))
        [event] = before.when(report_period_summary, SUMMARY).outcome()
        assert isinstance(event, PeriodSummaryReported)
        assert bool(event.lines[0].categories) is is_told


def told(
    until: date, awards: int, *tags: Category, since: date = NEW_YEAR
) -> PeriodSummaryReported:
    """A summary that everybody can read, of so many awards."""
    line = replace(PUPILS, categories=tags or (Category.POOR,), awards=awards)
    return PeriodSummaryReported(
        whole=False,
        since=since,
        effective_on=until,
        lines=(line,),
        source="Sổ giấy",
        private=GivenPrivate(recorded_by=TREASURER),
    )


@pytest.mark.parametrize(
    "before",
    [
        (told(TODAY, 118),),
        (told(TODAY, 123),),
        (told(date(2025, 5, 31), 118),),
        (told(TODAY, 118), told(TODAY, 150)),
        (told(TODAY, 118, Category.DISABLED, Category.POOR),),
    ],
    ids=["replaced", "fewer than before", "overlapping", "replaced twice", "one tag in common"],
)
def test_tags_are_private_where_a_figure_of_the_same_days_is_a_few_apart(
    before: tuple[PeriodSummaryReported, ...],
) -> None:
    case = given(established(), *before).when(report_period_summary, SUMMARY)
    [event] = case.outcome()
    assert isinstance(event, PeriodSummaryReported)
    assert event.lines[0] == replace(PUPILS, categories=())
    assert event.private.few == (FewTagged(number=1, categories=(Category.POOR,)),)


def test_help_is_compared_with_what_was_told_of_its_programme() -> None:
    before = replace(AID, lines=(replace(PUPILS, amount_dong=None, awards=121),))
    for programme, tags in (("tiếp sức  ĐẾN TRƯỜNG", ()), ("Áo ấm", PUPILS.categories)):
        [earlier] = given(established()).when(report_aid_given, before).outcome()
        assert isinstance(earlier, AidGivenReported)
        again = replace(AID, programme=programme)
        [event] = given(established(), earlier).when(report_aid_given, again).outcome()
        assert isinstance(event, AidGivenReported)
        assert event.lines[0].categories == tags


@pytest.mark.parametrize(
    "before",
    [
        told(TODAY, 119),
        told(TODAY, 114),
        told(TODAY, 118, Category.DISABLED),
        told(date(2024, 12, 31), 118, since=date(2024, 1, 1)),
    ],
    ids=["the same", "a crowd apart", "another tag", "other days"],
)
def test_tags_are_public_where_no_few_can_be_had_by_subtraction(
    before: PeriodSummaryReported,
) -> None:
    case = given(established(), before).when(report_period_summary, SUMMARY)
    [event] = case.outcome()
    assert isinstance(event, PeriodSummaryReported)
    assert (event.lines[0], event.private.few) == (PUPILS, ())


@pytest.mark.parametrize(
    "field,change",
    [
        ("disbursement_class", {"disbursement_class": DisbursementClass.ADMINISTRATION}),
        ("categories", {"categories": (Category.POOR, Category.POOR)}),
        ("part_of", {"part_of": 2}),
        ("awards", {"awards": None, "amount_dong": None}),
        ("awards", {"awards": 0}),
        ("instances", {"part_of": 1, "instances": 18, "amount_dong": None}),
        ("amount_dong", {"amount_dong": AMOUNT_DONG_MAX + 1}),
    ],
)
def test_a_line_that_cannot_be_is_named(field: str, change: dict[str, object]) -> None:
    lines = (TEACHERS, replace(PUPILS, **change))
    case = given(established())
    case.when(report_aid_given, replace(AID, lines=lines)).then(BadAwardList(f"lines.1.{field}"))


def test_a_part_has_no_parts_of_its_own() -> None:
    part = replace(PUPILS, part_of=1)
    lines = (PUPILS, part, replace(part, part_of=2))
    case = given(established())
    case.when(report_aid_given, replace(AID, lines=lines)).then(BadAwardList("lines.2.part_of"))


def test_more_lines_than_anybody_publishes_are_refused() -> None:
    lines = (TEACHERS,) * (LINES_MAX + 1)
    case = given(established())
    case.when(report_aid_given, replace(AID, lines=lines)).then(
        BadAwardList("lines", most=LINES_MAX)
    )


def test_an_amount_is_at_least_what_its_lines_say() -> None:
    lines = (PUPILS, replace(TEACHERS, amount_dong=None))
    refusal: LedgerError = AmountMismatch("amount_dong", least_dong=59_500_000)
    case = given(established())
    case.when(report_aid_given, replace(AID, lines=lines)).then(refusal)


def test_help_is_refused_for_the_first_thing_that_is_wrong_with_it() -> None:
    mended_one_by_one(
        given(established(), dissolved(ENDED)),
        report_aid_given,
        replace(
            AID,
            since=date(2025, 6, 18),
            effective_on=TOMORROW,
            amount_dong=-1,
            own_share_dong=60_000_001,
            lines=(replace(PUPILS, awards=0), TEACHERS),
        ),
        (BadFigure("amount_dong", least=0, most=AMOUNT_DONG_MAX), {"amount_dong": None}),
        (BadAwardList("lines.0.awards"), {"lines": (PUPILS, TEACHERS)}),
        (AmountMismatch("own_share_dong", most_dong=60_000_000), {"own_share_dong": None}),
        (BadWindow("effective_on", starts_on="2025-06-18"), {"since": UNFOUNDED}),
        (DatedAhead("effective_on", today=TODAY.isoformat()), {"effective_on": TODAY}),
        (DatedBeforeAssociation("since", began_on=FOUNDED.isoformat()), {"since": FOUNDED}),
        (
            AssociationEnded("effective_on", ended_on=ENDED.isoformat()),
            {"effective_on": date(2025, 5, 31)},
        ),
    )
