"""The page on which one logs in, asked for or come to in the middle of something else."""

from http import HTTPStatus

from flask import Response, make_response, render_template, request, url_for

from api.pages.again import OUR_PATH


def login_page(
    wanted: str,
    problem: str | None = None,
    *,
    typed: str | None = None,
    status: int = HTTPStatus.OK,
) -> Response:
    """Return the page with the login, which leads on to `wanted`.

    What was `typed` into a form goes through it, to be looked at and sent there afterwards.
    """
    page = render_template(
        "login.html",
        action_href=url_for("pages.session.begin"),
        password_href=url_for("pages.password.choose"),
        next=wanted if OUR_PATH.fullmatch(wanted) else None,
        typed=typed,
        values={"login": request.form.get("login", "") if problem else ""},
        problem=problem,
    )
    response = make_response(page, status)
    response.headers["Cache-Control"] = "no-store"  # its token is for this session alone
    return response
