"""The layout of a bank's statement file, as data: one TOML file per layout in `layouts/`."""

from collections.abc import Iterator
from datetime import datetime
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from itertools import combinations
from typing import Annotated, Literal, Self, get_args

import msgspec

from api.statements.cells import moment_of
from api.statements.errors import UnknownLayout
from api.statements.words import Words
from ledger.letters import normalized

Header = tuple[str, ...]  # the names a column goes by, any of which may stand in the header
Field = Literal[
    "date",
    "time",
    "document",
    "reference",
    "debit",
    "credit",
    "balance",
    "memo",
    "counterparty",
    "account",
    "amount",
    "direction",
]
FIELDS: tuple[Field, ...] = get_args(Field)
NOT_OF_ROWS: tuple[Field, ...] = ("account", "amount", "direction")
"""Columns that a row tells in other words: as its debit or credit, or as being a row at all."""


class Columns(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Under which header each field stands; an empty tuple where the layout has no such column.

    `account` is the number of the account that a row is of, where one file may have several. A bank
    that has one column for what comes in and goes out has an `amount` in the place of `debit` and
    `credit`: signed, or with a `direction` beside it.
    """

    date: Header
    memo: Header
    debit: Header = ()
    credit: Header = ()
    time: Header = ()
    document: Header = ()
    reference: Header = ()
    balance: Header = ()
    counterparty: Header = ()
    account: Header = ()
    amount: Header = ()
    direction: Header = ()

    def of(self, field: Field) -> Header:
        """Return the names of a field's column."""
        names: Header = getattr(self, field)
        return names


class Layout(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How one bank writes its statements.

    `identity` names the fields that make a row the same row in two overlapping files. It leaves out
    whatever depends on where the file was cut: page numbers, and a balance printed only once a day
    or once a page. Changing it makes every row recorded before look new, so it never changes.
    """

    name: str
    bank: str
    bin: Annotated[str, msgspec.Meta(pattern="^[0-9]{6}$")]
    columns: Columns
    identity: tuple[Field, ...]
    encoding: str = "utf-8"
    delimiter: Annotated[str, msgspec.Meta(min_length=1, max_length=1)] = ","
    date_format: str = "%d/%m/%Y"
    time_format: str = "%H:%M:%S"
    thousands: Literal["", ".", ",", " "] = "."
    decimals: Literal["", ".00", ",00"] = ""  # some banks print them, though the đồng has none
    comes_in: tuple[str, ...] = ("+", "C", "CR", "Có", "Ghi có", "Credit")
    goes_out: tuple[str, ...] = ("-", "D", "DR", "Nợ", "Ghi nợ", "Debit")  # in `direction`
    footers: tuple[str, ...] = ()  # what the first filled cell of a row of totals begins with
    records_before_header_max: int = 200  # a letterhead, conditions, lists of other accounts
    lines_per_record_max: Annotated[int, msgspec.Meta(ge=1, le=100)] = 1
    ends_with_newline: bool = False  # if so, a last line without one is cut
    document_whole_digits: Annotated[int, msgspec.Meta(ge=0, le=9)] = 0  # before a point in it
    newest_first: bool = False  # the other way round, for the running balance
    words: Words = Words()

    def __post_init__(self) -> None:
        """Refuse a description that contradicts itself, for the first field that does."""
        for field, wrong, must in self._contradictions():
            if wrong:
                message = f"{field}: {must}"
                raise ValueError(message)

    def _contradictions(self) -> Iterator[tuple[str, bool, str]]:
        """Yield each field that may be wrong, whether it is, and what it must be."""
        yield from self._of_columns()
        has = {f for f in FIELDS if self.columns.of(f) and f not in NOT_OF_ROWS}
        wanted, told = {"date", "debit", "credit", "memo"}, set(self.identity)
        is_wrong = not wanted <= told <= has | wanted or len(told) < len(self.identity)
        must = "date, debit, credit, memo, and other columns of the layout, once each"
        yield "identity", is_wrong, must
        is_double = bool(self.thousands) and self.decimals.startswith(self.thousands)
        yield "decimals", is_double, "not the mark of `thousands`"
        ways = [*map(bare, self.comes_in), *map(bare, self.goes_out)]
        yield "goes_out", len(set(ways)) < len(ways), "no word twice, none of `comes_in`"
        yield "footers", not all(map(bare, self.footers)), "no empty text: every row begins with it"
        yield "delimiter", self.delimiter in '"\r\n', "no quote and no line break"
        yield "encoding", not _is_of_text(self.encoding), "an encoding of texts that Python knows"
        for form, needs in (("date_format", "%d/%m/%Y"), ("time_format", "%H:%M")):
            moment = moment_of(f"{_MOMENT:{getattr(self, form)}}", getattr(self, form))
            is_lossy = moment is None or f"{moment:{needs}}" != f"{_MOMENT:{needs}}"
            yield form, is_lossy, f"what tells as much as {needs}"

    def _of_columns(self) -> Iterator[tuple[str, bool, str]]:
        called = {f: set(map(bare, self.columns.of(f))) for f in FIELDS}
        for field, names in called.items():
            yield f"columns.{field}", "" in names, "no empty name"
        in_one = bool(called["amount"])
        sides: tuple[Field, ...] = ("amount",) if in_one else ("debit", "credit")
        for field in ("date", "memo", *sides):
            yield f"columns.{field}", not called[field], "at least one name"
        others: tuple[Field, ...] = ("debit", "credit") if in_one else ("direction",)
        for field in others:
            yield f"columns.{field}", bool(called[field]), "none beside such columns of amounts"
        for one, other in combinations((*sides, "balance"), 2):
            is_shared = bool(called[one] & called[other])
            yield f"columns.{other}", is_shared, f"no name that `{one}` has"

    @classmethod
    def from_toml(cls, text: str) -> Self:
        """Read a description; raises `msgspec.DecodeError`, which says where it is none."""
        return msgspec.toml.decode(text, type=cls)


_MOMENT = datetime(2024, 11, 29, 23, 58)  # noqa: DTZ001 - a day and a clock, nowhere


def _is_of_text(encoding: str) -> bool:
    try:
        "Số dư".encode(encoding, "replace")
    except LookupError:
        return False
    return True


def bare(name: str) -> str:
    """Return the name of a column without spaces, line breaks and differences of case."""
    return "".join(normalized("NFC", name).split()).casefold()


class BadLayout(ValueError):
    """The description of a layout cannot be: in which file, where in it, and why."""


def layout_names() -> list[str]:
    """Return the names of all layouts there are, none of which is read."""
    return [each.name.removesuffix(".toml") for each in _files(_FOLDER)]


@cache
def layouts() -> dict[str, Layout]:
    """Return every layout there is, by name; raises `BadLayout`."""
    return read_layouts(_FOLDER)


def read_layouts(folder: Traversable) -> dict[str, Layout]:
    """Return the layouts in a folder, by name; raises `BadLayout` for the first that is wrong."""
    return {layout.name: layout for layout in map(_read, _files(folder))}


_FOLDER = resources.files("api.statements").joinpath("layouts")


def _files(folder: Traversable) -> list[Traversable]:
    found = [each for each in folder.iterdir() if each.name.endswith(".toml")]
    return sorted(found, key=lambda each: each.name)


def _read(file: Traversable) -> Layout:
    try:
        layout = Layout.from_toml(file.read_text("utf-8"))
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        message = f"{file.name}: {error}"
        raise BadLayout(message) from error
    if f"{layout.name}.toml" != file.name:
        message = f"{file.name}: name: the file's own, not {layout.name}"
        raise BadLayout(message)
    return layout


def layouts_of(bank_bin: str | None) -> tuple[Layout, ...]:
    """Return the layouts of a bank; raises `UnknownLayout` if there is none."""
    found = tuple(layout for layout in layouts().values() if layout.bin == bank_bin)
    if not found:
        field = "layout"
        raise UnknownLayout(field, known=", ".join(layouts()))
    return found


def load_layout(name: str) -> Layout:
    """Return the layout of this name; raises `UnknownLayout`."""
    try:
        return layouts()[name]
    except KeyError:
        field = "layout"
        raise UnknownLayout(field, known=", ".join(layouts())) from None
