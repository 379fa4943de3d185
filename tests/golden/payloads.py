"""The golden payloads: for every event class, one event with every field set, as it is stored."""

from collections.abc import Callable
from datetime import date
from enum import Enum
from pathlib import Path
from types import UnionType
from typing import Any, NewType, TypeVar, Union, get_args, get_origin
from uuid import UUID

import msgspec

from ledger.events import EVENTS
from ledger.events.base import Event
from ledger.store.log.codec import Codec, Pending
from tests.builders import an_id
from tests.fakes import TODAY

FOLDER = Path(__file__).parent
SALT = "00112233445566778899aabbccddeeff"

# What a field is called says best what it may hold; otherwise its type does.
_TEXTS = {
    "amount": "20.50",
    "bank_bin": "970436",
    "cashier_exception": "15/QĐ-BQL",
    "co_organisers": "Tỉnh đoàn",
    "commodity": "quyển vở",
    "content": '{"cash":{"closing":5}}',
    "currency": "USD",
    "decision_number": "12/QĐ-HKH",
    "other_decisions": "13/QĐ-HKH",
    "device_number": "A-17",
    "digest": "cd" * 32,
    "document_sha256": "ef" * 32,
    "entry_topic": "fund.donation_received",
    "given_up": "ab" * 32,
    "item": "vở",
    "memo_code": "VEHH",
    "name": "Vì em hiếu học",
    "number": "0541000123456",
    "payer": "Công ty Than Hạ Long",
    "place": "Thôn Đông, xã Thạch Hà",
    "programme": "Tiếp sức đến trường",
    "rate": "25431.55",
    "rate_source": "Vietcombank",
    "salt": "",  # drawn where events are recorded
    "source": "Báo cáo 6 tháng",
    "statement_row": "ab" * 32,
    "unit": "quyển",
    "valuation": "hóa đơn",
}
_NUMBERS = {"year": 2025, "number": 17, "entry": 5, "corrects": 5, "awards": 2}


E = TypeVar("E", bound=Event)


def example(event: type[E]) -> E:
    """Return the event of a class that has every field set, always the same one."""
    made: E = _example("", event)
    return made


def stored(event: Event) -> bytes:
    """Return the payload of an event as the store keeps it."""
    return Codec().to_stored_event(Pending(an_id("stream"), 1, event, SALT)).state


def path_of(topic: str) -> Path:
    """Return where the golden payload of a topic lies."""
    return FOLDER / f"{topic}.json"


def files() -> dict[Path, bytes]:
    """Return every golden payload of the events of today."""
    return {path_of(event.topic): stored(example(event)) for event in EVENTS}


def _example(name: str, kind: Any) -> Any:  # noqa: ANN401  # of any type there is
    if isinstance(kind, NewType):
        return an_id(name) if kind.__supertype__ is UUID else str(an_id(name))
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        return _example(name, arguments[0])
    if origin is tuple:
        return (_example(name, arguments[0]),)
    if kind in _OF_TYPE:
        return _OF_TYPE[kind](name)
    if issubclass(kind, Enum):
        return list(kind)[-1]
    assert issubclass(kind, msgspec.Struct), kind
    fields = msgspec.structs.fields(kind)
    return kind(**{each.name: _example(each.name, each.type) for each in fields})


_OF_TYPE: dict[type, Callable[[str], Any]] = {
    bool: lambda _: True,
    int: lambda name: _NUMBERS.get(name, 500_000),
    str: _TEXTS.__getitem__,
    date: lambda _: TODAY,
}
