"""A donor's gifts for those who keep the book, with what each gift for a purpose has paid for."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from flask import render_template, request, url_for
from uuid_utils.compat import uuid7

from api.auth import require_person
from api.pages.book.forms import staff_blueprint
from api.pages.book.people.listing import all_href, all_people, note_of, people_sought
from api.pages.links import fund_link, place
from api.pages.reading import as_of, look
from api.people.seen import NOTHING, Seen, see_donors
from api.services import services
from api.serving.rates import costly
from ledger.access import Action
from ledger.events.donor import Visibility
from ledger.store.vault.records import PersonKind
from ledger.values import AssociationId, DonorId, FundId, PurposeId
from projections import funds
from projections.people import donors
from projections.people.donors import Gift
from projections.restricted import consents
from projections.restricted.consents import Consent
from projections.restricted.uses import Use
from projections.views import Reading

donor_pages = staff_blueprint("donors")

_GIFTS = 20


@donor_pages.get("/associations/<uuid:association_id>/donors")
@costly
def show_all(association_id: AssociationId) -> str:
    """List the donors of an association and all below it."""
    return all_people(PersonKind.DONOR, association_id)


@donor_pages.post("/associations/<uuid:association_id>/donors")
def find(association_id: AssociationId) -> str:
    """List those of them whose name has some words in it."""
    return people_sought(PersonKind.DONOR, association_id)


@donor_pages.get("/donors/<uuid:donor_id>")
def show(donor_id: DonorId) -> str:
    """Show what a donor gave, what it has paid for, and what the donor agreed to."""
    person = require_person()
    person.require(Action.READ, person.desk.donor(donor_id).association_id)
    with look() as reading:
        history = donors.history(
            reading,
            donor_id,
            shown=lambda where: person.may(Action.READ, where),
            after=place(request.args, "after"),
            limit=_GIFTS,
        )
        into = history.donor.merged_into
        agreed = consents.of_donor(reading, donor_id)
        names = _Names(reading)
        gifts = [_gift(names, each, donor_id) for each in history.gifts]
        consented = [_consent(names, each, donor_id) for each in agreed]
        known = as_of(reading)
    state = person.desk.donor(donor_id)
    may_keep = person.may(Action.REGISTER_DONOR, state.association_id)
    may_merge = person.may(Action.MERGE_PEOPLE, state.association_id)
    may_erase = person.may(Action.ERASE, state.association_id)
    seen = see_donors(person, [donor_id, *(each.donor_id for each in history.members)])
    own = seen.get(donor_id, NOTHING)
    later = history.after
    return render_template(
        "book/people/donor.html",
        name=own.name,
        particulars=note_of(own),
        standing=state.standing,
        hidden=state.visibility is Visibility.HIDDEN,
        survivor_href=into and url_for("pages.donors.show", donor_id=into),
        members=[_member(donor_id, each.donor_id, seen, may=may_merge) for each in history.members],
        visibility_href=url_for("pages.naming.change_visibility", donor_id=donor_id)
        if may_keep
        else None,
        merge_href=url_for("pages.merging.show", donor_id=donor_id) if may_merge else None,
        erasure_href=url_for("pages.forgetting.show", donor_id=donor_id) if may_erase else None,
        representative_href=url_for("pages.forgetting.representative", donor_id=donor_id)
        if may_erase and services().vault.is_represented(donor_id)
        else None,
        command_id=str(uuid7()),
        as_of=known,
        money_dong=history.money_dong,
        refunded_dong=history.refunded_dong,
        in_kind_dong=history.in_kind_dong,
        gifts=gifts,
        consents=consented,
        later_href=later and url_for("pages.donors.show", donor_id=donor_id, after=later),
        all_href=all_href(PersonKind.DONOR, state.association_id),
        book_href=url_for("pages.book.show"),
    )


class _Names:
    """What funds and their purposes are called, each looked up once."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._funds: dict[FundId, dict[str, str]] = {}
        self._purposes: dict[FundId, dict[PurposeId, str]] = {}

    def fund(self, fund_id: FundId) -> dict[str, str]:
        """Return a fund as a link."""
        if fund_id not in self._funds:
            self._funds[fund_id] = fund_link(funds.fund(self._reading, fund_id))
        return self._funds[fund_id]

    def purpose(self, fund_id: FundId, purpose: PurposeId) -> str | None:
        """Return a purpose's name; the general one has none."""
        if fund_id not in self._purposes:
            named = funds.purposes(self._reading, fund_id)
            self._purposes[fund_id] = {each.purpose: each.name for each in named}
        return self._purposes[fund_id].get(purpose)


def _member(
    donor_id: DonorId, member_id: DonorId, seen: dict[UUID, Seen], *, may: bool
) -> dict[str, Any]:
    undo_href = url_for("pages.merging.undo", donor_id=donor_id, other_id=member_id)
    return {
        "name": seen.get(member_id, NOTHING).name,
        "href": url_for("pages.donors.show", donor_id=member_id),
        "undo_href": undo_href if may else None,
    }


def _gift(names: _Names, gift: Gift, donor_id: DonorId) -> dict[str, Any]:
    used = gift.uses
    return {
        "named": gift.named,
        "naming_href": url_for(
            "pages.naming.gift_form",
            donor_id=donor_id,
            fund_id=gift.fund_id,
            entry=gift.version,
        ),
        "consent_href": url_for(
            "pages.consents.show",
            donor_id=gift.donor_id,
            fund_id=gift.fund_id,
            entry=gift.version,
        )
        if gift.uses
        else None,
        "fund": names.fund(gift.fund_id),
        "purpose": names.purpose(gift.fund_id, gift.purpose),
        "effective_on": gift.effective_on,
        "voucher": gift.voucher,
        "amount_dong": gift.money_dong or gift.in_kind_dong,
        "in_kind": not gift.money_dong,
        "refunded_dong": gift.refunded_dong,
        "reversed": gift.reversed,
        "uses": used
        and {
            "paid_dong": used.paid_dong,
            "unspent_dong": used.unspent_dong,
            "taken_off_dong": used.taken_off_dong,
            "left_off": used.left_off,
            "items": list(_uses(names, gift.fund_id, used.uses)),
        },
    }


def _uses(names: _Names, fund_id: FundId, found: Iterable[Use]) -> Iterable[dict[str, Any]]:
    for use in found:
        yield {
            "topic": use.topic,
            "purpose": names.purpose(fund_id, use.purpose),
            "effective_on": use.effective_on,
            "voucher": use.voucher,
            "dong": use.dong,
            "takes_off": use.takes_off,
            "over": use.ended_by is not None,
        }


def _consent(names: _Names, consent: Consent, donor_id: DonorId) -> dict[str, Any]:
    withdrawal_href = url_for(
        "pages.consents.withdrawal", donor_id=donor_id, consent_id=consent.consent_id
    )
    return {
        "withdrawal_href": None if consent.withdrawn_on else withdrawal_href,
        "fund": names.fund(consent.fund_id),
        "to_purpose": names.purpose(consent.fund_id, consent.to_purpose),
        "amount_dong": consent.amount_dong,
        "released_dong": consent.released_dong,
        "given_on": consent.given_on,
        "withdrawn_on": consent.withdrawn_on,
    }
