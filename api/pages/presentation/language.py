"""The language of a request: asked for, remembered, or the default."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final, cast
from urllib.parse import urlencode

from flask import Response, current_app, g, has_request_context, request
from flask_babel import force_locale, get_translations

from api.pages.presentation.formatting import Language, grouped

LANGUAGES: Final[dict[Language, str]] = {"vi": "Tiếng Việt", "en": "English"}
"""The languages of the pages, each in its own name."""

_CHOICE: Final = "lang"
_ONE_YEAR_S: Final = 365 * 24 * 3600


def language() -> Language:
    """Return the language of this request: asked for, else remembered, else the default.

    The browser's own preference is not asked: a phone set to English is common in Viet Nam.
    """
    if not has_request_context():
        return _default()
    found: Language | None = g.get("language")
    if found is None:  # a page asks four hundred times
        asked, kept = request.args.get(_CHOICE), request.cookies.get(_CHOICE)
        found = g.language = _known(asked) or _known(kept) or _default()
    return found


def _default() -> Language:
    return cast("Language", current_app.config["BABEL_DEFAULT_LOCALE"])


def ngettext(one: str, many: str, number: int, /, **values: object) -> str:
    """Return the form of a text that suits a number; `%(num)s` is it, with its thousands apart."""
    text: str = get_translations().ungettext(one, many, number)
    return text % {"num": grouped(number, language()), **values}


@contextmanager
def in_vietnamese() -> Iterator[None]:
    """Speak Vietnamese for a while, whatever language a request is in.

    Vouchers are written in it, and in another language only beside it: Law on Accounting 88/2015,
    Art. 11, which also says how their figures are written.
    """
    before = language()
    g.language = "vi"
    try:
        with force_locale("vi"):
            yield
    finally:
        g.language = before


def said_in_vietnamese(caller: Callable[[], str]) -> str:
    """Return a part of a template in Vietnamese: `{% call vietnamese() %}…{% endcall %}`."""
    with in_vietnamese():
        return caller()


def link_in(other: Language) -> str:
    """Return the address of this very page in another language."""
    asked = [(key, value) for key, value in request.args.items(multi=True) if key != _CHOICE]
    # One leading slash: "//host" would lead to another origin.
    path = "/" + (request.script_root + request.path).lstrip("/")
    return f"{path}?{urlencode([*asked, (_CHOICE, other)])}"


def remember_language(response: Response) -> Response:
    """Keep a language that was asked for, for the pages that come next."""
    if response.mimetype == "text/html":
        response.vary.add("Cookie")
        if chosen := _known(request.args.get(_CHOICE)):
            kept: dict[str, Any] = {"max_age": _ONE_YEAR_S, "samesite": "Lax", "httponly": True}
            response.set_cookie(_CHOICE, chosen, secure=request.is_secure, **kept)
    return response


def _known(value: str | None) -> Language | None:
    return next((code for code in LANGUAGES if code == value), None)
