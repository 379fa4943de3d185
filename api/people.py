"""Putting people into the vault before the book: a name is never lost, and never put in twice."""

from collections.abc import Callable
from typing import TypeAlias
from uuid import UUID

import msgspec

from api.services import services
from ledger.commands import Command, Receipt
from ledger.store.people import PersonRecord

Record: TypeAlias = Callable[[Command], Receipt]

_VARIANT, _VERSION = 0x8000 << 48, 0x8000 << 64
_FREE_BITS = ~((0xC000 << 48) | (0xF000 << 64))


def register_person(command: Command, person: PersonRecord, record: Record) -> Receipt:
    """Keep a person in the vault, then record the command.

    It is rehearsed first: whatever it would be refused for leaves nothing in the vault, and
    neither does a replay.
    """
    rehearsed = record(msgspec.structs.replace(command, dry_run=True))
    if command.dry_run or rehearsed.replayed:
        return rehearsed
    services().vault.put_person(person)
    return record(command)


def enrol_person(
    command: Command, person: PersonRecord, login: str, password: str, record: Record
) -> Receipt:
    """Keep a person with login and password in the vault, then record the command.

    The person's id follows from the command, so that one that was cut off half-way can be sent
    again without finding its own login taken. Raises `LoginTaken`.
    """
    rehearsed = record(msgspec.structs.replace(command, dry_run=True))
    if command.dry_run or rehearsed.replayed:
        return rehearsed
    vault = services().vault
    vault.set_password(person.id, login, password)
    vault.put_person(person)
    return record(command)


def uuid_from(digest: bytes) -> UUID:
    """Return a UUID of version 8 (RFC 9562, section 5.8) made of a digest."""
    free = int.from_bytes(digest[:16]) & _FREE_BITS
    return UUID(int=free | _VERSION | _VARIANT)
