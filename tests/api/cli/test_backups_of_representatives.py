"""A representative who was erased comes back with no backup, whatever is restored with what."""

from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace
from uuid_utils.compat import uuid7

from ledger.access import OPERATOR
from ledger.recording.commands import Command
from ledger.store.vault.records import PersonKind, PersonRecord
from ledger.values import DonorId
from tests.api.cli.kept import Kept, backed_up
from tests.api.cli.soquy import Soquy
from tests.ledger.store.vault.records_of_before import seal_as_before
from tests.stores import Store


class Represented:
    """A child of a book, whose representative is erased, between backups of before and after."""

    def __init__(self, kept: Kept, store: Store, folder: Path, *, is_of_before: bool) -> None:
        self.child = PersonRecord(
            id=DonorId(uuid7()),
            kind=PersonKind.DONOR,
            name="Bé Na",
            representative="Mẹ: Lê Thị Quên",
        )
        child_id = DonorId(self.child.id)
        with kept.soquy.services() as services:
            services.vault.put_person(self.child)
            services.ledger.register_donor(a_command(), child_id, kept.central)
            if is_of_before:
                seal_as_before(store, self.child)
        self.before = backed_up(kept, made(folder / "before"))
        with kept.soquy.services() as services:
            services.ledger.erase_representative(a_command(), child_id)
            log = services.vault.erasures()
        self.after = backed_up(kept, made(folder / "after"))
        self.erasures = folder / "erasures.log"
        self.erasures.write_bytes(b"".join(msgspec.json.encode(each) + b"\n" for each in log))

    def in_(self, soquy: Soquy) -> PersonRecord | None:
        """Return what a restored vault knows of the child."""
        with soquy.services() as services:
            return services.vault.get_person(self.child.id)


def a_command() -> Command:
    return Command(command_id=str(uuid7()), digest=b"", by=OPERATOR)


def made(folder: Path) -> Path:
    folder.mkdir()
    return folder


@pytest.mark.parametrize(
    "data, keys", [(0, 0), (0, 1), (1, 0), (1, 1)], ids=["neither", "keys", "data", "both"]
)
@pytest.mark.parametrize("is_of_before", [False, True], ids=["apart", "inside"])
def test_what_is_restored_knows_the_child_and_no_representative(
    kept: Kept,
    store: Store,
    elsewhere: Soquy,
    tmp_path: Path,
    data: int,
    keys: int,
    *,
    is_of_before: bool,
) -> None:
    """What an older version sealed in one has to go with the key, where one is older."""
    known = Represented(kept, store, tmp_path, is_of_before=is_of_before)
    backups = known.before, known.after
    told = elsewhere.ask(
        *("restore", backups[data][0], "--keys", backups[keys][1]), *("--erasures", known.erasures)
    )
    assert told["ok"]
    if is_of_before and data != keys:
        assert (told["sealed"]["closed"], told["sealed"]["broken"]) == (1, 0)
        assert known.in_(elsewhere) is None
    else:
        assert (told["sealed"]["closed"], told["sealed"]["broken"]) == (0, 0)
        assert known.in_(elsewhere) == replace(known.child, representative="")


def test_keys_of_before_that_come_later_bring_nobody_back(
    kept: Kept, store: Store, elsewhere: Soquy, tmp_path: Path
) -> None:
    known = Represented(kept, store, tmp_path, is_of_before=False)
    elsewhere.do("restore", known.after[0], "--without-keys")
    elsewhere.do("keys", "restore", known.before[1])
    assert known.in_(elsewhere) == replace(known.child, representative="")
