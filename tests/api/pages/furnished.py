"""A bare application that has the pages' presentation and nothing else."""

from functools import cache
from typing import Any

from flask import Flask, render_template

import api
from api.pages.presentation.formatting import Language
from api.pages.presentation.furnishing import furnish


@cache
def bare_app(default_language: Language = "vi") -> Flask:
    """Return the application that serves assets and can render templates."""
    return new_app(default_language)


def new_app(default_language: Language = "vi") -> Flask:
    """Return one more of them, to which routes may be added."""
    app = Flask(api.__name__, static_folder="pages/static", template_folder="pages/templates")
    app.config.update(TESTING=True, SECRET_KEY="a key for tests")
    furnish(app, default_language=default_language)
    return app


def rendered(template: str, context: dict[str, Any], *, language: str = "vi") -> str:
    """Render one template as a request in that language would."""
    with bare_app().test_request_context("/", query_string={"lang": language}):
        return render_template(template, **context)
