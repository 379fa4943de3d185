"""What forms about a donor or a beneficiary as a person are alike in: merged, parted, forgotten."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from api.auth import require_person
from api.errors import InvalidRequest
from api.pages.book.forms import Filled
from api.pages.visitors import remember_written
from api.people import erasure
from api.people.seen import NOTHING, see
from api.services import ledger, services
from ledger.recording.commands import Receipt
from ledger.store.vault.records import PersonKind
from ledger.values import AssociationId, BeneficiaryId, DonorId, Party

_SUGGESTED = 20


def said_by() -> tuple[Party, ...]:
    """Return who spoke of a name, as ticked in the form, or raise `InvalidRequest`."""
    found = tuple(party for party in Party if request.form.get(party.value))
    if not found:
        raise InvalidRequest({"said_by": gettext("Chọn người đã nói.")})
    return found


def other_id(kind: PersonKind) -> UUID:
    """Return who is meant by a form, as `as_id` does."""
    return as_id(kind, request.form.get("other_id", ""))


def as_id(kind: PersonKind, text: str) -> UUID:
    """Return who is meant, by id or by the address of the page that shows them.

    Raises `InvalidRequest` for anything else.
    """
    try:
        return UUID(text.strip().rstrip("/").rpartition("/")[2])
    except ValueError:
        raise nobody(kind) from None


def nobody(kind: PersonKind) -> InvalidRequest:
    """Return how it is told that nobody of a kind is meant."""
    if kind is PersonKind.DONOR:
        return InvalidRequest({"other_id": gettext("Không có nhà hảo tâm nào có mã này.")})
    return InvalidRequest({"other_id": gettext("Không có người thụ hưởng nào có mã này.")})


def alike(person_id: UUID, members: Iterable[UUID]) -> list[UUID]:
    """Return others of the same kind with the same phone, who are not members already."""
    vault, known_already = services().vault, {person_id, *members}
    known = vault.get_person(person_id)
    if known is None or not known.phone:
        return []
    found = [each for each in vault.find_by_phone(known.phone) if each not in known_already]
    people = vault.get_people(found[:_SUGGESTED])
    return [id_ for id_, each in people.items() if each.kind is known.kind]


def erasure_page(person_id: DonorId | BeneficiaryId, about: dict[str, Any], href: str) -> str:
    """Return the form of what becomes of a name that is to be forgotten; `href` withdraws it."""
    outlook = erasure.outlook(services(), person_id)
    return render_template(
        "book/people/erasure_form.html", **about, outlook=outlook, withdrawal_href=href
    )


def representative_page(
    person_id: DonorId | BeneficiaryId, association_id: AssociationId, about: dict[str, Any]
) -> str:
    """Return the form by which who acts for a person is forgotten; the line is shown who sees it.

    Looking at it is a reading of the person's record, and written down as one.
    """
    line = see(require_person(), {person_id: association_id}).get(person_id, NOTHING)
    return render_template(
        "book/people/representative_form.html",
        **about,
        is_known=services().vault.is_represented(person_id),
        representative=line.representative,
    )


def about(kind: PersonKind, name: str | None, person_href: str, form: Filled) -> dict[str, Any]:
    """Return what every form about a person is shown with."""
    return {
        "kind": kind.value,
        "name": name,
        "person_href": person_href,
        "action_href": request.path.removesuffix("/withdrawal").removesuffix("/search"),
        "command_id": form.command_id,
        "values": form.values,
        "errors": form.refusal.errors,
        "problem": form.refusal.problem,
    }


def done(person_href: str, told: str, receipt: Receipt) -> ResponseReturnValue:
    """Lead back to the person, and tell what was recorded."""
    # An erasure that is done at once stands behind the request it answers.
    remember_written(max(receipt.position or 0, ledger().position()))
    flash(told, "good")
    return redirect(person_href, 303)
