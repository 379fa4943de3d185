"""Where pages lead: up the tree, to the same figures as files, to what a reader may do."""

import re
from collections.abc import Iterable, Mapping
from typing import get_args
from uuid import UUID

from flask import url_for

from api.errors import BadCursor
from api.pages.entry_lines import Acts, ActsOf, nobody
from api.pages.visitors import may, visitor
from ledger.access import Action
from ledger.events.fund.correcting import EntryReversed
from ledger.events.fund.receiving import DonationReceived
from ledger.fund.control.correcting import Reversible
from ledger.values import BALANCE_DONG_MAX, AssociationId, FundId
from projections.associations.associations import Association
from projections.associations.dated import Heir
from projections.entries import PublicEntry
from projections.funds import Fund
from projections.reports.report import Unit

REVERSIBLE = frozenset(event.topic for event in get_args(Reversible))

_PLACE = re.compile(r"[0-9]{1,19}")


def href_of(association: Association | Heir | Unit) -> str:
    """Return where an association is shown."""
    return url_for("pages.public.association", association_id=association.association_id)


def trail(above: Iterable[Association]) -> list[dict[str, str]]:
    """Return the way down the tree, the head of it first."""
    return [{"name": each.name, "href": href_of(each)} for each in above]


def fund_link(fund: Fund) -> dict[str, str]:
    """Return a fund as a link to its public page."""
    return {"name": fund.name, "href": url_for("pages.public.fund", fund_id=fund.fund_id)}


def keeping_href(fund_id: FundId) -> str:
    """Return where everything stands that may be done with a fund."""
    return url_for("pages.keeping.show", fund_id=fund_id)


def data_links(endpoint: str, **values: object) -> dict[str, str]:
    """Return where the same figures are as a table and for programs."""
    return {
        "csv": url_for(f"pages.files.{endpoint}_csv", **values),  # type: ignore[arg-type]
        "json": url_for(f"pages.files.{endpoint}_json", **values),  # type: ignore[arg-type]
    }


def acts_in(association_id: AssociationId) -> ActsOf:
    """Return what whoever is looking may do to entries of an association's funds."""
    if visitor() is None:
        return nobody
    may_record, may_read = may(Action.RECORD, association_id), may(Action.READ, association_id)
    may_pay = may(Action.PAY, association_id)

    def acts_of(entry: PublicEntry) -> Acts:
        return Acts(
            correct_href=correct_href(entry) if may_record else None,
            voucher_href=voucher_href(entry) if may_read else None,
            refund_href=refund_href(entry) if may_pay else None,
        )

    return acts_of


def correct_href(entry: PublicEntry) -> str | None:
    """Return where an entry is corrected: a gift anew, anything else by its reversal alone."""
    if entry.reversed_by is not None:
        return None
    return correction_href(entry.fund_id, entry.version, entry.topic)


def correction_href(fund_id: FundId, entry: int, topic: str) -> str | None:
    """Return where an entry of a topic that has no reversal yet is corrected, if such may be."""
    if topic not in REVERSIBLE:
        return None
    how = "correct" if topic == DonationReceived.topic else "reverse"
    return url_for(f"pages.corrections.{how}", fund_id=fund_id, entry=entry)


def refund_href(entry: PublicEntry) -> str | None:
    """Return where a gift of money is given back; one that is reversed is not there to be."""
    is_gift = entry.topic == DonationReceived.topic and entry.account_id is not None
    if not is_gift or entry.reversed_by is not None:
        return None
    return url_for("pages.refunds.of_gift", fund_id=entry.fund_id, entry=entry.version)


def voucher_href(entry: PublicEntry) -> str | None:
    """Return where an entry's voucher is printed; a reversal has none of its own."""
    if entry.voucher is None or entry.topic == EntryReversed.topic:
        return None
    return url_for("pages.vouchers.show", fund_id=entry.fund_id, entry=entry.version)


def place(query: Mapping[str, str], way: str) -> int | None:
    """Return the place in a list that a link of a page carries, or raise `BadCursor`."""
    text = query.get(way)
    if text is None:
        return None
    if not _PLACE.fullmatch(text) or int(text) > BALANCE_DONG_MAX:
        raise BadCursor(way)
    return int(text)


def linked_id(query: Mapping[str, str], name: str) -> UUID | None:
    """Return the id that a link of a page carries, or none where that is no id."""
    try:
        return UUID(query.get(name, ""))
    except ValueError:
        return None
