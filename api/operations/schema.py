"""What schemas of bodies and query strings share: strict, and ending in a value of our own."""

from collections.abc import Callable, Iterable
from typing import Any, ClassVar

from marshmallow import RAISE, Schema, post_load


class In(Schema):
    """Something that comes in; unknown members are refused, and null means absent.

    `makes` is what becomes of it: called with the members that are there, by name. `together` says
    in JSON Schema what its members must be to each other, where `make` asks for something.
    """

    makes: ClassVar[Callable[..., Any]] = dict
    together: ClassVar[dict[str, Any]] = {}

    class Meta:
        unknown = RAISE

    @post_load
    def make(self, data: dict[str, Any], **_: object) -> object:
        """Return what `makes` makes of the members that are there."""
        return type(self).makes(**{name: data[name] for name in data if data[name] is not None})


def either(*ways: dict[str, Any]) -> dict[str, Any]:
    """Say in JSON Schema that members fit each other in one of these ways; see `way`."""
    return {"anyOf": list(ways)}


def way(*, without: Iterable[str] = (), **members: object) -> dict[str, Any]:
    """Say that these members are there, of a type or with bounds, and those not, or null."""
    of = {name: {"type": each} if isinstance(each, str) else each for name, each in members.items()}
    return {"required": [*of], "properties": {**of, **{each: {"type": "null"} for each in without}}}
