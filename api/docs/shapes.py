"""How the page writes the shape of a value down: `whole number, 1 to 1000`, `list of EntryOut`."""

import re
from typing import Any, NamedTuple

from markupsafe import Markup, escape

from api.operations.fields import DAY_PATTERN, ONE_LINE_PATTERN, PASSWORD_PATTERN

Schema = dict[str, Any]

_TYPES = {
    "string": "text",
    "integer": "whole number",
    "number": "number",
    "boolean": "true or false",
    "null": "null",
    "object": "object",
}
_FORMATS = {"uuid": "UUID", "date": "date", "date-time": "moment", "password": "password"}
_CODE = re.compile(r"`([^`]+)`")
_REF = "#/components/schemas/"
_EVIDENT = {DAY_PATTERN, ONE_LINE_PATTERN, PASSWORD_PATTERN}
"""Patterns that say nothing a person who reads of a text or a date would not expect."""


class Shape(NamedTuple):
    """What a value looks like, and the component it is described under, if it is one."""

    text: str
    component: str | None


class Member(NamedTuple):
    """A member of an object, or a parameter."""

    name: str
    shape: Shape
    is_required: bool
    bounds: str


def members(schema: Schema) -> list[Member]:
    """Return the members of an object, those that must be there first."""
    required = set(schema.get("required", ()))
    found = [
        Member(name, shape_of(inner), name in required, bounds_of(inner))
        for name, inner in schema.get("properties", {}).items()
    ]
    return sorted(found, key=lambda member: not member.is_required)


def shape_of(schema: Schema) -> Shape:
    """Return what a value of this schema looks like."""
    if "$ref" in schema:
        name = schema["$ref"].removeprefix(_REF)
        return Shape(name, name)
    if "enum" in schema:
        return Shape(" | ".join(str(value) for value in schema["enum"]), None)
    for union in ("anyOf", "oneOf", "allOf"):
        if union in schema:
            return _joined([shape_of(each) for each in schema[union]])
    kind = schema.get("type", "string")
    if isinstance(kind, list):
        return _joined([shape_of({**schema, "type": each}) for each in kind])
    if kind == "array":
        inner = shape_of(schema.get("items", {}))
        return Shape(f"list of {inner.text}", inner.component)
    text = _FORMATS.get(schema.get("format", "")) if kind == "string" else None
    return Shape(text or _TYPES[kind], None)


def bounds_of(schema: Schema) -> str:
    """Return what a value of this schema is bound by, in words."""
    least = schema.get("minimum", schema.get("minLength", schema.get("minItems")))
    most = schema.get("maximum", schema.get("maxLength", schema.get("maxItems")))
    bounds = f"{least:,} to {most:,}" if least is not None and most is not None else ""
    pattern = schema.get("pattern", "")
    return ", ".join(filter(None, (bounds, "" if pattern in _EVIDENT else pattern)))


def _joined(shapes: list[Shape]) -> Shape:
    texts = dict.fromkeys(shape.text for shape in shapes)
    component = next((shape.component for shape in shapes if shape.component), None)
    return Shape(" or ".join(texts), component)


def prose(text: str) -> Markup:
    """Return the paragraphs of a docstring as HTML, with what stands in backticks as code."""
    paragraphs = (" ".join(each.split()) for each in text.split("\n\n"))
    marked = (_CODE.sub(r"<code>\1</code>", str(escape(each))) for each in paragraphs)
    return Markup("").join(Markup("<p>{}</p>").format(Markup(each)) for each in marked)  # noqa: S704
