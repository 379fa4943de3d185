"""Bank statements (sao kê): uploaded, looked at, and confirmed row by row or by rule."""

from collections.abc import Sequence
from datetime import date, datetime
from http import HTTPStatus
from typing import Any, BinaryIO
from uuid import UUID

import msgspec
from flask import Response

from api.auth import require_person
from api.operations.bodies import BATCH_BYTES_MAX, UPLOAD_BYTES_MAX
from api.operations.commands import etag
from api.operations.openapi import UploadBody
from api.operations.reading import next_cursor
from api.operations.resource import Resource, json_response
from api.people.seen import sees_memos
from api.services import services
from api.statements.decisions import Decisions
from api.statements.keeping import NumberedRow, Statement, StatementDesk, Upload, Wanted
from api.statements.outcomes import Changed, Outcome, Unplaced
from api.statements.proposals.kinds import Proposal
from api.v1.schemas.statements import (
    ConfirmationIn,
    StatementIn,
    StatementRowsAsked,
    StatementRowsQuery,
)
from ledger.access import Action
from ledger.recording.commands import Command, Warned
from ledger.values import FundId

resource = Resource("statements", "Sao kê ngân hàng: upload, preview, confirmation")


class StatementsOut(msgspec.Struct, frozen=True, kw_only=True):
    """The statements that wait, the latest first; each for a week."""

    items: Sequence[Statement]


class StatementRowOut(msgspec.Struct, frozen=True, kw_only=True):
    """A row of a statement; amounts are đồng. Memo and counterparty are null for who sees none.

    `line` is where it stands in the file. The amount of an `implied` row is what the balances say.
    """

    line: int
    booked_on: date
    time_of_day: str
    document: str
    reference: str
    credit_dong: int
    debit_dong: int
    balance_dong: int | None
    memo: str | None
    counterparty: str | None
    known: bool
    implied: bool
    proposal: Proposal


class StatementRowsOut(msgspec.Struct, frozen=True, kw_only=True):
    """A page of a statement's rows, in the order of the file."""

    items: Sequence[StatementRowOut]
    next_cursor: str | None
    expires_at: datetime


class ConfirmedOut(msgspec.Struct, frozen=True, kw_only=True):
    """What became of the rows of a statement.

    `recorded` are new in the book, `matched` are what somebody wrote into it by hand, `known` were
    there already, `left` are not to be recorded. Of the recorded, `placed` belong to something else
    – a transfer, a payment –, and `unplaced` were to, and wait. Of those left, `changed_count` were
    to be recorded, but the book has changed what they are proposed to be since they were kept:
    `changed` names the first of them, and whoever confirms again confirms what they are now.
    `warnings` tell which accounts and purposes the bank's fees took below zero, and which purposes
    had expired when something was given for them.
    """

    recorded: int
    matched: int
    known: int
    left: int
    placed: int
    unplaced: Sequence[Unplaced]
    changed_count: int
    changed: Sequence[Changed]
    warnings: Sequence[Warned]
    position: int | None
    balance_dong: int | None


@resource.write(
    "/funds/<uuid:fund_id>/statements",
    UploadBody(StatementIn),
    Action.RECORD,
    answers=Statement,
    bytes_max=UPLOAD_BYTES_MAX,
)
def upload_statement(command: Command, sent: dict[str, Any], fund_id: FundId) -> Response:
    """Look at a statement and keep it for a week; nothing is recorded before it is confirmed.

    With `dry_run` it is not kept either, and has no id.
    """
    file: BinaryIO = sent.pop("file")
    about, replayed = _desk(fund_id).preview(file, Upload(**sent), command)
    return _answer(about, replayed=replayed, is_new=about.id is not None)


@resource.read("/funds/<uuid:fund_id>/statements", StatementsOut, Action.READ)
def list_statements(_: object, fund_id: FundId) -> StatementsOut:
    """List the statements that wait."""
    return StatementsOut(items=_desk(fund_id).of_fund())


@resource.read(
    "/funds/<uuid:fund_id>/statements/<uuid:statement_id>",
    StatementRowsOut,
    Action.READ,
    query=StatementRowsQuery,
)
def read_statement(
    asked: StatementRowsAsked, fund_id: FundId, statement_id: UUID
) -> StatementRowsOut:
    """Read a page of the rows of a statement, with what each is proposed to be."""
    desk = _desk(fund_id)
    about = desk.about(statement_id)
    assert about.expires_at is not None, "what is kept is kept for a time"
    wanted = Wanted(proposed=asked.proposed, why=asked.why)
    rows, has_more = desk.page(statement_id, wanted, after=asked.after or 0, limit=asked.limit)
    person = require_person()
    is_seen = sees_memos(person, person.desk.fund(fund_id).association_id)
    return StatementRowsOut(
        items=[_row(each, is_seen=is_seen) for each in rows],
        next_cursor=next_cursor(rows[-1].number if has_more else None),
        expires_at=about.expires_at,
    )


@resource.write(
    "/funds/<uuid:fund_id>/statements/<uuid:statement_id>/confirmation",
    ConfirmationIn,
    Action.RECORD,
    answers=ConfirmedOut,
    bytes_max=BATCH_BYTES_MAX,
)
def confirm_statement(
    command: Command, confirmed: dict[str, Any], fund_id: FundId, statement_id: UUID
) -> Response:
    """Record a statement as it was proposed and decided, a thousand rows at a time.

    Cut off half-way, the same command goes on where it was. It may be confirmed again, with other
    decisions on the rows that were left. With `dry_run` it is told what would become of every row,
    those among them that would wait.
    """
    decisions = Decisions(confirmed["decisions"], skip_others=confirmed["decided_only"])
    outcome, replayed = _desk(fund_id).confirm(statement_id, decisions, command)
    answer = _answer(_confirmed(outcome), replayed=replayed, is_new=outcome.position is not None)
    if outcome.position is not None:
        answer.headers["Ledger-Position"] = str(outcome.position)
    if outcome.version is not None:
        answer.headers["ETag"] = etag(outcome.version)
    return answer


def _desk(fund_id: FundId) -> StatementDesk:
    here = services()
    return StatementDesk(here.ledger, here.vault, here.views, fund_id)


def _answer(value: object, *, replayed: bool, is_new: bool) -> Response:
    answer = json_response(value)
    answer.status_code = HTTPStatus.CREATED if is_new else HTTPStatus.OK
    if replayed:
        answer.headers["Idempotent-Replayed"] = "true"
    return answer


def _confirmed(outcome: Outcome) -> ConfirmedOut:
    return ConfirmedOut(
        recorded=outcome.recorded,
        matched=outcome.matched,
        known=outcome.known,
        left=outcome.left,
        placed=outcome.placed,
        unplaced=outcome.unplaced,
        changed_count=outcome.changed_count,
        changed=outcome.changed,
        warnings=outcome.warnings,
        position=outcome.position,
        balance_dong=outcome.balance_dong,
    )


def _row(each: NumberedRow, *, is_seen: bool) -> StatementRowOut:
    candidate = each.candidate
    row = candidate.row
    return StatementRowOut(
        line=row.line,
        booked_on=row.booked_on,
        time_of_day=row.time_of_day,
        document=row.document,
        reference=row.reference,
        credit_dong=row.credit_dong,
        debit_dong=row.debit_dong,
        balance_dong=row.balance_dong,
        memo=row.memo if is_seen else None,
        counterparty=row.counterparty if is_seen else None,
        known=candidate.known,
        implied=candidate.implied,
        proposal=candidate.proposal,
    )
