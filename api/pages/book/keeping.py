"""What else there is to do with a fund: note, hold, move, send, count, reconcile, close, reopen."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from flask import render_template, request, url_for

from api.auth import Person
from api.pages import overdrawn
from api.pages.book.acts import acts_with
from api.pages.book.forms import staff_blueprint
from api.pages.book.receiving.custodies import Held, held
from api.pages.book.receiving.promised import outstanding
from api.pages.book.undecided import undecided_in
from api.pages.links import fund_link, keeping_href, place
from api.pages.presentation import refusals
from api.pages.public.journal import entries_href
from api.pages.reading import as_of, look
from api.pages.visitors import require
from ledger.access import Action
from ledger.values import AccountKind, AssociationId, FundId
from projections import funds
from projections.control import closings, counts, overdrafts
from projections.control.counts import Asked as AskedCounts
from projections.receiving import mobilizations
from projections.restricted import consents
from projections.transferring import transfers
from projections.transferring.transfers import Asked, Transfer, TransferStatus
from projections.views import Reading

keeping = staff_blueprint("keeping")

_AFTER_PLEDGE, _AFTER_CUSTODY = "after_pledge", "after_custody"
_HEADINGS = {_AFTER_PLEDGE: "pledges", _AFTER_CUSTODY: "custodies"}
"""The fields of an address that say where a list goes on, and where on the page it stands."""

_COUNTS_SHOWN = 5
_OVERDRAFTS_SHOWN = 5


class Listed(NamedTuple):
    """A page of a list, with where it begins and goes on, if it does."""

    lines: list[dict[str, Any]]
    first_href: str | None
    next_href: str | None


@keeping.get("/funds/<uuid:fund_id>")
def show(fund_id: FundId) -> str:
    """Show what a person may do with a fund, what is on its way, and what was counted last."""
    person, association_id = require(Action.READ, fund_id)
    with look() as reading:
        fund = funds.fund(reading, fund_id)
        asked = Asked(status=TransferStatus.IN_TRANSIT)
        found = overdrafts.of_fund(reading, fund_id)
        below_zero = sorted(found, key=lambda each: each.until_on is not None)
        latest = overdrawn.shown(reading, fund_id, below_zero[:_OVERDRAFTS_SHOWN])
        on_their_way = transfers.of_fund(reading, fund_id, asked).items
        return render_template(
            "book/keeping.html",
            fund=fund_link(fund),
            as_of=as_of(reading),
            overdrafts=latest,
            overdrafts_more=len(below_zero) - len(latest),
            closed_through=closings.closed_through(reading, fund_id),
            **undecided_in(reading, person, fund),
            may_pay=person.may(Action.PAY, association_id),
            ended=None if fund.ended_on is None else refusals.sentence("fund_has_ended"),
            acts=[]
            if fund.ended_on is not None
            else list(acts_with(reading, person, association_id, fund_id)),
            transfers=[
                _transfer(each, fund_id, may_record=person.may(Action.RECORD, association_id))
                for each in on_their_way
            ],
            counts=list(_counts(reading, person, association_id, fund_id)),
            appeals=list(_appeals(reading, person, association_id, fund_id)),
            pledges=_pledges(reading, person, association_id, fund_id),
            consents=list(_consents(reading, person, association_id, fund_id)),
            custodies=_custodies(reading, person, association_id, fund_id),
            entries_href=entries_href(fund_id),
            spending_href=url_for("pages.disbursements.show_all", fund_id=fund_id),
            purposes_href=url_for("pages.purposes.show_all", fund_id=fund_id),
            corrections_href=url_for("pages.controls.show", fund_id=fund_id),
        )


def _appeals(
    reading: Reading, person: Person, where: AssociationId, fund_id: FundId
) -> Iterator[dict[str, Any]]:
    """Yield the appeals that are not closed, for those who may close them."""
    if not person.may(Action.RECORD, where):
        return
    for each in mobilizations.of_fund(reading, fund_id):
        if each.closed_on is None:
            yield {
                "name": each.name,
                "raised_dong": each.total_dong,
                "href": url_for(
                    "pages.appeals.close", fund_id=fund_id, mobilization_id=each.mobilization_id
                ),
            }


def _pledges(
    reading: Reading, person: Person, where: AssociationId, fund_id: FundId
) -> Listed | None:
    """Return a page of what is promised and not given, for those who may record what came."""
    if not person.may(Action.RECORD, where):
        return None
    after = place(request.args, _AFTER_PLEDGE)
    found = outstanding(reading, fund_id, after)
    lines = [
        {
            "name": each["name"],
            "gift_href": url_for("pages.donations.new", fund_id=fund_id, pledge_id=each["id"]),
            "href": url_for("pages.promising.withdrawal", fund_id=fund_id, pledge_id=each["id"]),
        }
        for each in found.lines
    ]
    return _listed(fund_id, lines, _AFTER_PLEDGE, after, found.after)


def _consents(
    reading: Reading, person: Person, where: AssociationId, fund_id: FundId
) -> Iterator[dict[str, Any]]:
    """Yield what donors agreed to and may still be released, for those who may release it."""
    if not person.may(Action.RELEASE, where):
        return
    names = {each.purpose: each.name for each in funds.purposes(reading, fund_id)}
    for donor_id, consent in consents.waiting(reading, fund_id):
        yield {
            "to_purpose": names.get(consent.to_purpose),
            "left_dong": consent.amount_dong - consent.released_dong,
            "given_on": consent.given_on,
            "href": url_for(
                "pages.releases.show",
                fund_id=fund_id,
                donor_id=donor_id,
                consent_id=consent.consent_id,
            ),
        }


def _custodies(reading: Reading, person: Person, where: AssociationId, fund_id: FundId) -> Listed:
    """Return a page of what is held for others, and where it is added to or handed on."""
    may_record, may_pay = person.may(Action.RECORD, where), person.may(Action.PAY, where)

    def href(act: str, each: Held, *, may: bool) -> str | None:
        there = url_for(f"pages.custodies.{act}", fund_id=fund_id, custody_id=each.custody_id)
        return there if may else None

    after = place(request.args, _AFTER_CUSTODY)
    found, later = held(reading, fund_id, after)
    lines = [
        {
            "name": each.name,
            "dong": each.dong,
            "more_href": href("receive", each, may=may_record),
            "href": href("pay", each, may=may_pay),
        }
        for each in found
    ]
    return _listed(fund_id, lines, _AFTER_CUSTODY, after, later)


def _listed(
    fund_id: FundId, lines: list[dict[str, Any]], way: str, after: int | None, later: int | None
) -> Listed:
    here = keeping_href(fund_id)
    first_href = None if after is None else f"{here}#{_HEADINGS[way]}"
    next_href = None if later is None else f"{here}?{way}={later}#{_HEADINGS[way]}"
    return Listed(lines, first_href, next_href)


def _transfer(each: Transfer, fund_id: FundId, *, may_record: bool) -> dict[str, Any]:
    is_ours = each.from_fund_id == fund_id
    endpoint = "pages.moving.take_back" if is_ours else "pages.moving.receive"
    href = url_for(endpoint, fund_id=fund_id, transfer_id=each.transfer_id)
    return {
        "sent": is_ours,
        "fund": each.to_fund if is_ours else each.from_fund,
        "amount_dong": each.amount_dong,
        "sent_on": each.sent_on,
        "href": href if may_record else None,
    }


def _counts(
    reading: Reading, person: Person, where: AssociationId, fund_id: FundId
) -> Iterator[dict[str, Any]]:
    """Yield the latest counts and reconciliations with what they found to differ."""
    accounts = {each.account_id: each for each in funds.accounts(reading, fund_id)}
    for of_bank in (False, True):
        asked = AskedCounts(of_bank=of_bank, limit=_COUNTS_SHOWN)
        for each in counts.of_fund(reading, fund_id, asked).items[:_COUNTS_SHOWN]:
            count = each.count
            is_cash = accounts[count.account_id].kind is AccountKind.CASH_BOX
            is_open = is_cash and count.difference_dong != 0 and count.posted_by is None
            may_post = is_open and person.may(Action.RECORD, where)
            post_href = url_for("pages.counting.difference", fund_id=fund_id, entry=count.version)
            yield {
                "account": accounts[count.account_id].name,
                "effective_on": count.effective_on,
                "found_dong": count.found_dong,
                "book_dong": count.book_dong,
                "undecided_dong": count.undecided_dong,
                "difference_dong": count.difference_dong,
                "posted": count.posted_by is not None,
                "post_href": post_href if may_post else None,
            }
