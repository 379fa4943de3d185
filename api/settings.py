"""The settings: read from the environment once, strictly, into one frozen dataclass."""

import hmac
import os
import re
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Literal, TypeAlias, cast
from urllib.parse import urlsplit

Locale: TypeAlias = Literal["vi", "en"]

_PREFIX = "SOQUY_"
_DATABASE_URL = "sqlite:///var/soquy.db"
_KEYS_DIR = "var/keys"
_SECRET_KEY_LENGTH_MIN = 32
_PER_MINUTE = "6000"


class BadSettings(ValueError):
    """The environment names settings that do not exist, or gives them values that cannot be.

    The message says which and what they must be; it never repeats a value, which may be a secret.
    """

    def __init__(self, wrong: Sequence[str]) -> None:
        """Say all that is wrong, and which settings there are."""
        super().__init__(f"{'; '.join(wrong)}. Settings are: {', '.join(_CHECKS)}.")


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Everything that differs from one installation to the next.

    The three databases: `database_url` holds the events, `views_database_url` the read models,
    `people_database_url` what is personal; `keys_dir` the keys of the latter. `secret_key` signs
    sessions, cursors and command digests, so every web process of an installation has the same.
    `proxies` stand in front, on other machines, each of which adds to X-Forwarded-For.
    Of an address `reads_per_minute` and of a token or session `writes_per_minute` are answered at
    once, and what is more has to wait; 0 is any number. `metrics_token` is what whoever scrapes
    /metrics shows; without one there is nothing to see.
    """

    database_url: str = field(repr=False)  # it may carry a password
    views_database_url: str = field(repr=False)
    people_database_url: str = field(repr=False)
    keys_dir: Path
    secret_key: str = field(repr=False)
    locale: Locale = "vi"
    proxies: int = 0
    reads_per_minute: int = 0
    writes_per_minute: int = 0
    metrics_token: str | None = field(default=None, repr=False)

    @classmethod
    def from_environ(cls, environ: Mapping[str, str]) -> "Settings":
        """Read the settings, or raise `BadSettings` naming everything that is wrong at once.

        Without `SOQUY_SECRET_KEY` a key is made once and kept in the folder of keys.
        """
        given = {name: value for name, value in environ.items() if name.startswith(_PREFIX)}
        wrong = [f"{name} is no setting" for name in sorted(given.keys() - _CHECKS.keys())]
        for name, (valid, must_be) in _CHECKS.items():
            if name in given and not valid(given[name]):
                wrong.append(f"{name} must be {must_be}")
        if wrong:
            raise BadSettings(wrong)
        database_url = given.get("SOQUY_DATABASE_URL", _DATABASE_URL)
        keys_dir = Path(given.get("SOQUY_KEYS_DIR", _KEYS_DIR))
        return cls(
            database_url=database_url,
            views_database_url=given.get("SOQUY_VIEWS_DATABASE_URL")
            or _beside(database_url, "views"),
            people_database_url=given.get("SOQUY_PEOPLE_DATABASE_URL")
            or _beside(database_url, "people"),
            keys_dir=keys_dir,
            secret_key=given.get("SOQUY_SECRET_KEY") or _kept_secret(keys_dir),
            locale=cast("Locale", given.get("SOQUY_LOCALE", "vi")),
            proxies=int(given.get("SOQUY_PROXIES", "0")),
            reads_per_minute=int(given.get("SOQUY_READS_PER_MINUTE", _PER_MINUTE)),
            writes_per_minute=int(given.get("SOQUY_WRITES_PER_MINUTE", _PER_MINUTE)),
            metrics_token=given.get("SOQUY_METRICS_TOKEN"),
        )

    def key_for(self, use: str) -> bytes:
        """Return a key of 32 bytes for one use, so that no two uses share one."""
        return hmac.digest(self.secret_key.encode(), use.encode(), sha256)


def _is_database_url(url: str) -> bool:
    if url.startswith("sqlite:///"):
        # Each connection would have a book of its own, in memory, and lose it.
        return url.removeprefix("sqlite:///") not in {"", ":memory:"}
    return url.startswith("postgresql://") and _is_conninfo(url)


def _is_conninfo(url: str) -> bool:
    """Tell whether all that read the address of a PostgreSQL can: its library, SQLAlchemy, we."""
    from psycopg import Error  # noqa: PLC0415  # a tenth of a second that SQLite has no use for
    from psycopg.conninfo import conninfo_to_dict  # noqa: PLC0415
    from sqlalchemy import make_url  # noqa: PLC0415
    from sqlalchemy.exc import ArgumentError  # noqa: PLC0415

    try:
        conninfo_to_dict(url)
        make_url(url)
        return urlsplit(url).scheme == "postgresql"
    except (ValueError, Error, ArgumentError):
        return False


_DATABASE = (_is_database_url, "sqlite:///PATH or postgresql://…")

_RATE = (re.compile("[0-9]{1,9}").fullmatch, "a whole number below a thousand million")

_CHECKS: dict[str, tuple[Callable[[str], object], str]] = {
    "SOQUY_DATABASE_URL": _DATABASE,
    "SOQUY_VIEWS_DATABASE_URL": _DATABASE,
    "SOQUY_PEOPLE_DATABASE_URL": _DATABASE,
    "SOQUY_KEYS_DIR": (bool, "a folder"),
    "SOQUY_SECRET_KEY": (
        lambda key: len(key) >= _SECRET_KEY_LENGTH_MIN,
        f"{_SECRET_KEY_LENGTH_MIN} characters or more",
    ),
    "SOQUY_METRICS_TOKEN": (
        lambda token: len(token) >= _SECRET_KEY_LENGTH_MIN,
        f"{_SECRET_KEY_LENGTH_MIN} characters or more",
    ),
    "SOQUY_LOCALE": ({"vi", "en"}.__contains__, "vi or en"),
    "SOQUY_PROXIES": (set("0123456789").__contains__, "a digit"),
    "SOQUY_READS_PER_MINUTE": _RATE,
    "SOQUY_WRITES_PER_MINUTE": _RATE,
}


def _beside(database_url: str, what: str) -> str:
    """Return the same PostgreSQL database, or an SQLite file beside: `a.db`, `a-views.db`."""
    if not database_url.startswith("sqlite:"):
        return database_url
    folder, slash, name = database_url.rpartition("/")
    stem, dot, suffix = name.rpartition(".")
    return f"{folder}{slash}{stem}-{what}{dot}{suffix}" if dot else f"{database_url}-{what}"


def _kept_secret(keys_dir: Path) -> str:
    """Return the secret kept in `secret.key`, made by whichever process comes first."""
    path = keys_dir / "secret.key"
    if not path.exists():
        keys_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = path.with_suffix(f".{os.getpid()}.{secrets.token_hex(4)}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(48))
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, path)  # all or nothing: two that start together end with one key
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text()
