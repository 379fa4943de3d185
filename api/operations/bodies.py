"""Reading request bodies and query strings: strictly, into values of our own types."""

import json
from hashlib import file_digest, sha256
from typing import NoReturn

import msgspec
from flask import request
from gunicorn.http.errors import ParseException
from marshmallow import Schema, ValidationError
from werkzeug.exceptions import RequestEntityTooLarge, UnsupportedMediaType

from api.errors import InvalidRequest, MalformedFile, MalformedJson
from api.operations.fields import Password
from api.problems import invalid

JSON = "application/json"
MULTIPART = "multipart/form-data"
SESSION_BYTES_MAX = 16_000
"""Anybody may send one: a login, a password, a code."""

BODY_BYTES_MAX = 1_000_000
BATCH_BYTES_MAX = 5_000_000
UPLOAD_BYTES_MAX = 64_000_000

MEMBERS_MAX = 50
"""More than any object of ours has; to say of each that nobody knows it would take seconds."""

BROKEN_OFF = (OSError, ParseException)
"""What the server raises of a body that breaks off, or comes in chunks that are none."""


def read_json() -> tuple[object, bytes]:
    """Return the body's JSON value, and its canonical form: the same for however it was spaced.

    Raises `UnsupportedMediaType`, `RequestEntityTooLarge`, `MalformedJson`.
    """
    _check_coding()
    if request.mimetype != JSON:
        raise UnsupportedMediaType
    try:
        sent = request.get_data(cache=False)
    except BROKEN_OFF:
        raise MalformedJson from None
    # A body in chunks tells no length: whatever fills the limit to its last byte was cut there.
    if request.content_length is None and len(sent) == request.max_content_length:
        raise RequestEntityTooLarge
    try:
        body = _decode(sent.decode())
        return body, msgspec.json.encode(body, order="sorted")
    except (ValueError, RecursionError):  # broken UTF-8 and lone surrogates are ValueErrors too
        raise MalformedJson from None


def read_file() -> bytes:
    """Return the body as it is, a file whatever it calls itself.

    Raises `UnsupportedMediaType`, `RequestEntityTooLarge`, and `MalformedFile` for none.
    """
    _check_coding(is_text=False)
    try:
        sent = request.get_data(cache=False)
    except BROKEN_OFF:
        raise MalformedFile from None
    if request.content_length is None and len(sent) == request.max_content_length:
        raise RequestEntityTooLarge
    if not sent:
        raise MalformedFile
    return sent


def read_upload(field: str) -> tuple[dict[str, object], bytes]:
    """Return the fields of a multipart form, one of them a file, and a digest of it all.

    The file lies on disk unless it is small. Raises `UnsupportedMediaType`,
    `RequestEntityTooLarge`, and `MalformedFile` for a form without the file.
    """
    _check_coding()
    if request.mimetype != MULTIPART:
        raise UnsupportedMediaType
    try:
        form, files = request.form, request.files
    except BROKEN_OFF:
        raise MalformedFile from None
    file = files.get(field)
    if file is None or len(files.getlist(field)) > 1 or len(files) > 1:
        raise MalformedFile(field)
    for name, values in form.lists():
        if len(values) > 1:
            raise InvalidRequest({name: "Give this once."})
    texts: dict[str, object] = {**form.to_dict()}
    file.stream.seek(0)
    content = file_digest(file.stream, sha256).digest()  # type: ignore[arg-type]  # it reads
    file.stream.seek(0)
    canonical = content + msgspec.json.encode(texts, order="sorted")
    return {**texts, field: file.stream}, canonical


def _check_coding(*, is_text: bool = True) -> None:
    """Raise `UnsupportedMediaType` for a body that is packed, or a text that is not in UTF-8.

    RFC 9110, sections 8.4 and 15.5.16. What says that it is something else is not read as if it
    said nothing.
    """
    packed = request.headers.get("Content-Encoding", "").strip().casefold()
    charset = request.mimetype_params.get("charset", "utf-8").casefold()
    if packed not in {"", "identity"} or (is_text and charset not in {"utf-8", "utf8"}):
        raise UnsupportedMediaType


def load(schema: Schema, data: object) -> object:
    """Return what `schema` makes of `data`, or raise `InvalidRequest`."""
    try:
        return schema.load(data)  # type: ignore[arg-type]  # it says so itself if it is no object
    except ValidationError as error:
        raise invalid(error) from None


def without_passwords(schema: Schema, data: object, canonical: bytes) -> bytes:
    """Return the canonical form of a body without passwords.

    A command keeps its digest for ever: nobody should try passwords on it.
    """
    secret = {name for name, field in schema.fields.items() if isinstance(field, Password)}
    if not secret or not isinstance(data, dict):
        return canonical
    told = {name: value for name, value in data.items() if name not in secret}
    return msgspec.json.encode(told, order="sorted")


def query_texts() -> dict[str, str]:
    """Return the parameters of the query string; raise `InvalidRequest` for one given twice."""
    for name, values in request.args.lists():
        if len(values) > 1:
            raise InvalidRequest({name: "Give this once."})
    return request.args.to_dict()


def _members(pairs: list[tuple[str, object]]) -> dict[str, object]:
    members = dict(pairs)
    if len(members) != len(pairs) or len(pairs) > MEMBERS_MAX:
        raise ValueError(pairs)
    return members


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)


_decode = json.JSONDecoder(object_pairs_hook=_members, parse_constant=_no_constant).decode
