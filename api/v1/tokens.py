"""Tokens: what programs of a member of staff authenticate with."""

from collections.abc import Sequence

import msgspec
from flask import Response

from api.auth import require_person
from api.operations.commands import ReceiptOut, answer, derive, receipt_out
from api.operations.resource import Resource
from api.people import uuid_from
from api.services import ledger
from api.tokens import Token
from api.v1.schemas.people import TokenIn
from ledger.access import Action
from ledger.commands import Command, Receipt
from ledger.values import TokenId

resource = Resource("tokens", "Khóa truy cập: tokens for programs")


class TokenOut(ReceiptOut, frozen=True, kw_only=True):
    """A token that was issued: its text is shown here, and kept nowhere. Null in a dry run."""

    token: str | None


class TokensOut(msgspec.Struct, frozen=True, kw_only=True):
    """The ids of one's own tokens that are valid."""

    items: Sequence[TokenId]


@resource.write("/tokens", TokenIn, Action.READ, answers=TokenOut)
def issue_token(command: Command, _: object) -> Response:
    """Issue a token to oneself; a replay of the same command shows the same token again."""
    drawn = derive(command, "token")
    token = Token.make(command.by, TokenId(uuid_from(derive(command, "token id"))), drawn)
    receipt = ledger().issue_token(command, command.by, token.token_id, token.secret)
    text = None if receipt.position is None else str(token)
    shown = TokenOut(**msgspec.structs.asdict(receipt_out(receipt)), token=text)
    return answer(receipt, shown)


@resource.write("/tokens/<uuid:token_id>", None, Action.READ, method="DELETE")
def revoke_token(command: Command, token_id: TokenId) -> Receipt:
    """Stop a token of one's own, on every worker at once."""
    return ledger().revoke_token(command, command.by, token_id)


@resource.read("/tokens", TokensOut, Action.READ)
def list_tokens(_: object) -> TokensOut:
    """List one's own tokens."""
    return TokensOut(items=list(require_person().staff.tokens))
