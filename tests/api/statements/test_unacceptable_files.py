"""Files that are not statements, each refused with what it is and where that shows."""

import gzip
from http import HTTPStatus
from io import BytesIO

import msgspec
import pytest

from api.errors import status_of
from api.statements.errors import (
    AmbiguousColumns,
    EmptyFile,
    HasNulBytes,
    LineTooLong,
    MissingColumns,
    NotCsv,
    StatementError,
    TooLarge,
    UnknownLayout,
    WrongEncoding,
)
from api.statements.layout import load_layout
from api.statements.lines import BLOCK_BYTES, LINE_CHARACTERS_MAX
from api.statements.reader import read
from tests.api.statements.files import GIFT, HEADER, VIETCOMBANK, read_bytes

STATEMENT = f"{HEADER}\n{GIFT}\n".encode()


def refusal_of(content: bytes) -> StatementError:
    """The error that a file of these bytes is refused with."""
    with pytest.raises(StatementError) as caught:
        read_bytes(content)
    return caught.value


@pytest.mark.parametrize("content", [b"", b"\n\n\r\n", b"\xef\xbb\xbf", b",,,\n,,\n"])
def test_a_file_without_content_is_empty(content: bytes) -> None:
    assert isinstance(refusal_of(content), EmptyFile)


def test_a_header_alone_is_a_period_without_movements() -> None:
    assert read_bytes(f"{HEADER}\n".encode()) == []


@pytest.mark.parametrize(
    "content, found",
    [
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", "pdf"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x00\x00", "xls"),
        (b"\n <!DOCTYPE html>\n<html>", "html"),
        (b"\xef\xbb\xbf<Table><tr>", "html"),
        (b"<?xml version='1.0'?>", "xml"),
        (b"{\\rtf1\\ansi", "rtf"),
        (gzip.compress(STATEMENT), "gzip"),
    ],
)
def test_another_kind_of_file_renamed_is_named(content: bytes, found: str) -> None:
    refusal = refusal_of(content)
    assert isinstance(refusal, NotCsv)
    assert refusal.limits == {"found": found}


@pytest.mark.parametrize("position", [0, 50, BLOCK_BYTES - 1, BLOCK_BYTES, 3 * BLOCK_BYTES + 7])
def test_a_wrong_encoding_is_named_with_the_byte_where_it_shows(position: int) -> None:
    rows = STATEMENT + f"{GIFT}\n".encode() * (4 * BLOCK_BYTES // len(GIFT))
    for bad, lead in ((b"\xff", 0), (b"\xe1\xbb,", 0), (b"\xc4\x91\x80", 2)):
        refusal = refusal_of(rows[:position] + bad + rows[position:])
        assert isinstance(refusal, WrongEncoding)
        assert refusal.limits == {"encoding": "utf-8", "byte_offset": position + lead}


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_is_read_where_its_mark_tells_so(encoding: str) -> None:
    """A spreadsheet saves it as "Unicode text", with tabs between the cells."""
    rows = STATEMENT.decode().replace("ung ho", "ủng hộ").replace(",", "\t")
    content = f"\ufeff{rows}".encode(encoding)
    assert [getattr(row, "memo", "") for row in read_bytes(content)] == ["ủng hộ"]
    refusal = refusal_of(content[:-1])
    assert isinstance(refusal, WrongEncoding)
    assert refusal.limits == {"encoding": "utf-16", "byte_offset": len(content) - 2}


def test_a_layout_may_be_in_another_encoding() -> None:
    layout = msgspec.structs.replace(VIETCOMBANK, encoding="utf-16")
    content = STATEMENT.decode().replace("ung ho", "ủng hộ").encode("utf-16")
    assert [getattr(row, "memo", "") for row in read_bytes(content, layout)] == ["ủng hộ"]


def test_a_nul_byte_is_named_with_its_line() -> None:
    refusal = refusal_of(STATEMENT + b"1,01/09\x00/2024\n")
    assert isinstance(refusal, HasNulBytes)
    assert refusal.limits == {"line": 3}


@pytest.mark.parametrize("end", [b"", b"\n"])
def test_a_line_without_end_is_refused_before_it_fills_the_memory(end: bytes) -> None:
    refusal = refusal_of(STATEMENT + b"x" * (LINE_CHARACTERS_MAX + 1) + end)
    assert isinstance(refusal, LineTooLong)
    assert refusal.limits == {"line": 3, "characters_max": LINE_CHARACTERS_MAX}


def test_an_endless_stream_is_refused_at_the_limit() -> None:
    class Endless(BytesIO):
        def read(self, _size: int | None = -1) -> bytes:
            return super().read() or f"{GIFT}\n".encode() * 1_000

    with pytest.raises(TooLarge) as caught:
        for _ in read(VIETCOMBANK, Endless(STATEMENT), bytes_max=1_000_000):
            pass
    assert caught.value.limits == {"bytes_max": 1_000_000}


def test_a_stream_may_give_less_than_it_is_asked_for() -> None:
    class Trickle(BytesIO):
        def read(self, _size: int | None = -1) -> bytes:
            return super().read(3)

    assert list(read(VIETCOMBANK, Trickle(STATEMENT))) == read_bytes(STATEMENT)


def test_missing_columns_are_named() -> None:
    refusal = refusal_of(b"PageId,TNXDate,DocNo,Debit,Balance,Memo\n1,01/09/2024,1,1,1,1\n")
    assert isinstance(refusal, MissingColumns)
    assert refusal.fields == ("Credit", "TransactionDetails")


def test_another_bank_s_file_lacks_the_columns_of_this_layout() -> None:
    refusal = refusal_of(b"STT;Ngay;Ghi no;Ghi co\n1;01/09/2024;;50.000\n")
    assert isinstance(refusal, MissingColumns)
    assert len(refusal.fields) == 6


def test_a_column_that_is_there_twice_is_named() -> None:
    refusal = refusal_of(f"{HEADER},Credit\n{GIFT},9.000\n".encode())
    assert isinstance(refusal, AmbiguousColumns)
    assert refusal.fields == ("Credit",)


def test_an_unknown_layout_is_refused_with_the_known_ones() -> None:
    with pytest.raises(UnknownLayout) as caught:
        load_layout("../vietcombank")
    assert caught.value.limits == {"known": "agribank, bidv, vietcombank, vietinbank"}


def test_every_refusal_has_a_code_a_status_and_a_sentence() -> None:
    kinds = StatementError.__subclasses__()
    assert len({kind.code for kind in kinds}) == len(kinds)
    assert {status_of(kind) for kind in kinds} == {HTTPStatus.UNPROCESSABLE_ENTITY}
    assert all(str(kind()).endswith(".") for kind in kinds)
