"""What every form that writes has in common: one command id, and a refusal told at its field."""

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial
from hashlib import sha256
from http import HTTPStatus
from typing import NamedTuple
from uuid import UUID

import msgspec
from flask import Blueprint, flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from uuid_utils.compat import uuid7
from werkzeug.datastructures import MultiDict

from api.auth import CSRF_FIELD, Person, require_person
from api.errors import BadCsrfToken, BadCursor, InvalidRequest, status_of
from api.pages import overdrawn
from api.pages.again import REVIEW_FIELD
from api.pages.presentation import refusals
from api.pages.presentation.language import language
from api.pages.reading import look, today
from api.pages.visitors import remember_written, require
from api.people.finding import Place, words_of
from api.services import ledger, services
from ledger.access import Action
from ledger.errors import LedgerError
from ledger.errors.access import Forbidden
from ledger.recording.commands import Command, Receipt, Warned
from ledger.values import FundId, StaffId

COMMAND_FIELD = "command_id"
DIGEST_FIELD = "document_sha256"
THEN_FIELD = "then"
"""Where a form leads once it is recorded, by the button that sent it: no part of what it says."""

PRINT = "print"
"""To the voucher, which is printed at once."""

PRESENT_PASSWORD_FIELD = "present_password"  # noqa: S105  # what the field is called
KEPT_DOCUMENT = "kept_document"
"""Where a request remembers the SHA-256 of the document that came with its form."""


class Refusal(NamedTuple):
    """Why a form was not recorded: told at fields, or as a whole; with the HTTP status."""

    errors: dict[str, str]
    problem: str | None
    status: int


class Filled(NamedTuple):
    """A form with what stands in it, its command id, and why it was refused, if it was."""

    values: Mapping[str, str]
    command_id: str
    refusal: Refusal = Refusal({}, None, 200)


def empty_form(**values: str) -> Filled:
    """Return a form that was never sent, with the id of the one command it may cause."""
    return Filled(values, str(uuid7()))


def todays_form(**values: str) -> Filled:
    """Return a form that was never sent, about today unless another day is typed."""
    return empty_form(effective_on=today().isoformat(), **values)


def refused_form(error: LedgerError, fields: Mapping[str, str]) -> Filled:
    """Return the form as it was sent, with why it was refused.

    `fields` says which input stands for which part of what was asked. Raises the error again if
    it has a page of its own.
    """
    values = MultiDict(request.form)
    if KEPT_DOCUMENT in g:
        values[DIGEST_FIELD] = g.get(KEPT_DOCUMENT)
    return Filled(values, command_id_of(request.form), refusal_of(error, fields))


def refusal_of(error: LedgerError, fields: Mapping[str, str]) -> Refusal:
    """Return why something was refused, told at the inputs that `fields` names for its parts.

    Raises the error again if it has a page of its own.
    """
    if isinstance(error, Forbidden):
        raise error
    status = status_of(type(error))
    if isinstance(error, InvalidRequest):
        return Refusal(error.messages, None, status)
    sentence = refusals.sentence_with_limits(error.code, error.limits, language())
    named = {fields[field]: sentence for field in error.fields if field in fields}
    return Refusal(named, None if named else sentence, status)


def told_at(refusal: Refusal, inputs: Collection[str]) -> Refusal:
    """Return a refusal for a form that has just these inputs.

    What is told of anything else – money of a purpose, where only the day is asked for – is told of
    the whole form: no link leads to an input that is not there.
    """
    errors = {name: told for name, told in refusal.errors.items() if name in inputs}
    stray = [told for name, told in refusal.errors.items() if name not in inputs]
    return Refusal(errors, refusal.problem or " ".join(stray) or None, refusal.status)


def staff_blueprint(name: str) -> Blueprint:
    """Return a blueprint whose every page is for staff only, below /book."""
    made = Blueprint(name, __name__, url_prefix="/book")

    @made.before_request
    def ask_who() -> None:
        require_person()

    return made


def sought_words() -> str:
    """Return the words of a name that a form looks for: sent in its body, never in an address."""
    return words_of(request.form.get("q", ""))


def sought_after() -> Place | None:
    """Return behind whom a form looks on for a name, or raise `BadCursor`."""
    text = request.form.get("after")
    try:
        return None if text is None else Place.read(text)
    except ValueError:
        raise BadCursor("after") from None


def form_command(by: StaffId, *ids: object) -> Command:
    """Return the command that this form carries; its digest covers every field and file.

    Raises `InvalidRequest` for a form without a command id of ours, and `BadCsrfToken` for one that
    its sender has not seen since another session opened it.
    """
    if REVIEW_FIELD in request.form:
        raise BadCsrfToken
    rule = request.url_rule
    assert rule is not None
    where = "/".join(map(str, ids))
    return Command(
        command_id=f"{by}/{request.method} {rule.rule} {where}/{command_id_of(request.form)}",
        digest=services().command_hmac(_canonical(request.form)),
        by=by,
    )


def rehearsal(by: StaffId) -> Command:
    """Return a command that only asks whether something could be recorded."""
    return Command(command_id=str(uuid7()), digest=b"", by=by, dry_run=True)


def command_id_of(form: Mapping[str, str]) -> str:
    """Return the command id in a form, or raise `InvalidRequest`."""
    try:
        return str(UUID(form.get(COMMAND_FIELD, "")))
    except ValueError:
        raise InvalidRequest({COMMAND_FIELD: "Must be the one the form was made with."}) from None


def record_or_show(
    by: Person,
    record: Callable[[Command], Receipt],
    *,
    done: Callable[[Receipt], ResponseReturnValue],
    refused: Callable[[Filled], str],
    fields: Mapping[str, str],
) -> ResponseReturnValue:
    """Record what a form asks for and lead on, or show it again with why it was refused.

    The command is that of this form, about all that its address names. A form that comes a second
    time leads on as it did the first, even where what it was about – a credit that waited, a fund
    that was to be handed over – is gone by what it did itself. Raises the errors that have pages
    of their own.

    A form that was typed in an earlier session is shown first, and records nothing.
    """
    if REVIEW_FIELD in request.form:
        return refused(_to_review())
    command = form_command(by.staff_id, *(request.view_args or {}).values())
    try:
        receipt = record(command)
    except Forbidden:
        raise
    except LedgerError as error:
        first, why = _first_answer(command, error)
        if first is None:
            form = refused_form(why, fields)
            return refused(form), form.refusal.status
        receipt = first
    tell_warnings(receipt.stream, receipt.warnings)
    return done(receipt)


def record_in_fund(  # all that the forms of a fund differ in, by name
    action: Action,
    fund_id: FundId,
    record: Callable[[Command], Receipt],
    *,
    refused: Callable[[Filled], str],
    fields: Mapping[str, str],
    done: Callable[[Receipt], ResponseReturnValue] | None = None,
) -> ResponseReturnValue:
    """Record what a form of a fund asks for, for whoever may, as `record_or_show` does.

    It leads on to the page that tells what was recorded, unless `done` leads elsewhere.
    """
    person, _ = require(action, fund_id)
    leading = done or partial(recorded, fund_id)
    return record_or_show(person, record, done=leading, refused=refused, fields=fields)


def _to_review() -> Filled:
    values = MultiDict(request.form)
    del values[REVIEW_FIELD]
    told = gettext("Chưa ghi gì vào sổ: hãy xem lại những gì đã gõ, rồi gửi.")
    return Filled(values, command_id_of(request.form), Refusal({}, told, HTTPStatus.OK))


def _first_answer(command: Command, error: LedgerError) -> tuple[Receipt | None, LedgerError]:
    """Return what a refused form was answered once; or none, and why it is refused."""
    try:
        return ledger().first_answer(command), error
    except LedgerError as reused:
        return None, reused


def tell_warnings(stream: UUID, warnings: Sequence[Warned]) -> None:
    """Tell on the next page what was recorded although a decision would be refused it.

    It is overdrafts of the fund, in one go, and each rule that only warns.
    """
    if not warnings:
        return
    with look() as reading:
        below_zero = overdrawn.told(reading, FundId(stream), warnings)
    if below_zero is not None:
        flash(below_zero, "warn")
    for each in warnings:
        if each.code not in overdrawn.OVERDRAFTS:
            flash(refusals.sentence_with_limits(each.code, each.limits, language()), "warn")


def led_to(href: str, told: str, receipt: Receipt) -> ResponseReturnValue:
    """Lead on to a page that shows what was recorded already, with a word about it."""
    remember_written(receipt.position)
    flash(told, "good")
    return redirect(href, 303)


def recorded(fund_id: FundId, receipt: Receipt, *, place: int = -1) -> ResponseReturnValue:
    """Lead on to the page that tells what was recorded, which may be loaded again and again.

    Or to the voucher, where that is asked for.

    `place` is that of the entry to tell of among all that the command recorded.
    """
    remember_written(receipt.position)
    entry = receipt.entries[place].version
    if request.form.get(THEN_FIELD) == PRINT:
        href = url_for("pages.vouchers.show", fund_id=fund_id, entry=entry, then=PRINT)
        return redirect(href, 303)
    return redirect(url_for("pages.recorded.show", fund_id=fund_id, entry=entry), 303)


def _canonical(form: MultiDict[str, str]) -> bytes:
    """Return every field of a form, all values of one that was ticked more than once.

    But not where it leads; and no password: a command keeps its digest for ever, and nobody should
    try passwords on it.
    """
    without = {CSRF_FIELD, COMMAND_FIELD, PRESENT_PASSWORD_FIELD, THEN_FIELD}
    fields: dict[str, object] = {
        name: values[0] if len(values) == 1 else values
        for name, values in form.lists()
        if name not in without
    }
    for name, file in request.files.items():
        fields[name] = sha256(file.read()).hexdigest()
        file.seek(0)
    return msgspec.json.encode(fields, order="sorted")
