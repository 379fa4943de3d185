"""`soquy keys`: the keys of the people vault."""

from pathlib import Path

import click
import msgspec

from api.cli.backups import FILE, TARGET, backup_keys, restore_keys
from api.cli.shell import Shell, answer, as_json, in_shell


class Rotated(msgspec.Struct, frozen=True):
    """How many keys are wrapped by the new master key."""

    keys: int


@click.group()
def keys() -> None:
    """Keys of personal data, in the folder that SOQUY_KEYS_DIR names."""


@keys.command()
@as_json
@in_shell
def rotate(shell: Shell, *, as_json: bool) -> None:
    """Make a new master key and wrap every key by it; the old one is left nowhere.

    It may be done while the service runs: no process has to be restarted. Killed half-way, it is
    finished by the next `soquy init`, `soquy serve` or `soquy keys rotate`. Whoever holds an old
    copy of the folder can still open the copy: destroy those, and make a new backup of the keys.
    """
    count = shell.vault.rotate_master_key()
    answer(Rotated(count), f"{count} keys are wrapped by a new master key.", as_json=as_json)


@keys.command()
@click.argument("to", type=TARGET)
@as_json
@in_shell
def backup(shell: Shell, to: Path, *, as_json: bool) -> None:
    """Back up the keys to TO, a new file or a folder that gets one.

    Do it after each `soquy backup`, and keep it elsewhere: whoever has both reads every name.
    Destroy older ones: they hold the keys of people who have been erased since.
    """
    told = backup_keys(shell, to)
    answer(told, f"{told.file}: keep it apart from the backups of the data.", as_json=as_json)


@keys.command()
@click.argument("source", metavar="FROM", type=FILE)
@as_json
@in_shell
def restore(shell: Shell, source: Path, *, as_json: bool) -> None:
    """Put the keys of a backup into a folder that has none. It never replaces keys."""
    told = restore_keys(shell, source)
    answer(told, f"The keys of {told.made_at.isoformat()} are back.", as_json=as_json)
