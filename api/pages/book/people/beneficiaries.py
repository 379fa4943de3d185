"""Beneficiaries for those who keep the book: who they are, and what each was to receive."""

from typing import Any
from uuid import UUID

from flask import render_template, request, url_for
from uuid_utils.compat import uuid7

from api.auth import require_person
from api.pages.book.forms import staff_blueprint
from api.pages.book.people.listing import all_href, all_people, note_of, people_sought
from api.pages.links import fund_link, place
from api.pages.reading import as_of, look
from api.people.seen import NOTHING, Seen, see
from api.services import services
from api.serving.rates import costly
from ledger.access import Action
from ledger.store.vault.records import PersonKind
from ledger.values import AssociationId, BeneficiaryId, FundId, Standing
from projections import funds
from projections.spending import award_history
from projections.spending.award_history import Award
from projections.spending.award_lines import LineState
from projections.spending.disbursements import Status

beneficiary_pages = staff_blueprint("beneficiaries")

_AWARDS = 50


@beneficiary_pages.get("/associations/<uuid:association_id>/beneficiaries")
@costly
def show_all(association_id: AssociationId) -> str:
    """List the beneficiaries of an association and all below it."""
    return all_people(PersonKind.BENEFICIARY, association_id)


@beneficiary_pages.post("/associations/<uuid:association_id>/beneficiaries")
def find(association_id: AssociationId) -> str:
    """List those of them whose name has some words in it."""
    return people_sought(PersonKind.BENEFICIARY, association_id)


@beneficiary_pages.get("/beneficiaries/<uuid:beneficiary_id>")
def show(beneficiary_id: BeneficiaryId) -> str:
    """Show who a beneficiary is and what was awarded, of any fund."""
    person = require_person()
    state = person.desk.beneficiary(beneficiary_id)
    person.require(Action.READ, state.association_id)
    with look() as reading:
        history = award_history.history(
            reading,
            beneficiary_id,
            shown=lambda where: person.may(Action.READ, where),
            after=place(request.args, "after"),
            limit=_AWARDS,
        )
        given_by = {each.disbursement.fund_id for each in history.awards}
        links = {each: fund_link(funds.fund(reading, each)) for each in given_by}
        known = as_of(reading)
    may_keep = person.may(Action.REGISTER_BENEFICIARY, state.association_id)
    may_merge = person.may(Action.MERGE_PEOPLE, state.association_id)
    may_erase = person.may(Action.ERASE, state.association_id)
    into = history.beneficiary.merged_into
    everyone = (history.beneficiary, *history.members)
    seen = see(person, {each.beneficiary_id: each.association_id for each in everyone})
    own = seen.get(beneficiary_id, NOTHING)

    def act(endpoint: str) -> str:
        return url_for(f"pages.{endpoint}", beneficiary_id=beneficiary_id)

    return render_template(
        "book/people/beneficiary.html",
        name=own.name,
        particulars=note_of(own),
        standing=state.standing,
        survivor_href=into and _href(into),
        members=[
            _member(beneficiary_id, each.beneficiary_id, seen, may=may_merge)
            for each in history.members
        ],
        merge_href=act("merging.show") if may_merge else None,
        erasure_href=act("forgetting.show") if may_erase else None,
        representative_href=act("forgetting.representative")
        if may_erase and services().vault.is_represented(beneficiary_id)
        else None,
        command_id=str(uuid7()),
        as_of=known,
        paid_dong=history.paid_dong,
        paid_awards=history.paid_awards,
        awards=[_award(each, links, state.standing, may=may_keep) for each in history.awards],
        later_href=history.after and _href(beneficiary_id, after=history.after),
        all_href=all_href(PersonKind.BENEFICIARY, state.association_id),
    )


def _href(beneficiary_id: BeneficiaryId, after: int | None = None) -> str:
    return url_for("pages.beneficiaries.show", beneficiary_id=beneficiary_id, after=after)


def _member(
    beneficiary_id: BeneficiaryId, member_id: BeneficiaryId, seen: dict[UUID, Seen], *, may: bool
) -> dict[str, Any]:
    undo_href = url_for("pages.merging.undo", beneficiary_id=beneficiary_id, other_id=member_id)
    return {
        "name": seen.get(member_id, NOTHING).name,
        "href": _href(member_id),
        "undo_href": undo_href if may else None,
    }


def _award(
    award: Award, links: dict[FundId, dict[str, str]], standing: Standing, *, may: bool
) -> dict[str, Any]:
    """Return an award; who may be named with it is said under the id that its list names."""
    listed, told = award.line.beneficiary_id, award.disbursement
    given = {
        LineState.OPEN: told.status not in {Status.REJECTED, Status.HANDED_OVER},
        LineState.PAID: True,
        LineState.RETURNED: False,
    }
    is_open = standing is Standing.KNOWN and given[award.line.state]
    naming_href = url_for(
        "pages.naming.award_form",
        beneficiary_id=listed,
        fund_id=told.fund_id,
        disbursement_id=told.disbursement_id,
    )
    return {
        "programme": told.programme,
        "href": url_for(
            "pages.disbursements.show",
            fund_id=told.fund_id,
            disbursement_id=told.disbursement_id,
        ),
        "fund": links[told.fund_id],
        "disbursement_class": told.disbursement_class,
        "proposed_on": told.proposed_on,
        "amount_dong": award.line.amount_dong,
        "state": told.status if award.line.state == "open" else award.line.state,
        "agreed": award.named,
        "named": award.named and award.line.state is LineState.PAID,
        "naming_href": naming_href if may and (is_open or award.named) else None,
    }
