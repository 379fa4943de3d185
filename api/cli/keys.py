"""`soquy keys`: the keys of the people vault."""

import click
import msgspec

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
