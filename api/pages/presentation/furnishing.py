"""What every template finds ready: filters, charts, addresses of assets."""

from functools import cache, lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Final

from flask import Flask, current_app, url_for
from flask_babel import Babel, get_translations
from jinja2 import StrictUndefined
from markupsafe import Markup

from api.pages.presentation import amounts_in_words, charts, formatting, refusals
from api.pages.presentation.formatting import Language
from api.pages.presentation.language import (
    LANGUAGES,
    language,
    link_in,
    remember_language,
    said_in_vietnamese,
)

_ONE_YEAR_S: Final = 365 * 24 * 3600
_TEXTS_MAX: Final = 4_096
"""More than the templates have texts, in both languages together."""


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
        tenths=lambda number: formatting.tenths(number, language()),
        counted=lambda number: formatting.rounded_count(number, language()),
        rounded=lambda amount, estimated=False: formatting.rounded_dong(
            amount, language(), estimated=estimated
        ),
        words_en=amounts_in_words.amount_in_words_en,
        words_vi=amounts_in_words.amount_in_words,
    )
    # A page says three hundred texts. Jinja goes through its context three times for each, and
    # Flask-Babel looks for the request as often: that was a fifth of the time of a page.
    app.jinja_env.globals.update(
        _=said,
        gettext=said,
        ngettext=said_of_number,
        asset=asset,
        language=language,
        languages=LANGUAGES,
        link_in=link_in,
        refusal=refusals.sentence,
        vietnamese=said_in_vietnamese,
        money_by_month=lambda flows, name="flow": charts.money_by_month(
            flows, language(), name=name
        ),
    )
    app.after_request(remember_language)


def words_alone(language: Language) -> Flask:
    """Return an application that serves nothing: it knows the pages' words, in one language."""
    app = Flask("api", static_folder="pages/static", template_folder="pages/templates")
    furnish(app, default_language=language)
    return app


def asset(filename: str) -> str:
    """Return the address of a static file, which changes when its content does."""
    assert current_app.static_folder is not None
    version = _digest(Path(current_app.static_folder) / filename)
    return url_for("static", filename=filename, v=version)


def said(text: str, /, **values: object) -> Markup:
    """Return a text of the templates in the language of this request, with values in their places.

    As in any template, values are escaped that are no markup, and a percent sign is written twice.
    """
    if values:
        return Markup(get_translations().gettext(text)) % values  # noqa: S704  # ours, no input
    return _said(language(), text)


def said_of_number(one: str, many: str, number: int, /, **values: object) -> Markup:
    """Return the form of a text that suits a number, as `said` does; `%(num)s` is the number."""
    values.setdefault("num", formatting.grouped(number, language()))
    return Markup(get_translations().ungettext(one, many, number)) % values  # noqa: S704  # as above


@lru_cache(_TEXTS_MAX)
def _said(_language: Language, text: str) -> Markup:
    return Markup(get_translations().gettext(text)) % {}  # noqa: S704  # as above


@cache
def _digest(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()[:10]
