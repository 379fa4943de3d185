"""The naive ledger: money between funds, in two legs, and between a fund's own accounts."""

from datetime import date

from ledger.errors.conflicts import TransferSettled
from ledger.errors.missing import FundNotFound, TransferNotFound
from ledger.errors.money import DatedBeforeEntry, SameAccount, SameFund
from ledger.errors.restricted import PurposeLost
from ledger.events.fund.opening import Restriction
from ledger.events.fund.transferring import (
    AccountMoved,
    TransferReceived,
    TransferReturned,
    TransferSent,
)
from ledger.fund.transferring import Arrival, Move, Sending
from ledger.values import GENERAL, UNALLOCATED, FundId, PurposeId, Role, StaffId, TransferId
from tests.ledger.laws.naive.book import Vouchers
from tests.ledger.laws.naive.refusing import IN_SERIES, OUT_SERIES, Rules, came, refuse_if
from tests.ledger.laws.naive.things import AnEntry, ATransfer


class Transferring(Rules):
    """What only changes its place."""

    def send_transfer(self, by: StaffId, fund: FundId, sending: Sending) -> Vouchers:
        self.permit(by, fund, Role.APPROVER, operator=False)
        dong, on, purpose = sending.amount_dong, sending.effective_on, sending.purpose
        refuse_if(FundNotFound, when=all(each.fund != sending.to_fund_id for each in self.funds))
        refuse_if(SameFund, when=sending.to_fund_id == fund)
        self.check_limit(fund, Role.APPROVER, dong)
        account = self.account_of(fund, sending.account_id)
        self.check_purpose(fund, purpose)
        self.check_not_expired(fund, purpose, sending.occurred_on or on)
        self.check_days(fund, on, sending.occurred_on, account)
        self.check_debit(fund, sending.debit_id, account.account, dong, on)
        self.check_free(fund, purpose, dong, on)
        self.check_account_holds(fund, account.account, dong, on)
        entry = AnEntry(
            fund=fund,
            topic=TransferSent.topic,
            on=on,
            dong=dong,
            moves=((account.account, purpose, -dong),),
            debit=sending.debit_id,
            transfer=sending.transfer_id,
        )
        voucher = self.enter(entry, OUT_SERIES[account.kind])
        sent = ATransfer(
            transfer=sending.transfer_id,
            fund=fund,
            version=entry.version,
            to_fund=sending.to_fund_id,
            purpose=purpose,
            dong=dong,
            on=on,
        )
        self.transfers.append(sent)
        return [voucher]

    def receive_transfer(self, by: StaffId, fund: FundId, arrival: Arrival) -> Vouchers:
        self.permit(by, fund, Role.TREASURER)
        sent = self._sent(arrival.transfer_id)
        refuse_if(TransferNotFound, when=sent.to_fund != fund)
        self.account_of(fund, arrival.account_id)
        self.check_purpose(fund, arrival.purpose)
        refuse_if(PurposeLost, when=not self._keeps(fund, arrival.purpose, sent))
        return self._arrive(fund, sent, arrival, TransferReceived.topic)

    def return_transfer(self, by: StaffId, fund: FundId, arrival: Arrival) -> Vouchers:
        self.permit(by, fund, Role.TREASURER)
        sent = self._sent(arrival.transfer_id)
        refuse_if(TransferNotFound, when=sent.fund != fund)
        return self._arrive(fund, sent, arrival, TransferReturned.topic)

    def move_money(self, by: StaffId, fund: FundId, move: Move) -> Vouchers:
        self.permit(by, fund, Role.TREASURER)
        dong, on = move.amount_dong, move.effective_on
        out = self.account_of(fund, move.from_account_id)
        into = self.account_of(fund, move.to_account_id)
        refuse_if(SameAccount, when=out is into)
        self.check_date(fund, on, out)
        self.check_date(fund, on, into)
        self.check_occurred(fund, move.occurred_on, on)
        self.check_debit(fund, move.debit_id, out.account, dong, on)
        self.check_credit(fund, move.credit_id, into.account, dong, on, move.occurred_on)
        self.check_account_holds(fund, out.account, dong, on)
        entry = AnEntry(
            fund=fund,
            topic=AccountMoved.topic,
            on=on,
            dong=dong,
            moves=(
                (out.account, GENERAL, -dong),
                (into.account, GENERAL, dong),
                *([(into.account, UNALLOCATED, -dong)] if move.credit_id else []),
            ),
            debit=move.debit_id,
            credit=move.credit_id,
        )
        return [self.enter(entry, OUT_SERIES[out.kind], IN_SERIES[into.kind])]

    def _arrive(self, fund: FundId, sent: ATransfer, arrival: Arrival, topic: str) -> Vouchers:
        on, dong = arrival.effective_on, sent.dong
        purpose = arrival.purpose if topic == TransferReceived.topic else sent.purpose
        account = self.account_of(fund, arrival.account_id)
        self.check_days(fund, on, arrival.occurred_on, account)
        refuse_if(DatedBeforeEntry, when=on < sent.on)
        days = on, arrival.occurred_on
        self.check_credit(fund, arrival.credit_id, account.account, dong, *days)
        refuse_if(TransferSettled, when=self.is_settled(sent.transfer))
        entry = AnEntry(
            fund=fund,
            topic=topic,
            on=on,
            dong=dong,
            moves=came(account, purpose, dong, placed=arrival.credit_id is not None),
            account=account.account,
            purpose=purpose,
            credit=arrival.credit_id,
            transfer=sent.transfer,
        )
        return [self.enter(entry, IN_SERIES[account.kind])]

    def _keeps(self, fund: FundId, purpose: PurposeId, sent: ATransfer) -> bool:
        """Whether money of a transfer may stand under a purpose: nothing of it becomes free."""
        if sent.purpose == GENERAL:
            return True
        if purpose == GENERAL:
            return False
        given, own = (
            self.restriction(*of) or Restriction()
            for of in ((sent.fund, sent.purpose), (fund, purpose))
        )
        names = [(given.programme, own.programme), (given.place, own.place)]
        sets = [(given.classes, own.classes), (given.categories, own.categories)]
        return (
            all(wanted in (None, has) for wanted, has in names)
            and all(not wanted or (has and {*has} <= {*wanted}) for wanted, has in sets)
            and (own.expires_on or date.max) <= (given.expires_on or date.max)
            and (own.names_recipients or not given.names_recipients)
        )

    def _sent(self, transfer: TransferId) -> ATransfer:
        found = [each for each in self.transfers if each.transfer == transfer]
        refuse_if(TransferNotFound, when=not found)
        return found[0]
