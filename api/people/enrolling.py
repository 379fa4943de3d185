"""Bringing people in by one-time codes: the vault first, so that a code is never promised only."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NamedTuple, TypeAlias

import msgspec
from uuid_utils.compat import uuid7

from api.auth import Person, know_browser, session_secret
from api.errors import InvalidRequest
from api.operations.commands import derive
from api.services import ledger, services
from api.serving.addresses import client_address
from ledger.errors.conflicts import LoginTaken
from ledger.people.staff import Shown
from ledger.recording.commands import Command, Receipt
from ledger.store.access.codes import INVITATION_LASTS, RESET_LASTS, code_text
from ledger.store.access.logins import Known
from ledger.store.vault.records import PersonRecord
from ledger.values import StaffId

Record: TypeAlias = Callable[[Command], Receipt]


class Given(NamedTuple):
    """A receipt, and the code to pass on with when it expires: none in a dry run."""

    receipt: Receipt
    code: str | None
    expires_at: datetime | None


def invite(command: Command, person: PersonRecord, login: str, record: Record) -> Given:
    """Keep a person and his login in the vault, record the command, and give a code out.

    A replay gives the same code, used up or not. The person's id follows from the command, so that
    one that was cut off half-way can be sent again without finding its own login taken. Raises
    `LoginTaken`.
    """
    rehearsed = record(_tried(command))
    if command.dry_run or rehearsed.replayed:
        return _given(command, rehearsed, INVITATION_LASTS)
    vault = services().vault
    if vault.find_login(login) not in {None, person.id}:
        raise LoginTaken
    # The person first: a login alone is nobody's, and yet taken.
    vault.put_person(person)
    vault.gate.invite(person.id, login, _code(command), ledger().now())
    return _given(command, record(command), INVITATION_LASTS)


def reset(command: Command, staff_id: StaffId) -> Given:
    """Stop somebody's password and sessions, record it, and give out a code to choose anew."""
    rehearsed = ledger().reset_password(_tried(command), staff_id)
    if command.dry_run or rehearsed.replayed:
        return _given(command, rehearsed, RESET_LASTS)
    services().vault.gate.reset(staff_id, _code(command), ledger().now())
    return _given(command, ledger().reset_password(command, staff_id), RESET_LASTS)


def change_password(person: Person, old: str, new: str) -> None:
    """Change somebody's own password: all sessions end but the one that asks, all tokens stop.

    Each attempt is a command of its own: passwords are neither told apart nor compared by digest.
    Raises what `Gate.change_password` raises.
    """
    command = Command(command_id=f"password/{uuid7()}", digest=b"", by=person.staff_id)

    def stop_tokens(known: Known) -> None:
        ledger().change_password(command, _shown(person, known))

    secret = session_secret() if person.token_id is None else None  # a cookie may be anybody's
    known = services().vault.gate.change_password(
        person.staff_id,
        old,
        new,
        address=client_address(),
        now=ledger().now(),
        secret=secret,
        stop_tokens=stop_tokens,
    )
    if secret is not None:
        know_browser(known)


def confirm_password(person: Person, password: str | None) -> Shown | None:
    """Ask somebody in a session for the password once more; a wrong one counts as a failed login.

    Returns what was shown. Whoever comes with a token is asked for none: programs have no
    password. Raises `InvalidRequest`, `TooManyAttempts`, `WrongPassword`.
    """
    if person.token_id is not None:
        return None
    if password is None:
        raise InvalidRequest({"password": "required"})
    gate = services().vault.gate
    known = gate.confirm(
        person.staff_id,
        password,
        address=client_address(),
        now=ledger().now(),
        secret=session_secret(),
    )
    return _shown(person, known)


def unlock(command: Command, staff_id: StaffId) -> Receipt:
    """Record that somebody may try again to log in, and let him."""
    receipt = ledger().unlock_login(command, staff_id)
    if not command.dry_run:
        services().vault.gate.unlock(staff_id)
    return receipt


def end_sessions(command: Command, staff_id: StaffId) -> Receipt:
    """Record that every session of somebody ends, and end them: on every worker, at once.

    A replay ends those again that are there, as whoever was cut off in between would want.
    """
    receipt = ledger().end_sessions(command, staff_id)
    if not command.dry_run:
        services().vault.gate.sessions.end_all(staff_id)
    return receipt


def _shown(person: Person, known: Known) -> Shown:
    """Return what somebody showed after he had been found in the book."""
    return Shown(known.digest, person.staff.stops)


def _tried(command: Command) -> Command:
    return msgspec.structs.replace(command, dry_run=True)


def _code(command: Command) -> str:
    return code_text(derive(command, "code"))


def _given(command: Command, receipt: Receipt, lasts: timedelta) -> Given:
    if receipt.recorded_at is None:
        return Given(receipt, None, None)
    return Given(receipt, _code(command), receipt.recorded_at + lasts)
