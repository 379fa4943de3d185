"""Whether the files of SQLite's are whole, and what lies sealed in the vault opens."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

from api.settings import Settings
from api.verifying.findings import Findings
from ledger.store.backups.opening import open_all
from ledger.store.environment import sqlite_file
from ledger.store.vault.people import Vault

_LINES_MAX = 10


def check_files(settings: Settings, findings: Findings) -> None:
    """Let SQLite look through each file, page by page; what PostgreSQL keeps it looks after itself.

    Do it before anything is opened: who opens a book makes the tables that are missing.
    """
    for path in _files(settings):
        with findings.attempting("files are whole", path.name), closing(_opened(path)) as file:
            for (line,) in file.execute(f"PRAGMA integrity_check({_LINES_MAX})"):
                if line != "ok":
                    findings.fault("files are whole", f"{path.name} ({' '.join(line.split())})")


def check_vault(settings: Settings, vault: Vault, findings: Findings) -> None:
    """Open every name, memo and document once, and keep nothing of it."""
    rule = "what is sealed opens"
    with findings.attempting(rule, "the vault cannot be read"):
        found = open_all(settings.people_database_url, vault)
        if found.broken:
            findings.fault(rule, f"{found.broken} people, memos and documents do not")


def _files(settings: Settings) -> Iterator[Path]:
    urls = (settings.database_url, settings.people_database_url, settings.views_database_url)
    files = [sqlite_file(url) for url in urls if url.startswith("sqlite:")]
    return filter(Path.exists, (*files, settings.keys_dir / "keys.db"))


def _opened(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True)
