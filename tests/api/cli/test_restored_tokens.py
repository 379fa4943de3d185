"""`soquy restore` and tokens: what was revoked after the backup does not come back."""

from pathlib import Path

import pytest

from api.cli import backups
from api.settings import Settings
from api.tokens import Token
from api.web import create_app
from ledger.store.backups.errors import RestoreUnfinished
from ledger.values import StaffId
from tests.api.cli.kept import Kept, backed_up, events_of
from tests.api.cli.soquy import Soquy


def test_a_token_that_was_revoked_after_the_backup_does_not_come_back(
    kept: Kept, elsewhere: Soquy, tmp_path: Path
) -> None:
    secrets = [kept.soquy.do("token", "create", "--login", "ketoan").strip() for _ in range(2)]
    tokens = [Token.parse(each) for each in secrets]
    before = Token.parse(kept.soquy.do("token", "create", "--login", "ketoan").strip())
    kept.soquy.do("token", "revoke", "--login", "ketoan", before.token_id)
    data, keys = backed_up(kept, tmp_path)
    events = kept.events()
    kept.soquy.do("token", "revoke", "--login", "ketoan", tokens[0].token_id)
    told = elsewhere.ask("restore", data, "--keys", keys)
    assert (told["ok"], told["tokens_stopped"], told["position"]) == (True, 2, len(events))
    assert events_of(elsewhere)[: len(events)] == events
    assert [admitted(elsewhere, each) for each in (*tokens, before)] == [False] * 3
    assert elsewhere.ask("verify")["ok"]
    issued = Token.parse(elsewhere.do("token", "create", "--login", "ketoan").strip())
    assert admitted(elsewhere, issued)


def test_tokens_go_on_where_a_book_only_moves(kept: Kept, elsewhere: Soquy, tmp_path: Path) -> None:
    token = Token.parse(kept.soquy.do("token", "create", "--login", "ketoan").strip())
    data, keys = backed_up(kept, tmp_path)
    told = elsewhere.ask("restore", data, "--keys", keys, "--keep-tokens")
    assert told["tokens_stopped"] == 0
    assert admitted(elsewhere, token)
    assert events_of(elsewhere) == kept.events()


def test_a_restore_says_what_is_as_it_was_at_the_backup(
    kept: Kept, elsewhere: Soquy, tmp_path: Path
) -> None:
    kept.soquy.do("token", "create", "--login", "ketoan")
    data, keys = backed_up(kept, tmp_path)
    said = elsewhere.do("restore", data, "--keys", keys)
    assert "1 tokens were stopped" in said
    assert "Passwords, roles and consents are those of " in said


def admitted(soquy: Soquy, token: Token) -> bool:
    """Tell whether a token of the member of staff is good."""
    with soquy.services() as services:
        staff_id = services.vault.find_login("ketoan")
        assert staff_id is not None
        desk = services.ledger.desk()
        return desk.staff(StaffId(staff_id)).admits_token(token.token_id, desk.today)


class CutOff(Exception):
    """As if the process had been killed here."""


def cut_off(*_: object) -> None:
    raise CutOff


@pytest.mark.parametrize("where", ["_stop_tokens", "forget_again", "index_names"])
def test_a_restore_that_was_cut_off_opens_to_nobody_until_it_is_done_again(
    kept: Kept,
    elsewhere: Soquy,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    where: str,
) -> None:
    token = Token.parse(kept.soquy.do("token", "create", "--login", "ketoan").strip())
    data, keys = backed_up(kept, tmp_path)
    again = ("restore", data, "--keys", keys)
    with monkeypatch.context() as patched:
        patched.setattr(backups, where, cut_off)
        with pytest.raises(CutOff):
            elsewhere.run(*again)
    unfinished = "Error: restore_unfinished"
    for command in (("verify",), ("project", "status"), ("backup", tmp_path / "of.zip"), ("init",)):
        assert elsewhere.refused(*command).startswith(unfinished)
    with pytest.raises(RestoreUnfinished):
        create_app(Settings.from_environ({k: v for k, v in elsewhere.environ.items() if v}))
    kept.soquy.do("token", "create", "--login", "ketoan")  # a backup is another by what is in it
    other, _ = backed_up(kept, made(tmp_path / "later"))
    assert elsewhere.refused("restore", other, "--keys", keys).startswith("Error: book_exists")
    assert elsewhere.ask(*again)["ok"]
    assert not admitted(elsewhere, token)
    assert elsewhere.refused(*again).startswith("Error: book_exists")


def made(folder: Path) -> Path:
    folder.mkdir()
    return folder
