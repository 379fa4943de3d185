"""Workbooks whose parts are changed by hand."""

from collections.abc import Callable
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

SHEET = "xl/worksheets/sheet1.xml"
STRINGS = "xl/sharedStrings.xml"
OVERRIDE = (
    b'<Override PartName="/xl/sharedStrings.xml" ContentType="application/'
    b'vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/></Types>'
)
SHARED = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">%s</sst>'
"""The texts that cells share; `OVERRIDE` tells of them, in the place of the end of the types."""


def rezipped(
    content: bytes, change: Callable[[dict[str, bytes]], None], method: int = ZIP_DEFLATED
) -> bytes:
    """Return a workbook with its parts changed, and packed by another method."""
    with ZipFile(BytesIO(content)) as parts:
        found = {name: parts.read(name) for name in parts.namelist()}
    change(found)
    file = BytesIO()
    with ZipFile(file, "w", method) as parts:
        for name, part in found.items():
            parts.writestr(name, part)
    return file.getvalue()
