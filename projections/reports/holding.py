"""Where the money of a report lies and what it is for: the same money, broken down twice."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from ledger.values import (
    GENERAL,
    UNALLOCATED,
    AccountId,
    AccountKind,
    FundId,
    PurposeId,
    ReportScope,
)
from projections import funds as known_funds
from projections.reports.flows import Flow, Named, of_parts, total
from projections.reports.membership import FundMember, Membership
from projections.reports.money import HeldFor, HeldIn, PurposeKind
from projections.reports.report import Days
from projections.views import Reading

KINDS = [kind.value for kind in AccountKind]

_KIND = {GENERAL: PurposeKind.GENERAL, UNALLOCATED: PurposeKind.UNALLOCATED}
_CUSTODIAL = PurposeKind.CUSTODIAL
_OWED = (PurposeKind.UNALLOCATED, _CUSTODIAL)


class Parts(NamedTuple):
    """The money by where it lies and by what it is for."""

    by_account: tuple[HeldIn, ...]
    by_purpose: tuple[HeldFor, ...]


def parts(  # what is asked, and what is known already
    reading: Reading,
    cash: Named,
    found: Membership,
    scope: ReportScope,
    period: Days,
    known_at: int,
) -> Parts:
    """Return the money of funds by account and purpose: each of own ones, else by their kinds.

    `cash` is what all of them held. A nation has ten thousand accounts, of which each stands in
    the report of its own association. Restated, those of predecessors count as well, some in part.
    """
    if scope is ReportScope.OWN and found.heirs is None:
        return _each(reading, found.funds, period, known_at)
    return Parts(
        tuple(HeldIn(kind=kind, **_held(cash, kind, f"opened_{kind}")) for kind in AccountKind),
        tuple(HeldFor(kind=kind, **_held(cash, kind, f"opened_{kind}")) for kind in PurposeKind),
    )


def _held(sums: Named, name: str, opened: str) -> dict[str, Any]:
    recorded = sums.moved.get(opened, 0)
    return {
        "opening": sums.opening[name] + recorded,
        "moved": sums.moved[name] - recorded,
        "joined": sums.joined[name],
        "left": sums.left[name],
        "closing": sums.closing[name],
    }


def _each(reading: Reading, funds: Sequence[FundMember], period: Days, known_at: int) -> Parts:
    in_account: dict[tuple[FundId, AccountId], list[Flow]] = defaultdict(list)
    for_purpose: dict[tuple[FundId, PurposeId], list[Flow]] = defaultdict(list)
    for (fund_id, part), flow in of_parts(reading, "held", funds, period, known_at).items():
        account, _, purpose = part.partition(" ")
        in_account[fund_id, AccountId(UUID(account))].append(flow)
        for_purpose[fund_id, PurposeId(purpose)].append(flow)
    by_account: list[HeldIn] = []
    by_purpose: list[HeldFor] = []
    for fund in funds:
        if fund.opened_on <= period.last or any(key[0] == fund.fund_id for key in in_account):
            by_account += _accounts(reading, fund.fund_id, in_account, period, known_at)
            by_purpose += _purposes(reading, fund.fund_id, for_purpose, period, known_at)
    return Parts(tuple(by_account), tuple(by_purpose))


def _accounts(
    reading: Reading,
    fund_id: FundId,
    flows: Mapping[tuple[FundId, AccountId], Sequence[Flow]],
    period: Days,
    known_at: int,
) -> list[HeldIn]:
    """Return each account that was open at the end of a period, or moved in or before it."""
    return [
        HeldIn(
            kind=each.kind,
            fund_id=fund_id,
            account_id=each.account_id,
            name=each.name,
            **_sums(flows.get((fund_id, each.account_id), ())),
        )
        for each in known_funds.accounts(reading, fund_id, known_at=known_at)
        if each.effective_on <= period.last or (fund_id, each.account_id) in flows
    ]


def _purposes(
    reading: Reading,
    fund_id: FundId,
    flows: Mapping[tuple[FundId, PurposeId], Sequence[Flow]],
    period: Days,
    known_at: int,
) -> list[HeldFor]:
    """Return `general`, each purpose defined by the end of a period, and what is owed.

    What is owed – of unknown origin, or held for others – is listed while there is any.
    """
    named = {
        each.purpose: each.name
        for each in known_funds.purposes(reading, fund_id, known_at=known_at)
        if each.effective_on <= period.last or (fund_id, each.purpose) in flows
    }
    custodies = known_funds.custody_names(reading, fund_id)
    found = []
    for purpose in (GENERAL, *named, UNALLOCATED, *custodies):
        sums = _sums(flows.get((fund_id, purpose), ()))
        kind = PurposeKind.RESTRICTED if purpose in named else _KIND.get(purpose, _CUSTODIAL)
        if kind not in _OWED or any(sums.values()):
            name = named.get(purpose) or custodies.get(purpose)
            line = HeldFor(kind=kind, fund_id=fund_id, purpose=purpose, name=name, **sums)
            found.append(line)
    return found


def _sums(flows: Sequence[Flow]) -> dict[str, Any]:
    return _held(total("held", flows), "dong", "opened")
