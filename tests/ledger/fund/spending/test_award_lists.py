"""Award lists: every bad line is named, and suất, lượt and persons are counted apart."""

import pytest

from ledger.context import Context
from ledger.errors import LedgerError
from ledger.errors.access import OwnAward
from ledger.errors.money import AmountMismatch, BadAmount, BadAwardList
from ledger.fund.spending.award_lists import (
    LINES_MAX,
    Award,
    Part,
    categories_of,
    check_lines,
    check_not_own,
    check_sums,
    listed_part,
    numbered,
    persons_in,
    unlisted_part,
)
from ledger.values import AMOUNT_DONG_MAX, BeneficiaryId, Category
from tests.builders import TREASURER, an_award, an_id
from tests.fakes import TODAY
from tests.ledger.specification import told

AN, BINH = BeneficiaryId(an_id("An")), BeneficiaryId(an_id("Bình"))
LINES = tuple(
    numbered(
        [
            an_award("An", 400_000, awards=2, categories=(Category.POOR,)),
            an_award("Bình", 300_000, categories=(Category.POOR, Category.ORPHANED)),
            an_award("An", 300_000),
        ]
    )
)


def refusal(check: object, *asked: object) -> tuple[object, ...]:
    with pytest.raises(LedgerError) as refused:
        check(*asked)  # type: ignore[operator]
    return told(refused.value)


def test_lines_are_numbered_from_one() -> None:
    assert [line.number for line in LINES] == [1, 2, 3]
    assert [line.beneficiary_id for line in LINES] == [AN, BINH, AN]


def test_every_line_that_is_wrong_is_named_with_what_is_wrong() -> None:
    twice = (Category.POOR, Category.POOR)
    awards = [
        an_award("An"),
        an_award("An", 0),
        an_award("An", AMOUNT_DONG_MAX + 1, categories=twice),
        an_award("An", 2, awards=3),
        an_award("An", awards=0),
        an_award("An", True),  # noqa: FBT003  # a truth is no amount
        an_award("An", AMOUNT_DONG_MAX),
    ]
    assert refusal(check_lines, awards) == told(
        BadAwardList(
            "lines.1.amount_dong",
            "lines.2.amount_dong",
            "lines.2.categories",
            "lines.3.awards",
            "lines.4.awards",
            "lines.5.amount_dong",
        )
    )


def test_a_list_holds_a_thousand_lines_and_no_more() -> None:
    check_lines([an_award("An")] * LINES_MAX)
    too_many: list[Award] = [an_award("An")] * (LINES_MAX + 1)
    assert refusal(check_lines, too_many) == told(BadAwardList("lines", most=LINES_MAX))


@pytest.mark.parametrize(
    "named, refused",
    [
        ({"amount_dong": 1, "awards": 1}, AmountMismatch("amount_dong", must_be=1_000_000)),
        ({"amount_dong": 1_000_000, "awards": 3}, AmountMismatch("awards", must_be=4)),
        ({"instances": 2}, AmountMismatch("instances", must_be=3)),
        ({"persons": 3}, AmountMismatch("persons", must_be=2)),
    ],
)
def test_a_sum_that_is_named_is_that_of_the_lines(
    named: dict[str, int], refused: AmountMismatch
) -> None:
    assert refusal(check_sums, LINES, named) == told(refused)
    check_sums(LINES, {"amount_dong": 1_000_000, "awards": 4, "instances": 3, "persons": 2})
    check_sums(LINES, dict.fromkeys(named))


def test_awards_instances_and_persons_are_three_measures() -> None:
    assert sum(line.awards for line in LINES) == 4
    assert len(LINES) == 3
    assert persons_in(LINES) == 2


def test_nobody_knows_how_many_persons_there_are_if_a_line_names_none() -> None:
    assert persons_in(tuple(numbered([an_award("An"), an_award()]))) is None


def test_the_tags_of_a_list_are_those_of_its_lines_in_a_fixed_order() -> None:
    assert categories_of(LINES) == (Category.POOR, Category.ORPHANED)


def test_whoever_is_a_recipient_is_told_by_which_lines() -> None:
    check_not_own(LINES, Context(TREASURER, TODAY))
    check_not_own(LINES, Context(TREASURER, TODAY, frozenset({BeneficiaryId(an_id("Cúc"))})))
    himself = Context(TREASURER, TODAY, frozenset({AN}))
    assert refusal(check_not_own, LINES, himself) == told(OwnAward("lines.0", "lines.2"))


def test_a_part_of_a_list_is_some_of_its_lines() -> None:
    assert listed_part(LINES, ()) == Part(1_000_000, 4, LINES)
    assert listed_part(LINES, (3, 1)) == Part(700_000, 3, (LINES[0], LINES[2]))


@pytest.mark.parametrize(
    "wanted, named",
    [
        ((4,), ("lines.0",)),
        ((1, 0, 2), ("lines.1",)),
        ((2, 3, 2, 2), ("lines.2", "lines.3")),
        ((9, 9), ("lines.0", "lines.1")),
    ],
)
def test_a_line_that_is_not_there_or_comes_again_is_named(
    wanted: tuple[int, ...], named: tuple[str, ...]
) -> None:
    assert refusal(listed_part, LINES, wanted) == told(BadAwardList(*named))


def test_of_what_has_no_list_the_last_award_goes_with_the_last_dong() -> None:
    most = Part(1_000, 2)
    assert unlisted_part(most, None, None) == most
    assert unlisted_part(most, 999, 0) == Part(999, 0)
    assert unlisted_part(most, 1, 1) == Part(1, 1)
    assert refusal(unlisted_part, most, 1_001, 2) == told(
        BadAmount("amount_dong", least=1, most=1_000)
    )
    assert refusal(unlisted_part, most, 999, 2) == told(BadAmount("awards", least=0, most=1))
    assert refusal(unlisted_part, most, 1_000, 1) == told(BadAmount("awards", least=2, most=2))


def test_awards_are_told_where_more_than_one_number_could_be_meant() -> None:
    assert unlisted_part(Part(1_000, 1), 999, None) == Part(999, 0)
    assert unlisted_part(Part(1_000, 1), 1_000, None) == Part(1_000, 1)
    assert unlisted_part(Part(1_000, 0), 999, None) == Part(999, 0)
    assert refusal(unlisted_part, Part(1_000, 2), 999, None) == told(
        BadAmount("awards", least=0, most=1)
    )


def test_an_instalment_without_an_award_comes_back_without_one() -> None:
    assert unlisted_part(Part(500, 0), 100, 0) == Part(100, 0)
    assert refusal(unlisted_part, Part(500, 0), 100, 1) == told(
        BadAmount("awards", least=0, most=0)
    )
