"""Mobilizing: appeals (vận động) with a window, and whether a gift may be counted for one."""

from datetime import date

import msgspec

from ledger.context import Context
from ledger.errors import (
    BadWindow,
    DatedAhead,
    DatedBeforeFund,
    MobilizationIsClosed,
    MobilizationNotFound,
    OutsideMobilization,
)
from ledger.events.fund import MobilizationClosed, MobilizationLaunched
from ledger.fund.checks import check_amount, check_purpose
from ledger.fund.state import Fund, Mobilization, evolves
from ledger.values import GENERAL, MobilizationId, PurposeId


class NewMobilization(msgspec.Struct, frozen=True, kw_only=True):
    """An appeal to launch; `ends_on` is its last day, none if open-ended."""

    mobilization_id: MobilizationId
    name: str
    starts_on: date
    ends_on: date | None = None
    target_dong: int | None = None
    purpose: PurposeId = GENERAL
    memo_code: str | None = None


def launch_mobilization(fund: Fund, new: NewMobilization, context: Context) -> MobilizationLaunched:
    """Launch an appeal, which may be planned ahead.

    Raises `BadAmount`, `PurposeNotFound`, `DatedBeforeFund`, `BadWindow`.
    """
    if new.target_dong is not None:
        check_amount(new.target_dong, field="target_dong")
    check_purpose(fund, new.purpose)
    if new.starts_on < fund.opened_on:
        raise DatedBeforeFund("starts_on", began_on=fund.opened_on.isoformat())
    if new.ends_on is not None and new.ends_on < new.starts_on:
        raise BadWindow("ends_on", starts_on=new.starts_on.isoformat())
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

    Raises `MobilizationNotFound`, `MobilizationIsClosed`, `DatedAhead`, `OutsideMobilization`.
    """
    mobilization = _mobilization(fund, mobilization_id)
    if mobilization.closed:
        raise MobilizationIsClosed("mobilization_id")
    if effective_on > context.today:
        raise DatedAhead("effective_on", today=context.today.isoformat())
    if effective_on < mobilization.starts_on:
        raise OutsideMobilization("effective_on", starts_on=mobilization.starts_on.isoformat())
    return MobilizationClosed(
        mobilization_id=mobilization_id,
        effective_on=effective_on,
        private=context.private,
    )


def check_mobilization(fund: Fund, mobilization_id: MobilizationId | None, on: date) -> None:
    """Raise unless a gift of that day counts for the mobilization; none is always right.

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


def _mobilization(fund: Fund, mobilization_id: MobilizationId) -> Mobilization:
    mobilization = fund.mobilizations.get(mobilization_id)
    if mobilization is None:
        raise MobilizationNotFound("mobilization_id")
    return mobilization


@evolves(MobilizationLaunched)
def _mobilization_launched(fund: Fund, event: MobilizationLaunched) -> Fund:
    launched = Mobilization(starts_on=event.starts_on, ends_on=event.ends_on, purpose=event.purpose)
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
