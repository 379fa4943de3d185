"""What a form that wrote leads to: it is in the book, under this number, with this balance."""

from flask import render_template, url_for

from api.auth import Person
from api.pages.book.attaching import document_href
from api.pages.book.forms import staff_blueprint
from api.pages.book.log_entries import ENTRY, logged_entry, voucher_of
from api.pages.book.spending.waiting import next_for
from api.pages.links import correction_href, fund_link
from api.pages.reading import look
from api.pages.visitors import require
from ledger.access import Action
from ledger.events.donor import Visibility
from ledger.events.fund.correcting import EntryReversed
from ledger.events.fund.receiving import DonationReceived
from ledger.events.fund.spending import DisbursementPaid, DisbursementReturned
from ledger.values import DisbursementId, DonorId, FundId
from projections import funds
from projections.movements import Movement

recorded = staff_blueprint("recorded")


@recorded.get(f"/funds/<uuid:fund_id>/recorded/{ENTRY}")
def show(fund_id: FundId, entry: int) -> str:
    """Tell that an entry is in the book, from the log itself."""
    person, association_id = require(Action.READ, fund_id)
    moved = logged_entry(person, fund_id, entry)
    gift = moved.event if isinstance(moved.event, DonationReceived) else None
    is_reversal = isinstance(moved.event, EntryReversed)
    voucher_href = url_for("pages.vouchers.show", fund_id=fund_id, entry=entry)
    about = _disbursement(person, fund_id, moved)
    with look() as reading:
        fund = funds.fund(reading, fund_id)
        upcoming = None if about is None else next_for(reading, person, fund, about)
    return render_template(
        "book/recorded.html",
        fund=fund_link(fund),
        voucher=voucher_of(moved),
        amount_dong=moved.amount_dong,
        effective_on=moved.event.effective_on,
        balance_dong=person.desk.fund(fund_id).balance_dong,
        position=moved.recorded.position,
        corrected=None if gift is None else _corrected(person, fund_id, gift),
        reversed=is_reversal,
        donor_named=None if gift is None else _is_named(person, gift),
        voucher_href=None if is_reversal else voucher_href,
        again_href=None if gift is None else url_for("pages.donations.new", fund_id=fund_id),
        correct_href=correction_href(fund_id, entry, moved.event.topic)
        if person.may(Action.RECORD, association_id)
        else None,
        donor_href=None if gift is None else _donor_href(gift),
        disbursement_href=about
        and url_for("pages.disbursements.show", fund_id=fund_id, disbursement_id=about),
        upcoming=upcoming,
        document_href=document_href(fund_id, moved.event.private),
        book_href=url_for("pages.book.show"),
    )


def _corrected(person: Person, fund_id: FundId, gift: DonationReceived) -> str | None:
    """Return the number of the voucher that this one replaces."""
    if gift.corrects is None:
        return None
    return voucher_of(logged_entry(person, fund_id, gift.corrects))


def _donor_href(gift: DonationReceived) -> str | None:
    """Return where a registered donor's gifts are shown."""
    donor_id = gift.private.donor_id
    return None if donor_id is None else url_for("pages.donors.show", donor_id=donor_id)


def _disbursement(person: Person, fund_id: FundId, moved: Movement) -> DisbursementId | None:
    """Return which disbursement an entry is of: paid, back, or one of them reversed."""
    event = moved.event
    if isinstance(event, EntryReversed):
        event = logged_entry(person, fund_id, event.entry).event
    if not isinstance(event, DisbursementPaid | DisbursementReturned):
        return None
    return event.disbursement_id


def _is_named(person: Person, gift: DonationReceived) -> bool:
    """Tell whether the public page names the donor."""
    donor_id = gift.private.donor_id
    if donor_id is None or not gift.named:
        return False
    known = [person.desk.donor(DonorId(each)) for each in person.desk.all_of(donor_id)]
    return all(each.visibility is Visibility.AS_CONSENTED for each in known)
