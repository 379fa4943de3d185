"""The parts of a workbook, bounded: a few kilobytes can unpack to more than a process has.

The reader of workbooks takes small parts whole (`read`) and makes objects of all that is in them;
the sheets and the texts of cells it takes as they come (`open`), a row or a text at a time. What is
bounded is how it takes a part, because what a part is called is for its author to say.
"""

from typing import IO, Any, BinaryIO
from xml.parsers.expat import ParserCreate
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile

import msgspec
from openpyxl.xml.constants import SHEET_MAIN_NS

WHOLE_BYTES_MAX = 200_000

ELEMENTS_MAX = 20_000
"""Of a row, and of whatever else becomes objects at once: no sheet has more columns than that."""

_ATTRIBUTES_MAX = 100
"""Of one element: what a workbook needs is below twenty."""

_ROWS = f"{SHEET_MAIN_NS} sheetData"
_ROW_DEPTH = 3
_BLOCK_BYTES = 256 * 1024


class WorkbookTooLarge(Exception):
    """A workbook costs more to read than it may; `limits` says what is too much of it."""

    def __init__(self, **limits: int) -> None:
        """Name what is exceeded."""
        super().__init__()
        self.limits = limits


class Bounds(msgspec.Struct, frozen=True, kw_only=True):
    """What reading a workbook may cost.

    `streamed_bytes` and `streamed_elements` are of one part that is taken as it comes,
    `opened_bytes` of all that is unpacked: every sheet is looked into, and a part can be named
    twice.
    """

    streamed_bytes: int
    streamed_elements: int
    opened_bytes: int


class Parts(ZipFile):
    """The parts of a workbook; to take one that is out of bounds raises `WorkbookTooLarge`."""

    def __init__(self, file: BinaryIO, bounds: Bounds) -> None:
        """Take the parts from a seekable file."""
        super().__init__(file)
        self._bounds = bounds
        self._opened = 0

    def read(self, name: Any, pwd: bytes | None = None) -> bytes:  # noqa: ANN401  # as its parent
        """Return a small part."""
        if self.getinfo(name).file_size > WHOLE_BYTES_MAX:
            raise WorkbookTooLarge(unpacked_bytes_most=WHOLE_BYTES_MAX)
        with self._unpacking(name, pwd) as part:
            _check_elements(part, ELEMENTS_MAX)
        with super().open(name, "r", pwd) as part:
            return part.read()

    def open(
        self,
        name: Any,  # noqa: ANN401
        mode: str = "r",
        pwd: bytes | None = None,
        *,
        force_zip64: bool = False,
    ) -> IO[bytes]:
        """Return a part to be taken as it comes."""
        assert (mode, force_zip64) == ("r", False), "a workbook is only read"
        with self._unpacking(name, pwd) as part:
            _check_elements(part, self._bounds.streamed_elements)
        return super().open(name, "r", pwd)

    def _unpacking(self, name: Any, pwd: bytes | None) -> IO[bytes]:  # noqa: ANN401
        part = self.getinfo(name)
        if part.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
            raise BadZipFile
        self._opened += part.file_size
        bounds = self._bounds
        if part.file_size > bounds.streamed_bytes or self._opened > bounds.opened_bytes:
            raise WorkbookTooLarge(unpacked_bytes_most=bounds.streamed_bytes)
        return super().open(name, "r", pwd)


class _Counted:
    """How many elements there are, in all and in each of those that become objects at once."""

    def __init__(self, most: int) -> None:
        self._left = most
        self._left_here = ELEMENTS_MAX
        self._depth = 0
        self._is_in_rows = False
        self.goes_on = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if len(attributes) > _ATTRIBUTES_MAX:
            raise WorkbookTooLarge(attributes_most=_ATTRIBUTES_MAX)
        self.goes_on = True
        self._depth += 1
        if self._depth == _ROW_DEPTH - 1:
            self._is_in_rows = name == _ROWS
            self._left_here = ELEMENTS_MAX
        elif self._depth == _ROW_DEPTH and self._is_in_rows:
            self._left_here = ELEMENTS_MAX
        self._left -= 1
        self._left_here -= 1
        if min(self._left, self._left_here) < 0:
            raise WorkbookTooLarge(elements_most=ELEMENTS_MAX)

    def end(self, _: str) -> None:
        self.goes_on = True
        self._depth -= 1

    def other(self, _: str) -> None:
        self.goes_on = True


def _check_elements(part: IO[bytes], most: int) -> None:
    counted = _Counted(most)
    parser = ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = counted.start
    parser.EndElementHandler = counted.end
    parser.DefaultHandler = counted.other
    while block := part.read(_BLOCK_BYTES):
        counted.goes_on = False
        parser.Parse(block, False)  # noqa: FBT003
        if not counted.goes_on:
            # A tag or a comment without end: the parser begins it anew with every block.
            raise WorkbookTooLarge(tag_bytes_most=_BLOCK_BYTES)
    parser.Parse(b"", True)  # noqa: FBT003
