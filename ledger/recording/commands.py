"""What comes in with every request to change the book, and what goes back."""

from datetime import datetime
from uuid import UUID

import msgspec

from ledger.values import StaffId, TokenId


class Command(msgspec.Struct, frozen=True, kw_only=True):
    """Who asks, under which id, for what.

    `command_id` is scoped by its maker to person and route. `digest` is an HMAC of the request's
    body: the same id with another digest is refused (`CommandReused`). `token_id` names the token
    it came with, which must still hold when the command is decided (`TokenStopped`). `if_version`
    makes the command conditional on the stream's version (RFC 9110, section 13.1.1). With
    `dry_run` the answer is what would happen, and nothing is stored.
    """

    command_id: str
    digest: bytes
    by: StaffId
    token_id: TokenId | None = None
    if_version: int | None = None
    dry_run: bool = False


class Entry(msgspec.Struct, frozen=True):
    """An event that was recorded: its version in the stream, and its voucher's number if any."""

    version: int
    topic: str
    voucher: str | None = None


class Failure(msgspec.Struct, frozen=True):
    """An item of a batch that was refused: its index, and the error's code, fields and limits."""

    index: int
    code: str
    fields: tuple[str, ...]
    limits: dict[str, int | str]


class Warned(msgspec.Struct, frozen=True):
    """What is recorded all the same: the code of the refusal it would be else, and its figures.

    It is a rule that only warns, or an overdraft that a fact uncovers: `insufficient_funds` of an
    `account_id` or a `purpose`, `not_enough_goods` of a `commodity` for a `purpose`. Then
    `available_dong` (of goods `available_milli`, too) is how low it lies on its lowest day,
    `since_on` and `until_on` are the first and the last day at whose end it was taken below zero,
    so many `times` between them; without `until_on` it lies below zero still.
    """

    code: str
    limits: dict[str, int | str]


class Receipt(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The answer to a command; stored with it, so that a replay gets the first answer.

    `version` is the stream's after the command, `position` that of the command's last event;
    none in a dry run, or when the command found nothing to do. `balance_dong` is a fund's whole
    money afterwards. `skipped` counts rows of a statement that were in the book already, `matched`
    those that turned out to be entries of it.
    """

    stream: UUID
    version: int
    position: int | None = None
    recorded_at: datetime | None = None
    created_id: UUID | None = None
    entries: tuple[Entry, ...] = ()
    failures: tuple[Failure, ...] = ()
    warnings: tuple[Warned, ...] = ()
    recorded: int = 0
    skipped: int = 0
    matched: int = 0
    balance_dong: int | None = None
    replayed: bool = False
