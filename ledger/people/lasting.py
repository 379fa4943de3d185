"""How long roles last at an association that ended: whoever kept its books winds them up.

An association mostly ends months before its funds are handed over, and nobody thinks of ending the
roles there. So they end by themselves; what they are for is done by those who succeed it, and by
whoever is above: they have authority over it from the day it ended.
"""

from collections.abc import Callable, Iterable
from datetime import date, timedelta

import msgspec

from ledger.association import Association
from ledger.fund import Fund
from ledger.people.staff import Staff
from ledger.values import AssociationId, Role

AFTERWARDS = timedelta(days=30)
"""How long those who handed over can still look something up for those who took over."""


def last_day(role: Role, association: Association, funds: Iterable[Fund]) -> date | None:
    """Return the last day of a role at an association; None while no end is in sight.

    `funds` are all that it ever had. The administrator's role ends with the association: nobody
    lets others in there any more. Every other lasts until thirty days after its last book was
    handed over, or after its end if it had none.
    """
    if association.ended_on is None:
        return None
    if role is Role.ADMINISTRATOR:
        return association.ended_on - timedelta(days=1)
    last = association.ended_on
    for fund in funds:
        if fund.ended_on is None:
            return None
        last = max(last, fund.ended_on)
    return last + AFTERWARDS


def lasting(
    staff: Staff,
    association: Callable[[AssociationId], Association],
    last: Callable[[Role, AssociationId], date | None],
) -> Staff:
    """Return a member of staff with each role until its `last` day, if it has one.

    Nearly everybody is at associations that stand, and stays the same object.
    """
    if all(association(grant.association_id).ended_on is None for grant in staff.grants):
        return staff
    grants = tuple(
        grant.until_at_most(last(grant.role, grant.association_id)) for grant in staff.grants
    )
    return msgspec.structs.replace(staff, grants=grants)
