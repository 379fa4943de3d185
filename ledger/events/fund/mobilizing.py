"""Appeals (vận động), pledges to give, and help that never entered the fund."""

from datetime import date
from typing import ClassVar

from ledger.events.base import Event, Private
from ledger.events.fund.money import Documented, Goods
from ledger.values import GENERAL, DonorId, MobilizationId, PledgeId, PurposeId


class MobilizationLaunched(Event, frozen=True, kw_only=True):
    """An appeal began (phát động vận động); `ends_on` is its last day, none if open-ended."""

    topic: ClassVar[str] = "fund.mobilization_launched"

    mobilization_id: MobilizationId
    name: str
    starts_on: date
    ends_on: date | None = None
    target_dong: int | None = None
    purpose: PurposeId = GENERAL
    memo_code: str | None = None
    effective_on: date


class MobilizationClosed(Event, frozen=True, kw_only=True):
    """An appeal ended; nothing dated after that day is taken for it."""

    topic: ClassVar[str] = "fund.mobilization_closed"

    mobilization_id: MobilizationId
    effective_on: date


class PledgePrivate(Private, frozen=True, kw_only=True):
    """Beside who recorded it: the donor, if registered."""

    donor_id: DonorId | None = None


class PledgeMade(Event, frozen=True, kw_only=True):
    """Someone promised to give (đăng ký ủng hộ); no income before the money is there.

    `due_on` is the last day it was promised for; after it what is outstanding is overdue.
    """

    topic: ClassVar[str] = "fund.pledge_made"

    pledge_id: PledgeId
    mobilization_id: MobilizationId | None = None
    amount_dong: int
    due_on: date | None = None
    named: bool = False
    effective_on: date
    private: PledgePrivate


class PledgeWithdrawn(Event, frozen=True, kw_only=True):
    """What was outstanding of a pledge will not be given any more."""

    topic: ClassVar[str] = "fund.pledge_withdrawn"

    pledge_id: PledgeId
    amount_dong: int
    effective_on: date


class DirectAidReported(Event, frozen=True, kw_only=True):
    """Help that an appeal brought about and that never entered the fund: mobilised, nothing else.

    `amount_dong` is zero only for goods that nobody can value.
    """

    topic: ClassVar[str] = "fund.direct_aid_reported"

    mobilization_id: MobilizationId
    amount_dong: int
    goods: Goods | None = None
    effective_on: date
    private: Documented


EVENTS = (
    MobilizationLaunched,
    MobilizationClosed,
    PledgeMade,
    PledgeWithdrawn,
    DirectAidReported,
)
