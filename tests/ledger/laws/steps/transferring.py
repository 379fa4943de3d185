"""Steps of money between funds, and between a fund's own accounts."""

from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from ledger.fund.transferring import Arrival, Move, Sending
from ledger.values import FundId, TransferId
from tests.builders import an_id
from tests.ledger.laws.place import Place, Who
from tests.ledger.laws.steps.drawn import (
    ACCOUNTS,
    BY_APPROVER,
    BY_TREASURER,
    DAYS_AGO,
    DONGS,
    OPTIONAL,
    PICKS,
    PURPOSES,
)
from tests.ledger.laws.steps.receiving import credit, debit
from tests.ledger.laws.world import Step


@dataclass(frozen=True, kw_only=True)
class Send(Step):
    """Send money to a fund: this one (0), one after it, or (-1) one of nobody."""

    use_case = "send_transfer"
    who: Who = Who.APPROVER
    to: int = 1
    dong: int = 400_000
    days_ago: int = 0
    account: int = 1
    purpose: int = 0
    explains: int | None = None

    def asked(self, place: Place) -> tuple[Any, ...]:
        funds = [each.fund for each in place.naive.funds]
        to = funds[(funds.index(place.fund) + self.to) % len(funds)]
        return place.fund, Sending(
            transfer_id=TransferId(place.new_id()),
            to_fund_id=to if self.to >= 0 else FundId(an_id("a fund of nobody")),
            account_id=place.account(self.account),
            purpose=place.purpose(self.purpose),
            amount_dong=self.dong,
            effective_on=place.day(self.days_ago),
            debit_id=debit(place, self.explains),
        )


@dataclass(frozen=True, kw_only=True)
class Arrive(Step):
    """Money of a transfer arrives, by preference one that is for this fund."""

    use_case = "receive_transfer"
    which: int = 0
    days_ago: int = 0
    account: int = 1
    purpose: int = 0
    credit: int | None = None

    def asked(self, place: Place) -> tuple[Any, ...]:
        return place.fund, Arrival(
            transfer_id=self.transfer(place),
            account_id=place.account(self.account),
            purpose=place.purpose(self.purpose),
            effective_on=place.day(self.days_ago),
            credit_id=credit(place, self.credit),
        )

    def transfer(self, place: Place) -> TransferId:
        ours = sorted(place.naive.transfers, key=lambda each: each.to_fund == place.fund)
        found = place.pick([each.transfer for each in ours], self.which, TransferId)
        assert found is not None
        return found


@dataclass(frozen=True, kw_only=True)
class ComeBack(Arrive):
    """Money of a transfer comes back, by preference one that this fund sent."""

    use_case = "return_transfer"

    def transfer(self, place: Place) -> TransferId:
        ours = sorted(place.naive.transfers, key=lambda each: each.fund == place.fund)
        found = place.pick([each.transfer for each in ours], self.which, TransferId)
        assert found is not None
        return found


@dataclass(frozen=True, kw_only=True)
class MoveMoney(Step):
    """Move money from one account to another."""

    use_case = "move_money"
    dong: int = 400_000
    days_ago: int = 0
    from_account: int = 1
    to_account: int = 0
    explains: int | None = None
    credit: int | None = None

    def asked(self, place: Place) -> tuple[Any, ...]:
        return place.fund, Move(
            from_account_id=place.account(self.from_account),
            to_account_id=place.account(self.to_account),
            amount_dong=self.dong,
            effective_on=place.day(self.days_ago),
            debit_id=debit(place, self.explains),
            credit_id=credit(place, self.credit),
        )


SEND = st.builds(
    Send,
    who=BY_APPROVER,
    to=st.sampled_from([1, 1, 2, 3, 0, -1]),
    dong=DONGS,
    days_ago=DAYS_AGO,
    account=ACCOUNTS,
    purpose=PURPOSES,
    explains=OPTIONAL,
)
ARRIVALS = {
    "who": BY_TREASURER,
    "which": PICKS,
    "days_ago": DAYS_AGO,
    "account": ACCOUNTS,
    "purpose": PURPOSES,
    "credit": OPTIONAL,
}
TRANSFERRING: st.SearchStrategy[Step] = st.one_of(
    SEND,
    st.builds(Arrive, **ARRIVALS),
    st.builds(ComeBack, **ARRIVALS),
    st.builds(
        MoveMoney,
        who=BY_TREASURER,
        dong=DONGS,
        days_ago=DAYS_AGO,
        from_account=ACCOUNTS,
        to_account=st.integers(0, 2),
        explains=OPTIONAL,
        credit=OPTIONAL,
    ),
)
