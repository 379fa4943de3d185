"""`soquy` for tests: run in this process on a store, and its answers taken apart."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import msgspec
from click.testing import CliRunner, Result

from api.cli import main
from api.installation import Services
from api.settings import Settings
from ledger.values import AccountId, AssociationId, FundId
from tests.servers import environment_of
from tests.stores import Store


class Soquy:
    """The command line on one store."""

    def __init__(self, store: Store) -> None:
        self.environ: dict[str, str | None] = dict(environment_of(store))
        self._settings = Settings.from_environ(environment_of(store))
        self.keys_dir = self._settings.keys_dir

    def run(self, *arguments: object, stdin: str | None = None, **environ: str | None) -> Result:
        """Run a command, whatever comes of it, short of an error nobody thought of."""
        words = [str(argument) for argument in arguments]
        env = {**self.environ, **environ}
        result = CliRunner().invoke(main, words, input=stdin, env=env)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    def do(self, *arguments: object, stdin: str | None = None) -> str:
        """Run a command that succeeds; what it writes to stdout."""
        result = self.run(*arguments, stdin=stdin)
        assert result.exit_code == 0, result.output
        return result.stdout

    def ask(self, *arguments: object, stdin: str | None = None) -> Any:  # noqa: ANN401  # JSON
        """Run a command that succeeds with --json; its answer."""
        return msgspec.json.decode(self.do(*arguments, "--json", stdin=stdin))

    def refused(self, *arguments: object, status: int = 1) -> str:
        """Run a command that is refused; the one line that says why."""
        result = self.run(*arguments)
        assert result.exit_code == status, result.output
        assert result.stdout == ""
        return result.stderr.strip().splitlines()[-1]

    def make(self, *arguments: object) -> UUID:
        """Run a command that makes something; its id."""
        return UUID(self.ask(*arguments)["id"])

    @contextmanager
    def services(self) -> Iterator[Services]:
        """Open what the command line works on."""
        opened = Services.open(self._settings)
        try:
            yield opened
        finally:
            opened.close()

    def central(self) -> AssociationId:
        """Initialise, and establish the central association."""
        self.do("init")
        return AssociationId(
            self.make(
                *("association", "add", "--name", "Hội Khuyến học Việt Nam"),
                *("--level", "central", "--on", "1996-10-02"),
            )
        )

    def fund(self, association_id: AssociationId) -> tuple[FundId, AccountId]:
        """Open a fund with a bank account at Vietcombank."""
        fund_id = self.make(
            *("fund", "open", "--association", association_id),
            *("--name", "Quỹ Khuyến học", "--on", "2024-01-01"),
        )
        account_id = self.make(
            *("fund", "account", "--fund", fund_id, "--kind", "bank", "--name", "Vietcombank"),
            *("--bank-bin", "970436", "--number", "0011000000001", "--on", "2024-01-01"),
        )
        return FundId(fund_id), AccountId(account_id)
