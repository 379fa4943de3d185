"""What was typed into a form that could not be recorded yet: nobody has to type it twice.

The browser keeps it, in fields of the page that asks for the login or tells of the problem. Whoever
comes back sees the form as it was filled in, and sends it; nothing is sent unseen.
"""

import re
from typing import NamedTuple
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from flask import request
from werkzeug.exceptions import HTTPException

from api.auth import CSRF_FIELD
from ledger.errors import LedgerError

REVIEW_FIELD = "review"
"""With it a form is shown, filled in as it is sent, and nothing is recorded."""

TYPED_FIELD = "typed"
"""What was typed, as one text in the form of the login."""

OUR_PATH = re.compile(r"/(?![/\\])[\x21-\x5b\x5d-\x7e]*")
"""A path of ours: "//host" and "/\\\\host" would lead to another origin."""

_CHARACTERS_MAX = 12_000
"""So much fits into the form of the login, beside a login and a password."""


class Typed(NamedTuple):
    """A form that was sent: where to, and its fields; `was_reviewed` once it was looked at."""

    action: str
    fields: list[tuple[str, str]]
    was_reviewed: bool = False

    @property
    def seen(self) -> list[str]:
        """What a person typed or chose in it, as far as it can be read: no ids."""
        return [value for _, value in self.fields if value.strip() and not _is_id(value)]

    def packed(self) -> str | None:
        """Return the fields as one text, None if they are too long to go through a login."""
        text = urlencode(self.fields)
        return text if len(text) <= _CHARACTERS_MAX else None


def typed_here() -> Typed | None:
    """Return what was typed into the form of ours that this request sends, or None.

    What another site sends is never offered, nor is what has a file or a secret in it, nor what
    cannot be read: this is asked on the way to a page that tells of a problem.
    """
    is_ours = request.headers.get("Origin") == request.host_url.rstrip("/")
    if request.method != "POST" or not is_ours:
        return None
    try:
        files, fields = request.files, list(request.form.items(multi=True))
    except (LedgerError, HTTPException):  # too large, or no form at all
        return None
    return None if files else _typed(request.full_path.removesuffix("?"), fields)


def unpacked(action: str, text: str) -> Typed | None:
    """Return what `packed` made a text of, or None if there is nothing to send again."""
    if not OUR_PATH.fullmatch(action):
        return None
    return _typed(action, parse_qsl(text, keep_blank_values=True))


def _typed(action: str, fields: list[tuple[str, str]]) -> Typed | None:
    names = {name for name, _ in fields}
    kept = [each for each in fields if each[0] not in {CSRF_FIELD, REVIEW_FIELD}]
    if not kept or any(map(_is_secret, names)):
        return None
    return Typed(action, kept, REVIEW_FIELD in names)


def _is_secret(name: str) -> bool:
    return "password" in name or name in {"code", "secret"}


def _is_id(value: str) -> bool:
    try:
        UUID(value)
    except ValueError:
        return False
    return True
