"""Forgetting a donor or beneficiary, or only who acts for them by law."""

from functools import partial
from uuid import UUID

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from api.pages.book.forms import Filled, empty_form, record_or_show, staff_blueprint
from api.pages.book.people.person_forms import Subject, about, done, name_of, subject_of
from api.people import erasure
from api.people.seen import NOTHING, see
from api.services import ledger, services
from ledger.access import Action

forgetting = staff_blueprint("forgetting")


@forgetting.get("/donors/<uuid:donor_id>/erasure")
@forgetting.get("/beneficiaries/<uuid:beneficiary_id>/erasure")
def show(**whose: UUID) -> str:
    """Show what becomes of a person's name if it is to be forgotten, and when."""
    return _erasure_page(subject_of(Action.ERASE, **whose), empty_form())


@forgetting.post("/donors/<uuid:donor_id>/erasure")
@forgetting.post("/beneficiaries/<uuid:beneficiary_id>/erasure")
def erase(**whose: UUID) -> ResponseReturnValue:
    """Record that somebody, or a child's representative, asked that they be forgotten."""
    subject = subject_of(Action.ERASE, **whose)
    told = gettext("Từ nay không ai thấy tên người này nữa.")
    return record_or_show(
        subject.asked_by,
        lambda command: erasure.request_erasure(services(), command, subject.id),
        done=partial(done, subject, told),
        refused=partial(_erasure_page, subject),
        fields={},
    )


@forgetting.post("/donors/<uuid:donor_id>/erasure/withdrawal")
@forgetting.post("/beneficiaries/<uuid:beneficiary_id>/erasure/withdrawal")
def restore(**whose: UUID) -> ResponseReturnValue:
    """Take such a request back."""
    subject = subject_of(Action.ERASE, **whose)
    told = gettext("Đã rút yêu cầu: tên lại được thấy như trước.")
    return record_or_show(
        subject.asked_by,
        lambda command: ledger().withdraw_erasure(command, subject.id),
        done=partial(done, subject, told),
        refused=partial(_erasure_page, subject),
        fields={},
    )


@forgetting.get("/donors/<uuid:donor_id>/representative/erasure")
@forgetting.get("/beneficiaries/<uuid:beneficiary_id>/representative/erasure")
def representative(**whose: UUID) -> str:
    """Show what becomes of who acts for a person by law, if that one is to be forgotten."""
    return _representative_page(subject_of(Action.ERASE, **whose), empty_form())


@forgetting.post("/donors/<uuid:donor_id>/representative/erasure")
@forgetting.post("/beneficiaries/<uuid:beneficiary_id>/representative/erasure")
def erase_representative(**whose: UUID) -> ResponseReturnValue:
    """Forget who acts for a person by law, and nothing else."""
    subject = subject_of(Action.ERASE, **whose)
    return record_or_show(
        subject.asked_by,
        lambda command: ledger().erase_representative(command, subject.id),
        done=partial(done, subject, gettext("Đã xóa thông tin về người đại diện.")),
        refused=partial(_representative_page, subject),
        fields={},
    )


def _erasure_page(subject: Subject, form: Filled) -> str:
    return render_template(
        "book/people/erasure_form.html",
        **about(subject, name_of(subject), form),
        outlook=erasure.outlook(services(), subject.id),
        withdrawal_href=url_for("pages.forgetting.restore", **subject.address),
    )


def _representative_page(subject: Subject, form: Filled) -> str:
    """Show the line of the record to who sees it.

    Looking at it is a reading of the person's record, and written down as one.
    """
    seen = see(subject.asked_by, {subject.id: subject.association_id}).get(subject.id, NOTHING)
    return render_template(
        "book/people/representative_form.html",
        **about(subject, seen.name, form),
        is_known=services().vault.is_represented(subject.id),
        representative=seen.representative,
    )
