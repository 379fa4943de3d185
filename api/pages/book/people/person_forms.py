"""What forms about a donor or a beneficiary as a person are alike in: named, merged, forgotten."""

from typing import Any, NamedTuple
from uuid import UUID

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from api.auth import Person, require_person
from api.errors import InvalidRequest
from api.pages.book.forms import Filled
from api.pages.book.people.listing import person_href
from api.pages.visitors import remember_written
from api.people.seen import NOTHING, see
from api.services import ledger
from ledger.access import Action
from ledger.recording.commands import Receipt
from ledger.store.vault.records import PersonKind
from ledger.values import AssociationId, BeneficiaryId, DonorId, Party


class Subject(NamedTuple):
    """Whom a form is about, where they were registered, and who is asking."""

    asked_by: Person
    kind: PersonKind
    id: DonorId | BeneficiaryId
    association_id: AssociationId

    @property
    def address(self) -> dict[str, Any]:
        """Return what names them in the address of a page."""
        return {f"{self.kind.value}_id": self.id}


def subject_of(
    action: Action, donor_id: UUID | None = None, beneficiary_id: UUID | None = None
) -> Subject:
    """Return whom an address names, for who may do this about them.

    Raises `Unauthenticated`, `DonorNotFound`, `BeneficiaryNotFound`, `Forbidden`.
    """
    person = require_person()
    if donor_id is not None:
        donor = DonorId(donor_id)
        where = person.desk.donor(donor).association_id
        subject = Subject(person, PersonKind.DONOR, donor, where)
    else:
        assert beneficiary_id is not None
        recipient = BeneficiaryId(beneficiary_id)
        where = person.desk.beneficiary(recipient).association_id
        subject = Subject(person, PersonKind.BENEFICIARY, recipient, where)
    person.require(action, where)
    return subject


def said_by() -> tuple[Party, ...]:
    """Return who spoke of a name, as ticked in the form, or raise `InvalidRequest`."""
    found = tuple(party for party in Party if request.form.get(party.value))
    if not found:
        raise InvalidRequest({"said_by": gettext("Chọn người đã nói.")})
    return found


def name_of(subject: Subject) -> str | None:
    """Return what somebody is called, for who sees it."""
    seen = see(subject.asked_by, {subject.id: subject.association_id})
    return seen.get(subject.id, NOTHING).name


def about(subject: Subject, name: str | None, form: Filled) -> dict[str, Any]:
    """Return what every form about a person is shown with."""
    return {
        "kind": subject.kind.value,
        "name": name,
        "person_href": person_href(subject.kind, subject.id),
        "action_href": request.path.removesuffix("/withdrawal").removesuffix("/search"),
        "command_id": form.command_id,
        "values": form.values,
        "errors": form.refusal.errors,
        "problem": form.refusal.problem,
    }


def done(subject: Subject, told: str, receipt: Receipt) -> ResponseReturnValue:
    """Lead back to the person, and tell what was recorded."""
    # An erasure that is done at once stands behind the request it answers.
    remember_written(max(receipt.position or 0, ledger().position()))
    flash(told, "good")
    return redirect(person_href(subject.kind, subject.id), 303)
