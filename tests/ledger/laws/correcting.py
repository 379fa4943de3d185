"""Steps that reverse what was recorded, perhaps with something in its place."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from ledger.errors import (
    AlreadyReversed,
    DatedAhead,
    DatedBeforeEntry,
    DatedBeforeFund,
    EntryNotFound,
    NotReversible,
    WrongReplacement,
)
from ledger.events.fund.receiving import BankFeeCharged, DonationReceived, InterestCredited
from ledger.fund.correcting import Reversal
from ledger.values import ReversalReason
from tests.builders import OPENED
from tests.ledger.laws.naive import Naive
from tests.ledger.laws.receiving import Charge, Donate, Earn
from tests.ledger.laws.world import ByOperator, Send, Vouchers, World, refuse_if

KIND = {
    Donate: DonationReceived.topic,
    Earn: InterestCredited.topic,
    Charge: BankFeeCharged.topic,
}


@dataclass(frozen=True, kw_only=True)
class Reverse(ByOperator):
    """Reverse a version of the fund, most of them entries, on its own day or some days later."""

    which: int = 0
    days_later: int | None = None
    replacement: Donate | Earn | Charge | None = None

    def sending(self, world: World) -> Send:
        replacement = self.replacement
        version = self._version(world)
        reversal = Reversal(
            entry=version,
            reason=ReversalReason.WRONG_AMOUNT,
            effective_on=self._on(world, version),
            replacement=None if replacement is None else replacement.intent(world),
        )
        reverse = world.book.ledger.reverse_entry
        return partial(reverse, fund_id=world.book.fund_id, reversal=reversal)

    def happen(self, world: World, naive: Naive) -> Vouchers:
        version = self._version(world)
        refuse_if(EntryNotFound, when=version > naive.version)
        refuse_if(NotReversible, when=version not in naive.entries)
        entry = naive.entries[version]
        on = self._on(world, version) or entry.on
        refuse_if(DatedAhead, when=on > world.today)
        refuse_if(DatedBeforeFund, when=on < OPENED)
        refuse_if(DatedBeforeEntry, when=on < entry.on)
        trial, replaced = naive.copy(), self.replacement
        trial.reverse(version, on)
        if replaced is not None:
            refuse_if(WrongReplacement, when=KIND[type(replaced)] != entry.topic)
            replaced.happen(world, trial)
        refuse_if(AlreadyReversed, when=entry.reversed_on is not None)
        voucher = naive.reverse(version, on)
        return [voucher, *(replaced.happen(world, naive) if replaced else ())]

    def _version(self, world: World) -> int:
        """Entries first, newest foremost; then whatever else there is, and one more."""
        entries = sorted(world.naive.entries, reverse=True)
        others = [n for n in range(1, world.naive.version + 2) if n not in world.naive.entries]
        return [*entries, *others][self.which % (world.naive.version + 1)]

    def _on(self, world: World, version: int) -> date | None:
        entry = world.naive.entries.get(version)
        if self.days_later is None or entry is None:
            return None
        return entry.on + timedelta(days=self.days_later)
