"""What depends on what stood before it, kept in the order of the log until a batch is written."""

from datetime import date
from enum import StrEnum

import msgspec

from ledger.events.fund.spending import AwardLine
from ledger.values import (
    Category,
    DisbursementClass,
    DisbursementId,
    FundId,
    PurposeId,
    TransferId,
)
from projections.tables.reports import ChainName


class Act(StrEnum):
    """What happens to the line of a purpose, by one entry: some of these act on an earlier one."""

    COME = "come"
    GO = "go"
    TAKE_OFF = "take_off"
    BRING_BACK = "bring_back"
    UNDO = "undo"


class Flow(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One act of the entry of that version on the line of a purpose, in đồng.

    `entry` is the version it acts on: of what came and is taken off (TAKE_OFF), of what went and
    comes back (BRING_BACK), of whatever is undone, all that is left of it (UNDO). For money that
    comes it is the gift that a release made it of. A transfer that comes back is found by its id.
    """

    fund_id: FundId
    purpose: PurposeId
    position: int
    version: int
    act: Act
    dong: int
    entry: int | None = None
    transfer_id: TransferId | None = None


class Promise(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What a step of a disbursement adds to what is approved and not yet paid, in đồng.

    An approval adds what was proposed, a rejection takes off what was left: neither says how much.
    """

    fund_id: FundId
    disbursement_id: DisbursementId
    position: int
    approves: bool = False
    rejects: bool = False
    dong: int = 0


class Growth(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What an entry adds to running sums of reports, by the columns of their chain."""

    chain: ChainName
    fund_id: FundId
    part: str = ""
    position: int
    on: date
    amounts: dict[str, int]


class Leg(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A leg of a transfer or handover, or one undone (below zero), in đồng.

    The other fund is found by the transfer's id where the event does not name it.
    """

    fund_id: FundId
    transfer_id: TransferId | None = None
    other_id: FundId | None = None
    position: int
    on: date
    sent_dong: int = 0
    received_dong: int = 0
    handed_over_dong: int = 0
    taken_over_dong: int = 0


class Giving(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Awards that were given, or are not any more (`sign` -1), in money or in goods.

    What `undoes` another of the same day leaves nothing of it, as if neither had been there.

    Of an award list either the numbers of its lines are named, or the lines stand here. What is
    known of the recipients otherwise is found by the disbursement, or for an issue of goods that is
    reversed, by its version (`issue`). `entry` is the version of the payment or issue it is about.
    """

    fund_id: FundId
    position: int
    on: date
    sign: int
    entry: int
    undoes: bool = False
    disbursement_class: DisbursementClass | None = None
    disbursement_id: DisbursementId | None = None
    issue: int | None = None
    dong: int = 0
    awards: int = 0
    instances: int | None = None
    categories: tuple[Category, ...] = ()
    numbers: tuple[int, ...] = ()
    lines: tuple[AwardLine, ...] = ()
