"""Money given for a purpose is spent on nothing else, and becomes free only as its donor agreed."""

from datetime import date

import pytest
from msgspec.structs import asdict, replace

from ledger.errors import LedgerError
from ledger.errors.missing import PurposeNotFound
from ledger.errors.restricted import (
    CategoryNotAllowed,
    ClassNotAllowed,
    PurposeExpired,
    WrongPlace,
    WrongProgramme,
)
from ledger.events.fund.opening import Restriction
from ledger.fund import Fund
from ledger.fund.restricting import Use, check_use
from ledger.fund.spending.disbursements import propose_disbursement
from ledger.values import GENERAL, Category, DisbursementClass, PurposeId
from tests.builders import a_proposal
from tests.fakes import TODAY
from tests.ledger.happened import PURPOSE
from tests.ledger.happened.opening import A_FUND, purpose_defined
from tests.ledger.specification import given, named_refusals, told
from tests.ledger.wrong import NO_PURPOSE, TOMORROW

# What money of a purpose may be spent on

YESTERDAY = date(2025, 6, 15)
STRICT = Restriction(
    programme="Tiếp sức đến trường",
    classes=(DisbursementClass.SCHOLARSHIP, DisbursementClass.SUPPORT),
    categories=(Category.ORPHANED, Category.POOR),
    place="xã Thạch Hà",
    expires_on=TODAY,
)
FITTING = Use(
    disbursement_class=DisbursementClass.SCHOLARSHIP,
    programme="Tiếp sức đến trường",
    categories=(Category.POOR,),
    place="Thôn Đông, xã Thạch Hà",
)


def a_fund_with(restriction: Restriction, purpose: PurposeId = PURPOSE) -> Fund:
    defined = purpose_defined(purpose, **asdict(restriction))
    state = given(*A_FUND, defined).state
    assert isinstance(state, Fund)
    return state


def use_refused(restriction: Restriction, use: Use, on: date = TODAY) -> LedgerError | None:
    try:
        check_use(a_fund_with(restriction), PURPOSE, use, on)
    except LedgerError as refusal:
        return refusal
    return None


def test_what_fits_every_part_of_a_restriction_is_allowed_until_its_last_day() -> None:
    assert use_refused(STRICT, FITTING) is None


def test_money_without_a_purpose_and_a_purpose_without_a_restriction_are_free() -> None:
    anything = Use(disbursement_class=DisbursementClass.AWARD, programme="Tết")
    check_use(a_fund_with(STRICT), GENERAL, anything, TOMORROW)
    assert use_refused(Restriction(), anything, TOMORROW) is None


def test_a_use_is_refused_for_the_first_rule_that_it_breaks() -> None:
    """The purpose, its last day, the programme, the class, the recipients, the place."""
    fund = a_fund_with(STRICT)
    wrong = Use(disbursement_class=DisbursementClass.AWARD, programme="Tết")
    faults: list[tuple[LedgerError, PurposeId, Use, date]] = [
        (PurposeNotFound("purpose"), NO_PURPOSE, wrong, TOMORROW),
        (PurposeExpired("purpose", expired_on=TODAY.isoformat()), PURPOSE, wrong, TOMORROW),
        (WrongProgramme("programme", must_be=STRICT.programme or ""), PURPOSE, wrong, TODAY),
        (
            ClassNotAllowed("disbursement_class", allowed="scholarship, support"),
            PURPOSE,
            wrong := replace(wrong, programme=FITTING.programme),
            TODAY,
        ),
        (
            CategoryNotAllowed("categories", allowed="orphaned, poor"),
            PURPOSE,
            wrong := replace(wrong, disbursement_class=DisbursementClass.SUPPORT),
            TODAY,
        ),
        (
            WrongPlace("place", must_be="xã Thạch Hà"),
            PURPOSE,
            replace(wrong, categories=(Category.POOR,)),
            TODAY,
        ),
    ]
    for expected, purpose, use, on in faults:
        with pytest.raises(type(expected)) as refused:
            check_use(fund, purpose, use, on)
        assert told(refused.value) == told(expected)
    assert named_refusals(check_use) == [type(expected).__name__ for expected, *_ in faults]


@pytest.mark.parametrize("programme", ["TIẾP SỨC ĐẾN TRƯỜNG", "tiếp sức đến trường"])
def test_a_programme_is_the_same_in_capitals(programme: str) -> None:
    assert use_refused(STRICT, replace(FITTING, programme=programme)) is None


@pytest.mark.parametrize("place", ["xã Thạch Hà", "Xã Thạch Hà", "Tổ 1, Thôn Đông, xã Thạch Hà"])
def test_a_place_lies_in_the_one_that_the_money_is_for(place: str) -> None:
    assert use_refused(STRICT, replace(FITTING, place=place)) is None


@pytest.mark.parametrize("place", [None, "xã Cẩm Xuyên", "Thạch Hà", "thị xã Thạch Hà"])
def test_another_place_is_none_of_it(place: str | None) -> None:
    refused = use_refused(STRICT, replace(FITTING, place=place))
    assert isinstance(refused, WrongPlace)


@pytest.mark.parametrize(
    "categories",
    [(), (Category.EXCELLENT,), (Category.POOR, Category.EXCELLENT)],
)
def test_recipients_without_a_list_must_all_be_of_an_allowed_kind(
    categories: tuple[Category, ...],
) -> None:
    refused = use_refused(STRICT, replace(FITTING, categories=categories))
    assert isinstance(refused, CategoryNotAllowed)


def test_each_line_of_a_list_needs_one_allowed_kind_and_every_bad_line_is_named() -> None:
    """A recipient may be more than what the money is for; one who is nothing of it is named."""
    fits = (Category.POOR, Category.EXCELLENT)
    use = replace(FITTING, categories=(), recipients=(fits, (), fits, (Category.EXCELLENT,)))
    refused = use_refused(STRICT, use)
    assert refused is not None
    assert told(refused) == told(
        CategoryNotAllowed("lines.1.categories", "lines.3.categories", allowed="orphaned, poor")
    )
    assert use_refused(STRICT, replace(use, recipients=(fits, fits))) is None


def test_a_proposal_on_a_restricted_purpose_is_refused_for_what_does_not_fit() -> None:
    fund = given(*A_FUND, purpose_defined(**asdict(STRICT)))
    fitting = a_proposal(purpose=PURPOSE, categories=(Category.POOR,), place="xã Thạch Hà")
    fund.when(propose_disbursement, fitting).is_accepted()
    fund.when(propose_disbursement, replace(fitting, programme="Tết")).then(
        WrongProgramme("programme", must_be="Tiếp sức đến trường")
    )
