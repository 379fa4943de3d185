"""Whatever document an event can name is found: one that is not would be swept as nobody's."""

import json
import re
from collections.abc import Iterator

import pytest
from msgspec.structs import replace

from ledger.events import EVENTS
from ledger.events.base import Event
from ledger.events.documents import document_named
from tests.builders import an_id
from tests.golden.payloads import example, stored

STREAM = an_id("a stream")
OTHER_HASHES = {"digest", "given_up", "statement_row", "salt"}
"""Fields of hexadecimal digits that are no document: of tokens, passwords, rows of statements."""


def leaves(value: object, name: str = "") -> Iterator[tuple[str, object]]:
    """Return all that stands in a payload, by the names of the fields."""
    if isinstance(value, dict):
        for key, member in value.items():
            yield from leaves(member, key)
    elif isinstance(value, list):
        for member in value:
            yield from leaves(member, name)
    else:
        yield name, value


def may_be_documents(event: Event) -> list[object]:
    """Return what of a payload with all its fields looks or sounds like a document."""
    sounds = re.compile("document|sha256|file|scan|attach|evidence|paper")
    return [
        value
        for name, value in leaves(json.loads(stored(event)))
        if name not in OTHER_HASHES
        and (sounds.search(name) or re.fullmatch("[0-9a-f]{64}", str(value)))
    ]


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.topic)
def test_every_document_that_an_event_can_name_is_found(event: type[Event]) -> None:
    happened = example(event)
    found = document_named(STREAM, happened)
    assert may_be_documents(happened) == ([found.sha256] if found else [])
    if found is not None:
        of = getattr(happened.private, "fund_id", STREAM)
        assert found.fund_id == of
        without = replace(happened, private=replace(happened.private, document_sha256=None))
        assert document_named(STREAM, without) is None


def test_only_funds_name_documents_without_saying_whose() -> None:
    without_fund = [
        event.topic
        for event in EVENTS
        if document_named(STREAM, example(event)) and not hasattr(example(event).private, "fund_id")
    ]
    assert without_fund
    assert all(topic.startswith("fund.") for topic in without_fund)
