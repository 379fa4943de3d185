"""Cursors: where the next page begins, of which list under which filters; signed."""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as BadBase64
from hashlib import sha256

import msgspec

from api.errors import BadCursor

CURSOR_PATTERN = "^[A-Za-z0-9_-]{22,}$"
"""What every cursor looks like; only the service can make one."""

_TAG_BYTES = 16


class Cursor(msgspec.Struct, frozen=True, array_like=True):
    """A place in a list.

    `route` is the path the list is at, `filters` what was asked for there, as texts, `known_at`
    the position that every page is as of (none for lists that are always as of now), `after`
    where the last page ended.
    """

    route: str
    filters: dict[str, str]
    known_at: int | None
    after: int


_read = msgspec.json.Decoder(Cursor).decode


def seal(key: bytes, cursor: Cursor) -> str:
    """Return the opaque text of a cursor."""
    body = msgspec.json.encode(cursor)
    return urlsafe_b64encode(_tag(key, body) + body).rstrip(b"=").decode()


def unseal(key: bytes, text: str, route: str) -> Cursor:
    """Return the cursor of this list behind a text; raise `BadCursor` for any other."""
    try:
        packed = urlsafe_b64decode(text.encode("ascii") + b"==")
    except (BadBase64, UnicodeEncodeError):
        raise BadCursor("cursor") from None
    tag, body = packed[:_TAG_BYTES], packed[_TAG_BYTES:]
    if not hmac.compare_digest(tag, _tag(key, body)):
        raise BadCursor("cursor")
    cursor = _read(body)
    if cursor.route != route:
        raise BadCursor("cursor")
    return cursor


def _tag(key: bytes, body: bytes) -> bytes:
    return hmac.digest(key, body, sha256)[:_TAG_BYTES]
