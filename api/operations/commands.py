"""From a request to a command of the ledger, and from its receipt to the response."""

import re
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID, uuid4

import msgspec
from flask import Response, request

from api.auth import Person
from api.errors import BadCondition, BadIdempotencyKey
from api.operations.queries import WriteAsked
from api.services import services
from ledger.recording.commands import Command, Entry, Failure, Receipt, Warned

_KEY_LENGTH_MAX = 200
_ETAG = re.compile(r'"([0-9]{1,18})"')


class ReceiptOut(msgspec.Struct, frozen=True, kw_only=True):
    """The answer to every write; `schemas.receipts` documents it."""

    id: UUID | None
    stream: UUID
    version: int
    position: int | None
    recorded_at: datetime | None
    recorded: int
    skipped: int
    entries: tuple[Entry, ...]
    failures: tuple[Failure, ...]
    warnings: tuple[Warned, ...]
    balance_dong: int | None


def make_command(
    person: Person, canonical: bytes, ids: Mapping[str, UUID | str], asked: WriteAsked
) -> Command:
    """Return the command that this request of a person carries.

    Its id is scoped to person and route, so nobody meets another's keys; the digest covers all
    that its effect depends on. Raises `BadIdempotencyKey`, `BadCondition`.
    """
    rule = request.url_rule
    assert rule is not None
    where = "/".join(map(str, ids.values()))
    told = f"{person.staff_id}/{request.method} {rule.rule} {where}/{_idempotency_key()}"
    whole = b"%d" % asked.continue_on_error + canonical
    return Command(
        command_id=services().command_hmac(told.encode()).hex(),
        digest=services().command_hmac(whole),
        by=person.staff_id,
        token_id=person.token_id,
        if_version=_if_version(),
        dry_run=asked.dry_run,
    )


def derive(command: Command, use: str) -> bytes:
    """Return 32 secret bytes that are the same whenever this very command comes again."""
    told = f"{use}/{command.command_id}/".encode() + command.digest
    return services().command_hmac(told)


def etag(version: int) -> str:
    """Return the ETag of a stream at a version."""
    return f'"{version}"'


def answer(receipt: Receipt, shown: msgspec.Struct | None = None) -> Response:
    """Return the response that shows a receipt: the same, byte for byte, for each replay.

    201 if something was recorded, 200 if not: in a dry run, or where there was nothing to do.
    """
    response = Response(
        msgspec.json.encode(receipt_out(receipt) if shown is None else shown),
        200 if receipt.position is None else 201,
        content_type="application/json",
    )
    headers = response.headers
    headers["ETag"] = etag(receipt.version)
    if receipt.position is not None:
        headers["Ledger-Position"] = str(receipt.position)
    if receipt.replayed:
        headers["Idempotent-Replayed"] = "true"
    return response


def receipt_out(receipt: Receipt) -> ReceiptOut:
    """Return what is shown of a receipt; the id that a dry run drew is never used again."""
    return ReceiptOut(
        id=None if receipt.position is None else receipt.created_id,
        stream=receipt.stream,
        version=receipt.version,
        position=receipt.position,
        recorded_at=receipt.recorded_at,
        recorded=receipt.recorded,
        skipped=receipt.skipped,
        entries=receipt.entries,
        failures=receipt.failures,
        warnings=receipt.warnings,
        balance_dong=receipt.balance_dong,
    )


def _idempotency_key() -> str:
    key = request.headers.get("Idempotency-Key")
    if key is None:
        return uuid4().hex
    if not (0 < len(key) <= _KEY_LENGTH_MAX and key.isascii() and key.isprintable()):
        raise BadIdempotencyKey("Idempotency-Key", length_most=_KEY_LENGTH_MAX)
    return key


def _if_version() -> int | None:
    condition = request.headers.get("If-Match")
    if condition is None or condition == "*":
        return None
    match = _ETAG.fullmatch(condition)
    if match is None:
        raise BadCondition("If-Match")
    return int(match[1])
