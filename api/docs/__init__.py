"""The document for people to read, at /api/docs: one page made of it, without any script."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from flask import Blueprint, Flask, render_template

from api.docs.shapes import Member, Shape, bounds_of, members, prose, shape_of
from api.errors import codes
from api.operations.openapi import JSON, Document


class Operation(NamedTuple):
    """An operation as the page shows it; `roles` is None where anybody may."""

    method: str
    path: str
    summary: str
    roles: list[str] | None
    parameters: list[Member]
    body: Shape | None
    answer: Shape | None


def register_docs(app: Flask, document: Document) -> None:
    """Serve the page of `document`, with a stylesheet of its own."""
    pages = Blueprint(
        "docs",
        __name__,
        url_prefix="/api/docs",
        template_folder="templates",
        static_folder="static",
        static_url_path="/static",
    )

    pages.add_app_template_filter(prose)

    @pages.get("")
    def show_docs() -> str:
        spec = document.as_dict()
        schemas = sorted(spec["components"]["schemas"].items())
        return render_template(
            "api_docs.html",
            info=spec["info"],
            tags=[(tag, list(_operations(spec, tag["name"]))) for tag in spec["tags"]],
            headers=spec["components"]["parameters"],
            schemas=[(name, schema, members(schema)) for name, schema in schemas],
            codes=codes(),
        )

    app.register_blueprint(pages)


def _operations(spec: dict[str, Any], tag: str) -> Iterator[Operation]:
    for path, operations in spec["paths"].items():
        for method, described in operations.items():
            if method != "parameters" and tag in described["tags"]:
                yield _operation(method, path, described)


def _operation(method: str, path: str, described: dict[str, Any]) -> Operation:
    responses = described["responses"]
    return Operation(
        method=method.upper(),
        path=path,
        summary=described.get("summary", ""),
        roles=None if described.get("security") == [] else described.get("x-roles", []),
        parameters=[
            Member(
                each["name"],
                shape_of(each["schema"]),
                each.get("required", False),
                bounds_of(each["schema"]),
            )
            for each in described.get("parameters", ())
            if each.get("in") == "query"
        ],
        body=_content(described.get("requestBody")),
        answer=_content(responses.get("200")),
    )


def _content(described: dict[str, Any] | None) -> Shape | None:
    if described is None or JSON not in described.get("content", {}):
        return None
    return shape_of(described["content"][JSON]["schema"])
