"""Any event of any class: every field may be absent, and texts may hold what they like."""

from datetime import date
from enum import Enum
from functools import cache
from types import UnionType
from typing import Any, NewType, TypeVar, Union, get_args, get_origin
from uuid import UUID

import msgspec
from hypothesis import strategies as st

from ledger.events import EVENTS
from ledger.events.base import Event
from ledger.events.fund.correcting import EntryReversed
from ledger.events.fund.money import Goods
from ledger.events.fund.receiving import DonationReceived
from ledger.postings import postings
from ledger.values import AMOUNT_DONG_MAX, GENERAL
from tests.golden.payloads import example

# Whatever looks like our own wire format, in hostile hands.
TEXTS = st.text(st.characters(exclude_categories=["Cs"])) | st.sampled_from(
    ['"private":{"salt":"', ',"private":{}', "\\", '\\"private\\":', "\u2028", "\x00", "{}[]"]
)
AMOUNTS = st.integers(1, AMOUNT_DONG_MAX)

MOVES = tuple(event for event in EVENTS if event is not EntryReversed and postings(example(event)))
"""What moves money or goods, and can be reversed."""

E = TypeVar("E", bound=Event)


def any_event() -> st.SearchStrategy[Event]:
    """Any event of any class."""
    return st.one_of([events(event) for event in EVENTS])


def events(event: type[E]) -> st.SearchStrategy[E]:
    """Any event of a class."""
    found: st.SearchStrategy[Any] = _structs(event)
    if event is DonationReceived:
        found = found.map(_of_goods_or_of_money)
    if event is EntryReversed:
        entries = st.one_of([events(each) for each in MOVES])
        found = st.builds(_reversing, found, entries)
    return found


def _of_goods_or_of_money(gift: DonationReceived) -> DonationReceived:
    if gift.goods is None and gift.account_id is not None and gift.account_kind is not None:
        return gift
    goods = gift.goods or Goods(item="vở", quantity_milli=1, unit="quyển")
    return msgspec.structs.replace(gift, account_id=None, account_kind=None, goods=goods)


def _reversing(reversal: EntryReversed, entry: Event) -> EntryReversed:
    lines = tuple(line.reversed() for line in postings(entry))
    return msgspec.structs.replace(reversal, entry_topic=entry.topic, postings=lines)


@cache
def _structs(kind: type[Any]) -> st.SearchStrategy[Any]:
    fields = msgspec.structs.fields(kind)
    return st.builds(kind, **{each.name: _values(each.name, each.type) for each in fields})


def _values(name: str, kind: Any) -> st.SearchStrategy[Any]:  # noqa: ANN401  # of any type
    if name in _BY_NAME:
        return _BY_NAME[name]
    if isinstance(kind, NewType):
        return _values(name, kind.__supertype__)
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        return st.one_of([_values(name, each) for each in arguments])
    if origin is tuple:
        return st.lists(_values(name, arguments[0]), max_size=3).map(tuple)
    if issubclass(kind, Enum):
        return st.sampled_from(kind)
    return _OF_TYPE[kind] if kind in _OF_TYPE else _structs(kind)


_BY_NAME: dict[str, st.SearchStrategy[Any]] = {
    "postings": st.just(()),  # filled in from the entry that is reversed
    "purpose": st.just(GENERAL) | st.uuids().map(str),
    "salt": st.just(""),  # drawn where events are recorded
}
_OF_TYPE: dict[type, st.SearchStrategy[Any]] = {
    type(None): st.none(),
    bool: st.booleans(),
    int: AMOUNTS,
    str: TEXTS,
    date: st.dates(date(1990, 1, 1), date(2100, 1, 1)),
    UUID: st.uuids(),
}
