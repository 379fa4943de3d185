"""Mobilizing: appeals (vận động) with a window, pledges, and help that never entered the fund."""

from datetime import date

import msgspec

from ledger.context import Context
from ledger.errors.conflicts import MemoCodeTaken
from ledger.errors.missing import MobilizationNotFound, PledgeNotFound
from ledger.errors.money import (
    BadWindow,
    DatedBeforeEntry,
    DatedBeforeFund,
    MobilizationIsClosed,
    OutsideMobilization,
)
from ledger.events.fund.mobilizing import (
    DirectAidReported,
    MobilizationClosed,
    MobilizationLaunched,
    PledgeMade,
    PledgePrivate,
    PledgeWithdrawn,
)
from ledger.events.fund.money import Goods
from ledger.fund.checks import check_amount, check_date, check_purpose, check_room
from ledger.fund.open_items import Mobilization, Pledge
from ledger.fund.receiving.memo_codes import are_mistakable
from ledger.fund.state import Fund, evolves, without
from ledger.values import GENERAL, DonorId, MobilizationId, PledgeId, PurposeId


class NewMobilization(msgspec.Struct, frozen=True, kw_only=True):
    """An appeal to launch; `ends_on` is its last day, none if open-ended."""

    mobilization_id: MobilizationId
    name: str
    starts_on: date
    ends_on: date | None = None
    target_dong: int | None = None
    purpose: PurposeId = GENERAL
    memo_code: str | None = None


class NewPledge(msgspec.Struct, frozen=True, kw_only=True):
    """A pledge to note; `due_on` is the last day it is promised for."""

    pledge_id: PledgeId
    mobilization_id: MobilizationId | None = None
    amount_dong: int
    due_on: date | None = None
    donor_id: DonorId | None = None
    named: bool = False
    effective_on: date


class DirectAid(msgspec.Struct, frozen=True, kw_only=True):
    """Help that an appeal brought about, given straight to whom it was for."""

    mobilization_id: MobilizationId
    amount_dong: int
    goods: Goods | None = None
    effective_on: date
    decision_number: str | None = None
    document_sha256: str | None = None


def launch_mobilization(fund: Fund, new: NewMobilization, context: Context) -> MobilizationLaunched:
    """Launch an appeal, which may be planned ahead.

    A memo code tells whom a gift is for: of appeals that take gifts of the same day, each has its
    own. That of a closed appeal may be used again.

    Raises `BadAmount`, `PurposeNotFound`, `DatedBeforeFund`, `BadWindow`, `MemoCodeTaken`.
    """
    if new.target_dong is not None:
        check_amount(new.target_dong, field="target_dong")
    check_purpose(fund, new.purpose)
    if new.starts_on < fund.opened_on:
        raise DatedBeforeFund("starts_on", began_on=fund.opened_on.isoformat())
    if new.ends_on is not None and new.ends_on < new.starts_on:
        raise BadWindow("ends_on", starts_on=new.starts_on.isoformat())
    _check_memo_code(fund, new)
    return MobilizationLaunched(
        mobilization_id=new.mobilization_id,
        name=new.name,
        starts_on=new.starts_on,
        ends_on=new.ends_on,
        target_dong=new.target_dong,
        purpose=new.purpose,
        memo_code=new.memo_code,
        effective_on=context.today,
        private=context.private,
    )


def close_mobilization(
    fund: Fund, mobilization_id: MobilizationId, effective_on: date, context: Context
) -> MobilizationClosed:
    """Close an appeal on a day; gifts dated later are no longer taken for it.

    Raises `MobilizationNotFound`, `MobilizationIsClosed`, `DatedAhead`, `DatedBeforeFund`,
    `PeriodIsClosed`, `OutsideMobilization`.
    """
    mobilization = _mobilization(fund, mobilization_id)
    if mobilization.closed:
        raise MobilizationIsClosed("mobilization_id")
    check_date(fund, effective_on, context)
    if effective_on < mobilization.starts_on:
        raise OutsideMobilization("effective_on", starts_on=mobilization.starts_on.isoformat())
    return MobilizationClosed(
        mobilization_id=mobilization_id,
        effective_on=effective_on,
        private=context.private,
    )


def make_pledge(fund: Fund, new: NewPledge, context: Context) -> PledgeMade:
    """Note a pledge. It is no income, and counts as mobilised only when it is fulfilled.

    Raises `BadAmount`, `DatedAhead`, `DatedBeforeFund`, `PeriodIsClosed`, `MobilizationNotFound`,
    `MobilizationIsClosed`, `OutsideMobilization`, `BadWindow`, `BalanceTooLarge`.
    """
    check_amount(new.amount_dong)
    check_date(fund, new.effective_on, context)
    check_mobilization(fund, new.mobilization_id, new.effective_on)
    if new.due_on is not None and new.due_on < new.effective_on:
        raise BadWindow("due_on", starts_on=new.effective_on.isoformat())
    check_room(fund, new.amount_dong)
    return PledgeMade(
        pledge_id=new.pledge_id,
        mobilization_id=new.mobilization_id,
        amount_dong=new.amount_dong,
        due_on=new.due_on,
        named=new.named,
        effective_on=new.effective_on,
        private=PledgePrivate(recorded_by=context.by, donor_id=new.donor_id),
    )


def withdraw_pledge(
    fund: Fund, pledge_id: PledgeId, effective_on: date, context: Context
) -> PledgeWithdrawn:
    """Note that what is outstanding of a pledge will not be given.

    Raises `PledgeNotFound`, `DatedAhead`, `DatedBeforeFund`, `PeriodIsClosed`, `DatedBeforeEntry`.
    """
    pledge = fund.pledges.get(pledge_id)
    if pledge is None:
        raise PledgeNotFound("pledge_id")
    check_date(fund, effective_on, context)
    if effective_on < pledge.since:
        raise DatedBeforeEntry("effective_on", entry_on=pledge.since.isoformat())
    return PledgeWithdrawn(
        pledge_id=pledge_id,
        amount_dong=pledge.amount_dong,
        effective_on=effective_on,
        private=context.private,
    )


def report_direct_aid(fund: Fund, aid: DirectAid, context: Context) -> DirectAidReported:
    """Report help that never entered the fund: it counts as mobilised and as nothing else.

    Raises `BadAmount`, `DatedAhead`, `DatedBeforeFund`, `PeriodIsClosed`, `MobilizationNotFound`,
    `MobilizationIsClosed`, `OutsideMobilization`, `BalanceTooLarge`.
    """
    check_amount(aid.amount_dong, smallest=1 if aid.goods is None else 0)
    if aid.goods is not None:
        check_amount(aid.goods.quantity_milli, field="goods.quantity_milli")
    check_date(fund, aid.effective_on, context)
    check_mobilization(fund, aid.mobilization_id, aid.effective_on)
    check_room(fund, aid.amount_dong + (0 if aid.goods is None else aid.goods.quantity_milli))
    return DirectAidReported(
        mobilization_id=aid.mobilization_id,
        amount_dong=aid.amount_dong,
        goods=aid.goods,
        effective_on=aid.effective_on,
        private=context.documented(aid.decision_number, aid.document_sha256),
    )


def check_mobilization(fund: Fund, mobilization_id: MobilizationId | None, on: date) -> None:
    """Raise unless a gift of that day counts for the appeal; none is always right.

    Raises `MobilizationNotFound`, `MobilizationIsClosed`, `OutsideMobilization`. A gift that
    came in before the closing day may still be recorded after it.
    """
    if mobilization_id is None:
        return
    mobilization = _mobilization(fund, mobilization_id)
    if mobilization.ends_on is not None and on > mobilization.ends_on:
        refusal = MobilizationIsClosed if mobilization.closed else OutsideMobilization
        raise refusal("mobilization_id", ends_on=mobilization.ends_on.isoformat())
    if on < mobilization.starts_on:
        starts_on = mobilization.starts_on.isoformat()
        raise OutsideMobilization("mobilization_id", starts_on=starts_on)


def _check_memo_code(fund: Fund, new: NewMobilization) -> None:
    if new.memo_code is None:
        return
    for mobilization_id, each in fund.mobilizations.items():
        if (
            each.memo_code is not None
            and not each.closed
            and _meet(each, new)
            and are_mistakable(each.memo_code, new.memo_code)
        ):
            raise MemoCodeTaken("memo_code", mobilization_id=str(mobilization_id))


def _meet(one: Mobilization, other: NewMobilization) -> bool:
    """Tell whether two appeals take gifts of the same day."""
    return (one.ends_on is None or other.starts_on <= one.ends_on) and (
        other.ends_on is None or one.starts_on <= other.ends_on
    )


def _mobilization(fund: Fund, mobilization_id: MobilizationId) -> Mobilization:
    mobilization = fund.mobilizations.get(mobilization_id)
    if mobilization is None:
        raise MobilizationNotFound("mobilization_id")
    return mobilization


@evolves(MobilizationLaunched)
def _mobilization_launched(fund: Fund, event: MobilizationLaunched) -> Fund:
    launched = Mobilization(
        starts_on=event.starts_on,
        ends_on=event.ends_on,
        purpose=event.purpose,
        memo_code=event.memo_code,
    )
    return msgspec.structs.replace(
        fund, mobilizations={**fund.mobilizations, event.mobilization_id: launched}
    )


@evolves(MobilizationClosed)
def _mobilization_closed(fund: Fund, event: MobilizationClosed) -> Fund:
    mobilization = fund.mobilizations[event.mobilization_id]
    planned = mobilization.ends_on
    ended_on = event.effective_on if planned is None else min(planned, event.effective_on)
    closed = msgspec.structs.replace(mobilization, closed=True, ends_on=ended_on)
    return msgspec.structs.replace(
        fund, mobilizations={**fund.mobilizations, event.mobilization_id: closed}
    )


@evolves(PledgeMade)
def _pledge_made(fund: Fund, event: PledgeMade) -> Fund:
    pledge = Pledge(
        amount_dong=event.amount_dong,
        since=event.effective_on,
        due_on=event.due_on,
        mobilization_id=event.mobilization_id,
        donor_id=event.private.donor_id,
    )
    return msgspec.structs.replace(
        fund,
        pledges={**fund.pledges, event.pledge_id: pledge},
        turnover=fund.turnover + event.amount_dong,
    )


@evolves(PledgeWithdrawn)
def _pledge_withdrawn(fund: Fund, event: PledgeWithdrawn) -> Fund:
    return msgspec.structs.replace(fund, pledges=without(fund.pledges, event.pledge_id))


@evolves(DirectAidReported)
def _direct_aid_reported(fund: Fund, event: DirectAidReported) -> Fund:
    milli = 0 if event.goods is None else event.goods.quantity_milli
    return msgspec.structs.replace(fund, turnover=fund.turnover + event.amount_dong + milli)
