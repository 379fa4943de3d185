"""What the read models and the states make of a book that an older version left.

Whoever changes what a column or a field of a state means must raise a number, or tables and
snapshots of before are taken for those of today. Nobody sees that in a test that begins with an
empty store: here it is what the same old events come to, beside the numbers it was so under.
"""

import json
import tempfile
from collections.abc import Sequence
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from uuid import UUID

import msgspec

from ledger.recording.states import KINDS, State, evolve
from ledger.store.log.codec import Recorded
from projections.rebuild import rebuild
from projections.tables.schema import MEANING, revision
from projections.views import Views
from tests.kept_book import kept_events
from tests.projections.tables import laid_open

PATH = Path(__file__).parent / "meanings.json"

Meaning = dict[str, str | int]


def told() -> dict[str, Meaning]:
    """Return what the book comes to in this version, and under which numbers."""
    events = kept_events()
    return {"read models": _of_views(events), **_of_states(events)}


def kept() -> dict[str, Meaning]:
    """Return what it came to when somebody last looked."""
    found: dict[str, Meaning] = json.loads(PATH.read_bytes())
    return found


def unannounced(now: dict[str, Meaning], before: dict[str, Meaning]) -> list[str]:
    """Return what means something else under the number of before, and whose number to raise."""
    found = []
    for what, meaning in before.items():
        if what in now and now[what] != meaning and not _is_raised(now[what], meaning):
            found.append(f"{what}: raise {meaning['raise']}, then run `make golden`")
    return found


def files() -> dict[Path, bytes]:
    """Return the file as it should be; refuse to write over what nobody announced."""
    now = told()
    wrong = unannounced(now, kept()) if PATH.exists() else []
    assert not wrong, wrong
    return {PATH: json.dumps(now, indent=1).encode() + b"\n"}


def _is_raised(now: Meaning, before: Meaning) -> bool:
    if isinstance(now["number"], int) and isinstance(before["number"], int):
        return now["number"] > before["number"]
    return now["number"] != before["number"]  # it holds a digest of the state's schema as well


def _of_views(events: Sequence[Recorded]) -> Meaning:
    with (
        tempfile.TemporaryDirectory() as folder,
        closing(Views(f"sqlite:///{folder}/views.db")) as views,
    ):
        for _ in rebuild(views, lambda after, n: events[after : after + n], lambda: len(events)):
            pass
        rows = repr(sorted(laid_open(views).items()))
    digest = sha256(f"{revision()} {rows}".encode()).hexdigest()
    return {"raise": "MEANING in projections/tables/schema.py", "number": MEANING, "rows": digest}


def _of_states(events: Sequence[Recorded]) -> dict[str, Meaning]:
    states: dict[UUID, State | None] = {}
    for each in events:
        states[each.stream] = evolve(states.get(each.stream), each.event)
    return {
        name: {
            "raise": f"the number of {name!r} in KINDS in ledger/recording/states.py",
            "number": kind.snapshot_topic,
            "states": sha256(
                b"\n".join(
                    stream.bytes + _sorted(state)
                    for stream, state in sorted(states.items())
                    if isinstance(state, kind.state)
                )
            ).hexdigest(),
        }
        for name, kind in KINDS.items()
    }


def _sorted(state: State) -> bytes:
    """Return a state as text, with its sets and the keys of its mappings in order."""
    plain = msgspec.to_builtins(state, str_keys=True, order="sorted")
    return json.dumps(plain, sort_keys=True).encode()
