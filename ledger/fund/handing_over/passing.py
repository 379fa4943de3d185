"""Passing: each thing that goes from one fund's book to another's, written in both alike."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

import msgspec

from ledger.errors.restricted import PurposeLost
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
from ledger.events.fund.opening import AccountOpened, Narrow, PurposeDefined
from ledger.events.fund.receiving import CreditUnallocated
from ledger.events.fund.spending import DisbursementProposed
from ledger.fund.checks import check_room, next_voucher, payment_series, receipt_series
from ledger.fund.handing_over.estate import Cell, Lot, Part
from ledger.fund.open_items import Disbursement, Pledge
from ledger.fund.spending.award_lists import persons_in
from ledger.fund.state import Fund, evolve
from ledger.values import (
    AccountId,
    CreditId,
    CustodyId,
    DisbursementId,
    FundId,
    HandoverId,
    PledgeId,
    PurposeId,
    Series,
)


class Beginnings(msgspec.Struct, frozen=True, kw_only=True):
    """How what goes over once began in the old book: its names and numbers stand only there."""

    accounts: Mapping[AccountId, AccountOpened]
    purposes: Mapping[PurposeId, PurposeDefined]
    credits: Mapping[CreditId, CreditUnallocated]
    disbursements: Mapping[DisbursementId, DisbursementProposed]


class Book:
    """A fund's events as they come about, and the fund after them."""

    def __init__(self, fund_id: FundId, fund: Fund) -> None:
        """Begin with the book as it stands."""
        self.fund_id = fund_id
        self.fund = fund
        self.events: list[Event] = []

    def add(self, event: Event) -> None:
        """Write an event down."""
        self.fund = evolve(self.fund, event)
        self.events.append(event)


class Deed(msgspec.Struct, frozen=True, kw_only=True):
    """What passing rests on: which handover, on which day, by whose hand, under which minutes.

    `custodies` are the purposes of the old book whose money is held for others.
    """

    handover_id: HandoverId
    on: date
    private: Private
    minutes: Documented
    beginnings: Beginnings
    custodies: frozenset[PurposeId]


class Passing:
    """What goes from one book to another, each thing written in both."""

    def __init__(
        self, own: Book, taken: Book, accounts: Mapping[AccountId, AccountId], deed: Deed
    ) -> None:
        """Pass from `own` to `taken`; `accounts` says where the money of which account goes."""
        self._own, self._taken, self._accounts, self._deed = own, taken, accounts, deed

    def pass_on(self, part: Part) -> None:
        """Write a part out of the old book and into the heir's."""
        moved = part.amount_dong + sum(lot.amount_dong + lot.quantity_milli for lot in part.lots)
        pledges = self._own.fund.pledges if part.keeps_papers else {}
        promised = sum(pledge.amount_dong for pledge in pledges.values())
        check_room(self._taken.fund, moved + promised)
        check_room(self._own.fund, moved)
        self._taken.add(
            HandoverReceived(
                handover_id=self._deed.handover_id,
                from_fund_id=self._own.fund_id,
                amount_dong=part.amount_dong,
                effective_on=self._deed.on,
                private=self._deed.minutes,
            )
        )
        for account_id, new in self._accounts.items():
            if account_id == new:
                self._account(account_id)
        for purpose in self._purposes(part):
            self._purpose(purpose)
        for cell in part.cells:
            self._money(cell)
        for lot in part.lots:
            self._goods(lot)
        for pledge_id, pledge in pledges.items():
            self._pledge(pledge_id, pledge)
        if part.keeps_papers:
            for disbursement_id, open_ in self._own.fund.disbursements.items():
                self._disbursement(disbursement_id, open_)

    def _account(self, account_id: AccountId) -> None:
        began = self._deed.beginnings.accounts[account_id]
        self._taken.add(
            AccountTakenOver(
                handover_id=self._deed.handover_id,
                account_id=account_id,
                account_kind=began.account_kind,
                name=began.name,
                bank_bin=began.bank_bin,
                number=began.number,
                effective_on=self._deed.on,
                private=self._deed.private,
            )
        )

    def _purposes(self, part: Part) -> list[PurposeId]:
        """Return the purposes that money, goods or a commitment comes under, in the old order."""
        needed = {cell.purpose for cell in part.cells} | {lot.purpose for lot in part.lots}
        if part.keeps_papers:
            needed |= {open_.purpose for open_ in self._own.fund.disbursements.values()}
        return [purpose for purpose in self._own.fund.purposes if purpose in needed]

    def _purpose(self, purpose: PurposeId) -> None:
        restriction = self._own.fund.purposes[purpose]
        known = self._taken.fund.purposes.get(purpose)
        if known is not None:
            # Another part of the same old fund may have come here before.
            if known != restriction:
                raise PurposeLost("heirs")
            return
        self._taken.add(
            PurposeTakenOver(
                handover_id=self._deed.handover_id,
                purpose=purpose,
                name=self._deed.beginnings.purposes[purpose].name,
                restriction=restriction.public,
                effective_on=self._deed.on,
                private=Narrow(
                    recorded_by=self._deed.private.recorded_by,
                    categories=restriction.categories,
                    place=restriction.place,
                ),
            )
        )

    def _money(self, cell: Cell) -> None:
        new = self._accounts[cell.account_id]
        out, into = self._own.fund.accounts[cell.account_id], self._taken.fund.accounts[new]
        what: dict[str, Any] = {
            "handover_id": self._deed.handover_id,
            "purpose": cell.purpose,
            "amount_dong": cell.amount_dong,
            "effective_on": self._deed.on,
        }
        here: dict[str, Any] = {"private": self._deed.private}
        given: type[MoneyHandedOver | CreditHandedOver | CustodyHandedOver] = MoneyHandedOver
        taken: type[MoneyTakenOver | CreditTakenOver | CustodyTakenOver] = MoneyTakenOver
        if cell.credit_id is not None:
            given, taken = CreditHandedOver, CreditTakenOver
            what["credit_id"] = cell.credit_id
            memo_id = self._deed.beginnings.credits[cell.credit_id].private.memo_id
            by = self._deed.private.recorded_by
            here["private"] = FromStatement(recorded_by=by, memo_id=memo_id)
        elif cell.purpose in self._deed.custodies:
            given, taken = CustodyHandedOver, CustodyTakenOver
            what["custody_id"] = CustodyId(UUID(cell.purpose))
            if cell.purpose not in self._taken.fund.custodies:
                here["number"] = len(self._taken.fund.custodies) + 1
        self._own.add(
            given(
                **what,
                to_fund_id=self._taken.fund_id,
                account_id=cell.account_id,
                account_kind=out.kind,
                voucher=next_voucher(self._own.fund, payment_series(out.kind), self._deed.on),
                private=self._deed.private,
            )
        )
        self._taken.add(
            taken(
                **what,
                **here,
                from_fund_id=self._own.fund_id,
                account_id=new,
                account_kind=into.kind,
                voucher=next_voucher(self._taken.fund, receipt_series(into.kind), self._deed.on),
            )
        )

    def _goods(self, lot: Lot) -> None:
        what: dict[str, Any] = {
            "handover_id": self._deed.handover_id,
            "purpose": lot.purpose,
            "commodity": lot.commodity,
            "quantity_milli": lot.quantity_milli,
            "amount_dong": lot.amount_dong,
            "effective_on": self._deed.on,
            "private": self._deed.private,
        }
        issued = next_voucher(self._own.fund, Series.GOODS_ISSUED, self._deed.on)
        received = next_voucher(self._taken.fund, Series.GOODS_RECEIVED, self._deed.on)
        self._own.add(GoodsHandedOver(**what, to_fund_id=self._taken.fund_id, voucher=issued))
        self._taken.add(GoodsTakenOver(**what, from_fund_id=self._own.fund_id, voucher=received))

    def _pledge(self, pledge_id: PledgeId, pledge: Pledge) -> None:
        what: dict[str, Any] = {
            "handover_id": self._deed.handover_id,
            "pledge_id": pledge_id,
            "amount_dong": pledge.amount_dong,
            "effective_on": self._deed.on,
        }
        self._own.add(
            PledgeHandedOver(**what, to_fund_id=self._taken.fund_id, private=self._deed.private)
        )
        by = self._deed.private.recorded_by
        self._taken.add(
            PledgeTakenOver(
                **what,
                due_on=pledge.due_on,
                private=PledgePrivate(recorded_by=by, donor_id=pledge.donor_id),
            )
        )

    def _disbursement(self, disbursement_id: DisbursementId, open_: Disbursement) -> None:
        assert open_.authority is not None, "what is not approved is not handed over"
        proposed = self._deed.beginnings.disbursements[disbursement_id]
        what: dict[str, Any] = {
            "handover_id": self._deed.handover_id,
            "disbursement_id": disbursement_id,
            "amount_dong": open_.amount_dong,
            "awards": open_.awards,
            "effective_on": self._deed.on,
        }
        self._own.add(
            DisbursementHandedOver(
                **what, to_fund_id=self._taken.fund_id, private=self._deed.private
            )
        )
        self._taken.add(
            DisbursementTakenOver(
                **what,
                disbursement_class=open_.disbursement_class,
                programme=proposed.programme,
                purpose=open_.purpose,
                **_recipients(open_, proposed),
                proposed_on=open_.proposed_on,
                private=CommitmentPrivate(
                    recorded_by=self._deed.private.recorded_by,
                    authority=open_.authority,
                    categories=proposed.private.categories,
                    place=proposed.private.place,
                    lines=open_.lines,
                    decision_number=proposed.private.decision_number,
                    document_sha256=proposed.private.document_sha256,
                ),
            )
        )


def _recipients(open_: Disbursement, proposed: DisbursementProposed) -> dict[str, Any]:
    """Return how many recipients are still to be paid: by the lines, or all there were."""
    if open_.lines:
        return {"instances": len(open_.lines), "persons": persons_in(open_.lines)}
    left, whole = (open_.amount_dong, open_.awards), (proposed.amount_dong, proposed.awards)
    if left != whole:
        return {}
    return {"instances": proposed.instances, "persons": proposed.persons}
