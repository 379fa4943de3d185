"""What codes are called, for texts that are made outside a template: `names.html` knows."""

from collections.abc import Iterable
from enum import StrEnum
from functools import lru_cache

from flask import get_template_attribute
from markupsafe import Markup

from api.pages.presentation.formatting import Language
from api.pages.presentation.language import language
from ledger.values import (
    UNALLOCATED,
    AccountKind,
    Category,
    DisbursementClass,
    Level,
    Measure,
)


def entry(topic: str, spending: DisbursementClass | None = None) -> str:
    """Return what an entry is called; a payment by its class."""
    if spending is None:
        return _said(language(), "entry", topic)
    return _said(language(), "spending", spending.value)


def spending(code: DisbursementClass) -> str:
    """Return what disbursements of a class are called."""
    return _said(language(), "spending", code.value)


def purpose(name: str | None) -> str:
    """Return what a purpose is called; some have no name of their own."""
    return _said(language(), "purpose", name) if name in (None, UNALLOCATED) else name


def account_kind(code: AccountKind) -> str:
    """Return what accounts of a kind are called."""
    return _said(language(), "account_kind", code.value)


def purpose_kind(code: StrEnum) -> str:
    """Return what purposes of a kind are called."""
    return _said(language(), "purpose_kind", code.value)


def level(code: Level) -> str:
    """Return what associations of a level are called."""
    return _said(language(), "level", code.value)


def given(code: DisbursementClass) -> str:
    """Return what recipients got."""
    return _said(language(), "given", code.value)


def categories(codes: Iterable[Category]) -> str:
    """Return what recipients with all of these tags are called."""
    return ", ".join(_said(language(), "category", code.value) for code in codes)


def measure(code: Measure) -> str:
    """Return what an association counts."""
    return _said(language(), "measure", code.value)


@lru_cache(maxsize=100)
def _said(_: Language, macro: str, code: str | None) -> str:
    """Ask a macro once in each language: a long journal would ask it for every line."""
    said: Markup = get_template_attribute("names.html", macro)(code)
    return said.unescape()
