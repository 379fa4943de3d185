"""Bytes of a statement file to lines of text, a block at a time; refuses what is no text."""

import codecs
import io
from collections.abc import Iterator
from typing import BinaryIO

from api.statements.errors import (
    EmptyFile,
    HasNulBytes,
    LineTooLong,
    NotCsv,
    TooLarge,
    WrongEncoding,
)

BYTES_MAX = 512 * 1024 * 1024  # some four million rows
BLOCK_BYTES = 256 * 1024
LINE_CHARACTERS_MAX = 64 * 1024  # less than the csv module's own limit for one cell

MAGIC = {
    b"%PDF": "pdf",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "xls",
    b"\x1f\x8b": "gzip",
    b"{\\rtf": "rtf",
    b"<!DOCTYPE": "html",
    b"<html": "html",
    b"<table": "html",
    b"<?xml": "xml",
    b"\x89PNG": "picture",
    b"\xff\xd8\xff": "picture",
}

_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def line_blocks(
    stream: BinaryIO, *, encoding: str = "utf-8", bytes_max: int = BYTES_MAX
) -> Iterator[list[str]]:
    """Yield the physical lines of a file, many at a time, each with its line end.

    A line ends with LF, CRLF or CR; only the very last may end with nothing. A byte order mark is
    dropped; that of UTF-16, which a spreadsheet saves as "Unicode text", tells the encoding.

    Raises:
        EmptyFile: there is not one byte.
        NotCsv: the first bytes are those of another kind of file.
        TooLarge: there are more than `bytes_max` bytes.
        WrongEncoding: some bytes are no text in this encoding.
        HasNulBytes: the text has a NUL.
        LineTooLong: a line has more than `LINE_CHARACTERS_MAX` characters.
    """
    lines_before = 0
    rest = ""
    for text in _texts(stream, encoding, bytes_max):
        unsplit = rest + text
        # A CR at the very end may be the first half of a CRLF; it waits for the next block.
        end = max(unsplit.rfind("\n"), unsplit.rfind("\r", 0, -1)) + 1
        rest = unsplit[end:]
        lines = io.StringIO(unsplit[:end], newline="").readlines()
        _check(lines, unsplit[:end], lines_before)
        lines_before += len(lines)
        _check([rest], rest, lines_before)
        if lines:
            yield lines
    if rest:
        yield [rest]


def _texts(stream: BinaryIO, encoding: str, bytes_max: int) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(encoding)()
    offset = 0
    final = False
    while not final:
        block = _read_block(stream)
        final = not block
        if offset == 0:
            _check_magic(block)
            if block.startswith(_UTF_16):
                encoding = "utf-16"
                decoder = codecs.getincrementaldecoder(encoding)()
        undecoded = len(decoder.getstate()[0])
        try:
            text = decoder.decode(block, final)
        except UnicodeDecodeError as error:
            bad = offset - undecoded + error.start
            raise WrongEncoding(encoding=encoding, byte_offset=bad) from None
        if offset == 0:
            text = text.removeprefix("\ufeff")
        offset += len(block)
        if offset > bytes_max:
            raise TooLarge(bytes_max=bytes_max)
        yield text


def _read_block(stream: BinaryIO) -> bytes:
    block = stream.read(BLOCK_BYTES)
    while 0 < len(block) < BLOCK_BYTES and (more := stream.read(BLOCK_BYTES - len(block))):
        block += more  # a socket gives less than it is asked for
    return block


def _check_magic(head: bytes) -> None:
    if not head:
        raise EmptyFile
    start = head.removeprefix(codecs.BOM_UTF8).lstrip()[:16].lower()
    for magic, kind in MAGIC.items():
        if start.startswith(magic.lower()):
            raise NotCsv(found=kind)


def _check(lines: list[str], text: str, lines_before: int) -> None:
    if "\0" in text:
        at = next(n for n, line in enumerate(lines, lines_before + 1) if "\0" in line)
        raise HasNulBytes(line=at)
    if lines and max(map(len, lines)) > LINE_CHARACTERS_MAX:
        at = next(
            n for n, line in enumerate(lines, lines_before + 1) if len(line) > LINE_CHARACTERS_MAX
        )
        raise LineTooLong(line=at, characters_max=LINE_CHARACTERS_MAX)
