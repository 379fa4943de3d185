"""One's own account: password, sessions, tokens for programs."""

from datetime import date
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from api.auth import current_session_id, gate, log_out, require_person
from api.operations.bodies import SESSION_BYTES_MAX
from api.operations.body_limits import LIMIT
from api.operations.commands import derive
from api.pages.book.forms import (
    PRESENT_PASSWORD_FIELD,
    Filled,
    empty_form,
    form_command,
    refused_form,
    staff_blueprint,
)
from api.pages.password import check_repeated, password_must
from api.pages.presentation.browsers import browser_of
from api.pages.reading import look
from api.pages.schema_forms import read_form
from api.people import enrolling
from api.people.registering import uuid_from
from api.services import ledger, services
from api.tokens import Token
from api.v1.schemas.access import NewPasswordIn, TokenIn
from ledger.errors import LedgerError
from ledger.errors.missing import SessionNotFound
from ledger.people.staff import Grant
from ledger.values import TokenId
from projections.associations import associations
from projections.views import Reading

account = staff_blueprint("account")

_PASSWORD_FIELDS = {"password": "password", "new_password": "new_password"}
_TOKEN_FIELDS = {"password": PRESENT_PASSWORD_FIELD, "until": "until"}


@account.get("/account")
def show() -> str:
    """Show who one is here, and how one comes in."""
    return _page(empty_form())


@account.post("/account/password")
def change_password() -> ResponseReturnValue:
    """Change the password; every other session ends, and every token stops."""
    person = require_person()
    try:
        check_repeated(request.form.get("new_password"), request.form.get("again"))
        told = {"password": gettext("Gõ mật khẩu hiện tại."), "new_password": password_must()}
        given = read_form(NewPasswordIn(), request.form, told)
        enrolling.change_password(person, given["password"], given["new_password"])
    except LedgerError as error:
        form = refused_form(error, _PASSWORD_FIELDS)
        return _page(form._replace(values={})), form.refusal.status
    flash(gettext("Đã đổi mật khẩu. Các phiên khác đã kết thúc, mọi mã truy cập đã dừng."), "good")
    return _back()


setattr(change_password, LIMIT, SESSION_BYTES_MAX)


@account.post("/account/sessions/end")
def end_sessions() -> ResponseReturnValue:
    """End every session, this one too."""
    gate().sessions.end_all(require_person().staff_id)
    log_out()
    flash(gettext("Đã kết thúc mọi phiên."), "good")
    return redirect(url_for("pages.public.country"), 303)


@account.post("/account/sessions/<uuid:session_id>/end")
def end_session(session_id: UUID) -> ResponseReturnValue:
    """End one session."""
    if not gate().sessions.end(require_person().staff_id, session_id):
        raise SessionNotFound("session_id")
    flash(gettext("Đã kết thúc phiên."), "good")
    return _back()


@account.post("/account/tokens")
def issue_token() -> ResponseReturnValue:
    """Issue a token to who shows the password once more; show the token this once."""
    person = require_person()
    command = form_command(person.staff_id)
    token_id = TokenId(uuid_from(derive(command, "token id")))
    token = Token.make(person.staff_id, token_id, derive(command, "token"))
    try:
        told = {
            "until": gettext("Ngày cuối phải là một ngày, hoặc để trống."),
            "password": gettext("Gõ mật khẩu hiện tại."),
        }
        shown = request.form.get(PRESENT_PASSWORD_FIELD, "")
        given = read_form(TokenIn(), request.form, told, password=shown)
        password, until = enrolling.confirm_password(person, given["password"]), given.get("until")
        ledger().issue_token(command, person.staff_id, token_id, token.secret, until, password)
    except LedgerError as error:
        form = refused_form(error, _TOKEN_FIELDS)
        return _page(form), form.refusal.status
    return render_template(
        "book/access/secret.html",
        title=gettext("Mã truy cập cho chương trình"),
        about=gettext("Chương trình có mã này làm được mọi việc bạn làm được."),
        secret=str(token),
        expires=until,
        back_href=url_for("pages.account.show"),
        address=None,
    )


@account.post("/account/tokens/<uuid:token_id>/end")
def revoke_token(token_id: TokenId) -> ResponseReturnValue:
    """Stop a token."""
    person = require_person()
    ledger().revoke_token(form_command(person.staff_id, token_id), person.staff_id, token_id)
    flash(gettext("Đã dừng mã truy cập."), "good")
    return _back()


def _back() -> ResponseReturnValue:
    return redirect(url_for("pages.account.show"), 303)


def _page(form: Filled) -> str:
    person = require_person()
    current, now = current_session_id(), ledger().now()
    known = services().vault.get_person(person.staff_id)
    with look() as reading:
        roles = [_role(reading, grant, person.desk.today) for grant in person.staff.grants]
    return render_template(
        "book/access/account.html",
        name="" if known is None else known.name,
        login=services().vault.get_login(person.staff_id),
        roles=roles,
        sessions=[
            {
                "browser": browser_of(each.agent),
                "begun_at": each.begun_at,
                "seen_at": each.seen_at,
                "current": each.session_id == current,
                "end_href": url_for("pages.account.end_session", session_id=each.session_id),
            }
            for each in gate().sessions.going_on(person.staff_id, now)
        ],
        tokens=[
            {
                "id": str(token_id)[:8],
                "since": held.since,
                "until": held.until,
                "over": not held.holds_on(person.desk.today),
                "end_href": url_for("pages.account.revoke_token", token_id=token_id),
                "command_id": empty_form().command_id,
            }
            for token_id, held in person.staff.tokens.items()
        ],
        today=person.desk.today,
        password_href=url_for("pages.account.change_password"),
        end_all_href=url_for("pages.account.end_sessions"),
        issue_href=url_for("pages.account.issue_token"),
        command_id=empty_form().command_id,
        values=form.values,
        errors=form.refusal.errors,
        problem=form.refusal.problem,
    )


def _role(reading: Reading, grant: Grant, today: date) -> dict[str, Any]:
    return {
        "role": grant.role,
        "association": associations.association(reading, grant.association_id).name,
        "since": grant.since,
        "until": grant.until,
        "holds": grant.holds_on(today),
    }
