"""Steps that reverse what was recorded, count what is there, close the books and open them."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st
from msgspec.structs import replace

from ledger.fund.control.closing import Reopening
from ledger.fund.control.correcting import Reversal
from ledger.fund.control.counting import Count, Difference, Reconciliation
from ledger.values import ReopeningReason, ReversalReason
from tests.ledger.laws.place import Place
from tests.ledger.laws.steps.drawn import (
    ACCOUNTS,
    BY_ADMINISTRATOR,
    BY_TREASURER,
    DAYS_AGO,
    PICKS,
    PURPOSES,
)
from tests.ledger.laws.steps.receiving import CHARGE, DONATE, EARN, Charge, Donate, Earn
from tests.ledger.laws.world import Step


@dataclass(frozen=True, kw_only=True)
class Reverse(Step):
    """Reverse a version of the fund, most of them entries, on its own day or some days later.

    What replaces it `stays` where it is, or where it would be booked since its day was closed.
    """

    use_case = "reverse_entry"
    which: int = 0
    days_later: int | None = None
    replacement: Donate | Earn | Charge | None = None
    stays: bool = False

    def asked(self, place: Place) -> tuple[Any, ...]:
        version, on = place.entry(self.which), None
        entry = place.naive.entry(place.fund, version)
        if self.days_later is not None and entry is not None:
            on = entry.on + timedelta(days=self.days_later)
        new = self.replacement.intent(place) if self.replacement else None
        if new is not None and entry is not None and self.stays:
            stays_on = max(entry.on, place.naive.first_open_on(place.fund))
            new = replace(new, effective_on=stays_on)
        return place.fund, Reversal(
            entry=version,
            reason=ReversalReason.WRONG_AMOUNT,
            effective_on=on,
            replacement=new,
        )


@dataclass(frozen=True, kw_only=True)
class CountCash(Step):
    """Count a cash box, which holds so much more (below zero: less) than the book says."""

    use_case = "count_cash"
    account: int = 0
    more: int = 0
    days_ago: int = 0

    def asked(self, place: Place) -> tuple[Any, ...]:
        account, on = place.account(self.account), place.day(self.days_ago)
        held = place.naive.held(place.fund, on, account=account)
        counted = max(0, held + self.more)
        return place.fund, Count(account_id=account, counted_dong=counted, effective_on=on)


@dataclass(frozen=True, kw_only=True)
class PostDifference(Step):
    """Post the difference that a count found."""

    use_case = "post_difference"
    which: int = 0
    purpose: int = 0
    days_ago: int = 0

    def asked(self, place: Place) -> tuple[Any, ...]:
        counts = [each.version for each in place.of(place.naive.counts)]
        if not counts or self.which >= len(counts):
            count = place.entry(self.which)
        else:
            count = counts[-1 - self.which]
        return place.fund, Difference(
            entry=count,
            purpose=place.purpose(self.purpose),
            effective_on=place.day(self.days_ago),
        )


@dataclass(frozen=True, kw_only=True)
class Reconcile(Step):
    """Put the bank's balance beside the book's."""

    use_case = "reconcile_bank"
    account: int = 1
    dong: int = 400_000
    days_ago: int = 0

    def asked(self, place: Place) -> tuple[Any, ...]:
        return place.fund, Reconciliation(
            account_id=place.account(self.account),
            statement_dong=self.dong,
            effective_on=place.day(self.days_ago),
        )


@dataclass(frozen=True, kw_only=True)
class CloseBooks(Step):
    """Close the books through a day."""

    use_case = "close_period"
    days_ago: int = 1

    def asked(self, place: Place) -> tuple[Any, ...]:
        return place.fund, place.day(self.days_ago)


@dataclass(frozen=True, kw_only=True)
class OpenBooks(Step):
    """Open the closed books again since a day, or since their fund's first."""

    use_case = "reopen_period"
    days_ago: int | None = 3

    def asked(self, place: Place) -> tuple[Any, ...]:
        since: date = place.naive.a_fund(place.fund).opened_on
        if self.days_ago is not None:
            since = place.day(self.days_ago)
        return place.fund, Reopening(since=since, reason=ReopeningReason.ENTRY_FORGOTTEN)


REVERSE = st.builds(
    Reverse,
    who=BY_TREASURER,
    which=st.just(0) | st.integers(0, 20),
    days_later=st.sampled_from([None, None, 0, 1, 2, 5, -1]),
    replacement=st.none() | st.none() | DONATE | EARN | CHARGE,
    stays=st.booleans(),
)
CORRECTING: st.SearchStrategy[Step] = st.one_of(
    REVERSE,
    REVERSE,
    st.builds(
        CountCash,
        who=BY_TREASURER,
        account=st.sampled_from([0, 0, 0, 1]),
        more=st.sampled_from([0, 50_000, -50_000, 1]),
        days_ago=DAYS_AGO,
    ),
    st.builds(PostDifference, who=BY_TREASURER, which=PICKS, purpose=PURPOSES, days_ago=DAYS_AGO),
    st.builds(Reconcile, who=BY_TREASURER, account=ACCOUNTS, days_ago=DAYS_AGO),
)
CLOSING: st.SearchStrategy[Step] = st.one_of(
    st.builds(CloseBooks, who=BY_TREASURER, days_ago=st.sampled_from([1, 3, 5, 8, 12, 0])),
    st.builds(OpenBooks, who=BY_ADMINISTRATOR, days_ago=st.sampled_from([None, 1, 2, 4, 8, 12])),
)
