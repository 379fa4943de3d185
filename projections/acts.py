"""What depends on what stood before it, kept in the order of the log until a batch is written."""

from enum import StrEnum

import msgspec

from ledger.values import DisbursementId, FundId, PurposeId, TransferId


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
