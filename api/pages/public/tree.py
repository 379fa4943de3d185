"""The pages that everybody may read: from the country down the tree to a fund and its journal."""

from collections.abc import Sequence
from decimal import Decimal
from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response, make_response, render_template, request, url_for

from api.errors import InvalidRequest
from api.pages import overdrawn
from api.pages.links import acts_in, data_links, fund_link, href_of, keeping_href, trail
from api.pages.overdrawn import Overdrawn
from api.pages.public import figures
from api.pages.public.caching import by_position
from api.pages.public.figures import AssociationFigures, FundFigures, purpose_name
from api.pages.public.journal import (
    FIND_FIELD,
    AskedEntries,
    JournalPage,
    asked_entries,
    asked_period,
    entries_href,
    journal_page,
    other_books,
    periods,
)
from api.pages.reading import as_of, look, today
from api.pages.visitors import may
from ledger.access import Action
from ledger.events.fund.opening import Restriction
from ledger.values import AssociationId, FundId
from projections import funds
from projections.associations import associations
from projections.balances import PurposeBalance
from projections.control.board import Controls
from projections.receiving.mobilizations import Mobilization
from projections.transferring.handovers import PublicHandover
from projections.transferring.transfers import Transfer

public = Blueprint("public", __name__)


@public.get("/")
@by_position
def country() -> str:
    """Show the association at the head of the tree; a book without any says so."""
    with look() as reading:
        heads = associations.heads(reading)
        if not heads:
            return render_template("public/empty.html")
        found = figures.of_association(reading, heads[0].association_id)
    return render_template("public/association.html", **_association_context(found))


@public.get("/associations/<uuid:association_id>")
@by_position
def association(association_id: AssociationId) -> str:
    """Show an association, its funds and what hangs below it."""
    with look() as reading:
        found = figures.of_association(reading, association_id)
    return render_template("public/association.html", **_association_context(found))


@public.get("/funds/<uuid:fund_id>")
@by_position
def fund(fund_id: FundId) -> str:
    """Show a fund: what it holds, what came in, what went out."""
    with look() as reading:
        where = funds.fund(reading, fund_id).association_id
        found = figures.of_fund(reading, fund_id, acts_in(where))
        below_zero = overdrawn.shown(reading, fund_id, found.overdrafts)
    donate_href = url_for("pages.donations.new", fund_id=fund_id)
    return render_template(
        "public/fund.html",
        donate_href=donate_href if may(Action.RECORD, where) else None,
        keeping_href=keeping_href(fund_id) if may(Action.READ, where) else None,
        **_fund_context(found, below_zero),
    )


@public.get("/funds/<uuid:fund_id>/entries")
@by_position
def entries(fund_id: FundId) -> Response:
    """Show the journal of a fund, page by page, the newest entries first; or what is looked for."""
    asked, errors = _asked_entries()
    with look() as reading:
        shown = funds.fund(reading, fund_id)
        acts_of = acts_in(shown.association_id)
        page = (
            JournalPage([], None, None)
            if errors
            else journal_page(reading, fund_id, asked, request.args, acts_of)
        )
        above = figures.line_of(reading, shown.association_id)
        chosen = periods(reading, fund_id, funds.by_month(reading, fund_id), asked)
        others = other_books(reading, fund_id, asked.typed) if asked.typed and not errors else []
        known = as_of(reading)
    is_within = asked.sought and asked.text
    text = render_template(
        "public/entries.html",
        trail=[*trail(above), fund_link(shown)],
        fund=shown,
        as_of=known,
        entries=[line.shown() for line in page.lines],
        periods=chosen,
        values={FIND_FIELD: asked.typed},
        errors=errors,
        all_href=entries_href(fund_id) if asked.typed else None,
        whole_href=entries_href(fund_id, **{FIND_FIELD: asked.typed}) if is_within else None,
        others=others,
        newer_href=page.newer_href,
        older_href=page.older_href,
        data=data_links("entries", fund_id=fund_id, **asked.query),
    )
    return make_response(text, HTTPStatus.UNPROCESSABLE_ENTITY if errors else HTTPStatus.OK)


def _asked_entries() -> tuple[AskedEntries, dict[str, str]]:
    """Return the entries that are asked for, and what is wrong with what was typed to find them."""
    try:
        return asked_entries(request.args), {}
    except InvalidRequest as refusal:
        asked = asked_period(request.args)
        return asked._replace(typed=request.args[FIND_FIELD]), refusal.messages


def _association_context(found: AssociationFigures) -> dict[str, Any]:
    lines = found.report.by_unit
    year = str(found.report.period.first.year)
    return {
        "trail": trail(found.ancestors),
        "association": found.association,
        "ending": found.ending
        and {
            "on": found.ending.effective_on,
            "decision_number": found.ending.decision_number,
            "heirs": [
                {"name": each.name, "href": href_of(each)} for each in found.ending.successors
            ],
        },
        "as_of": found.as_of,
        "report": found.report,
        "period": year,
        "funds": [
            {**fund_link(each), "amount_dong": each.totals.balance_dong} for each in found.funds
        ],
        "funds_dong": sum(line.cash for line in lines if line.is_own),
        "children": [
            {
                "name": line.unit.name,
                "href": href_of(line.unit),
                "funds": line.funds,
                "mobilized_dong": line.mobilized,
                "supported_dong": line.supported,
                "balance_dong": line.cash,
            }
            for line in lines
            if not line.is_own
        ],
        "flows": figures.flows(found.months),
        "entries": [line.shown() for line in found.latest],
        "report_href": url_for(
            "pages.reports.show", association_id=found.association.association_id, period=year
        ),
        "data": data_links("association", association_id=found.association.association_id),
    }


def _fund_context(found: FundFigures, below_zero: Sequence[Overdrawn]) -> dict[str, Any]:
    fund_id = found.fund.fund_id
    return {
        "trail": trail(found.ancestors),
        "fund": {"name": found.fund.name, "regime": found.fund.legal_regime},
        "as_of": found.as_of,
        "totals": found.fund.totals,
        "accounts": [
            {
                "name": account.name,
                "note": figures.number_of(account),
                "amount_dong": held.dong,
                "href": url_for("pages.books.show", fund_id=fund_id, account_id=account.account_id),
            }
            for account, held in found.accounts
        ],
        "purposes": [_purpose(each, found) for each in found.purposes if not each.is_owed],
        "own_dong": sum(each.dong for each in found.purposes if not each.is_owed),
        "owed": [
            {"name": purpose_name(each), "amount_dong": each.dong}
            for each in found.purposes
            if each.is_owed
        ],
        "owed_dong": sum(each.dong for each in found.purposes if each.is_owed),
        "pledged_dong": found.pledged_dong,
        "controls": _controls(found.controls),
        "goods": found.goods,
        "in_kind_dong": found.in_kind_dong,
        "overdrawn": [each for each in below_zero if each.until_on is None],
        "overdrafts_over": sum(each.until_on is not None for each in below_zero),
        "mobilizations": [_appeal(each) for each in found.mobilizations],
        "flows": figures.flows(found.months),
        "entries": [line.shown() for line in found.latest],
        "entries_href": entries_href(fund_id),
        "corrections_href": url_for("pages.controls.show", fund_id=fund_id),
        "closed_through": found.closed_through,
        "in_transit": found.in_transit,
        "transfers": [_transfer(each, fund_id) for each in found.on_their_way],
        "ended_on": found.fund.ended_on,
        "winding_up_since": found.winding_up_since,
        "handovers": [_handover(each, fund_id) for each in found.handovers],
        "debits_waiting": found.debits,
        "debits_dong": found.debits_dong,
        "data": data_links("fund", fund_id=fund_id),
    }


def _purpose(held: PurposeBalance, found: FundFigures) -> dict[str, Any]:
    """Return what is left for a purpose, and what binds it."""
    known = found.defined.get(held.purpose)
    return {
        "name": purpose_name(held),
        "amount_dong": held.dong,
        "committed_dong": 0 if known is None else known.committed_dong,
        "restriction": Restriction() if known is None else known.restriction,
        "expired": known is not None and known.expired,
    }


def _controls(controls: Controls) -> dict[str, Any] | None:
    """Return what the board decided, if it did; a share of receipts in percent."""
    if controls.set_on is None:
        return None
    permille = controls.administration_permille
    return {
        "payer_may_prepare": controls.payer_may_prepare,
        "cashier_exception": controls.cashier_exception,
        "administration_percent": None if permille is None else Decimal(permille) / 10,
        "set_on": controls.set_on,
    }


def _transfer(transfer: Transfer, fund_id: FundId) -> dict[str, Any]:
    is_ours = transfer.from_fund_id == fund_id
    other = transfer.to_fund_id if is_ours else transfer.from_fund_id
    return {
        "fund": transfer.to_fund if is_ours else transfer.from_fund,
        "href": url_for("pages.public.fund", fund_id=other),
        "amount_dong": -transfer.amount_dong if is_ours else transfer.amount_dong,
        "sent_on": transfer.sent_on,
    }


def _handover(handover: PublicHandover, fund_id: FundId) -> dict[str, Any]:
    is_ours = handover.from_fund_id == fund_id
    other = handover.to_fund_id if is_ours else handover.from_fund_id
    return {
        "fund": handover.to_fund if is_ours else handover.from_fund,
        "href": url_for("pages.public.fund", fund_id=other),
        "amount_dong": -handover.amount_dong if is_ours else handover.amount_dong,
        "on": handover.effective_on,
    }


def _appeal(appeal: Mobilization) -> dict[str, Any]:
    is_over = appeal.closed_on is not None or (
        appeal.ends_on is not None and appeal.ends_on < today()
    )
    return {
        "name": appeal.name,
        "starts_on": appeal.starts_on,
        "ends_on": min(filter(None, (appeal.closed_on, appeal.ends_on)), default=None),
        "target_dong": appeal.target_dong,
        "received_dong": appeal.total_dong,
        "money_dong": appeal.money_dong,
        "in_kind_dong": appeal.in_kind_dong,
        "direct_aid_dong": appeal.direct_aid_dong,
        "pledged_dong": appeal.pledged_dong,
        "open": not is_over and appeal.starts_on <= today(),
        "planned": not is_over and appeal.starts_on > today(),
    }
