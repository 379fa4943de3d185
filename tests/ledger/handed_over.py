"""What has happened when a fund was handed over: the events of both sides, of one of each kind."""

from typing import Any

from msgspec.structs import replace

from ledger.events.base import Event, Private
from ledger.events.fund.handing_over import (
    AccountTakenOver,
    CommitmentPrivate,
    CreditHandedOver,
    CreditTakenOver,
    CustodyHandedOver,
    CustodyTakenOver,
    DisbursementHandedOver,
    DisbursementTakenOver,
    FundHandedOver,
    GoodsHandedOver,
    GoodsTakenOver,
    HandoverReceived,
    MoneyHandedOver,
    MoneyTakenOver,
    PledgeHandedOver,
    PledgeTakenOver,
    PurposeTakenOver,
)
from ledger.events.fund.mobilizing import PledgePrivate
from ledger.events.fund.money import Documented, FromStatement
from ledger.events.fund.opening import Narrow
from ledger.values import (
    UNALLOCATED,
    AccountId,
    AccountKind,
    CreditId,
    CustodyId,
    DisbursementClass,
    DisbursementId,
    HandoverId,
    PledgeId,
    PurposeId,
    Series,
)
from tests.builders import TREASURER, an_id
from tests.fakes import TODAY
from tests.ledger.happened import AUTHORITY, OTHER_FUND, voucher

HANDOVER = HandoverId(an_id("handover"))
ACCOUNT = AccountId(an_id("an account that goes on"))
GOES_ON = PurposeId(str(an_id("a purpose that goes on")))

_BY = Private(recorded_by=TREASURER)
_MINUTES = Documented(recorded_by=TREASURER, decision_number="01/BB-BG")
_MONEY: dict[str, Any] = {
    "handover_id": HANDOVER,
    "account_id": ACCOUNT,
    "account_kind": AccountKind.BANK,
    "amount_dong": 1_000,
    "effective_on": TODAY,
    "private": _BY,
}
_CREDIT: dict[str, Any] = {
    **_MONEY,
    "purpose": UNALLOCATED,
    "credit_id": CreditId(an_id("a credit that goes on")),
}
_CUSTODY: dict[str, Any] = {
    **_MONEY,
    "purpose": PurposeId(str(an_id("a custody that goes on"))),
    "custody_id": CustodyId(an_id("a custody that goes on")),
}
_GOODS: dict[str, Any] = {
    "handover_id": HANDOVER,
    "purpose": GOES_ON,
    "commodity": "quyển vở",
    "quantity_milli": 3_000,
    "amount_dong": 30_000,
    "effective_on": TODAY,
    "private": _BY,
}
_PLEDGE: dict[str, Any] = {
    "handover_id": HANDOVER,
    "pledge_id": PledgeId(an_id("a pledge that goes on")),
    "amount_dong": 700_000,
    "effective_on": TODAY,
}
_DISBURSEMENT: dict[str, Any] = {
    "handover_id": HANDOVER,
    "disbursement_id": DisbursementId(an_id("a disbursement that goes on")),
    "amount_dong": 600,
    "awards": 2,
    "effective_on": TODAY,
}
_IN, _OUT = voucher(Series.BANK_CREDIT), voucher(Series.BANK_DEBIT)
_FROM: dict[str, Any] = {"from_fund_id": OTHER_FUND}
_TO: dict[str, Any] = {"to_fund_id": OTHER_FUND}

TAKEN_OVER: tuple[Event, ...] = (
    HandoverReceived(
        handover_id=HANDOVER, amount_dong=3_000, effective_on=TODAY, private=_MINUTES, **_FROM
    ),
    AccountTakenOver(
        handover_id=HANDOVER,
        account_id=ACCOUNT,
        account_kind=AccountKind.BANK,
        name="Tài khoản của xã cũ",
        bank_bin="970436",
        number="0000000000017",
        effective_on=TODAY,
        private=_BY,
    ),
    PurposeTakenOver(
        handover_id=HANDOVER,
        purpose=GOES_ON,
        name="Học bổng Đất Tổ",
        effective_on=TODAY,
        private=Narrow(recorded_by=TREASURER),
    ),
    MoneyTakenOver(**_MONEY, **_FROM, purpose=GOES_ON, voucher=_IN),
    CreditTakenOver(
        **{**_CREDIT, "private": FromStatement(recorded_by=TREASURER)}, **_FROM, voucher=_IN
    ),
    CustodyTakenOver(**_CUSTODY, **_FROM, voucher=_IN),
    GoodsTakenOver(**_GOODS, **_FROM, voucher=voucher(Series.GOODS_RECEIVED)),
    PledgeTakenOver(**_PLEDGE, private=PledgePrivate(recorded_by=TREASURER)),
    DisbursementTakenOver(
        **_DISBURSEMENT,
        disbursement_class=DisbursementClass.SCHOLARSHIP,
        programme="Tiếp sức đến trường",
        purpose=GOES_ON,
        proposed_on=TODAY,
        private=CommitmentPrivate(recorded_by=TREASURER, authority=AUTHORITY),
    ),
)
"""An heir's side: each thing once."""

HANDED_OVER: tuple[Event, ...] = (
    MoneyHandedOver(**_MONEY, **_TO, purpose=GOES_ON, voucher=_OUT),
    CreditHandedOver(**_CREDIT, **_TO, voucher=_OUT),
    CustodyHandedOver(**_CUSTODY, **_TO, voucher=_OUT),
    GoodsHandedOver(**_GOODS, **_TO, voucher=voucher(Series.GOODS_ISSUED)),
    PledgeHandedOver(**_PLEDGE, **_TO, private=_BY),
    DisbursementHandedOver(**_DISBURSEMENT, **_TO, private=_BY),
    FundHandedOver(
        handover_id=HANDOVER,
        to_fund_ids=(OTHER_FUND,),
        amount_dong=3_000,
        effective_on=TODAY,
        private=_MINUTES,
    ),
)
"""The old fund's side: the same things again."""


def of(kind: type[Event], **fields: object) -> Event:
    """The event of a kind among them, with other fields perhaps."""
    [event] = (each for each in (*TAKEN_OVER, *HANDED_OVER) if type(each) is kind)
    return replace(event, **fields)
