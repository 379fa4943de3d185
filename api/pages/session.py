"""Logging in and out."""

import re
from http import HTTPStatus

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from api import auth
from api.errors import BadLogin, status_of
from api.operations.bodies import SESSION_BYTES_MAX
from api.operations.body_limits import LIMIT
from api.pages.presentation import refusals
from api.pages.presentation.language import language
from api.pages.visitors import visitor
from ledger.errors.unavailable import TooManyAttempts

session = Blueprint("session", __name__)

# A path of ours: "//host" and "/\\host" would lead to another origin.
_OUR_PATH = re.compile(r"/(?![/\\])[\x21-\x5b\x5d-\x7e]*")


@session.get("/login")
def log_in() -> ResponseReturnValue:
    """Show the form; whoever is logged in goes on to the book."""
    if visitor() is not None:
        return redirect(_next(request.args.get("next")), 303)
    return _page(request.args.get("next", ""))


@session.post("/login")
def begin() -> ResponseReturnValue:
    """Begin a session; which of login and password was wrong is never told."""
    auth.check_csrf()
    wanted = request.form.get("next", "")
    try:
        auth.log_in(request.form.get("login", ""), request.form.get("password", ""))
    except (BadLogin, TooManyAttempts) as error:
        told = refusals.sentence_with_limits(error.code, error.limits, language())
        return _page(wanted, told, status_of(type(error)))
    return redirect(_next(wanted), 303)


setattr(begin, LIMIT, SESSION_BYTES_MAX)


@session.post("/logout")
def log_out() -> ResponseReturnValue:
    """End the session."""
    auth.check_csrf()
    auth.log_out()
    return redirect(url_for("pages.public.country"), 303)


setattr(log_out, LIMIT, SESSION_BYTES_MAX)


def _page(wanted: str, problem: str | None = None, status: int = HTTPStatus.OK) -> Response:
    page = render_template(
        "login.html",
        action_href=url_for("pages.session.begin"),
        password_href=url_for("pages.password.choose"),
        next=wanted if _OUR_PATH.fullmatch(wanted) else None,
        values={"login": request.form.get("login", "")},
        problem=problem,
    )
    response = make_response(page, status)
    response.headers["Cache-Control"] = "no-store"  # its token is for this session alone
    return response


def _next(wanted: str | None) -> str:
    """Return where to go after the login: what was asked for, if it is ours."""
    return wanted if wanted and _OUR_PATH.fullmatch(wanted) else url_for("pages.book.show")
