"""Recording a gift whose donor has a name: the name goes to the people vault, an id to the book."""

from collections.abc import Callable
from typing import TypeAlias

import msgspec

from api.auth import require_person
from api.operations.commands import derive
from api.pages.book.receiving.gift_form import GiftRead
from api.pages.book.receiving.known_donors import Newcomer
from api.people.registering import register_person, uuid_from
from api.people.seen import see_donor
from api.services import ledger, services
from ledger.access import Action
from ledger.fund.receiving.donations import Donation
from ledger.recording.commands import Command, Receipt
from ledger.store.vault.records import PersonKind, PersonRecord
from ledger.values import AssociationId, DonorId

RecordGift: TypeAlias = Callable[[Command, Donation], Receipt]


def record_gift(
    command: Command,
    read: GiftRead,
    association_id: AssociationId,
    record: RecordGift,
    *,
    donor_before: DonorId | None = None,
) -> Receipt:
    """Record a gift with its donor, once, however often the form comes.

    It is rehearsed without the donor first: what would be refused leaves no name behind. A
    correction that leaves the name as it was is about the same donor, `donor_before`; any other
    name is another donor, since two people may well share a name. Raises `known_donors.Unclear`
    where somebody has to say first whose a name is.
    """
    rehearsed = record(msgspec.structs.replace(command, dry_run=True), read.gift)
    if rehearsed.replayed:
        return rehearsed
    donor_id = _kept(command, read, donor_before) or registered_donor(
        command, read.donor_name, read.donor_address, association_id
    )
    return record(command, msgspec.structs.replace(read.gift, donor_id=donor_id))


def _kept(command: Command, read: GiftRead, donor_before: DonorId | None) -> DonorId | None:
    """Return the donor a correction keeps; one who was erased has no name to compare.

    Raises `Forbidden` for a new address of a donor whom the asker could not have registered.
    """
    if donor_before is None:
        return None
    # Who may not see the name got an empty field, and sends it back.
    if read.donor_name != see_donor(require_person(), donor_before).name:
        return None
    if read.donor_name is not None:
        keep_address(command, donor_before, read.donor_address)
    return donor_before


def keep_address(command: Command, donor_id: DonorId, address: str) -> None:
    """Keep the address that was typed of a registered donor, if it is another.

    Raises `Forbidden` for a donor whom the asker could not have registered.
    """
    vault = services().vault
    known = vault.get_person(donor_id)
    if known is not None and known.address != address:
        desk = ledger().desk()
        desk.require(command.by, Action.REGISTER_DONOR, desk.donor(donor_id).association_id)
        vault.put_person(msgspec.structs.replace(known, address=address))


def registered_donor(
    command: Command, name: str | None, address: str, association_id: AssociationId
) -> DonorId | None:
    """Register the donor of a form; the id follows from the command, so it is never another.

    Raises `known_donors.Unclear` where somebody has to say first whose the name is.
    """
    if name is None:
        return None
    donor_id = DonorId(uuid_from(derive(command, "donor")))
    newcomer = Newcomer(association_id, name, donor_id)
    person = PersonRecord(id=donor_id, kind=PersonKind.DONOR, name=name, address=address)
    asked = msgspec.structs.replace(command, command_id=f"{command.command_id}/donor")
    register_person(
        asked,
        person,
        lambda each, _: ledger().register_donor(each, donor_id, association_id, newcomer),
        association_id,
    )
    return donor_id
