"""What kind of file some bytes are: a closed list, told by their content, never by their name."""

import csv
from enum import StrEnum
from io import BytesIO
from itertools import islice
from zipfile import BadZipFile, ZipFile

_RECORDS_LOOKED_AT = 50
_DELIMITERS = ",;\t"


class MediaType(StrEnum):
    """What a document may be."""

    PDF = "application/pdf"
    PNG = "image/png"
    JPEG = "image/jpeg"
    CSV = "text/csv"
    XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


_BEGINS = {
    b"%PDF-": MediaType.PDF,
    b"\x89PNG\r\n\x1a\n": MediaType.PNG,
    b"\xff\xd8\xff": MediaType.JPEG,
}
_XLSX_PARTS = frozenset({"[Content_Types].xml", "xl/workbook.xml"})


def media_type_of(content: bytes) -> MediaType | None:
    """Return which kind of document this is, or None if it is none."""
    for beginning, media_type in _BEGINS.items():
        if content.startswith(beginning):
            return media_type
    if content.startswith(b"PK\x03\x04"):
        return MediaType.XLSX if _is_workbook(content) else None
    return MediaType.CSV if _is_table(content) else None


def delimiter_of(text: str) -> str:
    """Return which sign parts the cells of a CSV text, by its first line."""
    first = text.partition("\n")[0]
    return max(_DELIMITERS, key=first.count)


def _is_workbook(content: bytes) -> bool:
    try:
        with ZipFile(BytesIO(content)) as parts:
            return frozenset(parts.namelist()) >= _XLSX_PARTS
    except (BadZipFile, RuntimeError, ValueError):  # the second: packed in a way unknown
        return False


def _is_table(content: bytes) -> bool:
    """Tell whether it is UTF-8 text, without control characters, whose lines have several cells."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    if any(ord(sign) < ord(" ") and sign not in "\r\n\t" for sign in text):
        return False
    if text.lstrip().startswith("<"):  # a web page is text, too
        return False
    try:
        reader = csv.reader(text.splitlines(), delimiter=delimiter_of(text), strict=True)
        records = [record for record in islice(reader, _RECORDS_LOOKED_AT) if record]
    except csv.Error:
        return False
    return bool(records) and len(records[0]) > 1
