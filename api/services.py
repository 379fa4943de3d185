"""What every request works with: the book, the read models and the people vault of one app."""

from typing import cast

from flask import current_app

from api.installation import Services
from api.kept_reports import KeptReports
from ledger.application import Ledger


def services() -> Services:
    """Return the services of the current app."""
    return cast("Services", current_app.extensions["soquy"])


def ledger() -> Ledger:
    """Return the book of the current app."""
    return services().ledger


def kept_reports() -> KeptReports:
    """Return the reports that the current app made lately."""
    return cast("KeptReports", current_app.extensions["kept_reports"])
