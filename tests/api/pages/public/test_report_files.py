"""The report of any period as CSV and XLSX: each figure of its JSON, in words, and no other."""

import csv
import re
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Any, get_args

import msgspec
import openpyxl
import pytest
from werkzeug.test import TestResponse

from api.pages.public.report_rows import NAMES
from api.pages.public.report_words import WORDS
from ledger.association.succeeding import Succession
from ledger.events.association import Successor
from ledger.shares import WHOLE
from ledger.values import Level, Role
from projections.reports.report import Report
from tests.api.full_report import a_full_report
from tests.api.pages.visiting import Visitor
from tests.api.site import Caller, Site
from tests.builders import a_donation, an_association
from tests.fakes import TODAY

Rows = list[list[str]]

NAMING = frozenset(
    {
        *("association", "period", "scope", "known_at"),
        *("association_id", "fund_id", "account_id", "unit", "kind", "level", "measure", "name"),
        *("purpose", "commodity", "programme", "disbursement_class", "disbursement_classes"),
        "categories",
    }
)
"""Members that say of what a line or a report is: they are in its name, or above the figures."""


def asked(site: Site, path: str, caller: Caller | None = None, /, **query: str) -> TestResponse:
    site.catch_up()
    client = (caller or site.public).client
    headers = {} if caller is None else caller.headers
    return client.get(path, query_string=query, headers=headers, buffered=True)


def table(site: Site, path: str, caller: Caller | None = None, /, **query: str) -> Rows:
    """The rows of a file, as a spreadsheet reads them."""
    response = asked(site, f"{path}.csv", caller, **query)
    assert response.status_code == 200, response.text
    assert response.content_type == "text/csv; charset=utf-8"
    return list(csv.reader(StringIO(response.data.decode("utf-8-sig"), newline="")))


def json(site: Site, path: str, caller: Caller | None = None, /, **query: str) -> dict[str, Any]:
    found = asked(site, f"/api/v1{path}", caller, **query).json
    assert isinstance(found, dict)
    return found


def figures(value: object, path: str = "") -> Iterator[tuple[str, object]]:
    """Yield everything in JSON that is no list and no object, by where it stands."""
    if isinstance(value, dict):
        for name, below in value.items():
            yield from figures(below, f"{path}.{name}" if path else name)
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from figures(item, f"{path}[{number}]")
    elif value is not None:
        yield path, value


def as_a_cell(path: str, value: object) -> str:
    """Return what a figure of JSON is in a cell of CSV."""
    if isinstance(value, bool):
        return "có" if value else "không"
    return f"{Decimal(str(value)) / 1000:f}" if path.endswith("_milli") else str(value)


def names_a_line(path: str) -> bool:
    *_, member = re.sub(r"\[[0-9]+\]", "", path).split(".")
    return member in NAMING or ".unit." in path


@pytest.mark.parametrize(
    "query",
    [
        {"period": "2025"},
        {"period": "2025-H1", "scope": "own"},
        {"period": "2024/2025", "restated": TODAY.isoformat()},
    ],
)
@pytest.mark.parametrize("entitled", [False, True])
def test_the_table_has_each_figure_of_the_json_and_no_other(
    empty_site: Site, query: dict[str, str], *, entitled: bool
) -> None:
    site = empty_site
    for whose in (a_full_report(site), site.book.commune):
        caller = site.someone(Role.AUDITOR) if entitled else None
        path = f"/associations/{whose}/report"
        head, *rows = table(site, path, caller, **query)
        assert head == ["Mục", "Tên", "Tên chỉ tiêu", "Giá trị", "Trong JSON"]
        cells = {row[4]: row[3] for row in rows if row[4]}
        assert len(cells) == len([row for row in rows if row[4]]), "each once"
        found = dict(figures(json(site, path, caller, **query)))
        for where, value in found.items():
            if where in cells and where not in {"scope", "known_at.recorded_at"}:
                assert cells[where] == as_a_cell(where, value), where
            else:
                assert where in cells or names_a_line(where), where
        assert cells.keys() <= found.keys()
        moment = datetime.fromisoformat(cells["known_at.recorded_at"])
        recorded = datetime.fromisoformat(str(found["known_at.recorded_at"]))
        assert moment == recorded.replace(microsecond=0)


def test_the_public_sees_no_more_of_recipients_than_on_the_page(empty_site: Site) -> None:
    site = empty_site
    path = f"/associations/{a_full_report(site)}/report"
    auditor = site.someone(Role.AUDITOR)
    for caller, sees in ((None, False), (auditor, True)):
        where = [row[4] for row in table(site, path, caller, period="2025")]
        for protected in ("recipients.by_category[0].suat", "recipients.exhaustive"):
            assert (protected in where) == sees
    answer = asked(site, f"{path}.csv", auditor, period="2025")
    assert answer.headers["Cache-Control"] == "private, no-store"


def structs(kind: object) -> Iterator[type[msgspec.Struct]]:
    """Yield a struct and all that are in it."""
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        yield kind
        for field in msgspec.structs.fields(kind):
            if field.name not in NAMING:
                yield from structs(field.type)
    for each in get_args(kind):
        yield from structs(each)


def test_whatever_a_report_tells_of_has_its_word() -> None:
    for kind in set(structs(Report)):
        fields = {field.name for field in msgspec.structs.fields(kind)}
        assert fields - NAMING == WORDS[kind].keys() - NAMING, kind
    assert set(WORDS) == set(structs(Report))


def test_whatever_a_report_lists_has_a_name() -> None:
    lines = {
        each
        for kind in structs(Report)
        for field in msgspec.structs.fields(kind)
        if "tuple[" in str(field.type)
        for each in structs(field.type)
        if f"tuple[{each.__module__}.{each.__name__}" in str(field.type)
    }
    assert lines == set(NAMES)


def test_a_workbook_has_the_same_rows_with_numbers_and_dates(empty_site: Site) -> None:
    site = empty_site
    path = f"/associations/{a_full_report(site)}/report"
    response = asked(site, f"{path}.xlsx", period="2025")
    assert response.content_type.endswith(".sheet")
    sheet = openpyxl.load_workbook(BytesIO(response.data)).active
    assert sheet is not None
    cells = [list(row) for row in sheet.iter_rows(values_only=True)]
    rows = table(site, path, period="2025")
    assert len(cells) == len(rows)
    values = {row[4]: row[3] for row in cells}
    assert values["cash.receipts.donations"] == 5_000_000
    assert values["period.first"] == datetime(2025, 1, 1)  # noqa: DTZ001  # a day
    assert sheet.title == "2025"


def test_a_file_is_saved_under_a_name_every_system_takes(site: Site) -> None:
    path = f"/associations/{site.book.commune}/report"
    for ending in ("csv", "xlsx"):
        answer = asked(site, f"{path}.{ending}", period="2024/2025")
        saved_as = f"hoi-khuyen-hoc-xa-thach-ha-2024-2025-{site.position()}.{ending}"
        assert answer.headers["Content-Disposition"] == f"attachment; filename={saved_as}"


def test_what_people_wrote_is_never_a_formula(site: Site) -> None:
    book = site.book
    nasty = '=HYPERLINK("http://x","y")'
    commune = book.establish(an_association(Level.COMMUNE, book.province, name=nasty))
    rows = table(site, f"/associations/{commune}/report", period="2025")
    assert f"'{nasty}" in [cell for row in rows for cell in row]
    above = table(site, f"/associations/{book.province}/report", period="2025")
    for cell in [cell for row in above for cell in row]:
        assert cell[:1] not in {"=", "+", "@"}
        assert not cell.startswith("-") or cell[1:].isdecimal()


def test_the_page_leads_to_its_files_with_what_was_asked(site: Site) -> None:
    visitor = Visitor(site)
    path = f"/associations/{site.book.province}/report"
    query = "period=2025-H1&scope=own"
    for language, words in (
        ("vi", "Tải về bảng tính (CSV)"),
        ("en", "Download as a spreadsheet (CSV)"),
    ):
        page = visitor.open(f"{path}?{query}&lang={language}")
        assert words in page.words
        assert page.link_ending(f"report.csv?{query}")
        assert page.link_ending(f"report.xlsx?{query}")
    english = table(site, path, period="2025-H1", lang="en")
    assert english[0] == ["Part", "Name", "Measure", "Value", "In the JSON"]


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_who_began_later_and_succeeds_others_has_their_figures(
    empty_site: Site, ending: str
) -> None:
    site, book = empty_site, empty_site.book
    book.donate(gift=a_donation(70_000, account_id=book.bank, on=date(2024, 5, 1)))
    new = book.establish(an_association(Level.COMMUNE, book.province, name="Đồng Lộc", on=TODAY))
    succession = Succession(
        successors=(Successor(association_id=new, share_millionths=WHOLE),),
        effective_on=TODAY,
        decision_number="1283/NQ-UBTVQH15",
    )
    book.ledger.succeed_association(book.command(), book.commune, succession)
    answer = asked(site, f"/associations/{new}/report.{ending}", period="2024")
    assert answer.status_code == 302
    assert answer.location.endswith(f"report.{ending}?period=2024&restated={TODAY}")
    rows = table(site, f"/associations/{new}/report", period="2024", restated=TODAY.isoformat())
    assert ["Đơn vị", "", "Ngày", TODAY.isoformat(), "restated.on"] in rows


@pytest.mark.parametrize(
    "query, status, code",
    [
        ({"period": "2025-13"}, 400, "bad_period"),
        ({"known_at": "soon"}, 400, "bad_known_at"),
        ({"restated": "soon"}, 400, "bad_restated"),
        ({"scope": "all"}, 422, "invalid_request"),
        ({"known_at": "900000000"}, 404, "position_not_found"),
    ],
)
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_what_is_no_question_is_refused_as_at_the_page(
    site: Site, query: dict[str, str], status: int, code: str, ending: str
) -> None:
    answer = asked(site, f"/associations/{site.book.commune}/report.{ending}", **query)
    assert answer.status_code == status
    assert code in answer.text
