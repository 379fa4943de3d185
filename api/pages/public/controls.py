"""What changed the book, for everybody: corrections, and through which day it is closed."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, render_template, request, url_for

from api.pages import overdrawn
from api.pages.entry_lines import lines_of
from api.pages.links import fund_link, place, trail
from api.pages.public import figures
from api.pages.public.caching import by_position
from api.pages.reading import as_of, look
from ledger.values import FundId
from projections import funds
from projections.control import closings, corrections, overdrafts
from projections.control.corrections import Asked, Correction
from projections.entries import PublicEntry
from projections.views import Reading

controls = Blueprint("controls", __name__)

CORRECTIONS_ON_A_PAGE = 50
OVERDRAFTS_ON_A_PAGE = 50


@controls.get("/funds/<uuid:fund_id>/corrections")
@by_position
def show(fund_id: FundId) -> str:
    """Show everything that changed what a fund's book had said, its closings and overdrafts."""
    after = place(request.args, "after")
    with look() as reading:
        fund = funds.fund(reading, fund_id)
        asked = Asked(after=after, limit=CORRECTIONS_ON_A_PAGE)
        page = corrections.of_fund(reading, fund_id, asked)
        shown = _shown(reading, page.items)
        sealed = closings.of_fund(reading, fund_id)
        below_zero = () if after is not None else overdrafts.of_fund(reading, fund_id)
        told = overdrawn.shown(reading, fund_id, below_zero[:OVERDRAFTS_ON_A_PAGE])
        above = figures.line_of(reading, fund.association_id)
        known = as_of(reading)
    older = url_for("pages.controls.show", fund_id=fund_id, after=page.after)
    first = url_for("pages.controls.show", fund_id=fund_id)
    return render_template(
        "public/corrections.html",
        trail=[*trail(above), fund_link(fund)],
        fund={"name": fund.name},
        as_of=known,
        closed_through=sealed.closed_through,
        closings=sealed.closings if after is None else (),
        overdrafts=told,
        overdrafts_more=len(below_zero) - len(told),
        corrections=shown,
        newer_href=None if after is None else first,
        older_href=None if page.after is None else older,
    )


def _shown(reading: Reading, found: Sequence[Correction]) -> list[dict[str, Any]]:
    entries = {
        entry.position: entry
        for each in found
        for entry in (each.entry, each.original, each.replacement)
        if entry is not None
    }
    lines = dict(zip(entries, lines_of(reading, list(entries.values())), strict=True))

    def line_of(entry: PublicEntry | None) -> dict[str, object] | None:
        if entry is None:
            return None
        return {**lines[entry.position].shown(), "occurred_on": entry.occurred_on}

    return [
        {
            "kind": each.kind,
            "position": each.position,
            "entry": line_of(each.entry),
            "original": line_of(each.original),
            "replacement": line_of(each.replacement),
            "reopening": each.reopening,
        }
        for each in found
    ]
