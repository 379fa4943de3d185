"""Requests that the OpenAPI document allows, so that what refuses them is who asks, not a form."""

import json
from collections.abc import Mapping
from io import BytesIO
from typing import Any, NamedTuple

from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from tests.api.award_lists.files import csv_list
from tests.api.statements.files import GIFT, HEADER
from tests.fakes import TODAY

CSV_LIST = csv_list(("Lê Thị An", "6A", "nghèo", 1, 500_000))
STATEMENT = f"{HEADER}\r\n{GIFT}\r\n".encode()
PDF = b"%PDF-1.7\n1 0 obj"

ALSO = {
    "AssociationIn": ("parent_id",),
    "DonationIn": ("account_id",),
    "RefundIn": ("credit_id",),
}
"""Members that a schema leaves out and the book wants, some of them instead of others."""

OTHERWISE: dict[str, dict[str, object]] = {
    "AssociationIn": {"level": "branch"},
    "DisbursementIn": {"amount_dong": 1_000_000, "awards": 1},
    "DonationIn": {"amount_dong": 1},
    "StaffIn": {"login": "nguoi.moi"},
}
"""Members that are not to be made up."""


class Request(NamedTuple):
    """What is sent beside method and path."""

    query: dict[str, str]
    media_type: str | None
    body: bytes | None


def request_for(
    spec: dict[str, Any], operation: dict[str, Any], known: Mapping[str, object]
) -> Request:
    """Return a request that an operation allows, a rehearsal where it can be one."""
    query = {}
    for parameter in operation.get("parameters", []):
        name = parameter.get("name")
        if parameter.get("in") == "query" and parameter.get("required"):
            query[name] = str(known.get(name) or _made(spec, parameter["schema"], known))
        if name == "dry_run":
            query[name] = "true"
    content = operation.get("requestBody", {}).get("content", {})
    if "application/json" in content:
        made = _made(spec, content["application/json"]["schema"], known)
        return Request(query, "application/json", json.dumps(made).encode())
    if not content:
        return Request(query, None, None)
    if "multipart/form-data" in content:
        made = _made(spec, content["multipart/form-data"]["schema"], known)
        file = FileStorage(BytesIO(STATEMENT), "sao-ke.csv", "file")
        boundary, body = encode_multipart({**made, "file": file})
        return Request(query, f"multipart/form-data; boundary={boundary}", body)
    media_type = next(iter(content))
    return Request(query, media_type, CSV_LIST if media_type == "text/csv" else PDF)


def _made(spec: dict[str, Any], schema: dict[str, Any], known: Mapping[str, object]) -> Any:  # noqa: ANN401  # any JSON
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        made = _made(spec, spec["components"]["schemas"][name], known)
        also = {member: known[member] for member in ALSO.get(name, ())}
        return {**made, **also, **OTHERWISE.get(name, {})} if isinstance(made, dict) else made
    kind = schema.get("type")
    if kind == "object":
        members: dict[str, Any] = schema.get("properties", {})
        return {
            name: known[name] if name in known else _made(spec, members[name], known)
            for name in schema.get("required", [])
        }
    if kind == "array":
        return [_made(spec, schema["items"], known)]
    return _single(schema)


def _single(schema: dict[str, Any]) -> object:
    if "enum" in schema:
        return schema["enum"][0]
    if schema.get("type") == "integer":
        return max(1, schema.get("minimum", 1))
    if schema.get("type") == "boolean":
        return True
    if schema.get("format") == "date":
        return TODAY.isoformat()
    return "Vì em hiếu học"
