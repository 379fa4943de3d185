"""Public pages that a browser has already: the same position of the log is the same page."""

from collections.abc import Callable
from functools import cache, wraps
from hashlib import sha256
from http import HTTPStatus
from pathlib import Path
from typing import ParamSpec

from flask import Response, make_response, request
from flask.typing import ResponseReturnValue

import api
import ledger
import projections
from api.auth import has_session
from api.pages.presentation.language import language
from api.pages.reading import today
from api.services import services
from api.serving.compression import compress
from api.serving.headers import keep_from_others

P = ParamSpec("P")


def by_position(view: Callable[P, ResponseReturnValue]) -> Callable[P, Response]:
    """Answer 304 to whoever has the page as of the last position, without making it again.

    Those who say who they are, by a session or a token, see pages of their own, which nobody keeps.
    """

    @wraps(view)
    def answered(*args: P.args, **kwargs: P.kwargs) -> Response:
        if has_session() or "Authorization" in request.headers:
            keep_from_others()
            return make_response(view(*args, **kwargs))
        # Taken before the page is made: a page that is newer than its tag is only asked for again.
        with services().views.reading() as state:
            made_of = f"{state.position}-{state.tables.generation}"
        tag = f"{made_of}-{today():%y%m%d}-{language()}-{_edition()}"
        if request.if_none_match.contains_weak(tag):
            response = Response(status=304)
        else:
            response = make_response(view(*args, **kwargs))
        if response.status_code >= HTTPStatus.BAD_REQUEST:
            return response
        response.set_etag(tag, weak=True)
        response.headers["Cache-Control"] = "no-cache"
        response.vary.add("Cookie")
        compress(response)
        return response

    return answered


@cache
def _edition() -> str:
    """Return what changes with the program: whatever of it may stand on a page."""
    digest = sha256()
    for package in (api, projections, ledger):
        (folder,) = map(Path, package.__path__)
        files = [file for kind in ("py", "html", "mo") for file in folder.rglob(f"*.{kind}")]
        for file in sorted(files):
            digest.update(file.read_bytes())
    return digest.hexdigest()[:10]
