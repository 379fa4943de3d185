"""From a database URL to the environment the event-sourcing library opens its store with."""

from pathlib import Path
from urllib.parse import unquote, urlsplit

OPTIONS = "POSTGRES_OPTIONS"
"""What the library has no setting of its own for, such as `sslmode`; see `postgres.Factory`."""

SESSION = "-c statement_timeout=30s"
"""No statement of ours runs longer; a URL with `options` of its own replaces this."""


def environment(url: str, *, lock_timeout_seconds: int = 10) -> dict[str, str]:
    """Return the library's settings for `sqlite:///path` or `postgresql://…`.

    The timeout is how long a writer waits for the append lock before the store is called busy.
    Raises `ValueError` for any other URL.
    """
    scheme = urlsplit(url).scheme
    if scheme == "sqlite":
        return {
            "PERSISTENCE_MODULE": "ledger.store.log.sqlite:Factory",
            "SQLITE_DBNAME": str(sqlite_path(url)),
            "SQLITE_LOCK_TIMEOUT": str(lock_timeout_seconds),
        }
    if scheme == "postgresql":
        # A tenth of a second, which no command on SQLite has to wait.
        from psycopg.conninfo import conninfo_to_dict, make_conninfo  # noqa: PLC0415

        from ledger.store.postgresql import IMPATIENCE, LOOKING_FOR_US  # noqa: PLC0415

        options = f"{SESSION} {LOOKING_FOR_US}"
        parts = {**IMPATIENCE, "options": options, **conninfo_to_dict(url)}
        return {
            "PERSISTENCE_MODULE": "ledger.store.log.postgres:Factory",
            "POSTGRES_DBNAME": str(parts.pop("dbname", "")),
            "POSTGRES_HOST": str(parts.pop("host", "127.0.0.1")),
            "POSTGRES_PORT": str(parts.pop("port", "5432")),
            "POSTGRES_USER": str(parts.pop("user", "")),
            "POSTGRES_PASSWORD": str(parts.pop("password", "")),
            OPTIONS: make_conninfo("", **parts),
            "POSTGRES_POOL_SIZE": "1",
            "POSTGRES_MAX_OVERFLOW": "20",
            "POSTGRES_CONNECT_TIMEOUT": "5",
            "POSTGRES_LOCK_TIMEOUT": str(lock_timeout_seconds),
        }
    raise ValueError(scheme)


def sqlite_path(url: str) -> Path:
    """Return the file of an SQLite URL, its folder made: `sqlite:///a` is relative, `////` not."""
    path = sqlite_file(url)
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def sqlite_file(url: str) -> Path:
    """Return the file of an SQLite URL, whether it is there or not."""
    return Path(unquote(url.removeprefix("sqlite:///")))
