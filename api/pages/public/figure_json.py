"""The public figures for programs: whole numbers of đồng, ids beside names, English keys."""

from collections.abc import Sequence
from typing import Any

from msgspec import to_builtins
from msgspec.structs import asdict

from api.pages.entry_lines import Line
from api.pages.public.figures import AssociationFigures, FundFigures
from projections.answers import Totals
from projections.associations.associations import Association
from projections.funds import Fund, Month
from projections.restricted.purposes import PurposeState

Json = dict[str, Any]


def of_association(found: AssociationFigures) -> Json:
    """Return the figures of an association; its report is as the API gives it."""
    return {
        "association": _association(found.association),
        "ending": found.ending,
        "ancestors": [_association(each) for each in found.ancestors],
        "as_of": found.as_of,
        "report": found.report,
        "funds": [of_fund_alone(each) for each in found.funds],
        "months": _months(found.months),
        "latest": [of_line(each) for each in found.latest],
    }


def of_fund(found: FundFigures) -> Json:
    """Return the figures of a fund."""
    return {
        "fund": of_fund_alone(found.fund),
        "ancestors": [_association(each) for each in found.ancestors],
        "as_of": found.as_of,
        "accounts": [{**asdict(each), "balance_dong": held.dong} for each, held in found.accounts],
        "purposes": [
            {
                "purpose": each.purpose,
                "name": each.name,
                "balance_dong": each.dong,
                **_left(found.defined.get(each.purpose)),
            }
            for each in found.purposes
        ],
        "controls": asdict(found.controls),
        "goods": [each._asdict() for each in found.goods],
        "overdrafts": found.overdrafts,
        "mobilizations": [
            {**asdict(each), "total_dong": each.total_dong} for each in found.mobilizations
        ],
        "undecided_debits": {"count": found.debits, "amount_dong": found.debits_dong},
        "months": _months(found.months),
        "latest": [of_line(each) for each in found.latest],
    }


def of_fund_alone(fund: Fund) -> Json:
    """Return a fund and what came in and went out."""
    return {
        "fund_id": fund.fund_id,
        "association_id": fund.association_id,
        "name": fund.name,
        "legal_regime": fund.legal_regime,
        "effective_on": fund.effective_on,
        **_totals(fund.totals),
    }


def of_line(line: Line) -> Json:
    """Return an entry, with the name of a donor who agreed to be named."""
    return {**asdict(line.entry), "donor_name": line.donor}


def _left(purpose: PurposeState | None) -> Json:
    """Return what binds the money of a purpose; nothing where it is not the fund's."""
    if purpose is None:
        return {}
    return {
        "committed_dong": purpose.committed_dong,
        "restriction": to_builtins(purpose.restriction),
        "expired": purpose.expired,
    }


def _association(association: Association) -> Json:
    return asdict(association)


def _totals(totals: Totals) -> Json:
    return {"balance_dong": totals.balance_dong, **asdict(totals)}


def _months(months: Sequence[Month]) -> list[Json]:
    return [{**asdict(each), "month": f"{each.month:%Y-%m}"} for each in months]
