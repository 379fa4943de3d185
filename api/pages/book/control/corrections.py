"""Correcting an entry: a gift by its reversal and a new entry, anything by its reversal alone."""

from collections.abc import Sequence
from functools import partial
from hashlib import sha256

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from api.auth import Person, require_person
from api.errors import InvalidRequest
from api.pages import overdrawn
from api.pages.again import REVIEW_FIELD
from api.pages.book.fields import read_day
from api.pages.book.forms import (
    Filled,
    command_id_of,
    empty_form,
    record_or_show,
    recorded,
    rehearsal,
    staff_blueprint,
)
from api.pages.book.log_entries import ENTRY, logged_entry, voucher_of
from api.pages.book.receiving import known_donors
from api.pages.book.receiving.gift_form import FIELDS, GiftRead, read_gift, typed
from api.pages.book.receiving.gift_origin import with_picked_donor
from api.pages.book.receiving.gift_page import Foretold, Original, gift_page
from api.pages.book.receiving.gift_recording import record_gift
from api.pages.entry_lines import FundNames
from api.pages.links import fund_link
from api.pages.presentation import code_names
from api.pages.reading import look, today
from api.pages.visitors import require
from api.people.registering import uuid_from
from api.people.seen import Seen, see_donor
from api.services import ledger
from ledger.access import Action
from ledger.errors import LedgerError
from ledger.events.fund.receiving import DonationReceived
from ledger.events.fund.spending import DisbursementPaid
from ledger.fund.control.correcting import Reversal
from ledger.fund.receiving.donations import Donation
from ledger.recording.commands import Command, Receipt, Warned
from ledger.values import DonorId, FundId, ReversalReason
from projections import funds
from projections.movements import Movement

corrections = staff_blueprint("corrections")

_CORRECTION = f"/funds/<uuid:fund_id>/entries/{ENTRY}/correction"
_REVERSAL = f"/funds/<uuid:fund_id>/entries/{ENTRY}/reversal"
_REVERSAL_FIELDS = {"reason": "reason", "effective_on": "effective_on"}

_FORETOLD = "foretold"
"""The field that says of which overdrafts a correction was foretold before it was sent again."""

_REVERSED, _ANEW = 0, 1
"""The places of a reversal and of what it records anew, before what the bank shows of it."""


@corrections.get(_CORRECTION)
def correct(fund_id: FundId, entry: int) -> ResponseReturnValue:
    """Show the form of a gift as it was recorded, to be corrected."""
    person, _ = require(Action.RECORD, fund_id)
    moved, _ = _reversible(person, fund_id, entry)
    if not isinstance(moved.event, DonationReceived):
        return redirect(url_for("pages.corrections.reverse", fund_id=fund_id, entry=entry), 303)
    donor = _donor(moved.event)
    values = typed(moved.event, donor, named=_is_named(person, fund_id, moved.event, entry))
    first_open_on = person.desk.fund(fund_id).first_open_on
    if moved.event.effective_on < first_open_on:
        values.setdefault("occurred_on", values["effective_on"])
        values["effective_on"] = first_open_on.isoformat()
    return _correction_page(fund_id, moved, empty_form(**values))


@corrections.post(_CORRECTION)
def record_correction(fund_id: FundId, entry: int) -> ResponseReturnValue:
    """Reverse the gift and record what should have stood there, in one step."""
    person, association_id = require(Action.RECORD, fund_id)
    moved = logged_entry(person, fund_id, entry)
    if known_donors.is_sought():
        return _correction_page(fund_id, moved, known_donors.sought_form())
    event = moved.event
    donor_before = event.private.donor_id if isinstance(event, DonationReceived) else None
    below_zero = None if REVIEW_FIELD in request.form else _below_zero(person, fund_id, entry)
    if below_zero is not None and request.form.get(_FORETOLD) != _mark(below_zero):
        form = Filled(request.form, command_id_of(request.form))
        return _correction_page(fund_id, moved, form, below_zero=below_zero)

    def record(asked: Command, gift: Donation) -> Receipt:
        reversal = Reversal(entry=entry, reason=_reason(), replacement=gift)
        return ledger().reverse_entry(asked, fund_id, reversal)

    def read() -> tuple[GiftRead, DonorId | None]:
        gift, picked_id = with_picked_donor(read_gift(request.form))
        return gift, picked_id or donor_before

    def correct(command: Command) -> Receipt:
        gift, known_id = read()
        return record_gift(command, gift, association_id, record, donor_before=known_id)

    try:
        return record_or_show(
            person,
            correct,
            done=partial(recorded, fund_id, place=_ANEW),
            refused=partial(_correction_page, fund_id, moved),
            fields=FIELDS,
        )
    except known_donors.Unclear as unclear:
        return _correction_page(fund_id, moved, known_donors.asking_form(), asks_donor=unclear)


@corrections.get(_REVERSAL)
def reverse(fund_id: FundId, entry: int) -> str:
    """Show the form that reverses an entry and records nothing in its place."""
    person, _ = require(Action.RECORD, fund_id)
    moved, warnings = _reversible(person, fund_id, entry)
    on = max(moved.event.effective_on, person.desk.fund(fund_id).first_open_on)
    with look() as reading:
        below_zero = overdrawn.foretold(reading, fund_id, warnings, on)
    form = empty_form(effective_on=on.isoformat())
    return _reversal_page(fund_id, moved, form, below_zero=below_zero)


@corrections.post(_REVERSAL)
def record_reversal(fund_id: FundId, entry: int) -> ResponseReturnValue:
    """Reverse the entry."""
    person, _ = require(Action.RECORD, fund_id)
    moved = logged_entry(person, fund_id, entry)

    def record(command: Command) -> Receipt:
        reversal = Reversal(entry=entry, reason=_reason(), effective_on=read_day(request.form))
        return ledger().reverse_entry(command, fund_id, reversal)

    return record_or_show(
        person,
        record,
        done=partial(recorded, fund_id, place=_REVERSED),
        refused=partial(_reversal_page, fund_id, moved),
        fields=_REVERSAL_FIELDS,
    )


def _reversible(person: Person, fund_id: FundId, entry: int) -> tuple[Movement, Sequence[Warned]]:
    """Return an entry that can be reversed, and what would be warned of if it was on its own day.

    Raises why it cannot, before anybody types anything.
    """
    reversal = Reversal(entry=entry, reason=ReversalReason.OTHER)
    receipt = ledger().reverse_entry(rehearsal(person.staff_id), fund_id, reversal)
    return logged_entry(person, fund_id, entry), receipt.warnings


def _below_zero(person: Person, fund_id: FundId, entry: int) -> str | None:
    """Return what a correction as it was typed would leave below zero, None if nothing.

    Whatever is wrong with it is told when it is to be recorded; and so is one that was recorded
    already, which nothing has to be foretold of.
    """
    try:
        replacement = read_gift(request.form).gift
        reversal = Reversal(entry=entry, reason=_reason(), replacement=replacement)
        receipt = ledger().reverse_entry(rehearsal(person.staff_id), fund_id, reversal)
    except LedgerError:
        return None
    with look() as reading:
        return overdrawn.foretold_of_correction(reading, fund_id, receipt.warnings)


def _mark(below_zero: str) -> str:
    """Return what the form carries of a sentence that was read: of another it is told again.

    It is an id, so that nobody takes it for something that was typed.
    """
    return str(uuid_from(sha256(below_zero.encode()).digest()))


def _correction_page(
    fund_id: FundId,
    moved: Movement,
    form: Filled,
    *,
    below_zero: str | None = None,
    asks_donor: known_donors.Unclear | None = None,
) -> str:
    entry = moved.recorded.version
    action_href = url_for("pages.corrections.record_correction", fund_id=fund_id, entry=entry)
    foretold = None if below_zero is None else Foretold(below_zero, _mark(below_zero))
    original = _original(fund_id, moved)
    return gift_page(fund_id, form, action_href, original, foretold, asks_donor=asks_donor)


def _reversal_page(
    fund_id: FundId, moved: Movement, form: Filled, *, below_zero: str | None = None
) -> str:
    with look() as reading:
        fund = funds.fund(reading, fund_id)
    entry = moved.recorded.version
    return render_template(
        "book/reversal_form.html",
        fund=fund_link(fund),
        original=_original(fund_id, moved),
        below_zero=below_zero,
        reasons=list(ReversalReason),
        action_href=url_for("pages.corrections.record_reversal", fund_id=fund_id, entry=entry),
        cancel_href=url_for("pages.book.show"),
        today=today(),
        command_id=form.command_id,
        values=form.values,
        errors=form.refusal.errors,
        problem=form.refusal.problem,
    )


def _original(fund_id: FundId, moved: Movement) -> Original:
    with look() as reading:
        names = FundNames.of(reading, fund_id)
    event = moved.event
    spending = event.disbursement_class if isinstance(event, DisbursementPaid) else None
    donor = _donor(event) if isinstance(event, DonationReceived) else None
    return Original(
        name=code_names.entry(event.topic, spending),
        voucher=voucher_of(moved),
        effective_on=event.effective_on,
        amount_dong=moved.amount_dong,
        account=names.accounts.get(moved.account_id) if moved.account_id else None,
        donor=None if donor is None else donor.name,
        reverse_href=url_for(
            "pages.corrections.reverse", fund_id=fund_id, entry=moved.recorded.version
        ),
    )


def _donor(event: DonationReceived) -> Seen | None:
    donor = see_donor(require_person(), event.private.donor_id)
    return None if donor.name is None else donor


def _is_named(person: Person, fund_id: FundId, gift: DonationReceived, entry: int) -> bool:
    """Tell whether the donor's consent to be named with a gift holds: what was said last."""
    if gift.private.donor_id is None:
        return gift.named
    said = person.desk.said_of_naming(gift.private.donor_id, fund_id, gift, entry)
    return gift.named if said is None else said


def _reason() -> ReversalReason:
    try:
        return ReversalReason(request.form.get("reason", ""))
    except ValueError:
        raise InvalidRequest({"reason": gettext("Chọn lý do.")}) from None
