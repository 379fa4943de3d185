"""Settings come from the environment: strictly, completely, and without telling secrets."""

import stat
from concurrent.futures import ThreadPoolExecutor
from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest

from api.settings import BadSettings, Settings

SECRET = "s" * 32


def settings(**given: str) -> Settings:
    environ = {f"SOQUY_{name}": value for name, value in given.items()}
    return Settings.from_environ({"SOQUY_SECRET_KEY": SECRET, "PATH": "/bin", **environ})


def test_everything_lives_under_var_by_default() -> None:
    default = settings()
    assert default.database_url == "sqlite:///var/soquy.db"
    assert default.views_database_url == "sqlite:///var/soquy-views.db"
    assert default.people_database_url == "sqlite:///var/soquy-people.db"
    assert default.keys_dir == Path("var/keys")
    assert default.locale == "vi"


def test_one_postgresql_serves_all_three_unless_told_otherwise() -> None:
    url = "postgresql://soquy@db/soquy"
    one = settings(DATABASE_URL=url)
    assert (one.views_database_url, one.people_database_url) == (url, url)
    assert settings(DATABASE_URL=url, PEOPLE_DATABASE_URL="sqlite:////v/p.db") == Settings(
        database_url=url,
        views_database_url=url,
        people_database_url="sqlite:////v/p.db",
        keys_dir=Path("var/keys"),
        secret_key=SECRET,
        reads_per_minute=6_000,
        writes_per_minute=6_000,
    )


def test_files_beside_an_sqlite_file_without_suffix_are_other_files() -> None:
    book = settings(DATABASE_URL="sqlite:////v.1/book")
    assert book.views_database_url == "sqlite:////v.1/book-views"


def test_proxies_are_counted() -> None:
    assert settings().proxies == 0
    assert settings(PROXIES="2").proxies == 2


def test_a_rate_is_any_number_or_none_at_all() -> None:
    both = settings(READS_PER_MINUTE="0", WRITES_PER_MINUTE="999999999")
    assert (both.reads_per_minute, both.writes_per_minute) == (0, 999_999_999)


def test_settings_do_not_change() -> None:
    with pytest.raises(FrozenInstanceError):
        settings().locale = "en"  # type: ignore[misc]


def test_an_unknown_name_refuses_to_start() -> None:
    with pytest.raises(BadSettings, match="SOQUY_DATABSE_URL is no setting"):
        settings(DATABSE_URL="sqlite:///a")


@pytest.mark.parametrize(
    "name,value",
    [
        ("DATABASE_URL", ""),
        ("DATABASE_URL", "sqlite://"),
        ("DATABASE_URL", "sqlite:///"),
        ("DATABASE_URL", "sqlite:///:memory:"),
        ("VIEWS_DATABASE_URL", "mysql://u:hush@host/db"),
        ("PEOPLE_DATABASE_URL", "var/people.db"),
        ("DATABASE_URL", "postgresql://["),
        ("DATABASE_URL", "postgresql://u:hush@host:port/db"),
        ("DATABASE_URL", "postgresql://u:hu%ZZsh@host/db?x=hush"),
        ("KEYS_DIR", ""),
        ("SECRET_KEY", "hush"),
        ("SECRET_KEY", ""),
        ("LOCALE", "fr"),
        ("PROXIES", "-1"),
        ("PROXIES", "10"),
        ("READS_PER_MINUTE", "many"),
        ("WRITES_PER_MINUTE", "-1"),
        ("WRITES_PER_MINUTE", "1000000000"),
    ],
)
def test_a_bad_value_refuses_to_start_and_is_not_repeated(name: str, value: str) -> None:
    with pytest.raises(BadSettings, match=f"SOQUY_{name} must be") as refusal:
        settings(**{name: value})
    assert "hush" not in str(refusal.value)


def test_all_that_is_wrong_is_said_at_once() -> None:
    with pytest.raises(BadSettings, match=r"SOQUY_LOCAL .*SOQUY_LOCALE must"):
        settings(LOCAL="vi", LOCALE="fr")


def test_a_secret_is_made_once_and_kept_for_its_owner_alone(tmp_path: Path) -> None:
    environ = {"SOQUY_KEYS_DIR": str(tmp_path / "new" / "keys")}
    with ThreadPoolExecutor(8) as pool:
        read = set(pool.map(Settings.from_environ, [environ] * 16))
    (one,) = read
    assert len(one.secret_key) >= 32
    (file,) = (tmp_path / "new" / "keys").iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_no_secret_shows_when_settings_are_printed() -> None:
    assert "hush" not in repr(
        settings(SECRET_KEY="hush" * 8, DATABASE_URL="postgresql://u:hush@h/d")
    )


def test_two_uses_of_the_secret_never_share_a_key() -> None:
    both = settings()
    assert both.key_for("cursors") != both.key_for("commands")
    assert both.key_for("cursors") == settings().key_for("cursors")
    assert len(both.key_for("cursors")) == 32
