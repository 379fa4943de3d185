"""Choosing a password with the code that one was given: invited, or after a reset."""

from flask import (
    Blueprint,
    Response,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from api import auth
from api.errors import InvalidRequest, status_of
from api.operations.bodies import SESSION_BYTES_MAX
from api.operations.body_limits import LIMIT
from api.pages.presentation import refusals
from api.pages.presentation.language import language
from api.pages.schema_forms import read_form
from api.services import ledger
from api.serving.addresses import client_address
from api.v1.schemas.access import ChosenPasswordIn
from ledger.errors import LedgerError

password = Blueprint("password", __name__)


@password.get("/password")
def choose() -> Response:
    """Show the form."""
    return _page({}, None, 200)


@password.post("/password")
def chosen() -> ResponseReturnValue:
    """Set the password; then its holder logs in with it."""
    auth.check_csrf()
    try:
        check_repeated(request.form.get("password"), request.form.get("again"))
        told = {"code": gettext("Gõ mã được giao."), "password": password_must()}
        given = read_form(ChosenPasswordIn(), request.form, told)
        auth.gate().choose_password(
            given["code"], given["password"], client_address(), ledger().now()
        )
    except InvalidRequest as error:
        return _page(error.messages, None, 422)
    except LedgerError as error:
        sentence = refusals.sentence_with_limits(error.code, error.limits, language())
        errors = dict.fromkeys(error.fields, sentence)
        return _page(errors, None if errors else sentence, status_of(type(error)))
    flash(gettext("Đã đặt mật khẩu. Hãy đăng nhập."), "good")
    return redirect(url_for("pages.session.log_in"), 303)


setattr(chosen, LIMIT, SESSION_BYTES_MAX)


def check_repeated(chosen: str | None, again: str | None) -> None:
    """Raise `InvalidRequest` unless a new password was typed alike twice."""
    if chosen != again:
        raise InvalidRequest({"again": gettext("Hai lần gõ không giống nhau.")})


def password_must() -> str:
    """Return what a password must be."""
    return gettext("Mật khẩu có từ 10 đến 200 ký tự.")


def _page(errors: dict[str, str], problem: str | None, status: int) -> Response:
    page = render_template(
        "password.html",
        action_href=url_for("pages.password.chosen"),
        values={"code": request.form.get("code", "")},
        errors=errors,
        problem=problem,
    )
    response = make_response(page, status)
    response.headers["Cache-Control"] = "no-store"  # its token is for this session alone
    return response
