"""How the page of the document writes shapes down."""

import pytest

from api.docs.shapes import Shape, bounds_of, prose, shape_of


@pytest.mark.parametrize(
    "schema,text",
    [
        ({"type": "integer"}, "whole number"),
        ({"type": "string", "format": "uuid"}, "UUID"),
        ({"type": ["string", "null"], "format": "uuid"}, "UUID or null"),
        ({"enum": ["own", "all"]}, "own | all"),
        ({"type": "array", "items": {"type": "string"}}, "list of text"),
        ({"anyOf": [{"type": "boolean"}, {"type": "null"}]}, "true or false or null"),
        ({}, "text"),
    ],
)
def test_a_shape_is_told_in_words(schema: dict[str, object], text: str) -> None:
    assert shape_of(schema) == Shape(text, None)


def test_a_shape_leads_to_its_component() -> None:
    reference = {"$ref": "#/components/schemas/EntryOut"}
    assert shape_of(reference) == Shape("EntryOut", "EntryOut")
    assert shape_of({"type": "array", "items": reference}) == Shape("list of EntryOut", "EntryOut")
    nullable = {"anyOf": [reference, {"type": "null"}]}
    assert shape_of(nullable) == Shape("EntryOut or null", "EntryOut")


def test_bounds_are_told_in_words() -> None:
    assert bounds_of({"minimum": 1, "maximum": 1_000}) == "1 to 1,000"
    assert bounds_of({"minLength": 1, "maxLength": 50, "pattern": "^a$"}) == "1 to 50, ^a$"
    assert bounds_of({"type": "string"}) == ""


def test_a_docstring_becomes_paragraphs_and_code() -> None:
    assert prose("One\nline, `named`.\n\nAnother <b>.") == (
        "<p>One line, <code>named</code>.</p><p>Another &lt;b&gt;.</p>"
    )
