"""`soquy staff` and `soquy token`: who may do what, set up from the shell."""

import os
import secrets
import sys
from collections.abc import Sequence
from contextlib import suppress
from datetime import date, datetime
from uuid import UUID

import click
import msgspec
from uuid_utils.compat import uuid7

from api.cli.shell import DAY, NAME, As, Shell, answer, as_json, in_shell, misused
from api.operations.fields import Password, Text
from api.tokens import Token
from api.v1.schemas.access import LOGIN_PATTERN
from ledger.application import EveryUseCase
from ledger.errors.conflicts import LoginTaken
from ledger.errors.missing import StaffNotFound
from ledger.people.staff import Grant
from ledger.recording.commands import Command
from ledger.store.access.codes import CODE_BYTES, code_text
from ledger.store.vault.records import PersonKind, PersonRecord
from ledger.values import AssociationId, Role, StaffId, TokenId

_PASSWORD = Password()
_LOGIN = As(Text(pattern=LOGIN_PATTERN))
_ROLE = click.Choice([role.value for role in Role])


class Enrolled(msgspec.Struct, frozen=True, kw_only=True):
    """Someone who was enrolled, with a password that was made here, if one was."""

    staff_id: StaffId
    login: str
    password: str | None


class GivenCode(msgspec.Struct, frozen=True, kw_only=True):
    """A code to choose a password with; it is shown once and kept nowhere."""

    staff_id: StaffId
    code: str
    expires_at: datetime


class Member(msgspec.Struct, frozen=True, kw_only=True):
    """A member of staff as listed."""

    staff_id: StaffId
    login: str | None
    name: str
    grants: tuple[Grant, ...]
    tokens: tuple[TokenId, ...]


class IssuedToken(msgspec.Struct, frozen=True, kw_only=True):
    """A token that was issued; it is shown once and kept nowhere."""

    token_id: TokenId
    token: str


@click.group()
def staff() -> None:
    """Members of staff (cán bộ) and their roles."""


@staff.command("add")
@click.option("--login", type=_LOGIN, required=True, help="What they log in with.")
@click.option(
    "--name", type=NAME, required=True, help="Their name; it is kept in the people vault only."
)
@click.option("--association", "association_id", type=click.UUID, help="Whose staff they are.")
@click.option("--role", "roles", type=_ROLE, multiple=True, help="A role there; may be repeated.")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
@as_json
@in_shell
def add_staff(
    shell: Shell,
    login: str,
    name: str,
    association_id: UUID | None,
    roles: tuple[str, ...],
    *,
    password_stdin: bool,
    as_json: bool,
) -> None:
    """Enrol someone. Without --password-stdin a password is made and shown once.

    All of it or nothing: what is refused leaves the login to whoever asks for it next.
    """
    if roles and association_id is None:
        misused("--role needs --association: roles are held somewhere.")
    given = sys.stdin.readline().rstrip("\r\n") if password_stdin else None
    if given is not None and _PASSWORD.read(given) is None:
        misused(f"The password on standard input: {_PASSWORD.must}")
    password = given or secrets.token_urlsafe(12)
    where = None if association_id is None else AssociationId(association_id)
    staff_id = enrol(shell, login, name, password, where, tuple(map(Role, roles)))
    enrolled = Enrolled(staff_id=staff_id, login=login, password=None if given else password)
    text = f"{login}: {staff_id}" + ("" if given else f"\npassword: {password}")
    answer(enrolled, text, as_json=as_json)


@staff.command("grant")
@click.option("--login", required=True, help="Whom.")
@click.option("--role", type=_ROLE, required=True, help="Which role.")
@click.option("--association", "association_id", type=click.UUID, required=True, help="Where.")
@click.option("--since", type=DAY, help="From which day on; today unless given.")
@click.option("--until", type=DAY, help="The last day; without one until it is revoked.")
@in_shell
def grant_role(
    shell: Shell,
    login: str,
    role: str,
    association_id: UUID,
    since: date | None,
    until: date | None,
) -> None:
    """Grant a role in an association and all below it."""
    where = AssociationId(association_id)
    grant(shell, shell.staff_id(login), Role(role), where, since or shell.today, until)


@staff.command("revoke")
@click.option("--login", required=True, help="Whose.")
@click.option("--role", type=_ROLE, required=True, help="Which role.")
@click.option("--association", "association_id", type=click.UUID, required=True, help="Where.")
@in_shell
def revoke_role(shell: Shell, login: str, role: str, association_id: UUID) -> None:
    """End a role at once."""
    shell.ledger.revoke_role(
        shell.command(), shell.staff_id(login), Role(role), AssociationId(association_id)
    )


@staff.command("reset-password")
@click.option("--login", required=True, help="Whose.")
@as_json
@in_shell
def reset_password(shell: Shell, login: str, *, as_json: bool) -> None:
    """Stop a password and all sessions; show a code to choose another with, this once.

    It is for who keeps the machine, when no administrator is left who can log in.
    """
    staff_id, code = shell.staff_id(login), code_text(os.urandom(CODE_BYTES))
    shell.ledger.reset_password(msgspec.structs.replace(shell.command(), dry_run=True), staff_id)
    expires_at = shell.vault.gate.reset(staff_id, code, shell.ledger.now())
    shell.ledger.reset_password(shell.command(), staff_id)
    given = GivenCode(staff_id=staff_id, code=code, expires_at=expires_at)
    answer(given, f"{code}  until {expires_at:%Y-%m-%d %H:%M} UTC", as_json=as_json)


@staff.command("unlock")
@click.option("--login", required=True, help="Whose.")
@in_shell
def unlock_login(shell: Shell, login: str) -> None:
    """Let someone try to log in at once who failed too often."""
    staff_id = shell.staff_id(login)
    shell.ledger.unlock_login(shell.command(), staff_id)
    shell.vault.gate.unlock(staff_id)


@staff.command("list")
@as_json
@in_shell
def list_staff(shell: Shell, *, as_json: bool) -> None:
    """List everyone with their roles."""
    desk = shell.ledger.desk()
    members = []
    people = shell.vault.list_people(PersonKind.STAFF)
    logins = shell.vault.get_logins(person.id for person in people)
    for person in people:
        with suppress(StaffNotFound):  # in the vault, and not yet in the book
            known = desk.staff(StaffId(person.id))
            members.append(
                Member(
                    staff_id=StaffId(person.id),
                    login=logins.get(person.id),
                    name=person.name,
                    grants=known.grants,
                    tokens=tuple(known.tokens),
                )
            )
    answer(members, map(_line, members), as_json=as_json)


@click.group()
def token() -> None:
    """Tokens by which programs act for someone."""


@token.command("create")
@click.option("--login", required=True, help="For whom the token acts.")
@click.option("--until", type=DAY, help="The last day; without one until it is revoked.")
@as_json
@in_shell
def create_token(shell: Shell, login: str, until: date | None, *, as_json: bool) -> None:
    """Issue a token and show it, this once."""
    issued = issue(shell, shell.staff_id(login), until)
    answer(issued, f"{issued.token}", as_json=as_json)


@token.command("revoke")
@click.option("--login", required=True, help="Whose token it is.")
@click.argument("token_id", type=click.UUID)
@in_shell
def revoke_token(shell: Shell, login: str, token_id: UUID) -> None:
    """Stop a token at once; `soquy staff list --json` shows the ids."""
    shell.ledger.revoke_token(shell.command(), shell.staff_id(login), TokenId(token_id))


def enrol(  # who comes in how, from where, and to do what
    shell: Shell,
    login: str,
    name: str,
    password: str,
    association_id: AssociationId | None,
    roles: Sequence[Role],
) -> StaffId:
    """Enrol someone with roles from today on: what is personal goes to the vault first.

    Raises what the ledger refuses, and `LoginTaken`, before anything is kept.
    """
    staff_id, vault = StaffId(uuid7()), shell.vault

    def record(ledger: EveryUseCase, *, dry_run: bool) -> None:
        def command() -> Command:
            return msgspec.structs.replace(shell.command(), dry_run=dry_run)

        ledger.enrol_staff(command(), staff_id, association_id)
        for role in roles:
            assert association_id is not None
            ledger.grant_role(command(), staff_id, role, association_id, shell.today)

    record(shell.ledger.trial(), dry_run=True)
    if vault.find_login(login) is not None:
        raise LoginTaken
    vault.put_person(PersonRecord(id=staff_id, kind=PersonKind.STAFF, name=name))
    vault.set_password(staff_id, login, password)  # a login without a person is given to nobody
    record(shell.ledger, dry_run=False)
    return staff_id


def grant(
    shell: Shell,
    staff_id: StaffId,
    role: Role,
    association_id: AssociationId,
    since: date,
    until: date | None = None,
) -> None:
    """Grant a role, as the operator."""
    shell.ledger.grant_role(shell.command(), staff_id, role, association_id, since, until)


def issue(shell: Shell, staff_id: StaffId, until: date | None = None) -> IssuedToken:
    """Issue a token to someone, as the operator."""
    made = Token.make(staff_id, TokenId(uuid7()))
    shell.ledger.issue_token(shell.command(), staff_id, made.token_id, made.secret, until)
    return IssuedToken(token_id=made.token_id, token=str(made))


def _line(member: Member) -> str:
    roles = ", ".join(map(_role, member.grants)) or "–"
    return f"{member.login or '–'}  {member.name}  {roles}"


def _role(held: Grant) -> str:
    until = "" if held.until is None else f" until {held.until}"
    return f"{held.role} @ {held.association_id}{until}"
