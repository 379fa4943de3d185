"""The figures of an association or a fund as everybody may see them: one source for page and files.

What a page shows, its table for spreadsheets and its JSON are three forms of the same answer, taken
as of one position of the log.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

import msgspec

from api.pages.entry_lines import MILLI, ActsOf, Line, lines_of, nobody
from api.pages.presentation.charts import MonthFlow, last_months
from api.pages.reading import AsOfShown, as_of, today
from api.services import kept_reports
from ledger.values import UNALLOCATED, AssociationId, FundId, PurposeId
from projections import balances, entries, funds
from projections.associations import associations, dated
from projections.associations.associations import Association
from projections.associations.dated import Ending
from projections.balances import AccountBalance, FundBalance, PurposeBalance
from projections.control import board, closings, overdrafts
from projections.control.board import Controls
from projections.control.overdrafts import Overdraft
from projections.funds import Account, Fund, Month
from projections.receiving import debits, mobilizations, pledges
from projections.receiving.mobilizations import Mobilization
from projections.reports.composing import Asked as ReportAsked
from projections.reports.report import Report
from projections.restricted import purposes
from projections.restricted.purposes import PurposeState
from projections.transferring import handovers, transfers
from projections.transferring.handovers import PublicHandover
from projections.transferring.transfers import Asked, InTransit, Transfer, TransferStatus
from projections.views import Reading

LATEST = 10
MONTHS_MIN, MONTHS_MAX = 12, 36

_ON_THEIR_WAY = Asked(status=TransferStatus.IN_TRANSIT, limit=LATEST)


class AssociationFigures(msgspec.Struct, frozen=True, kw_only=True):
    """An association with the report of its latest year, all below it in it, and its own funds."""

    as_of: AsOfShown
    ancestors: tuple[Association, ...]
    association: Association
    ending: Ending | None
    report: Report
    funds: tuple[Fund, ...]
    months: tuple[Month, ...]
    latest: list[Line]


class GoodsHeld(NamedTuple):
    """Goods held for whatever purpose: how much of what it is counted in, and what it is worth.

    It is counted in its commodity, such as `quyển vở`; of no value where nobody could value it.
    """

    commodity: str
    quantity: Decimal
    dong: int


class FundFigures(msgspec.Struct, frozen=True, kw_only=True):
    """What a fund holds, what came in and went out; `ancestors` ends with its association."""

    as_of: AsOfShown
    ancestors: tuple[Association, ...]
    fund: Fund
    accounts: tuple[tuple[Account, AccountBalance], ...]
    purposes: tuple[PurposeBalance, ...]
    defined: dict[PurposeId, PurposeState]
    controls: Controls
    goods: tuple[GoodsHeld, ...]
    in_kind_dong: int
    overdrafts: tuple[Overdraft, ...]
    mobilizations: tuple[Mobilization, ...]
    pledged_dong: int
    months: tuple[Month, ...]
    latest: list[Line]
    debits: int
    debits_dong: int
    in_transit: InTransit
    on_their_way: tuple[Transfer, ...]
    closed_through: date | None
    winding_up_since: date | None
    handovers: tuple[PublicHandover, ...]


def of_association(reading: Reading, association_id: AssociationId) -> AssociationFigures:
    """Return the figures of an association, or raise `AssociationNotFound`.

    The report is that of the year of the last entry: so what it holds at the end is what it holds.
    """
    shown = associations.association(reading, association_id)
    months = associations.by_month(reading, association_id)
    year = max((months[-1].month if months else today()).year, shown.effective_on.year)
    first, last = date(year, 1, 1), date(year, 12, 31)
    wanted = ReportAsked(association_id=association_id, first=first, last=last)
    report = kept_reports().report(reading, wanted)
    newest = entries.latest_below(reading, association_id, LATEST)
    return AssociationFigures(
        as_of=as_of(reading),
        ancestors=associations.ancestors(reading, association_id),
        association=shown,
        ending=dated.ending(reading, association_id),
        report=report,
        funds=funds.of_association(reading, association_id),
        months=months,
        latest=lines_of(reading, newest, with_fund=report.funds > 1),
    )


def of_fund(reading: Reading, fund_id: FundId, acts_of: ActsOf = nobody) -> FundFigures:
    """Return the figures of a fund, or raise `FundNotFound`."""
    fund = funds.fund(reading, fund_id)
    balance = balances.balance(reading, fund_id)
    left = purposes.of_balance(reading, balance, today=today())
    waiting = debits.pending(reading, fund_id)
    newest = entries.latest(reading, fund_id, LATEST)
    return FundFigures(
        as_of=as_of(reading),
        ancestors=line_of(reading, fund.association_id),
        fund=fund,
        accounts=_accounts(reading, balance),
        purposes=balance.by_purpose,
        defined={each.purpose: each for each in left},
        controls=board.controls(reading, fund_id),
        goods=_goods(balance),
        in_kind_dong=balance.in_kind_dong,
        overdrafts=overdrafts.of_fund(reading, fund_id),
        mobilizations=mobilizations.of_fund(reading, fund_id),
        pledged_dong=pledges.outstanding(reading, fund_id),
        months=funds.by_month(reading, fund_id),
        latest=lines_of(reading, newest, acts_of=acts_of),
        debits=len(waiting),
        debits_dong=sum(debit.amount_dong for debit in waiting),
        in_transit=transfers.in_transit(reading, fund_id),
        on_their_way=transfers.of_fund(reading, fund_id, _ON_THEIR_WAY).items,
        closed_through=closings.closed_through(reading, fund_id),
        winding_up_since=handovers.winding_up_since(reading, fund_id, today=today()),
        handovers=handovers.of_fund(reading, fund_id),
    )


def line_of(reading: Reading, association_id: AssociationId) -> tuple[Association, ...]:
    """Return an association with all above it, the central one first."""
    above = associations.ancestors(reading, association_id)
    return (*above, associations.association(reading, association_id))


def flows(months: Sequence[Month]) -> list[MonthFlow]:
    """Return one to three years of months up to the last one with an entry, for the chart.

    What a month took back of former months counts as money the other way.
    """
    if not months:
        return []
    moved = [
        MonthFlow(
            month=f"{month.month:%Y-%m}",
            in_dong=max(month.received_dong, 0) + max(-month.paid_dong, 0),
            out_dong=max(month.paid_dong, 0) + max(-month.received_dong, 0),
        )
        for month in months
    ]
    first, last = months[0].month, months[-1].month
    span = (last.year - first.year) * 12 + last.month - first.month + 1
    count = max(MONTHS_MIN, min(span, MONTHS_MAX))
    return last_months(moved, through=moved[-1].month, count=count)


def number_of(account: Account) -> str | None:
    """Return what tells a bank account apart: the bank's BIN and the number, never one alone."""
    return None if account.number is None else f"{account.bank_bin} · {account.number}"


def purpose_name(held: PurposeBalance) -> str | None:
    """Return what `names.html` knows a purpose by: its name, or the code of one without."""
    return held.purpose if held.purpose == UNALLOCATED else held.name


def _accounts(reading: Reading, balance: FundBalance) -> tuple[tuple[Account, AccountBalance], ...]:
    held = {each.account_id: each for each in balance.by_account}
    accounts = funds.accounts(reading, balance.fund_id)
    return tuple((account, held[account.account_id]) for account in accounts)


def _goods(balance: FundBalance) -> tuple[GoodsHeld, ...]:
    milli, dong = Counter[str](), Counter[str]()
    for each in balance.stock:
        milli[each.commodity] += each.quantity_milli
        dong[each.commodity] += each.dong
    return tuple(
        GoodsHeld(commodity, Decimal(held) / MILLI, dong[commodity])
        for commodity, held in milli.items()
        if held
    )
