"""The layout of a bank's statement file, as data: one TOML file per layout in `layouts/`."""

import codecs
from functools import cache
from importlib import resources
from typing import Annotated, Literal, Self, get_args

import msgspec

from api.statements.errors import UnknownLayout

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
]
FIELDS: tuple[Field, ...] = get_args(Field)


class Columns(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Under which header each field stands; an empty tuple where the layout has no such column."""

    date: Header
    debit: Header
    credit: Header
    memo: Header
    time: Header = ()
    document: Header = ()
    reference: Header = ()
    balance: Header = ()
    counterparty: Header = ()

    def of(self, field: Field) -> Header:
        """Return the names of a field's column."""
        names: Header = getattr(self, field)
        return names


class Words(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a bank writes into memos of its own doings: lower case, without diacritics.

    They are searched for as whole words. `moved` says that money is the fund's or association's
    own, `own` that it can be nothing else, `returned` that it came back. `expense` has the words
    of `fee` within it and is none: tuition, funds, expenses.
    """

    interest: tuple[str, ...] = (
        "tra lai tien gui",
        "tra lai tk",
        "tra lai tai khoan",
        "tra lai suat",
        "lai tien gui",
        "lai nhap von",
        "lai nhap goc",
        "lai khong ky han",
        "lai suat khong ky han",
        "lai suat tien gui",
        "nhap lai vao von",
        "nhap lai vao goc",
        "interest",
    )
    fee: tuple[str, ...] = (
        "thu phi",
        "phi quan ly",
        "phi duy tri",
        "phi thuong nien",
        "phi dich vu sms",
        "phi dich vu bsms",
        "phi dich vu ngan hang",
        "phi dich vu tai khoan",
        "phi sms",
        "phi bsms",
        "phi tin nhan",
        "phi bien dong so du",
        "phi chuyen tien",
        "phi chuyen khoan",
        "phi ck",
        "phi ibft",
        "phi napas",
        "phi citad",
        "phi giao dich",
        "phi gd",
        "phi rut tien",
        "phi nop tien",
        "phi kiem dem",
        "phi sao ke",
        "phi in sao ke",
        "phi ngan hang",
        "phi internet banking",
        "phi mobile banking",
        "phi ebanking",
        "thue vat",
        "phi vat",
        "vat phi",
        "bank fee",
        "service fee",
        "transfer fee",
        "sms fee",
        "bank charge",
        "service charge",
    )
    expense: tuple[str, ...] = (
        "chi phi",
        "kinh phi",
        "hoc phi",
        "le phi",
        "vien phi",
        "hien vat",
    )
    moved: tuple[str, ...] = (
        "noi bo",
        "dieu chuyen",
        "chuyen quy",
        "cap kinh phi",
        "nop tien mat",
        "gui tiet kiem",
        "tien gui co ky han",
        "tat toan",
    )
    own: tuple[str, ...] = (
        "dieu chuyen noi bo",
        "chuyen noi bo",
        "chuyen tien noi bo",
        "chuyen khoan noi bo",
        "chuyen von noi bo",
        "tat toan tien gui",
        "tat toan hop dong tien gui",
        "tat toan so tiet kiem",
    )
    returned: tuple[str, ...] = (
        "hoan tra",
        "hoan tien",
        "hoan lai",
        "tra lai",
        "chuyen tra",
        "tu choi",
        "khong thanh cong",
        "chuyen nham",
        "refund",
        "returned",
        "reversal",
    )


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
    thousands: Literal["", ".", ","] = "."
    decimals: Literal["", ".00", ",00"] = ""  # some banks print them, though the đồng has none
    footers: tuple[str, ...] = ()  # what the first filled cell of a row of totals begins with
    records_before_header_max: int = 200  # a letterhead, conditions, lists of other accounts
    lines_per_record_max: Annotated[int, msgspec.Meta(ge=1, le=100)] = 1
    ends_with_newline: bool = False  # if so, a last line without one is cut
    newest_first: bool = False  # the other way round, for the running balance
    words: Words = Words()

    def __post_init__(self) -> None:
        """Refuse a description that contradicts itself."""
        lacking = [f for f in self.identity if not self.columns.of(f)]
        vital = {"date", "debit", "credit", "memo"} - set(self.identity)
        if lacking or vital or len(set(self.identity)) < len(self.identity):
            message = (
                "identity: date, debit, credit, memo, and other columns of the layout, once each"
            )
            raise ValueError(message)
        if self.thousands and self.decimals.startswith(self.thousands):
            message = "thousands and decimals: not the same mark"
            raise ValueError(message)
        codecs.lookup(self.encoding)

    @classmethod
    def from_toml(cls, text: str) -> Self:
        """Read a description; raises `msgspec.ValidationError` where it is not one."""
        return msgspec.toml.decode(text, type=cls)


@cache
def layouts() -> dict[str, Layout]:
    """Return every layout there is, by name."""
    files = resources.files("api.statements").joinpath("layouts").iterdir()
    found = [Layout.from_toml(f.read_text("utf-8")) for f in files if f.name.endswith(".toml")]
    return {layout.name: layout for layout in sorted(found, key=lambda layout: layout.name)}


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
