"""Logging in and out."""

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from api import auth
from api.errors import BadLogin, status_of
from api.operations.bodies import SESSION_BYTES_MAX
from api.operations.body_limits import LIMIT
from api.pages.again import OUR_PATH, TYPED_FIELD, unpacked
from api.pages.login import login_page
from api.pages.presentation import refusals
from api.pages.presentation.language import language
from api.pages.visitors import visitor
from ledger.errors.unavailable import TooManyAttempts

session = Blueprint("session", __name__)


@session.get("/login")
def log_in() -> ResponseReturnValue:
    """Show the form; whoever is logged in goes on to the book."""
    if visitor() is not None:
        return redirect(_next(request.args.get("next")), 303)
    return login_page(request.args.get("next", ""))


@session.post("/login")
def begin() -> ResponseReturnValue:
    """Begin a session; which of login and password was wrong is never told."""
    auth.check_csrf()
    wanted, typed = request.form.get("next", ""), request.form.get(TYPED_FIELD)
    try:
        auth.log_in(request.form.get("login", ""), request.form.get("password", ""))
    except (BadLogin, TooManyAttempts) as error:
        told = refusals.sentence_with_limits(error.code, error.limits, language())
        return login_page(wanted, told, typed=typed, status=status_of(type(error)))
    again = None if typed is None else unpacked(wanted, typed)
    if again is None:
        return redirect(_next(wanted), 303)
    response = make_response(render_template("again.html", again=again))
    response.headers["Cache-Control"] = "no-store"  # what was typed may name people
    return response


setattr(begin, LIMIT, SESSION_BYTES_MAX)


@session.post("/logout")
def log_out() -> ResponseReturnValue:
    """End the session."""
    auth.check_csrf()
    auth.log_out()
    return redirect(url_for("pages.public.country"), 303)


setattr(log_out, LIMIT, SESSION_BYTES_MAX)


def _next(wanted: str | None) -> str:
    """Return where to go after the login: what was asked for, if it is ours."""
    return wanted if wanted and OUR_PATH.fullmatch(wanted) else url_for("pages.book.show")
