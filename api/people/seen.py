"""What of a person each role sees, in one table; and the log of who saw a minor's name.

Nobody sees anybody whom no association registered that a role of theirs covers. Whoever asked to be
erased is seen by no role: see `api.v1.people.readings` for what is left to an auditor.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from uuid import UUID

import msgspec
from flask import request

from api.auth import Person, require_person
from api.errors import InvalidRequest
from api.people.birthdays import minors
from api.services import services
from ledger.access import Action
from ledger.errors.missing import DocumentNotFound
from ledger.events.documents import NamedDocument
from ledger.store.vault.readings import NewReading
from ledger.store.vault.records import PersonKind, PersonRecord
from ledger.values import AssociationId, DonorId, FundId, MemoId, Role, Standing
from projections.documents import those_named
from projections.errors import ProjectionsBehind
from projections.people import retention

ALL_FIELDS = frozenset({"name", "phone", "email", "address", "note", "born_on", "representative"})
_NAME, _VOUCHER = frozenset({"name"}), frozenset({"name", "address"})
_AWARD = frozenset({"name", "note"})
_NOTHING: frozenset[str] = frozenset()

_WAIT_SECONDS_MAX = 5.0
"""How long a reader waits for the read models to say who is on a document."""

SEEN: dict[PersonKind, dict[Role, frozenset[str]]] = {
    PersonKind.DONOR: {
        Role.TREASURER: ALL_FIELDS,  # registers donors, and calls them
        Role.CASHIER: _VOUCHER,  # writes out receipts, with the seven elements of a voucher
        Role.APPROVER: _NAME,  # signs
        Role.AUDITOR: _VOUCHER,  # compares vouchers with the book
        Role.ADMINISTRATOR: _NAME,  # hears who asks to be erased
    },
    PersonKind.BENEFICIARY: {
        Role.TREASURER: ALL_FIELDS,  # registers them, and asks their representatives
        Role.CASHIER: _AWARD,  # hands the award to the right child, known by class
        Role.APPROVER: _AWARD,  # decides on the list
        Role.AUDITOR: _AWARD | {"address"},  # goes there and asks whether it came
        Role.ADMINISTRATOR: _AWARD | {"address"},  # says who of the staff is one of them
    },
}
"""Fields a role sees of people whom an association registered that the role covers.

The table stands for itself: a test asks for every field as every role.
"""


MEMO_SEEN_BY = frozenset({Role.TREASURER, Role.CASHIER, Role.AUDITOR})
"""Who sees what the bank wrote beside money that waits, and whom money is held for.

Such a memo names people whom nobody registered, children among them, so no reading of it can be
logged by whom it names: treasurers place it, cashiers say what they paid, auditors compare.
"""


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """What someone sees of a person; null is what they do not see, or nobody knows."""

    name: str | None = None
    phone: str | None = None
    email: str | None = None
    address: str | None = None
    note: str | None = None
    born_on: date | None = None
    representative: str | None = None


NOTHING = Seen()


def fields_seen(person: Person, kind: PersonKind, association_id: AssociationId) -> frozenset[str]:
    """Return which fields someone sees of people of a kind whom an association registered."""
    desk = person.desk
    chain = desk.chain(association_id)
    return _NOTHING.union(
        *(
            SEEN[kind].get(grant.role, _NOTHING)
            for grant in person.staff.grants
            if grant.association_id in chain
            and grant.since <= desk.today
            and (grant.until is None or desk.today <= grant.until)
        )
    )


def see(person: Person, asked: Mapping[UUID, AssociationId]) -> dict[UUID, Seen]:
    """Return what someone sees of people, given who registered each.

    Those whose names are protected are written down before anything is shown.
    """
    people = services().vault.get_people(asked)
    seen: dict[tuple[PersonKind, AssociationId], frozenset[str]] = {}
    for id_, record in people.items():
        key = record.kind, asked[id_]
        if key not in seen:
            seen[key] = fields_seen(person, *key)
    fields = {id_: seen[record.kind, asked[id_]] for id_, record in people.items()}
    services().vault.readings.add(_protected(person, asked, people, fields))
    return {id_: _shown(record, fields[id_]) for id_, record in people.items()}


def sees_memos(person: Person, association_id: AssociationId) -> bool:
    """Tell whether someone sees the memos of an association's funds."""
    desk = person.desk
    chain = desk.chain(association_id)
    return any(person.staff.holds(role, chain, desk.today) for role in MEMO_SEEN_BY)


def see_memos(fund_id: FundId, memo_ids: Iterable[UUID]) -> dict[UUID, str]:
    """Return those of these memos of a fund that who is asking sees: none without a role for it.

    Where the book knows whose gift one came with, which waits again because that was reversed, it
    is the name of that donor: written down if it is protected, and not shown of who asked to be
    erased.
    """
    person, here, wanted = require_person(), services(), list(memo_ids)
    if not sees_memos(person, person.desk.fund(fund_id).association_id):
        return {}
    with here.views.reading() as reading:
        named = retention.donors_in(reading, [MemoId(each) for each in wanted])
    donors = {each: person.desk.donor(each) for each in set().union(*named.values())}
    hidden = {
        memo_id
        for memo_id, whose in named.items()
        if any(donors[each].standing is not Standing.KNOWN for each in whose)
    }
    memos = here.vault.get_memos(each for each in wanted if each not in hidden)
    shown = set().union(*(whose for memo_id, whose in named.items() if memo_id in memos))
    here.vault.readings.add(
        NewReading(
            reader_id=person.staff_id,
            person_id=id_,
            association_id=donors[DonorId(id_)].association_id,
            route=route(),
        )
        for id_ in minors(here, here.vault.get_people(shown))
    )
    return memos


def see_donor(person: Person, donor_id: UUID | None) -> Seen:
    """Return what someone sees of a donor, or of none."""
    if donor_id is None:
        return NOTHING
    return see_donors(person, [donor_id]).get(donor_id, NOTHING)


def see_donors(person: Person, donor_ids: Iterable[UUID]) -> dict[UUID, Seen]:
    """Return what someone sees of donors who are in the book."""
    desk = person.desk
    return see(person, {each: desk.donor(DonorId(each)).association_id for each in donor_ids})


def see_document(person: Person, fund_id: FundId, sha256: str, reason: str | None = None) -> None:
    """Write down whose protected names a document of a fund shows, before it is shown.

    If it names somebody who asked to be erased, only an auditor may see it, for a reason. One that
    nothing in the book names is seen by nobody: nobody can tell whose names it shows, and whoever
    sent it has it. Raises `DocumentNotFound`, `Forbidden`, `InvalidRequest`, `ProjectionsBehind`.
    """
    here, desk = services(), person.desk
    position = here.ledger.position()
    if not here.views.wait_for(position, _WAIT_SECONDS_MAX):
        raise ProjectionsBehind(position=position)
    with here.views.reading() as reading:
        if not those_named(reading, {NamedDocument(fund_id, sha256)}):
            raise DocumentNotFound("document_sha256")
        named = retention.named_in(reading, fund_id, sha256)
    asked: dict[UUID, AssociationId] = {each: desk.person(each).association_id for each in named}
    hidden = [each for each in named if desk.person(each).standing is not Standing.KNOWN]
    if hidden:
        person.require(Action.READ_RESTRICTED, desk.fund(fund_id).association_id)
        if reason is None:
            raise InvalidRequest({"reason": "required"})
    people = here.vault.get_people(asked)
    protected = sorted(minors(here, people))
    here.vault.readings.add(
        NewReading(
            reader_id=person.staff_id,
            person_id=each,
            association_id=asked[each],
            route=route(),
            reason=reason,
        )
        for each in (*protected, *hidden)
    )


def route() -> str:
    """Return the route that is being asked, without what stands in its place."""
    rule = request.url_rule
    return f"{request.method} {rule.rule if rule is not None else '-'}"


def _protected(
    person: Person,
    asked: Mapping[UUID, AssociationId],
    people: Mapping[UUID, PersonRecord],
    fields: Mapping[UUID, frozenset[str]],
) -> Iterator[NewReading]:
    shown = {id_: record for id_, record in people.items() if fields[id_]}
    protected = minors(services(), shown)
    for id_ in shown:
        if id_ in protected:
            yield NewReading(
                reader_id=person.staff_id,
                person_id=id_,
                association_id=asked[id_],
                route=route(),
            )


def _shown(record: PersonRecord, fields: frozenset[str]) -> Seen:
    return Seen(**{name: getattr(record, name) or None for name in fields})
