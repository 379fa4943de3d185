"""Strict fields: nothing is coerced, texts are clean, and every bound stands in the document.

Each checks its bounds itself and gives the same bounds to OpenAPI as metadata: a donation is read
in a few microseconds, and what is documented is what is checked.
"""

import re
from abc import abstractmethod
from collections.abc import Collection, Mapping
from datetime import date
from enum import StrEnum
from typing import Any, BinaryIO, ClassVar, TypeVar, Unpack, cast
from uuid import UUID

from marshmallow import ValidationError, fields
from marshmallow.fields import _BaseFieldKwargs
from marshmallow.validate import Length

from api.texts import UNCLEAN, clean
from ledger.errors import LedgerError
from ledger.values import AMOUNT_DONG_MAX, GENERAL

DAY_MIN, DAY_MAX = date(1900, 1, 1), date(2199, 12, 31)
"""Dates beyond are typing errors; within, a day can be added or taken away without overflow."""

PASSWORD_MIN, PASSWORD_MAX = 10, 200

WRONG_TOLD_MAX = 100
"""Of so many things in a list it is told what is wrong with them."""

UUID_PATTERN = "[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"

ONE_LINE_PATTERN = rf"^[^{UNCLEAN}]*[^\s{UNCLEAN}][^{UNCLEAN}]*$"
"""Clean, with something to see: what is only space is nothing once it is trimmed."""

_CONTROLS = r"\x00-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\uffff"
PASSWORD_PATTERN = f"^[^{_CONTROLS}]*$"
"""Nobody sees passwords, so this rule does not grow: one that was chosen must stay good."""

DAY_PATTERN = "^(19|20|21)[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"

_UUID = re.compile(UUID_PATTERN)
_UNTYPED = re.compile(rf"[{_CONTROLS}\ud800-\udfff]")

T = TypeVar("T")


class Strict(fields.Field[T]):
    """A field that reads a value in one step, and says in `must` what the value must be.

    What has a word of its own for whatever else is given names it in `refusal`: it is raised at
    once, with the name of the field.
    """

    must: str
    refusal: ClassVar[type[LedgerError] | None] = None

    @abstractmethod
    def read(self, value: object) -> T | None:
        """Return what the value stands for; None if it is not what it must be."""

    def _deserialize(
        self, value: object, attr: str | None, data: Mapping[str, object] | None, **_: object
    ) -> T:
        del data
        read = self.read(value)
        if read is None and self.refusal is not None:
            assert attr is not None, "a field of a schema has a name"
            raise self.refusal(attr)
        if read is None:
            raise ValidationError(self.must)
        return read

    def _document(self, **bounds: object) -> None:
        """Show bounds in the OpenAPI document."""
        self.metadata = {**self.metadata, **bounds}


class Whole(Strict[int], fields.Integer):
    """A whole number from `least` to `most`; `true`, `1.0` and `"1"` are none."""

    def __init__(self, *, least: int = 1, most: int, **kwargs: Unpack[_BaseFieldKwargs]) -> None:
        """Set the bounds, both inclusive."""
        super().__init__(**kwargs)
        self._least, self._most = least, most
        self.must = f"Must be a whole number from {least} to {most}."
        self._document(minimum=least, maximum=most)

    def read(self, value: object) -> int | None:
        """Return a whole number within the bounds."""
        return value if type(value) is int and self._least <= value <= self._most else None


class Dong(Whole):
    """An amount of đồng."""

    def __init__(self, *, least: int = 1, **kwargs: Unpack[_BaseFieldKwargs]) -> None:
        """Set the lower bound, inclusive."""
        super().__init__(least=least, most=AMOUNT_DONG_MAX, **kwargs)


class Flag(Strict[bool], fields.Boolean):
    """`true` or `false`, and nothing that might mean one of them."""

    must = "Must be true or false."

    def read(self, value: object) -> bool | None:
        """Return a boolean."""
        return value if type(value) is bool else None


class Text(Strict[str], fields.String):
    """A text on one line, of visible characters: trimmed, and in Unicode's form NFC.

    The pattern in the document is of single characters; see `api.texts` for the rest.
    """

    def __init__(
        self,
        *,
        least: int = 1,
        most: int = 200,
        pattern: str = "",
        **kwargs: Unpack[_BaseFieldKwargs],
    ) -> None:
        """Bound the length in characters, and perhaps set a pattern for the whole text."""
        super().__init__(**kwargs)
        self._least, self._most = least, most
        self._pattern = re.compile(pattern or ".*")
        self.must = f"Must be a text of {least} to {most} characters, without control characters."
        self._document(minLength=least, maxLength=most, pattern=ONE_LINE_PATTERN)
        if pattern:
            self.must = f"Must be a text that matches {pattern}."
            self._document(pattern=f"^{pattern}$")

    def read(self, value: object) -> str | None:
        """Return the text as it is kept."""
        text = clean(value) if type(value) is str else None
        if text is None:
            return None
        fits = self._least <= len(text) <= self._most and self._pattern.fullmatch(text)
        return text if fits else None


class DecisionNumber(Text):
    """The number of a decision (số quyết định), as on paper: `12/QĐ-HKH`."""

    def __init__(self, **kwargs: Unpack[_BaseFieldKwargs]) -> None:
        """Bound the length."""
        super().__init__(most=100, **kwargs)


class Sha256(Text):
    """The SHA-256 of a document that the fund keeps, in 64 lower-case hexadecimal digits."""

    def __init__(self, **kwargs: Unpack[_BaseFieldKwargs]) -> None:
        """Set the pattern."""
        super().__init__(pattern="[0-9a-f]{64}", **kwargs)


class Password(Strict[str], fields.String):
    """A password, taken as it is; a new one has ten characters or more."""

    def __init__(self, *, least: int = PASSWORD_MIN, **kwargs: Unpack[_BaseFieldKwargs]) -> None:
        """Bound the length in characters from below."""
        super().__init__(**kwargs)
        self._least = least
        self.must = (
            f"Must be a text of {least} to {PASSWORD_MAX} characters, without control characters."
        )
        self._document(
            minLength=least, maxLength=PASSWORD_MAX, pattern=PASSWORD_PATTERN, format="password"
        )

    def read(self, value: object) -> str | None:
        """Return a text within the bounds."""
        if type(value) is not str or _UNTYPED.search(value):
            return None
        return value if self._least <= len(value) <= PASSWORD_MAX else None


class UploadedFile(Strict[BinaryIO]):
    """A file in a multipart form."""

    must = "Must be a file."

    def __init__(self, *, media_types: Collection[str], **kwargs: Unpack[_BaseFieldKwargs]) -> None:
        """Document what kinds of file are read, whatever the file calls itself."""
        super().__init__(**kwargs)
        self._document(
            type="string", format="binary", description=f"One of: {', '.join(media_types)}."
        )

    def read(self, value: object) -> BinaryIO | None:
        """Return the open file."""
        return None if isinstance(value, str) else cast("BinaryIO", value)


class Several(fields.List[Any]):
    """A list of `least` to `most` of something, counted before any of it is read.

    Of what is wrong in it so much is told that somebody can begin to mend it.
    """

    def __init__(
        self,
        inner: fields.Field[Any],
        *,
        least: int = 0,
        most: int,
        **kwargs: Unpack[_BaseFieldKwargs],
    ) -> None:
        """Set the bounds, both inclusive."""
        super().__init__(inner, **kwargs)
        self.validators = [Length(least or None, most)]

    def _deserialize(
        self, value: object, attr: str | None, data: Mapping[str, Any] | None, **_: object
    ) -> list[Any]:
        del attr, data
        if not isinstance(value, list):
            raise self.make_error("invalid")
        self._validate(value)
        read: list[Any] = []
        wrong: dict[int, object] = {}
        for index, each in enumerate(value):
            try:
                read.append(self.inner.deserialize(each))
            except ValidationError as error:
                wrong[index] = error.messages
                if len(wrong) == WRONG_TOLD_MAX:
                    break
        if wrong:
            raise ValidationError(wrong)
        return read


class Identifier(Strict[UUID], fields.UUID):
    """A UUID in its usual form, 36 characters."""

    must = "Must be a UUID."

    def read(self, value: object) -> UUID | None:
        """Return a UUID."""
        return UUID(value) if type(value) is str and _UUID.fullmatch(value) else None


class Purpose(Strict[str], fields.String):
    """A purpose of a fund: `general`, or the UUID of one that the fund defined."""

    must = f"Must be {GENERAL} or a UUID."

    def __init__(self, **kwargs: Unpack[_BaseFieldKwargs]) -> None:
        """Document the form."""
        super().__init__(**kwargs)
        self._document(pattern=f"^({GENERAL}|{UUID_PATTERN})$")

    def read(self, value: object) -> str | None:
        """Return the purpose as the ledger writes it."""
        if type(value) is not str or not (value == GENERAL or _UUID.fullmatch(value)):
            return None
        return value.lower()


class Day(Strict[date], fields.Date):
    """A date in Vietnam, `YYYY-MM-DD`."""

    must = f"Must be a date from {DAY_MIN} to {DAY_MAX}, as YYYY-MM-DD."

    def __init__(self, **kwargs: Unpack[_BaseFieldKwargs]) -> None:
        """Document the years."""
        super().__init__(**kwargs)
        self._document(pattern=DAY_PATTERN)

    def read(self, value: object) -> date | None:
        """Return a date within the bounds."""
        # date.fromisoformat also takes weeks, and dates without hyphens: all of other shapes.
        if type(value) is not str or value[4:5] != "-" or value[7:8] != "-":
            return None
        try:
            day = date.fromisoformat(value)
        except ValueError:
            return None
        return day if DAY_MIN <= day <= DAY_MAX else None


class Choice(Strict[StrEnum], fields.String):
    """One of the values of an enumeration."""

    def __init__(self, choices: type[StrEnum], **kwargs: Unpack[_BaseFieldKwargs]) -> None:
        """Name the enumeration."""
        super().__init__(**kwargs)
        self._choices = {choice.value: choice for choice in choices}
        self.must = f"Must be one of: {', '.join(self._choices)}."
        self._document(enum=list(self._choices))

    def read(self, value: object) -> StrEnum | None:
        """Return the member of the enumeration."""
        return self._choices.get(value) if type(value) is str else None
