"""The texts of forms: bytes that are no UTF-8 are refused, not kept in some other reading."""

from urllib.parse import unquote_to_bytes

from flask import current_app, request

from api.errors import MalformedForm
from api.operations.bodies import BROKEN_OFF

CHECKED_LATER = "form_is_checked_later"
"""The attribute of a view that asks who is sending before it reads a large form."""

_URLENCODED = "application/x-www-form-urlencoded"
_REPLACEMENT = "\ufffd"


def refuse_broken_texts() -> None:
    """Check the texts of every form before anybody reads it, unless its view does so later."""
    view = current_app.view_functions.get(request.endpoint or "")
    if not getattr(view, CHECKED_LATER, False):
        check_texts()


def check_texts() -> None:
    """Raise `MalformedForm` for a form that is not in UTF-8.

    Flask would keep a broken byte of an ordinary form as the three characters `%FF`, and one in a
    part of a multipart form as U+FFFD, which nobody types.
    """
    try:
        if request.mimetype == _URLENCODED:
            unquote_to_bytes(request.get_data()).decode()
        elif any(_REPLACEMENT in text for item in request.form.items(multi=True) for text in item):
            raise MalformedForm
    except (*BROKEN_OFF, UnicodeDecodeError):
        raise MalformedForm from None
