"""What schemas of bodies and query strings share: strict, and ending in a value of our own."""

from collections.abc import Callable
from typing import Any, ClassVar

from marshmallow import RAISE, Schema, post_load


class In(Schema):
    """Something that comes in; unknown members are refused, and null means absent.

    `makes` is what becomes of it: called with the members that are there, by name.
    """

    makes: ClassVar[Callable[..., Any]] = dict

    class Meta:
        unknown = RAISE

    @post_load
    def make(self, data: dict[str, Any], **_: object) -> object:
        """Return what `makes` makes of the members that are there."""
        return type(self).makes(**{name: data[name] for name in data if data[name] is not None})
