"""Links of the OpenAPI document: what an operation makes, and the operations that take its id.

`POST /funds/{fund_id}/pledges` answers with an `id`, and whatever lies below
`/funds/{fund_id}/pledges/{pledge_id}` takes it. So the links follow from the paths.
"""

import re
from typing import Any

_PARAMETER = re.compile(r"\{(\w+)\}")
_METHODS = frozenset({"get", "post", "put", "delete"})


def linked(spec: dict[str, Any]) -> dict[str, Any]:
    """Return a document with links from each operation that makes something to what takes it."""
    for path, operations in spec["paths"].items():
        made = operations.get("post")
        if made is None:
            continue
        for name, (path_of, target) in _below(spec["paths"], path).items():
            own, *others = reversed(_PARAMETER.findall(path_of))
            member = own if own in _members(spec, made) else "id"
            if member not in _members(spec, made):
                continue
            link = {
                "operationId": target["operationId"],
                "parameters": {
                    **{each: f"$request.path.{each}" for each in others},
                    own: f"$response.body#/{member}",
                },
            }
            made["responses"]["201"].setdefault("links", {})[name] = link
    return spec


def _below(paths: dict[str, Any], path: str) -> dict[str, tuple[str, dict[str, Any]]]:
    """Return the operations on one thing of a collection, by name, with their paths."""
    one = re.compile(re.escape(path) + r"/\{\w+\}(/[\w-]+)*")
    return {
        operation["operationId"]: (other, operation)
        for other, operations in paths.items()
        if one.fullmatch(other)
        for method, operation in operations.items()
        if method in _METHODS
    }


def _members(spec: dict[str, Any], operation: dict[str, Any]) -> dict[str, Any]:
    """Return the members of what an operation answers when it has recorded something."""
    content = operation["responses"].get("201", {}).get("content", {})
    found: dict[str, Any] = {}
    for described in content.values():
        name = described.get("schema", {}).get("$ref", "").rpartition("/")[2]
        found.update(spec["components"]["schemas"].get(name, {}).get("properties", {}))
    return found
