"""What every event class promises an auditor; a new class is held to it without a word here."""

import json
import re
from hashlib import sha256
from pathlib import Path
from types import ModuleType
from typing import Any

import msgspec
import pytest
from hypothesis import given

from ledger.errors.unavailable import UnreadableEvent
from ledger.events import EVENTS, access, association, beneficiary, donor, fund, report
from ledger.events.base import Event
from ledger.events.report import ReportPublished
from ledger.store.log.codec import Codec, Pending, commitment, split
from tests.builders import an_id
from tests.golden import pages, payloads
from tests.golden.payloads import SALT, example, path_of, stored
from tests.ledger.events.strategies import any_event

every_event = pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.topic)
MODULES = {
    "association": association,
    "fund.opening": fund.opening,
    "fund.mobilizing": fund.mobilizing,
    "fund.receiving": fund.receiving,
    "fund.spending": fund.spending,
    "fund.transferring": fund.transferring,
    "fund.correcting": fund.correcting,
    "fund.closing": fund.closing,
    "donor": donor,
    "beneficiary": beneficiary,
    "report": report,
    "access": access,
}


@every_event
def test_it_says_what_happened_in_a_sentence(event: type[Event]) -> None:
    sentence = (event.__doc__ or "").partition("\n")[0]
    assert re.fullmatch(r"[A-Z].*\.", sentence)


@every_event
def test_it_carries_a_topic_of_its_own_that_is_no_path(event: type[Event]) -> None:
    assert re.fullmatch(
        r"(association|fund|donor|beneficiary|access|report)\.[a-z_]+(\.v\d+)?", event.topic
    )
    assert [each.topic for each in EVENTS].count(event.topic) == 1
    stream, _, words = event.topic.partition(".")
    assert event.__module__.startswith(f"ledger.events.{stream}")
    name = "".join(word.capitalize() for word in words.split("_"))
    assert event.__name__ in {name, f"{stream.capitalize()}{name}"}


@pytest.mark.parametrize("module", MODULES.values(), ids=MODULES)
def test_no_class_is_forgotten_in_the_catalogue(module: ModuleType) -> None:
    classes = {
        each
        for each in vars(module).values()
        if isinstance(each, type)
        and issubclass(each, Event)
        and "topic" in vars(each)
        and each.__module__ == module.__name__
    }
    assert classes == set(module.EVENTS)


@every_event
def test_it_is_dated_by_a_day_in_vietnam(event: type[Event]) -> None:
    assert "effective_on" in event.__struct_fields__


@every_event
def test_its_amounts_say_their_unit(event: type[Event]) -> None:
    for field in msgspec.structs.fields(event):
        assert "amount" not in field.name or field.name.endswith("_dong")


@every_event
def test_it_never_changes(event: type[Event]) -> None:
    happened = example(event)
    for field in event.__struct_fields__:
        with pytest.raises(AttributeError, match="immutable"):
            setattr(happened, field, None)


@every_event
def test_its_golden_payload_is_what_is_stored(event: type[Event]) -> None:
    assert path_of(event.topic).read_bytes() == stored(example(event)), "run `make golden`"


@every_event
def test_its_golden_payload_has_every_field_set(event: type[Event]) -> None:
    def missing(struct: object) -> list[str]:
        found = []
        for field in msgspec.structs.fields(struct):  # type: ignore[arg-type]
            value = getattr(struct, field.name)
            if field.name != "salt" and value == field.default:
                found.append(field.name)
            for inner in value if isinstance(value, tuple) else [value]:
                found += missing(inner) if isinstance(inner, msgspec.Struct) else []
        return found

    assert missing(example(event)) == []


def test_every_golden_payload_that_ever_was_can_still_be_read() -> None:
    for path in payloads.FOLDER.glob("*.*.json"):
        assert isinstance(Codec().decode(path.stem, path.read_bytes()), Event)


@pytest.mark.parametrize("path", pages.files(), ids=lambda path: path.name)
def test_the_pages_written_from_the_code_are_up_to_date(path: Path) -> None:
    assert path.read_bytes() == pages.files()[path], "run `make golden`"


# Stored and read again


def pending(event: Event, salt: str = SALT) -> Pending:
    return Pending(an_id("a stream"), 1, event, salt)


def independently_split(payload: bytes) -> tuple[dict[str, Any], dict[str, Any]]:
    """The public and the private part, by a JSON parser that knows nothing of ours."""
    public = json.loads(payload)
    return public, public.pop("private")


@given(any_event())
def test_what_is_stored_is_read_again_with_its_salt_and_nothing_else(event: Event) -> None:
    row = Codec().to_stored_event(pending(event))
    read = Codec().decode(row.topic, row.state)
    salted = msgspec.structs.replace(event.private, salt=SALT)
    assert read == msgspec.structs.replace(event, private=salted)


@given(any_event())
def test_what_is_stored_is_json_that_leaves_defaults_out(event: Event) -> None:
    public, private = independently_split(stored(event))
    assert private["salt"] == SALT
    assert None not in (*public.values(), *private.values())


@given(any_event())
def test_public_and_private_part_are_the_stored_bytes(event: Event) -> None:
    payload = stored(event)
    public, private = split(payload)
    assert (json.loads(public), json.loads(private)) == independently_split(payload)
    assert private in payload
    assert len(public) == len(payload) - len(private) - len(b'"private":,')


@given(any_event())
def test_the_salt_never_leaves_with_the_public_part(event: Event) -> None:
    public, private = split(stored(event))
    assert SALT.encode() in private
    assert SALT.encode() not in public


@given(any_event())
def test_the_private_part_is_committed_to_by_salt_and_bytes(event: Event) -> None:
    _, private = split(stored(event))
    assert commitment(private) == sha256(bytes.fromhex(SALT) + private).digest()
    _, otherwise_salted = split(Codec().to_stored_event(pending(event, "ff" * 16)).state)
    assert commitment(otherwise_salted) != commitment(private)


@every_event
def test_a_field_nobody_knows_is_not_read_over_wherever_it_stands(event: type[Event]) -> None:
    payload = stored(example(event))
    objects = [begin for begin, byte in enumerate(payload) if byte == ord("{")]
    for begin in objects[:2] if event is ReportPublished else objects:  # its content is a text
        surprising = b'%s"surprise":1,%s' % (payload[: begin + 1], payload[begin + 1 :])
        with pytest.raises(UnreadableEvent) as raised:
            Codec().decode(event.topic, surprising)
        assert "surprise" in str(raised.value.__cause__)
        assert "surprise" not in str(raised.value)


def test_what_is_no_text_is_no_event() -> None:
    with pytest.raises(UnreadableEvent):
        Codec().decode("association.renamed", b'{"name":"\xff"}')


def test_a_topic_of_the_future_is_not_guessed() -> None:
    with pytest.raises(UnreadableEvent) as raised:
        Codec().decode("fund.moon_landed", b"{}")
    assert raised.value.limits == {"topic": "fund.moon_landed"}
