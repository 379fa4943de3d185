"""How long a role lasts at an association that ended."""

from datetime import date

import pytest
from msgspec.structs import replace

from ledger.association import Association
from ledger.association.state import Placed
from ledger.fund import Fund
from ledger.people.lasting import last_day, lasting
from ledger.people.staff import Grant, Staff
from ledger.values import AssociationId, LegalRegime, Level, Role
from tests.builders import COMMUNE, OPENED, an_id

PROVINCE = AssociationId(an_id("province"))
JUNE_30, JULY_1, JULY_15, JULY_31 = (
    date(2025, 6, 30),
    date(2025, 7, 1),
    date(2025, 7, 15),
    date(2025, 7, 31),
)
AUGUST_14 = date(2025, 8, 14)
STANDS = Association(
    level=Level.COMMUNE,
    established_on=OPENED,
    places=(Placed(OPENED, PROVINCE),),
    renamed_on=OPENED,
)
ENDED = replace(STANDS, ended_on=JULY_1)
OPEN = Fund(association_id=COMMUNE, legal_regime=LegalRegime.INTERNAL_FUND, opened_on=OPENED)
HANDED_OVER = replace(OPEN, ended_on=JULY_15)
OTHERS = sorted(set(Role) - {Role.ADMINISTRATOR})


@pytest.mark.parametrize("role", Role)
def test_where_nothing_ended_no_role_does(role: Role) -> None:
    assert last_day(role, STANDS, [HANDED_OVER]) is None


@pytest.mark.parametrize("role", OTHERS)
def test_whoever_keeps_its_books_has_his_role_until_thirty_days_after_the_last_is_handed_over(
    role: Role,
) -> None:
    earlier = replace(OPEN, ended_on=JULY_1)
    assert last_day(role, ENDED, [HANDED_OVER, OPEN]) is None
    assert last_day(role, ENDED, [HANDED_OVER, earlier]) == AUGUST_14
    assert last_day(role, ENDED, [earlier, HANDED_OVER]) == AUGUST_14
    assert last_day(role, ENDED, []) == JULY_31


@pytest.mark.parametrize("funds", [[], [OPEN], [HANDED_OVER]])
def test_the_administrators_role_ends_with_the_association(funds: list[Fund]) -> None:
    assert last_day(Role.ADMINISTRATOR, ENDED, funds) == JUNE_30


def test_a_role_that_ends_sooner_does_and_those_elsewhere_stay() -> None:
    sooner, elsewhere = (
        Grant(Role.AUDITOR, COMMUNE, OPENED, JULY_15),
        Grant(Role.AUDITOR, PROVINCE, OPENED, None),
    )
    someone = Staff(grants=(Grant(Role.TREASURER, COMMUNE, OPENED, None), sooner, elsewhere))
    found = lasting(
        someone,
        {COMMUNE: ENDED, PROVINCE: STANDS}.__getitem__,
        _last,
    )
    assert found.grants == (
        Grant(Role.TREASURER, COMMUNE, OPENED, JULY_31),
        sooner,
        elsewhere,
    )


def test_whoever_is_nowhere_that_ended_stays_as_he_is() -> None:
    someone = Staff(grants=(Grant(Role.TREASURER, COMMUNE, OPENED, None),))
    assert lasting(someone, {COMMUNE: STANDS}.__getitem__, _last) is someone


def _last(role: Role, association_id: AssociationId) -> date | None:
    del role
    return JULY_31 if association_id == COMMUNE else None
