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
    return _text(_tag(key, body) + body)


def unseal(key: bytes, text: str, route: str) -> Cursor:
    """Return the cursor of this list behind a text; raise `BadCursor` for any other.

    Others are too: the same one written otherwise, and what another version has sealed.
    """
    try:
        packed = urlsafe_b64decode(text.encode("ascii") + b"==")
        tag, body = packed[:_TAG_BYTES], packed[_TAG_BYTES:]
        is_ours = _text(packed) == text and hmac.compare_digest(tag, _tag(key, body))
        cursor = _read(body) if is_ours else None
    except (BadBase64, UnicodeEncodeError, msgspec.DecodeError):
        raise BadCursor("cursor") from None
    if cursor is None or cursor.route != route:
        raise BadCursor("cursor")
    return cursor


def _text(packed: bytes) -> str:
    return urlsafe_b64encode(packed).rstrip(b"=").decode()


def _tag(key: bytes, body: bytes) -> bytes:
    return hmac.digest(key, body, sha256)[:_TAG_BYTES]
