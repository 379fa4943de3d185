"""What moves in a book, what is corrected and counted, and what is closed."""

from datetime import date
from typing import Unpack

from ledger.fund.control.closing import Reopening
from ledger.fund.control.correcting import Replacement, Reversal
from ledger.fund.control.counting import Count, Difference, Reconciliation
from ledger.fund.transferring import Arrival, Move, Sending
from ledger.recording.commands import Receipt
from ledger.values import AccountId, FundId, ReopeningReason, ReversalReason, Role, TransferId
from tests.books.begun import Asked, Begun
from tests.fakes import TODAY


class Control(Begun):
    """A book that is corrected, counted and closed."""

    def reverse(
        self,
        entry: int | Receipt,
        replacement: Replacement | None = None,
        *,
        on: date | None = None,
        **asked: Unpack[Asked],
    ) -> Receipt:
        """Reverse an entry, named by its version or by the receipt for it; perhaps replace it."""
        reversal = Reversal(
            entry=entry if isinstance(entry, int) else entry.version,
            reason=ReversalReason.WRONG_AMOUNT,
            effective_on=on,
            replacement=replacement,
        )
        return self.ledger.reverse_entry(self.command(**asked), self.fund_id, reversal)

    # Transferring, counting, closing

    def send(
        self,
        to_fund_id: FundId,
        dong: int = 1_000_000,
        sending: Sending | None = None,
        *,
        on: date = TODAY,
        **asked: Unpack[Asked],
    ) -> TransferId:
        """Send money of the bank account to another fund, or just that `sending`; return its id."""
        asked.setdefault("by", self.person(Role.APPROVER))
        new = sending or Sending(
            transfer_id=TransferId(self.new_id()),
            to_fund_id=to_fund_id,
            account_id=self.bank,
            amount_dong=dong,
            effective_on=on,
        )
        self.ledger.send_transfer(self.command(**asked), self.fund_id, new)
        return new.transfer_id

    def receive_transfer(
        self,
        transfer_id: TransferId,
        fund_id: FundId,
        account: AccountId,
        *,
        on: date = TODAY,
        **asked: Unpack[Asked],
    ) -> Receipt:
        """Receive what was sent to a fund in an account of its."""
        arrival = Arrival(transfer_id=transfer_id, account_id=account, effective_on=on)
        return self.ledger.receive_transfer(self.command(**asked), fund_id, arrival)

    def take_back(
        self, transfer_id: TransferId, *, on: date = TODAY, **asked: Unpack[Asked]
    ) -> Receipt:
        """Take back in the bank account what was sent and never received."""
        arrival = Arrival(transfer_id=transfer_id, account_id=self.bank, effective_on=on)
        return self.ledger.return_transfer(self.command(**asked), self.fund_id, arrival)

    def move(
        self,
        dong: int = 1_000_000,
        out_of: AccountId | None = None,
        into: AccountId | None = None,
        *,
        on: date = TODAY,
        **asked: Unpack[Asked],
    ) -> Receipt:
        """Move money between accounts, by default from the bank account to the cash box."""
        move = Move(
            from_account_id=out_of or self.bank,
            to_account_id=into or self.cash_box,
            amount_dong=dong,
            effective_on=on,
        )
        return self.ledger.move_money(self.command(**asked), self.fund_id, move)

    def count(self, dong: int, *, on: date = TODAY, **asked: Unpack[Asked]) -> Receipt:
        """Count the cash box."""
        count = Count(account_id=self.cash_box, counted_dong=dong, effective_on=on)
        return self.ledger.count_cash(self.command(**asked), self.fund_id, count)

    def post_difference(
        self, count: Receipt, *, on: date = TODAY, **asked: Unpack[Asked]
    ) -> Receipt:
        """Post the difference that a count found."""
        difference = Difference(entry=count.version, effective_on=on)
        return self.ledger.post_difference(self.command(**asked), self.fund_id, difference)

    def reconcile(self, dong: int, *, on: date = TODAY, **asked: Unpack[Asked]) -> Receipt:
        """Record what the bank says that the bank account held."""
        said = Reconciliation(account_id=self.bank, statement_dong=dong, effective_on=on)
        return self.ledger.reconcile_bank(self.command(**asked), self.fund_id, said)

    def close(self, through: date, **asked: Unpack[Asked]) -> Receipt:
        """Close the books through a day."""
        return self.ledger.close_period(self.command(**asked), self.fund_id, through)

    def reopen(
        self,
        since: date,
        reason: ReopeningReason = ReopeningReason.ENTRY_FORGOTTEN,
        **asked: Unpack[Asked],
    ) -> Receipt:
        """Open closed books again from a day on."""
        reopening = Reopening(since=since, reason=reason)
        return self.ledger.reopen_period(self.command(**asked), self.fund_id, reopening)
