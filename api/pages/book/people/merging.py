"""Saying that two ids are one person, both seen side by side before; and parting them again."""

from collections.abc import Mapping
from functools import partial
from http import HTTPStatus
from typing import Any, Final
from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from api.errors import InvalidRequest
from api.pages.book.forms import (
    Filled,
    Refusal,
    empty_form,
    form_command,
    record_or_show,
    sought_after,
    sought_words,
    staff_blueprint,
)
from api.pages.book.people.duplicates import as_id, candidates, chosen
from api.pages.book.people.person_forms import Subject, about, done, subject_of
from api.pages.presentation import formatting
from api.pages.presentation.language import language, ngettext
from api.pages.presentation.refusals import N_
from api.pages.reading import as_of, look
from api.people.finding import Place
from api.people.seen import NOTHING, Seen, see
from api.services import ledger
from api.serving.rates import costly
from ledger.access import Action
from ledger.recording.commands import Command, Receipt
from ledger.store.vault.records import PersonKind
from ledger.values import AssociationId, BeneficiaryId, DonorId
from projections.associations import associations
from projections.people import donors
from projections.spending import award_history
from projections.views import Reading

merging = staff_blueprint("merging")

_MERGED: Final[Mapping[PersonKind, str]] = {
    PersonKind.DONOR: N_("Đã gộp: hai lịch sử ủng hộ nay là một."),
    PersonKind.BENEFICIARY: N_("Đã gộp: hai người nay là một."),
}
_PARTED: Final[Mapping[PersonKind, str]] = {
    PersonKind.DONOR: N_("Đã tách: mỗi người lại có lịch sử riêng."),
    PersonKind.BENEFICIARY: N_("Đã tách: lại là hai người."),
}


@merging.get("/donors/<uuid:donor_id>/members")
@merging.get("/beneficiaries/<uuid:beneficiary_id>/members")
@costly
def show(**whose: UUID) -> str:
    """Show the form that says that somebody else is this very person."""
    subject = subject_of(Action.MERGE_PEOPLE, **whose)
    named = request.args.get("other_id", "").strip()
    return _merge_page(subject, empty_form(other_id=named))


@merging.get("/donors/<uuid:donor_id>/members/search")
@merging.get("/beneficiaries/<uuid:beneficiary_id>/members/search")
def show_search(**whose: UUID) -> ResponseReturnValue:
    """Lead who comes back to a search to its form: what was looked for is in no address."""
    subject = subject_of(Action.MERGE_PEOPLE, **whose)
    return redirect(url_for("pages.merging.show", **subject.address))


@merging.post("/donors/<uuid:donor_id>/members/search")
@merging.post("/beneficiaries/<uuid:beneficiary_id>/members/search")
def search(**whose: UUID) -> str:
    """Show the same form with those whose name has some words in it."""
    subject = subject_of(Action.MERGE_PEOPLE, **whose)
    return _merge_page(subject, empty_form(), sought_words(), sought_after())


@merging.post("/donors/<uuid:donor_id>/members")
@merging.post("/beneficiaries/<uuid:beneficiary_id>/members")
def merge(**whose: UUID) -> ResponseReturnValue:
    """Record that somebody else is this very person."""
    subject = subject_of(Action.MERGE_PEOPLE, **whose)

    def record(command: Command) -> Receipt:
        other = as_id(subject.kind, request.form.get("other_id", ""))
        if subject.kind is PersonKind.DONOR:
            return ledger().merge_donors(command, DonorId(subject.id), DonorId(other))
        one = BeneficiaryId(subject.id)
        return ledger().merge_beneficiaries(command, one, BeneficiaryId(other))

    return record_or_show(
        subject.asked_by,
        record,
        done=partial(done, subject, gettext(_MERGED[subject.kind])),
        refused=partial(_merge_page, subject),
        fields=dict.fromkeys(("other_id", *subject.address), "other_id"),
    )


@merging.post("/donors/<uuid:donor_id>/members/<uuid:other_id>/undoing")
@merging.post("/beneficiaries/<uuid:beneficiary_id>/members/<uuid:other_id>/undoing")
def undo(other_id: UUID, **whose: UUID) -> ResponseReturnValue:
    """Record that the two are two persons after all."""
    subject = subject_of(Action.MERGE_PEOPLE, **whose)
    command = form_command(subject.asked_by.staff_id, subject.id, other_id)
    if subject.kind is PersonKind.DONOR:
        receipt = ledger().undo_donor_merge(command, DonorId(subject.id), DonorId(other_id))
    else:
        one, other = BeneficiaryId(subject.id), BeneficiaryId(other_id)
        receipt = ledger().undo_beneficiary_merge(command, one, other)
    return done(subject, gettext(_PARTED[subject.kind]), receipt)


def _merge_page(
    subject: Subject, form: Filled, sought: str = "", after: Place | None = None
) -> str:
    """Show who may be the same person; or, where somebody is chosen, both of them side by side."""
    try:
        other = None if form.refusal.errors else chosen(subject, form)
    except InvalidRequest as error:
        other = None
        form = form._replace(refusal=Refusal(error.messages, None, HTTPStatus.OK))
    two = [subject] if other is None else [subject, other]
    seen = see(subject.asked_by, {each.id: each.association_id for each in two})
    shown: dict[str, Any] = {"both": None, "suggestions": [], "found": [], "look_on": None}
    with look() as reading:
        if other is None:
            shown |= candidates(reading, subject, sought, after)
        else:
            told = [_told(reading, each, seen.get(each.id, NOTHING)) for each in two]
            shown["as_of"] = as_of(reading)
            shown["both"] = [
                (label, mine, theirs) for (label, mine), (_, theirs) in zip(*told, strict=True)
            ]
    name = seen.get(subject.id, NOTHING).name
    return render_template(
        "book/people/merge_form.html",
        **about(subject, name, form),
        **shown,
        sought=sought,
        typed=sought or name or "",
        search_href=f"{request.path.removesuffix('/search')}/search",
    )


def _told(reading: Reading, subject: Subject, seen: Seen) -> list[tuple[str, str | None]]:
    """Return what is compared of somebody: labels, the same for both, and what is known or not."""

    def may_read(where: AssociationId) -> bool:
        return subject.asked_by.may(Action.READ, where)

    born_on = None if seen.born_on is None else formatting.day(seen.born_on, language())
    told = [
        (gettext("Họ và tên"), seen.name),
        (gettext("Điện thoại"), seen.phone),
        (gettext("Địa chỉ"), seen.address),
        (gettext("Ngày sinh"), born_on),
        (gettext("Nơi ghi"), associations.association(reading, subject.association_id).name),
    ]
    if subject.kind is PersonKind.DONOR:
        gave = donors.history(reading, DonorId(subject.id), shown=may_read, limit=1)
        return [
            *told,
            (gettext("Đã ủng hộ bằng tiền"), formatting.dong(gave.money_dong, language())),
            (gettext("Đã ủng hộ bằng hiện vật"), formatting.dong(gave.in_kind_dong, language())),
        ]
    got = award_history.history(reading, BeneficiaryId(subject.id), shown=may_read, limit=1)
    awards = ngettext("%(num)s suất đã chi", "%(num)s suất đã chi", got.paid_awards)
    return [
        *told,
        (gettext("Ghi chú"), seen.note),
        (gettext("Các suất"), awards),
        (gettext("Đã nhận bằng tiền"), formatting.dong(got.paid_dong, language())),
    ]
