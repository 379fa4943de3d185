"""The figures of the public pages as tables for spreadsheets and as JSON for programs."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

import msgspec
from flask import Blueprint, Response, request, stream_with_context

from api.documents.tables import MIME_TYPE, Cell, csv_chunks
from api.operations.bodies import JSON
from api.pages.entry_lines import Line, lines_of
from api.pages.public import figure_json, figure_tables, figures
from api.pages.public.caching import by_position
from api.pages.public.journal import AskedEntries, asked_entries
from api.pages.reading import AsOfShown, as_of, look
from api.services import services
from api.serving.rates import costly
from ledger.letters import normalized
from ledger.values import AssociationId, FundId
from projections import entries, funds
from projections.answers import LIMIT_MAX
from projections.funds import Fund

_WORD = re.compile(r"[a-z0-9]+")

files = Blueprint("files", __name__)


@files.get("/associations/<uuid:association_id>.csv")
@costly
@by_position
def association_csv(association_id: AssociationId) -> Response:
    """Give an association's figures as a table."""
    with look() as reading:
        found = figures.of_association(reading, association_id)
    return _table(figure_tables.of_association(found), found.association.name, found.as_of)


@files.get("/associations/<uuid:association_id>.json")
@costly
@by_position
def association_json(association_id: AssociationId) -> Response:
    """Give an association's figures to a program."""
    with look() as reading:
        found = figures.of_association(reading, association_id)
    return _json(figure_json.of_association(found))


@files.get("/funds/<uuid:fund_id>.csv")
@costly
@by_position
def fund_csv(fund_id: FundId) -> Response:
    """Give a fund's figures as a table."""
    with look() as reading:
        found = figures.of_fund(reading, fund_id)
    return _table(figure_tables.of_fund(found), found.fund.name, found.as_of)


@files.get("/funds/<uuid:fund_id>.json")
@costly
@by_position
def fund_json(fund_id: FundId) -> Response:
    """Give a fund's figures to a program."""
    with look() as reading:
        found = figures.of_fund(reading, fund_id)
    return _json(figure_json.of_fund(found))


@files.get("/funds/<uuid:fund_id>/entries.csv")
@costly
@by_position
def entries_csv(fund_id: FundId) -> Response:
    """Give a fund's journal as a table, however long, the oldest entry first."""
    wanted = asked_entries(request.args)
    fund, known = _fund_as_of(fund_id)
    rows = (
        figure_tables.journal_row(line) for page in _pages(fund_id, known, wanted) for line in page
    )
    table = chain([figure_tables.journal_head()], rows)
    return _table(table, f"{fund.name} {wanted.text} {wanted.typed}", known)


@files.get("/funds/<uuid:fund_id>/entries.json")
@costly
@by_position
def entries_json(fund_id: FundId) -> Response:
    """Give a fund's journal to a program, however long, the oldest entry first."""
    wanted = asked_entries(request.args)
    fund, known = _fund_as_of(fund_id)
    return Response(stream_with_context(_journal(fund, known, wanted)), content_type=JSON)


def _fund_as_of(fund_id: FundId) -> tuple[Fund, AsOfShown]:
    with look() as reading:
        return funds.fund(reading, fund_id), as_of(reading)


def _pages(fund_id: FundId, known: AsOfShown, wanted: AskedEntries) -> Iterator[list[Line]]:
    """Yield a journal's lines as they were known at one position, many at a time.

    Each part is looked at by itself: whoever loads slowly holds nothing open meanwhile.
    """
    asked = msgspec.structs.replace(wanted.asked, known_at=known.position, limit=LIMIT_MAX)
    after: int | None = 0
    while after is not None:
        asked = msgspec.structs.replace(asked, after=after)
        with services().views.reading() as reading:
            page = entries.public_entries(reading, fund_id, asked)
            lines = lines_of(reading, page.items)
        yield lines
        after = page.after


def _journal(fund: Fund, known: AsOfShown, wanted: AskedEntries) -> Iterator[bytes]:
    """Yield one JSON object, its list of entries written as it is read."""
    head = {
        "fund": figure_json.of_fund_alone(fund),
        "as_of": known,
        "period": wanted.text or None,
        "find": wanted.typed or None,
    }
    yield msgspec.json.encode(head)[:-1] + b',"entries":['
    separator = b""
    for lines in _pages(fund.fund_id, known, wanted):
        if lines:
            yield separator + b",".join(msgspec.json.encode(figure_json.of_line(x)) for x in lines)
            separator = b","
    yield b"]}\n"


def _json(value: object) -> Response:
    return Response(msgspec.json.encode(value), content_type=JSON)


def _table(rows: Iterable[Sequence[Cell]], name: str, known: AsOfShown) -> Response:
    response = Response(stream_with_context(csv_chunks(rows)), content_type=MIME_TYPE)
    saved_as = f"{plain(name)}-{known.position}.csv"
    response.headers.set("Content-Disposition", "attachment", filename=saved_as)
    return response


def plain(name: str) -> str:
    """Write a name in small Latin letters, as every file system takes it: `quy-xa-cam-binh`."""
    bare = normalized("NFD", name.lower().replace("đ", "d")).encode("ascii", "ignore").decode()
    return "-".join(_WORD.findall(bare)) or "so-quy"
