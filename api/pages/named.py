"""What codes are called, for texts that are made outside a template: `names.html` knows."""

from flask import get_template_attribute
from markupsafe import Markup

from ledger.values import DisbursementClass


def entry(topic: str, spending: DisbursementClass | None = None) -> str:
    """Return what an entry is called; a payment by its class."""
    return _said("entry", topic) if spending is None else _said("spending", spending)


def purpose(name: str | None) -> str:
    """Return what a purpose is called; the general one has no name of its own."""
    return _said("purpose", name)


def _said(macro: str, code: object) -> str:
    said: Markup = get_template_attribute("names.html", macro)(code)
    return said.unescape()
