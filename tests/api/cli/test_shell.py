"""What all commands have in common: help, exit statuses, refusals on one line."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from api.cli import COMMANDS, main, opening
from api.cli.later import Later
from tests.api.cli.soquy import Soquy
from tests.stores import StoreKind, fresh_store


def commands(of: click.Command = main, name: str = "") -> Iterator[tuple[str, click.Command]]:
    """Every command and group, by the words it is called with."""
    of = of.load() if isinstance(of, Later) else of
    yield name, of
    if isinstance(of, click.Group):
        for word, command in of.commands.items():
            yield from commands(command, f"{name} {word}".strip())


@pytest.mark.parametrize("name, command", list(commands()))
def test_every_command_has_help_and_so_has_every_option(name: str, command: click.Command) -> None:
    assert command.help, name
    for option in command.params:
        if isinstance(option, click.Option) and not isinstance(option.type, click.Choice):
            assert option.help, f"{name} {option.name}"


@pytest.mark.parametrize("later", COMMANDS, ids=lambda later: later.name)
def test_the_list_of_commands_says_what_each_says_of_itself(later: Later) -> None:
    assert later.load().name == later.name
    sentences = " ".join((later.load().help or "").split())
    assert sentences.startswith(f"{later.short_help}")
    assert sentences.removeprefix(later.short_help or "")[:1] in {"", " "}


def test_what_is_not_asked_for_is_not_loaded() -> None:
    asked = "from api.cli import main; main(['--help'], standalone_mode=False)"
    loaded = "import sys; print(*sys.modules)"
    run = subprocess.run(
        [sys.executable, "-c", f"{asked}; {loaded}"], capture_output=True, text=True, check=True
    )
    assert "import-statement" in run.stdout
    modules = set(run.stdout.split())
    assert "api.cli.later" in modules
    assert not {"api.cli.books", "ledger.application", "sqlalchemy", "flask"} & modules


def test_a_command_that_is_mistyped_is_guessed(soquy: Soquy) -> None:
    assert "'verify'" in soquy.refused("verfy", status=2)


def test_help_needs_no_book(soquy: Soquy) -> None:
    assert "import-statement" in soquy.do("--help")


def test_without_a_book_a_command_says_to_begin_one(soquy: Soquy) -> None:
    line = soquy.refused("project", "status")
    assert line == "Error: not_initialised: There is no book here yet: run `soquy init` first."


@pytest.mark.parametrize(
    "of, command",
    [
        ("SOQUY_VIEWS_DATABASE_URL", "project status"),
        ("SOQUY_VIEWS_DATABASE_URL", "verify"),
        ("SOQUY_PEOPLE_DATABASE_URL", "staff list"),
    ],
)
def test_a_database_that_nothing_was_made_in_is_none(
    soquy: Soquy, store_kind: StoreKind, of: str, command: str
) -> None:
    """As where its address is mistyped, and there are keys."""
    soquy.do("init")
    with fresh_store(store_kind) as bare:
        result = soquy.run(*command.split(), **{of: bare.views_url})
    assert result.exit_code == 1
    assert result.stderr == (
        "Error: not_initialised: There is no book here yet: run `soquy init` first.\n"
    )


def test_a_refusal_is_one_line_with_its_code_and_field(soquy: Soquy) -> None:
    soquy.do("init")
    nobody = "00000000-0000-7000-8000-00000000000a"
    line = soquy.refused("fund", "debits", "--fund", nobody)
    assert line == "Error: fund_not_found: There is no such fund. (fund_id)"


def test_what_is_wrongly_asked_is_status_2(soquy: Soquy) -> None:
    soquy.refused("fund", "debits", "--fund", "no id", status=2)
    soquy.refused("association", "add", "--on", "30/09/2024", status=2)


def test_an_unknown_setting_is_named(soquy: Soquy) -> None:
    result = soquy.run("init", SOQUY_DATABASE="sqlite:///a.db")
    assert result.exit_code == 2
    assert "SOQUY_DATABASE is no setting" in result.stderr


def test_what_the_machine_cannot_write_is_one_line(soquy: Soquy, tmp_path: Path) -> None:
    soquy.do("init")
    folder = tmp_path / "a file"
    folder.touch()
    result = soquy.run("backup", str(folder / "data"))
    assert result.exit_code == 1
    assert result.stderr.startswith("Error: [Errno ")
    assert len(result.stderr.splitlines()) == 1


def test_a_database_that_is_not_there_is_one_line_and_shows_no_password(soquy: Soquy) -> None:
    soquy.do("init")
    nowhere = "postgresql://soquy:secret@127.0.0.1:1/soquy"
    result = soquy.run("project", "status", SOQUY_VIEWS_DATABASE_URL=nowhere)
    assert result.exit_code == 1
    assert result.stderr.startswith("Error: ")
    assert len(result.stderr.splitlines()) == 1
    assert "secret" not in result.stderr


def test_why_the_log_does_not_answer_is_told_before_it_is_waited_for(
    soquy: Soquy, monkeypatch: pytest.MonkeyPatch
) -> None:
    moments = iter([0.0, 0.0, opening.PATIENCE_SECONDS])
    monkeypatch.setattr(opening, "monotonic", lambda: next(moments))
    nowhere = "postgresql://soquy:secret@127.0.0.1:1/soquy"
    result = soquy.run("init", SOQUY_DATABASE_URL=nowhere)
    assert result.exit_code == 1
    waiting, refusal = result.stderr.splitlines()
    assert "127.0.0.1" in waiting
    assert "Waiting" in waiting
    assert refusal.startswith("Error: ")
    assert "secret" not in result.stderr


@pytest.mark.parametrize("of", ["DATABASE", "PEOPLE_DATABASE", "VIEWS_DATABASE"])
def test_a_file_that_cannot_be_opened_is_named(of: str, tmp_path: Path) -> None:
    with fresh_store("sqlite") as store:
        environ = {f"SOQUY_{of}_URL": f"sqlite:///{tmp_path}"}
        said = Soquy(store).run("init", **environ).output
    assert said.endswith(f"database file (cannot be read and written: {tmp_path})\n")
