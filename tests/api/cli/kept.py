"""A book with people in it, to be backed up."""

from pathlib import Path

from ledger.store.vault.records import PersonKind, PersonRecord
from tests.api.cli.soquy import Soquy

MAI, PHONE, MEMO = "Nguyễn Thị Mai", "0912345678", "NGUYEN THI MAI UNG HO QUY"
PASSWORD = "mười hai con giáp"
SCAN = b"%PDF-1.7\nGiay cam on ba Mai"


class Kept:
    """A book with people in it: a donor, a member of staff, a memo and a document."""

    def __init__(self, soquy: Soquy) -> None:
        self.soquy = soquy
        self.central = soquy.central()
        self.fund_id, self.account_id = soquy.fund(self.central)
        soquy.do(
            *("staff", "add", "--login", "ketoan", "--name", "Trần Thị Bình"),
            *("--association", self.central, "--role", "treasurer", "--password-stdin"),
            stdin=PASSWORD,
        )
        with soquy.services() as services:
            person = PersonRecord(id=self.fund_id, kind=PersonKind.DONOR, name=MAI, phone=PHONE)
            services.vault.put_person(person)
            services.vault.put_memos([(self.account_id, MEMO)])
            services.vault.put_document(self.fund_id, SCAN)

    def events(self) -> list[tuple[object, ...]]:
        """Everything in the log, byte for byte."""
        return events_of(self.soquy)


def events_of(soquy: Soquy) -> list[tuple[object, ...]]:
    with soquy.services() as services:
        rows = services.ledger.rows(0, 10_000)
        return [(r.id, r.recorded_at_micros, r.originator_id, r.topic, r.state) for r in rows]


def backed_up(kept: Kept, folder: Path) -> tuple[Path, Path]:
    """Back up the data and the keys."""
    return (
        Path(kept.soquy.ask("backup", folder)["file"]),
        Path(kept.soquy.ask("keys", "backup", folder)["file"]),
    )
