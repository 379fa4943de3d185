"""The parts of a workbook, bounded: a few kilobytes can unpack to more than a process has.

The small parts, of which the reader of workbooks makes objects, are taken whole (`read`); the
sheets and the texts of cells as they come (`open`, `Elements`), a row or a text at a time.
"""

from collections.abc import Callable, Iterator
from typing import IO, Any, BinaryIO, TypeVar
from xml.parsers.expat import ParserCreate
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile

import msgspec

WHOLE_BYTES_MAX = 200_000

ELEMENTS_MAX = 20_000
"""Of a row, and of whatever else becomes objects at once: no sheet has more columns than that."""

ATTRIBUTES_MAX = 100
"""Of one element: what a workbook needs is below twenty."""

_BLOCK_BYTES = 256 * 1024

_STRICT_NAMES = (
    (
        b"http://purl.oclc.org/ooxml/spreadsheetml/main",
        b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    ),
    (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    ),
)
"""How a strict workbook calls what all others call otherwise (ISO/IEC 29500, parts 1 and 4)."""

_ROOT_BYTES_MAX = 4_096
"""Names are given by the first tag of a part, and a text further on is nobody's to change."""

T = TypeVar("T")


class WorkbookTooLarge(Exception):
    """A workbook costs more to read than it may; `limits` says what is too much of it."""

    def __init__(self, **limits: int) -> None:
        """Name what is exceeded."""
        super().__init__()
        self.limits = limits


class Bounds(msgspec.Struct, frozen=True, kw_only=True):
    """What reading a workbook may cost.

    `streamed_bytes` and `streamed_elements` are of one part that is taken as it comes,
    `text_elements` of the part of texts that cells share, which are kept. `opened_bytes` are of
    all that is unpacked: every sheet is looked into, and a part can be named twice.
    """

    streamed_bytes: int
    streamed_elements: int
    text_elements: int
    opened_bytes: int


class Parts(ZipFile):
    """The parts of a workbook; to take one that is out of bounds raises `WorkbookTooLarge`."""

    def __init__(self, file: BinaryIO, bounds: Bounds) -> None:
        """Take the parts from a seekable file."""
        super().__init__(file)
        self.bounds = bounds
        self._opened = 0

    def read(self, name: Any, pwd: bytes | None = None) -> bytes:  # noqa: ANN401  # as its parent
        """Return a small part."""
        if self.getinfo(name).file_size > WHOLE_BYTES_MAX:
            raise WorkbookTooLarge(unpacked_bytes_most=WHOLE_BYTES_MAX)
        with self.open(name, "r", pwd) as part:
            _check_elements(part)
        with super().open(name, "r", pwd) as part:
            return _as_usual(part.read())

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
        part = self.getinfo(name)
        if part.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
            raise BadZipFile
        self._opened += part.file_size
        if part.file_size > self.bounds.streamed_bytes or self._opened > self.bounds.opened_bytes:
            raise WorkbookTooLarge(unpacked_bytes_most=self.bounds.streamed_bytes)
        return super().open(name, "r", pwd)


def pull(
    part: IO[bytes],
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None],
    text: Callable[[str], None] | None,
    found: list[T],
) -> Iterator[T]:
    """Read a part of XML as it comes, and yield what the handlers found.

    A name is its namespace, a space and what it is called there. Raises `WorkbookTooLarge` for a
    tag without end, `ValueError` for a part that defines entities, and `ExpatError`.
    """
    parser = ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = _refuse_doctype
    reached = -1
    while block := part.read(_BLOCK_BYTES):
        if reached < 0:
            block = _as_usual(block[:_ROOT_BYTES_MAX]) + block[_ROOT_BYTES_MAX:]
        parser.Parse(block, False)  # noqa: FBT003
        if parser.CurrentByteIndex == reached:
            # A tag or a comment without end: the parser begins it anew with every block.
            raise WorkbookTooLarge(tag_bytes_most=_BLOCK_BYTES)
        reached = parser.CurrentByteIndex
        yield from found
        found.clear()
    parser.Parse(b"", True)  # noqa: FBT003
    yield from found


def _as_usual(written: bytes) -> bytes:
    """Return a part with the names that workbooks have which are not strict."""
    for strict, usual in _STRICT_NAMES:
        written = written.replace(strict, usual)
    return written


def _refuse_doctype(*_: object) -> None:
    raise ValueError


def _check_elements(part: IO[bytes]) -> None:
    """Raise `WorkbookTooLarge` if a part has more elements than may become objects."""
    left = ELEMENTS_MAX

    def start(_: str, attributes: dict[str, str]) -> None:
        nonlocal left
        left -= 1
        if left < 0:
            raise WorkbookTooLarge(elements_most=ELEMENTS_MAX)
        if len(attributes) > ATTRIBUTES_MAX:
            raise WorkbookTooLarge(attributes_most=ATTRIBUTES_MAX)

    nothing: list[None] = []
    for _ in pull(part, start, lambda _: None, None, nothing):
        pass
