"""Award lists as people write them: CSV texts and workbooks."""

import csv
from collections.abc import Sequence
from io import BytesIO, StringIO

from openpyxl import Workbook

HEAD = ("Họ và tên", "Lớp, trường", "Đối tượng", "Số suất", "Số tiền")


def csv_list(*rows: Sequence[object], head: Sequence[str] = HEAD) -> bytes:
    """Return a CSV file with semicolons."""
    file = StringIO()
    csv.writer(file, delimiter=";").writerows((head, *rows))
    return file.getvalue().encode()


def xlsx_list(
    *rows: Sequence[object],
    head: Sequence[str] = HEAD,
    above: Sequence[Sequence[object]] = (),
) -> bytes:
    """Return a workbook whose first sheet is the list."""
    workbook = Workbook()
    for row in (*above, head, *rows):
        workbook.active.append(list(row))
    file = BytesIO()
    workbook.save(file)
    return file.getvalue()
