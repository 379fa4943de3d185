"""Tokens: what programs of a member of staff authenticate with."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import msgspec
from flask import Response

from api.auth import require_person
from api.operations.commands import ReceiptOut, answer, derive, receipt_out
from api.operations.resource import Resource
from api.people import enrolling
from api.people.registering import uuid_from
from api.services import ledger
from api.tokens import Token
from api.v1.schemas.access import TokenIn
from ledger.access import Action
from ledger.people.staff import HeldToken
from ledger.recording.commands import Command, Receipt
from ledger.values import StaffId, TokenId

resource = Resource("tokens", "Mã truy cập: tokens for programs")


class TokenOut(ReceiptOut, frozen=True, kw_only=True):
    """A token that was issued: its text is shown here, and kept nowhere. Null in a dry run."""

    token: str | None


class IssuedToken(msgspec.Struct, frozen=True, kw_only=True):
    """A token that was not revoked: issued on `since`, and good through `until` if that is set."""

    token_id: TokenId
    since: date
    until: date | None


class TokensOut(msgspec.Struct, frozen=True, kw_only=True):
    """One's own tokens that were not revoked."""

    items: Sequence[IssuedToken]


@resource.write("/tokens", TokenIn, Action.READ, answers=TokenOut)
def issue_token(command: Command, new: dict[str, Any]) -> Response:
    """Issue a token to oneself; a replay of the same command shows the same token again.

    Whoever asks in a session shows the password with it, in a replay and a dry run too: a browser
    that was left open is worth no token. A wrong one counts as a failed login. What a program gets
    with its token is good for no longer than that, and stops with it.
    """
    password = enrolling.confirm_password(require_person(), new.pop("password", None))
    drawn = derive(command, "token")
    token = Token.make(command.by, TokenId(uuid_from(derive(command, "token id"))), drawn)
    receipt = ledger().issue_token(
        command, command.by, token.token_id, token.secret, new.get("until"), password
    )
    text = None if receipt.position is None else str(token)
    shown = TokenOut(**msgspec.structs.asdict(receipt_out(receipt)), token=text)
    return answer(receipt, shown)


@resource.write("/tokens/<uuid:token_id>", None, Action.READ, method="DELETE")
def revoke_token(command: Command, token_id: TokenId) -> Receipt:
    """Stop a token of one's own, on every worker at once."""
    return ledger().revoke_token(command, command.by, token_id)


@resource.write(
    "/staff/<uuid:staff_id>/tokens/<uuid:token_id>", None, Action.MANAGE_STAFF, method="DELETE"
)
def revoke_token_of(command: Command, staff_id: StaffId, token_id: TokenId) -> Receipt:
    """Stop a token of somebody whom one manages where he was enrolled or has a role."""
    return ledger().revoke_token(command, staff_id, token_id)


@resource.read("/tokens", TokensOut, Action.READ)
def list_tokens(_: object) -> TokensOut:
    """List one's own tokens."""
    return TokensOut(items=issued(require_person().staff.tokens))


def issued(tokens: Mapping[TokenId, HeldToken]) -> list[IssuedToken]:
    """Return what is shown of tokens: never a digest."""
    return [
        IssuedToken(token_id=token_id, since=held.since, until=held.until)
        for token_id, held in tokens.items()
    ]
