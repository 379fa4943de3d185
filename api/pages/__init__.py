"""The HTML pages: for the public, the treasurer and the auditor."""

from flask import Blueprint, Flask

from api.pages.book import book
from api.pages.corrections import corrections
from api.pages.debits import debits
from api.pages.donations import donations
from api.pages.files import files
from api.pages.presentation import furnish
from api.pages.public import public
from api.pages.recorded import recorded
from api.pages.session import session
from api.pages.site import register_site
from api.pages.vouchers import vouchers

_PARTS = (public, files, session, book, donations, corrections, debits, recorded, vouchers)


def register(app: Flask) -> None:
    """Give an application its pages, their assets and their words."""
    furnish(app, default_language=app.config["DEFAULT_LOCALE"])
    register_site(app)
    pages = Blueprint("pages", __name__)
    for part in _PARTS:
        pages.register_blueprint(part)
    app.register_blueprint(pages)
