"""The pages of docs/ that the code itself writes: the catalogue of events, and of errors."""

from collections.abc import Iterator
from enum import Enum
from functools import cache
from inspect import cleandoc
from pathlib import Path
from types import ModuleType, UnionType
from typing import Any, NewType, Union, get_args, get_origin

import msgspec

import api.errors
import api.statements.errors
from api.errors import status_of
from ledger.errors import LedgerError
from ledger.events import EVENTS, access, association, beneficiary, donor, fund
from ledger.events.base import Event, Private
from tests.golden import precedence
from tests.ledger.every_error import MODULES

DOCS = Path(__file__).parents[2] / "docs"

_GENERATED = "<!-- Written by `make golden` from the code; a test compares the two. -->"

_EVENTS = f"""# The catalogue of events

{_GENERATED}

Everything anyone reads in Sổ Quỹ is made of these. A stored event is an envelope – position,
`recorded_at`, stream, version, topic – and a payload of UTF-8 JSON. Fields at their default are
left out. The payload's `private` member begins with a random salt; whoever is not entitled to it
gets the payload without it, and SHA-256(salt ‖ private) in its place. A topic is permanent, and
stored rows are never rewritten. `tests/golden/` holds one payload of each with every field set.
"""

_TYPES = """\
What ends in `Id` is a UUID in text form; a `PurposeId` may also be `general`, that of money
given for no purpose. Dates are `YYYY-MM-DD` in Vietnam; integers have no fractions, and 64 bits."""

_ERRORS = f"""# The errors

{_GENERATED}

Whatever is refused is answered as `application/problem+json` (RFC 9457). Its `code` is permanent:
programs branch on it, never on texts. `fields` names the parts of the request that are wrong,
`limits` carries the figures of the rule. Codes that are not here are names of an HTTP status.

What is recorded all the same may carry `warnings`, each with the `code` and `limits` of the refusal
that a decision would have met with: `administration_cap_exceeded` where the rule only warns, and
`insufficient_funds` or `not_enough_goods` where a fact – a reversal, a fee, a shortage – leaves an
account, a purpose or goods below zero, with the days on which it did.
"""

_PRECEDENCE = """## In order of precedence

Of all that is wrong with a command, the first in this order is what it is refused for: the
request itself (400, 401, 403, 422), `token_stopped`, `forbidden` and unknown ids of whatever the
command names, `command_reused`, `version_mismatch`; then what its decision refuses, from left to
right; at last what stands in the book already (`already_exists`, `already_reversed`,
`bank_account_taken`, `statement_row_recorded`, `transfer_settled`). Tests walk the same order.
"""


def files() -> dict[Path, bytes]:
    """Return every generated page."""
    return {
        DOCS / "events.md": "\n".join(_events()).encode(),
        DOCS / "errors.md": "\n".join(_errors()).encode(),
    }


# Events


def _events() -> Iterator[str]:
    yield _EVENTS
    for stream in (association, fund, donor, beneficiary, access):
        yield f"## {stream.__name__.rpartition('.')[2].capitalize()}\n\n{_doc(stream)}\n"
        for event in stream.EVENTS:
            yield from _event(event)
    yield f"## Types\n\n{_TYPES}\n"
    yield from _types()


def _event(event: type[Event]) -> Iterator[str]:
    yield f"### {event.__name__}\n\n`{event.topic}`\n\n{_doc(event)}\n"
    yield from _fields(event)


def _fields(struct: type[msgspec.Struct]) -> Iterator[str]:
    yield "| field | type | default |"
    yield "|---|---|---|"
    private: list[str] = []
    for field in msgspec.structs.fields(struct):
        if isinstance(field.type, type) and issubclass(field.type, Private):
            private = [
                _row(f"private.{inner.name}", inner) for inner in msgspec.structs.fields(field.type)
            ]
        else:
            yield _row(field.name, field)
    yield from [*private, ""]


def _row(name: str, field: msgspec.structs.FieldInfo) -> str:
    default = "" if field.default is msgspec.NODEFAULT else f"`{_value(field.default)}`"
    return f"| `{name}` | {_type(field.type)} | {default} |"


def _value(default: object) -> str:
    return msgspec.json.encode(default).decode()


def _type(kind: Any) -> str:  # noqa: ANN401  # of any type there is
    if get_origin(kind) in (Union, UnionType):
        return " or ".join(_type(each) for each in get_args(kind) if each is not type(None))
    if get_origin(kind) is tuple:
        return f"list of {_type(get_args(kind)[0])}"
    name = getattr(kind, "__name__", str(kind))
    return f"[{name}](#{name.lower()})" if kind in _named_types() else _PLAIN.get(name, name)


_PLAIN = {"int": "integer", "str": "text", "bool": "true or false", "date": "date"}


def _types() -> Iterator[str]:
    for kind in _named_types():
        yield f"### {kind.__name__}\n"
        if issubclass(kind, Enum):
            yield f"{_doc(kind)}\n\n{', '.join(f'`{each.value}`' for each in kind)}\n"
        else:
            yield f"{_doc(kind)}\n"
            yield from _fields(kind)


@cache
def _named_types() -> list[type[Any]]:
    found: set[type[Any]] = set()
    waiting: list[Any] = list(EVENTS)
    while waiting:
        for field in msgspec.structs.fields(waiting.pop()):
            for kind in _parts(field.type):
                if kind not in found and issubclass(kind, Enum):
                    found.add(kind)
                elif kind not in found and issubclass(kind, msgspec.Struct):
                    found.add(kind)
                    waiting.append(kind)
    return sorted(
        (kind for kind in found if not issubclass(kind, Private)), key=lambda kind: kind.__name__
    )


def _parts(kind: Any) -> Iterator[type[Any]]:  # noqa: ANN401  # of any type there is
    if get_args(kind):
        for each in get_args(kind):
            yield from _parts(each)
    elif not isinstance(kind, NewType) and isinstance(kind, type):
        yield kind


# Errors

_MODULES = (*MODULES, api.errors, api.statements.errors)


def _errors() -> Iterator[str]:
    yield _ERRORS
    everything = [error for module in _MODULES for error in _defined_in(module)]
    for family in everything:
        if family.__base__ is LedgerError:
            members = [error for error in everything if issubclass(error, family)]
            yield f"## {_words(family.__name__)}\n\n{_doc(family)}\n"
            yield "| code | status | meaning |"
            yield "|---|---|---|"
            for error in members[1:] or members:
                meaning = " ".join(_doc(error).split())
                yield f"| `{error.code}` | {status_of(error).value} | {meaning} |"
            yield ""
    yield _PRECEDENCE
    yield from (*precedence.table(), "")


def _defined_in(module: ModuleType) -> list[type[LedgerError]]:
    return [
        each
        for each in vars(module).values()
        if isinstance(each, type)
        and issubclass(each, LedgerError)
        and each.__module__ == module.__name__
        and each is not LedgerError
    ]


def _words(name: str) -> str:
    spaced = "".join(f" {each.lower()}" if each.isupper() else each for each in name)
    return spaced.strip().capitalize()


def _doc(thing: object) -> str:
    return cleandoc(thing.__doc__ or "")
