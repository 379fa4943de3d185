"""Collecting what the book knows that the rows of a statement may belong to."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import partial
from typing import Protocol
from uuid import UUID

from api.statements.proposals.known import (
    Appeal,
    Approved,
    Known,
    OnItsWay,
    OwnAccount,
    Paid,
    Promise,
    Waiting,
    Written,
)
from ledger.errors.missing import FundNotFound
from ledger.store.vault.records import PersonRecord
from ledger.values import AccountId, FundId, MobilizationId
from projections import funds
from projections.answers import LIMIT_MAX
from projections.receiving import by_hand, debits, mobilizations, pledges, unknown_credits
from projections.receiving.pledges import PledgeStatus
from projections.spending import award_lines, disbursements
from projections.spending.award_lines import LineState
from projections.spending.disbursements import PublicDisbursement, Status
from projections.transferring import transfers
from projections.transferring.transfers import TransferStatus
from projections.views import Reading, Views

ITEMS_MAX = 2_000
"""So many pledges, disbursements and lines are looked at, the latest first: what is older is not
proposed, but can still be decided."""


class People(Protocol):
    """Where it is kept what donors are called: the people vault."""

    def get_people(self, ids: Iterable[UUID]) -> dict[UUID, PersonRecord]:
        """Return what is known of those of these people who are here."""


def collect(
    views: Views,
    people: People,
    fund_id: FundId,
    account_id: AccountId,
    today: date,
    mobilization_id: MobilizationId | None = None,
) -> Known:
    """Return what is known of a fund at the last position that the read models hold.

    Of a fund that they do not hold yet nothing is. `mobilization_id` is the appeal that gifts
    without a code are for.
    """
    with views.reading() as reading:
        try:
            funds.require(reading, fund_id)
        except FundNotFound:
            return Known(mobilization_id=mobilization_id)
        found = funds.accounts(reading, fund_id)
        former = funds.former_holders(reading, fund_id, account_id)
        numbers = {each.account_id: each.number for each in found if each.number is not None}
        return Known(
            mobilization_id=mobilization_id,
            appeals=tuple(_appeals(reading, fund_id)),
            promises=tuple(_promises(people, reading, fund_id, today)),
            on_their_way=tuple(_on_their_way(reading, fund_id)),
            waiting=tuple(_waiting(reading, fund_id, account_id)),
            approved=tuple(_approved(reading, fund_id)),
            paid=tuple(_paid(reading, fund_id)),
            written=partial(_written, views, (fund_id, *former), account_id),
            accounts=tuple(
                OwnAccount(account_id=id_, number=told)
                for id_, told in numbers.items()
                if id_ != account_id
            ),
        )


def _written(
    views: Views, holders: Sequence[FundId], account_id: AccountId, since: date, until: date
) -> list[Written]:
    """Return what was written by hand on some days, as the read models have it when asked.

    The first of those who hold or held the account is whose statement it is.
    """
    with views.reading() as reading:
        return [
            Written(
                entry=each.entry,
                dong=each.dong,
                happened_on=each.happened_on,
                is_of_former=holder != holders[0],
            )
            for holder in holders
            for each in by_hand.of_account(reading, holder, account_id, since, until)
        ]


def _appeals(reading: Reading, fund_id: FundId) -> Iterator[Appeal]:
    for each in mobilizations.of_fund(reading, fund_id):
        if each.memo_code:
            ends = [day for day in (each.ends_on, each.closed_on) if day is not None]
            yield Appeal(
                mobilization_id=each.mobilization_id,
                code=each.memo_code,
                starts_on=each.starts_on,
                ends_on=min(ends, default=None),
            )


def _promises(people: People, reading: Reading, fund_id: FundId, today: date) -> Iterator[Promise]:
    """Yield what is outstanding of pledges, with what their donors are called."""
    found: list[pledges.PrivatePledge] = []
    for status in (PledgeStatus.OUTSTANDING, PledgeStatus.OVERDUE):
        after: int | None = None
        while len(found) < ITEMS_MAX:
            asked = pledges.Asked(on=today, status=status, after=after, limit=LIMIT_MAX)
            page = pledges.private_pledges(reading, fund_id, asked)
            found += page.items
            if (after := page.after) is None:
                break
    donors = [each.private.donor_id for each in found]
    called = people.get_people(filter(None, donors))
    for each, donor_id in zip(found, donors, strict=True):
        person = None if donor_id is None else called.get(donor_id)
        names = () if person is None else (person.name, person.phone)
        yield Promise(
            pledge_id=each.pledge.pledge_id,
            amount_dong=each.pledge.outstanding_dong,
            since=each.pledge.pledged_on,
            mobilization_id=each.pledge.mobilization_id,
            donor_id=donor_id,
            names=tuple(name for name in names if name),
        )


def _on_their_way(reading: Reading, fund_id: FundId) -> Iterator[OnItsWay]:
    asked = transfers.Asked(status=TransferStatus.IN_TRANSIT, limit=LIMIT_MAX)
    for each in reversed(transfers.of_fund(reading, fund_id, asked).items):
        yield OnItsWay(
            transfer_id=each.transfer_id,
            amount_dong=each.amount_dong,
            sent_on=each.sent_on,
            is_own=each.from_fund_id == fund_id,
        )


def _waiting(reading: Reading, fund_id: FundId, account_id: AccountId) -> Iterator[Waiting]:
    """Yield what waits in other accounts; what waits in this one is of no help to its rows."""
    for debit in debits.pending(reading, fund_id):
        if debit.account_id != account_id:
            yield Waiting(
                account_id=debit.account_id,
                amount_dong=debit.amount_dong,
                happened_on=debit.occurred_on or debit.effective_on,
                debit_id=debit.debit_id,
            )
    for credit in unknown_credits.waiting(reading, fund_id):
        if credit.account_id != account_id and credit.left_dong == credit.amount_dong:
            yield Waiting(
                account_id=credit.account_id,
                amount_dong=credit.amount_dong,
                happened_on=credit.occurred_on or credit.effective_on,
                credit_id=credit.credit_id,
            )


def _approved(reading: Reading, fund_id: FundId) -> Iterator[Approved]:
    for each in _disbursements(reading, fund_id, Status.APPROVED):
        if each.approved_on is not None:
            yield Approved(
                disbursement_id=each.disbursement_id,
                amount_dong=each.remaining_dong,
                approved_on=each.approved_on,
            )


def _paid(reading: Reading, fund_id: FundId) -> Iterator[Paid]:
    """Yield what could come back of payments that stand: one award, all of them, or a line."""
    for each in _disbursements(reading, fund_id, Status.PAID):
        if each.payment is None or each.paid_on is None:
            continue
        if each.has_lines:
            yield from _paid_lines(reading, fund_id, each)
            continue
        left, awards = each.paid_dong - each.returned_dong, each.paid_awards - each.returned_awards
        parts = {awards: left}
        if awards and left % awards == 0:
            parts[1] = left // awards
        for count, dong in parts.items():
            yield Paid(
                disbursement_id=each.disbursement_id,
                payment=each.payment,
                amount_dong=dong,
                paid_on=each.paid_on,
                awards=count,
            )


def _paid_lines(reading: Reading, fund_id: FundId, paid: PublicDisbursement) -> Iterator[Paid]:
    """Yield the lines of an award list whose amount no other line has: others could be anyone's."""
    found = award_lines.lines(reading, fund_id, paid.disbursement_id, limit=LIMIT_MAX).items
    lines = [line for line in found if line.state is LineState.PAID]
    amounts = [line.amount_dong for line in lines]
    for line in lines:
        if amounts.count(line.amount_dong) == 1 and line.entry is not None:
            assert paid.paid_on is not None
            yield Paid(
                disbursement_id=paid.disbursement_id,
                payment=line.entry,
                amount_dong=line.amount_dong,
                paid_on=paid.paid_on,
                lines=(line.number,),
            )


def _disbursements(
    reading: Reading, fund_id: FundId, status: Status
) -> Iterator[PublicDisbursement]:
    after: int | None = None
    for _ in range(0, ITEMS_MAX, LIMIT_MAX):
        asked = disbursements.Asked(status=status, after=after, limit=LIMIT_MAX)
        page = disbursements.public_disbursements(reading, fund_id, asked)
        yield from page.items
        if (after := page.after) is None:
            return
