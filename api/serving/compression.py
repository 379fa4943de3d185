"""What everybody is answered alike is sent compressed: a long page takes a tenth of the time.

What depends on who asks is not. A page of somebody's own holds the token of its forms, and may hold
words that somebody else chose; from the lengths of many such answers a secret in them could be told
(BREACH: Gluck, Harris, Prado, 2013). Nor are files, which may be longer than memory has room for.
"""

import gzip
from http import HTTPStatus

from flask import Response, request

_LEVEL = 6
_LEAST_BYTES, _MOST_BYTES = 1_000, 4_000_000
"""What is shorter is sent in one packet anyway."""

_SCRIPTS = {"text/javascript", "application/javascript"}
"""The one of RFC 9239, and the one that Python called them by before 3.12."""

_TEXTS = frozenset({"text/html", "text/css", "image/svg+xml", *_SCRIPTS})


def compress(response: Response) -> None:
    """Compress an answer that is the same for everybody, if it is text and the asker reads gzip.

    A tag becomes a weak one: the same page is other bytes then (RFC 9110, section 8.8.3.3).
    """
    if response.mimetype not in _TEXTS:
        return
    response.vary.add("Accept-Encoding")
    length = response.content_length or response.calculate_content_length()  # none of a stream
    if (
        response.status_code != HTTPStatus.OK
        or length is None
        or not _LEAST_BYTES <= length <= _MOST_BYTES
        or request.accept_encodings.quality("gzip") <= 0
    ):
        return
    response.direct_passthrough = False
    response.set_data(gzip.compress(response.get_data(), _LEVEL, mtime=0))
    response.headers["Content-Encoding"] = "gzip"
    tag, _ = response.get_etag()
    if tag is not None:
        response.set_etag(tag, weak=True)


def compress_static(response: Response) -> Response:
    """Compress a stylesheet or script of ours, after a request for it."""
    if request.endpoint == "static":
        compress(response)
    return response
