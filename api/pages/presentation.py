"""What every template finds ready: the language of the request, filters, addresses of assets."""

from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, cast
from urllib.parse import urlencode

from flask import Flask, Response, current_app, g, has_request_context, request, url_for
from flask_babel import Babel
from jinja2 import StrictUndefined

from api.pages import charts, formatting, refusals, words
from api.pages.formatting import Language

LANGUAGES: Final[dict[Language, str]] = {"vi": "Tiếng Việt", "en": "English"}
"""The languages of the pages, each in its own name."""

_CHOICE: Final = "lang"
_ONE_YEAR_S: Final = 365 * 24 * 3600


def furnish(app: Flask, *, default_language: Language = "vi") -> None:
    """Give an application the pages' filters, languages and asset addresses.

    The templates need `static_folder` and `template_folder` to be those of `api/pages`, and the
    translations to lie in `translations` beside the application's root.
    """
    app.config["BABEL_DEFAULT_LOCALE"] = default_language
    # An asset's address changes with its content, and a font's content never does.
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = _ONE_YEAR_S
    Babel(app, locale_selector=language)  # type: ignore[no-untyped-call] # carries no types
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(
        day=lambda value: formatting.day(value, language()),
        dong=lambda amount, *, signed=False: formatting.dong(amount, language(), signed=signed),
        grouped=lambda number: formatting.grouped(number, language()),
        long_day=lambda value: formatting.long_day(value, language()),
        first_upper=lambda text: text[:1].upper() + text[1:],
        moment=lambda value: formatting.moment(value, language()),
        month=lambda value: formatting.month(value, language()),
        place=formatting.place,
        quantity=lambda number: formatting.quantity(number, language()),
        rounded=lambda amount: formatting.rounded_dong(amount, language()),
        words_en=words.amount_in_words_en,
        words_vi=words.amount_in_words,
    )
    app.jinja_env.globals.update(
        asset=asset,
        language=language,
        languages=LANGUAGES,
        link_in=link_in,
        refusal=refusals.sentence,
        money_by_month=lambda flows, name="flow": charts.money_by_month(
            flows, language(), name=name
        ),
    )
    app.after_request(_remember_language)


def language() -> Language:
    """Return the language of this request: asked for, else remembered, else the default.

    The browser's own preference is not asked: a phone set to English is common in Viet Nam.
    """
    if has_request_context():
        if "language" not in g:
            g.language = _known(request.args.get(_CHOICE)) or _known(request.cookies.get(_CHOICE))
        if g.language:
            return cast("Language", g.language)
    return cast("Language", current_app.config["BABEL_DEFAULT_LOCALE"])


def link_in(other: Language) -> str:
    """Return the address of this very page in another language."""
    asked = [(key, value) for key, value in request.args.items(multi=True) if key != _CHOICE]
    # One leading slash: "//host" would lead to another origin.
    path = "/" + (request.script_root + request.path).lstrip("/")
    return f"{path}?{urlencode([*asked, (_CHOICE, other)])}"


def asset(filename: str) -> str:
    """Return the address of a static file, which changes when its content does."""
    assert current_app.static_folder is not None
    version = _digest(Path(current_app.static_folder) / filename)
    return url_for("static", filename=filename, v=version)


@cache
def _digest(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()[:10]


def _known(value: str | None) -> Language | None:
    return next((code for code in LANGUAGES if code == value), None)


def _remember_language(response: Response) -> Response:
    if response.mimetype == "text/html":
        response.vary.add("Cookie")
        if chosen := _known(request.args.get(_CHOICE)):
            kept: dict[str, Any] = {"max_age": _ONE_YEAR_S, "samesite": "Lax", "httponly": True}
            response.set_cookie(_CHOICE, chosen, secure=request.is_secure, **kept)
    return response
