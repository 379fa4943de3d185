"""`soquy keys`."""

from tests.api.cli.soquy import Soquy
from tests.stores import Store


def test_the_master_key_changes_and_every_login_still_opens(soquy: Soquy, store: Store) -> None:
    central = str(soquy.central())
    asked = ("staff", "add", "--login", "anh", "--name", "Lê An", "--association", central)
    password = soquy.ask(*asked)["password"]
    with soquy.services() as running:
        assert running.vault.check_password("anh", password) is not None
        old = (store.keys_dir / "master.key").read_bytes()
        assert soquy.ask("keys", "rotate") == {"keys": 1}
        assert (store.keys_dir / "master.key").read_bytes() != old
        assert running.vault.check_password("anh", password) is not None
    (member,) = soquy.ask("staff", "list")
    assert (member["login"], member["name"]) == ("anh", "Lê An")
