"""Real statements for the tests, and small ones made up in the layout of Vietcombank."""

from io import BytesIO
from pathlib import Path

from api.statements.layout import Layout, load_layout
from api.statements.reader import Amountless, Item, Row, Unreadable, read

VIETCOMBANK = load_layout("vietcombank")
HEADER = "PageId,TNXDate,DocNo,Debit,Credit,Balance,TransactionDetails"
GIFT = "1,01/09/2024,5213.45946,,50.000,,ung ho"

ROOT = Path(__file__).parents[3]
EXTRACTS = ROOT / "tests" / "data"
WHOLE = (
    ROOT.parent / "shared" / "data" / "bank-statements"
)  # where the whole files are, if anywhere


def real_files() -> dict[str, Path]:
    """Every real statement at hand, by the name of its file."""
    return {path.name: path for place in (EXTRACTS, WHOLE) for path in sorted(place.glob("*.csv"))}


def layout_of(name: str) -> Layout:
    """The layout of a real statement."""
    return load_layout(name.partition("-")[0])


def read_file(name: str) -> list[Row | Unreadable]:
    """Everything in a real statement."""
    with real_files()[name].open("rb") as stream:
        return [_told(item) for item in read(layout_of(name), stream)]


def _told(item: Item) -> Row | Unreadable:
    """A row, or what is wrong with a place, as long as no balance says more of it."""
    return item.fault if isinstance(item, Amountless) else item


def rows_of(name: str) -> list[Row]:
    """The rows of a real statement."""
    return [row for row in read_file(name) if isinstance(row, Row)]


def read_bytes(content: bytes, layout: Layout = VIETCOMBANK) -> list[Row | Unreadable]:
    """Everything in a file of these bytes."""
    return [_told(item) for item in read(layout, BytesIO(content))]


def read_lines(*lines: str, layout: Layout = VIETCOMBANK) -> list[Row | Unreadable]:
    """Everything in a Vietcombank file with these lines below its header."""
    return read_bytes("".join(f"{line}\r\n" for line in (HEADER, *lines)).encode(), layout)


def read_amounts(credit: str, debit: str = "") -> Row | Unreadable:
    """What a row with these amounts is read as."""
    (item,) = read_lines(f'1,01/09/2024,5213.45946,"{debit}","{credit}",,ung ho')
    return item
