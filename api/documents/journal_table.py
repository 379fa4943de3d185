"""The book as a table, for spreadsheets and programs: one row for each posting of an entry.

It comes straight from the log, like the journal for hledger, and nothing in it is personal. The
heads are names that programs may rely on; `amount_dong` adds up to zero in each entry.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import TypeAlias

from api.documents.naming import UNNAMED, named_by
from api.documents.tables import Cell
from ledger.accounts import VND, Posting
from ledger.events.fund.correcting import EntryReversed
from ledger.postings import postings
from ledger.store.log.codec import Recorded
from ledger.values import VIETNAM, from_micros

Row: TypeAlias = Sequence[Cell]

HEAD = (
    "position",
    "recorded_at",
    "effective_on",
    "voucher",
    "topic",
    "fund_id",
    "fund",
    "entry",
    "line",
    "chart",
    "account",
    "purpose",
    "amount_dong",
    "quantity_milli",
    "commodity",
    "reverses",
    "corrects",
)


def rows(log: Iterable[Recorded]) -> Iterator[Row]:
    """Yield the heads, then the postings of a log from its beginning, or of a fund's stream."""
    yield HEAD
    names: dict[str, str] = {**UNNAMED}
    for recorded in log:
        named = named_by(recorded)
        if named is not None:
            names.update([named])
        for number, line in enumerate(postings(recorded.event)):
            yield _row(recorded, number, line, names)


def _row(recorded: Recorded, number: int, line: Posting, names: dict[str, str]) -> Row:
    event = recorded.event
    voucher = getattr(event, "voucher", None)
    is_money = line.commodity == VND
    return (
        recorded.position,
        _moment(recorded).isoformat(timespec="microseconds"),
        event.effective_on,  # type: ignore[attr-defined]  # every event with postings is dated
        None if voucher is None else str(voucher),
        event.topic,
        str(recorded.stream),
        names[str(recorded.stream)],
        recorded.version,
        number,
        line.chart.value,
        None if line.account_id is None else names[str(line.account_id)],
        names[line.purpose],
        line.amount if is_money else None,
        None if is_money else line.amount,
        None if is_money else line.commodity,
        event.entry if isinstance(event, EntryReversed) else None,
        getattr(event, "corrects", None),
    )


def _moment(recorded: Recorded) -> datetime:
    return from_micros(recorded.recorded_at_micros).astimezone(VIETNAM)
