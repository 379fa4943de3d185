"""`python -m tests.fuzzing`: bytes made up by atheris are read as statements, or refused.

It begins with the real statements and a workbook, and takes the options of libFuzzer, such as
`-max_total_time=120`. What fails is kept as a file, whose name it prints.
"""

import csv
import sys
import tempfile
from io import BytesIO
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["api.statements", "api.spreadsheets"]):
    from api.statements.balances import Implied, RunningBalance
    from api.statements.errors import StatementError
    from api.statements.layout import layouts
    from api.statements.proposals.known import Known
    from api.statements.proposals.proposing import Proposer
    from api.statements.reader import read
    from api.statements.rows import Row

from openpyxl import Workbook

from ledger.values import AMOUNT_DONG_MAX
from tests.api.statements.files import EXTRACTS, layout_of

NAMES = sorted(layouts())


def read_one(data: bytes) -> None:
    """Read bytes by the layout that their first one names; every row must be sound."""
    if not data:
        return
    layout = layouts()[NAMES[data[0] % len(NAMES)]]
    proposer = Proposer(Known(), layout.words)
    breaks: list[object] = []
    try:
        for place in RunningBalance(layout, breaks.append).check(read(layout, BytesIO(data[1:]))):
            row = place.row if isinstance(place, Implied) else place
            if isinstance(row, Row):
                assert min(row.credit_dong, row.debit_dong) == 0
                assert row.credit_dong + row.debit_dong > 0
                assert isinstance(place, Implied) or row.credit_dong <= AMOUNT_DONG_MAX
                proposer.propose(row)
    except StatementError:
        return


def write_seeds(folder: Path) -> None:
    """Write what to begin with: each real statement, and one of them as a workbook."""
    for path in sorted(EXTRACTS.glob("*-extract.csv")):
        layout = layout_of(path.name)
        lead = bytes([NAMES.index(layout.name)])
        (folder / path.name).write_bytes(lead + path.read_bytes()[:4_000])
        book, file = Workbook(), BytesIO()
        assert book.active is not None
        with path.open(encoding="utf-8-sig", newline="") as lines:
            for number, record in enumerate(csv.reader(lines)):
                if number < 10:
                    book.active.append(record)
        book.save(file)
        (folder / f"{path.stem}.xlsx").write_bytes(lead + file.getvalue())


def main() -> None:
    """Fuzz until the time is over or something fails."""
    with tempfile.TemporaryDirectory(prefix="soquy-fuzz-") as folder:
        write_seeds(Path(folder))
        atheris.Setup([sys.argv[0], "-close_fd_mask=0", *sys.argv[1:], folder], read_one)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
