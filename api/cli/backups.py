"""`soquy backup` and `soquy restore`: the whole book in one file, without the keys of its names."""

from contextlib import closing
from datetime import datetime
from pathlib import Path
from uuid import UUID

import click
import msgspec
from uuid_utils.compat import uuid7

from api.cli.noting import note_facts
from api.cli.opening import open_services
from api.cli.progress import progress
from api.cli.shell import REFUSED, Shell, answer, as_json, in_shell
from api.people.sweeping import forget_again, index_names
from api.settings import Settings
from api.verifying.findings import Fault
from api.verifying.verification import Verification
from ledger.access import OPERATOR
from ledger.application import Ledger
from ledger.recording.commands import Command
from ledger.store.backups import data, unfinished
from ledger.store.backups.archive import DATA, KEYS, Manifest, now
from ledger.store.backups.errors import BookExists, KeysMissing, OtherKeys
from ledger.store.backups.keys import back_up_keys, check_key_backup, put_keys_back
from ledger.store.backups.opening import Opened, open_all
from ledger.store.log.facts import TOKENS
from ledger.store.vault.erasures import Erasure, ErasureLog, read_erasures
from ledger.store.vault.people import Vault
from ledger.values import StaffId, TokenId
from projections.rebuild import rebuild

FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
TARGET = click.Path(path_type=Path)


class BackedUp(msgspec.Struct, frozen=True, kw_only=True):
    """A backup: where it is, and up to which position of the log (0 where it holds keys)."""

    file: str
    made_at: datetime
    position: int
    rows: int


class Restored(msgspec.Struct, frozen=True, kw_only=True):
    """What a restore brought back; `sealed` is null where the keys are not here to try.

    `erased` counts the people, memos and documents that were ever destroyed, and are again,
    `tokens_stopped` the tokens that were good when the backup was made and are no more; what that
    recorded comes behind `position`, the last of the backup.
    """

    ok: bool
    made_at: datetime
    position: int
    erased: int
    tokens_stopped: int
    sealed: Opened | None
    faults: list[Fault]


@click.command()
@click.argument("to", type=TARGET)
@as_json
@in_shell
def backup(shell: Shell, to: Path, *, as_json: bool) -> None:
    """Back up the log and the people vault to TO, a new file or a folder that gets one.

    It may be done while the service runs. The keys are not in it, so it tells nobody's name:
    make a backup of them too, afterwards and to another place, with `soquy keys backup`.
    """
    settings, path = shell.settings, file_for(to, "data")
    with progress("Backing up", None) as advance:
        vault = shell.vault
        made = data.back_up(
            path, settings.database_url, settings.people_database_url, vault, advance
        )
    told = told_of(path, made)
    answer(told, f"{path}: up to position {told.position}, {told.rows} rows.", as_json=as_json)


@click.command()
@click.argument("source", metavar="FROM", type=FILE)
@click.option("--keys", "keys_from", type=FILE, help="A backup of the keys, restored with it.")
@click.option(
    "--erasures", "erasures_from", type=FILE, help="A copy of erasures.log; its people stay erased."
)
@click.option("--without-keys", is_flag=True, help="Restore although nobody can read the names.")
@click.option("--keep-tokens", is_flag=True, help="Let tokens go on that were good at the backup.")
@click.option("--check", "only_check", is_flag=True, help="Only read it, and say if it is whole.")
@as_json
@in_shell
def restore(
    shell: Shell,
    source: Path,
    keys_from: Path | None,
    erasures_from: Path | None,
    *,
    without_keys: bool,
    keep_tokens: bool,
    only_check: bool,
    as_json: bool,
) -> None:
    """Restore a backup into empty stores, build the read models, and verify all of it.

    It never overwrites a book. Killed half-way it is done again from the beginning. Whoever was
    erased since the backup was made stays erased: by the log of the book, by what both backups
    know, and by erasures.log in the keys' folder, of which a copy kept elsewhere can be named.

    Nobody is logged in afterwards, and every token is stopped: one that was revoked since would
    open again. Passwords, roles and consents are those of the backup; revoke again what was
    revoked since.
    """
    settings = shell.settings
    manifest = _checked(settings, source)
    if keys_from is not None and check_key_backup(keys_from).keys != manifest.keys:
        raise OtherKeys
    if only_check:
        told = told_of(source, manifest)
        text = f"{source} is whole: up to position {told.position}, {told.rows} rows."
        answer(told, text, as_json=as_json)
        return
    if not (_has_keys(settings) or keys_from or without_keys):
        raise KeysMissing
    erased = [] if erasures_from is None else read_erasures(erasures_from)
    restored = _restored(settings, source, keys_from, manifest, erased, keep_tokens=keep_tokens)
    answer(restored, _text(restored), as_json=as_json)
    if not restored.ok:
        click.get_current_context().exit(REFUSED)


def backup_keys(shell: Shell, to: Path) -> BackedUp:
    """Back up the keys to a new file, or a folder that gets one."""
    path = file_for(to, "keys")
    return told_of(path, back_up_keys(path, shell.settings.keys_dir, shell.vault))


def restore_keys(shell: Shell, source: Path) -> BackedUp:
    """Put the keys back into a folder without any."""
    settings = shell.settings
    manifest = put_keys_back(source, settings.keys_dir)
    erasures = data.erasures_in(source, KEYS)
    with closing(open_services(settings)) as services:
        if services.ledger.position():
            services.vault.replay_erasures(erasures)
            forget_again(services)
            index_names(services)
        else:
            ErasureLog(settings.keys_dir).merge(erasures)
    return told_of(source, manifest)


def file_for(to: Path, what: str) -> Path:
    """Return the file that is meant, in a folder one named after the moment."""
    return to / f"soquy-{what}-{now():%Y%m%dT%H%M%SZ}.zip" if to.is_dir() else to


def told_of(path: Path, manifest: Manifest) -> BackedUp:
    """Return what is told of a backup."""
    return BackedUp(
        file=str(path),
        made_at=manifest.made_at,
        position=manifest.position,
        rows=sum(member.rows for member in manifest.members.values()),
    )


def _has_keys(settings: Settings) -> bool:
    return (settings.keys_dir / "master.key").exists()


def _checked(settings: Settings, source: Path) -> Manifest:
    """Read a whole backup, and ask the keys who wrote it if they are here."""
    if not _has_keys(settings):
        return data.check(source, None)
    with closing(Vault(settings.people_database_url, settings.keys_dir)) as vault:
        return data.check(source, vault)


def _restored(
    settings: Settings,
    source: Path,
    keys_from: Path | None,
    manifest: Manifest,
    erased: list[Erasure],
    *,
    keep_tokens: bool,
) -> Restored:
    services = open_services(settings, to_restore=True)
    try:
        is_put_back = unfinished.is_of(settings.database_url, manifest)
        if services.ledger.position() and not is_put_back:
            raise BookExists
        erasures = [*erased, *data.erasures_in(source, DATA)]
        if keys_from is not None:
            erasures += data.erasures_in(keys_from, KEYS)
            put_keys_back(keys_from, settings.keys_dir, again=True)
        # Written down before anybody is back, and also where the keys come later.
        ErasureLog(settings.keys_dir).merge(erasures)
        rows = sum(member.rows for member in manifest.members.values())
        with progress("Restoring", rows) as advance:
            if not is_put_back:
                data.put_back(source, settings.database_url, settings.people_database_url, advance)
        note_facts(services.ledger)  # the backup may be of a version that noted less
        # Before anybody may come in, and before anything is read for long.
        stopped = 0 if keep_tokens else _stop_tokens(services.ledger)
        services.views.create_tables()
        ledger = services.ledger
        with progress("Building read models", ledger.position()) as advance:
            for at in rebuild(services.views, ledger.read, ledger.position):
                advance(at.position)
        sealed = None
        if _has_keys(settings):
            services.vault.replay_erasures()
            forget_again(services)
            index_names(services)
            sealed = open_all(settings.people_database_url, services.vault)
        verification = Verification(ledger, services.views)
        with progress("Verifying", verification.head) as advance:
            faults = verification.run(advance)
        unfinished.end(settings.database_url)
        return Restored(
            ok=not faults and not (sealed and sealed.broken),
            made_at=manifest.made_at,
            position=manifest.position,
            erased=len(ErasureLog(settings.keys_dir).read()),
            tokens_stopped=stopped,
            sealed=sealed,
            faults=faults,
        )
    finally:
        services.close()


def _stop_tokens(ledger: Ledger) -> int:
    """Revoke every token that was good when the backup was made; return how many.

    Which of them were revoked since, no backup can tell.
    """
    desk, stopped = ledger.desk(), 0
    for fact in desk.facts_beginning(TOKENS):
        issued = desk.recorded(fact)
        assert issued is not None, "a fact is claimed by an event"
        staff_id = StaffId(issued.stream)
        token_id = TokenId(UUID(fact.removeprefix(TOKENS)))
        if desk.staff(staff_id).admits_token(token_id, desk.today):
            command = Command(command_id=f"restore:{uuid7()}", digest=b"", by=OPERATOR)
            ledger.revoke_token(command, staff_id, token_id)
            stopped += 1
    return stopped


def _text(restored: Restored) -> list[str]:
    lines = [f"{fault.rule}: {fault.where}" for fault in restored.faults]
    sealed = restored.sealed
    if sealed is None:
        lines.append(
            "The keys are not here: no name, memo, document or login can be read. `soquy keys"
            " restore` brings them back; `soquy init` would make new ones, which open nothing."
        )
    elif sealed.closed or sealed.broken:
        whole = sealed.people + sealed.memos + sealed.documents
        lines.append(f"Of {whole} sealed texts {sealed.closed} have no key, {sealed.broken} break.")
    if restored.tokens_stopped:
        lines.append(f"{restored.tokens_stopped} tokens were stopped: issue those that are needed.")
    lines.append(
        f"Passwords, roles and consents are those of {restored.made_at:%Y-%m-%d %H:%M} UTC: what"
        " was changed or revoked since must be once more."
    )
    done = "Restored" if restored.ok else "Restored, and not whole:"
    return [*lines, f"{done} up to position {restored.position}."]
