"""The frame of every page – who is looking, where to log in – and the page of a problem."""

from functools import cached_property
from urllib.parse import urlsplit

import msgspec
from flask import (
    Flask,
    Response,
    current_app,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from werkzeug.exceptions import HTTPException

from api import auth
from api.errors import BadCsrfToken, Problem, Unauthenticated
from api.pages.again import typed_here
from api.pages.login import login_page
from api.pages.visitors import visitor

_OUR_FAULT = 500


class Account(msgspec.Struct, frozen=True):
    """Where someone who is logged in goes to."""

    book_href: str
    logout_href: str


class Site:
    """What the frame of a page asks for; looked up when it is asked, not before."""

    @property
    def home_href(self) -> str:
        """The first page."""
        return url_for("pages.public.country")

    @property
    def login_href(self) -> str:
        """Where to log in."""
        return url_for("pages.session.log_in")

    @cached_property
    def account(self) -> Account | None:
        """Whoever is logged in."""
        if visitor() is None:
            return None
        return Account(url_for("pages.book.show"), url_for("pages.session.log_out"))

    @property
    def csrf_token(self) -> str:
        """The token that forms carry; asking for it begins a session."""
        return auth.csrf_token()


class SiteForAnybody(Site):
    """The frame around our own failures: it asks nothing of a store that may be down."""

    account = None


def register_site(app: Flask) -> None:
    """Give every page its frame, and every problem outside the API a page."""
    app.context_processor(lambda: {"site": Site()})
    app.extensions["problem_page"] = problem_page


def problem_page(problem: Problem) -> Response:
    """Return the page that tells of a problem; or lead to the login, if that is all it takes."""
    if request.path.endswith(".json"):
        body = msgspec.json.encode(problem)
        return Response(body, problem.status, content_type="application/problem+json")
    if problem.code == Unauthenticated.code:
        wanted = request.full_path.removesuffix("?") if _can_be_opened() else None
        typed = typed_here()
        if typed is not None and typed.packed() is not None:
            return login_page(typed.action, typed=typed.packed(), status=problem.status)
        return make_response(redirect(url_for("pages.session.log_in", next=wanted), 303))
    site = SiteForAnybody() if problem.status >= _OUR_FAULT else Site()
    page = render_template(
        "error.html",
        site=site,
        problem=problem,
        back_href=_where_from(),
        again=typed_here() if problem.code == BadCsrfToken.code and auth.has_session() else None,
    )
    return make_response(page, problem.status)


def _can_be_opened() -> bool:
    """Tell whether there is a page at the address of this request, be it the one of a form."""
    if request.method == "GET":
        return True
    try:
        current_app.url_map.bind(request.host).match(request.path, "GET")
    except HTTPException:
        return False
    return True


def _where_from() -> str:
    """Return the page of ours that led here, else the first one."""
    try:
        came_from = urlsplit(request.referrer or "")
    except ValueError:  # a host that is none
        return url_for("pages.public.country")
    if came_from.netloc != request.host or came_from.path == request.path:
        return url_for("pages.public.country")
    return came_from.path + (f"?{came_from.query}" if came_from.query else "")
