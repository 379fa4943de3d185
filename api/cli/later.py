"""Commands that are loaded when they are run, so that none waits for what others need."""

from importlib import import_module
from typing import Any

import click


class Later(click.Command):
    """A command of which only the name and a line of help are known before somebody runs it."""

    def __init__(self, name: str, module: str, line: str) -> None:
        """Say where it is: in a module of this package, under its name."""
        super().__init__(name, short_help=line)
        self._module = module

    def load(self) -> click.Command:
        """Return the command itself."""
        assert self.name is not None
        module = import_module(f"{__package__}.{self._module}")
        command = getattr(module, self.name.replace("-", "_"))
        assert isinstance(command, click.Command)
        return command

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: Any,  # noqa: ANN401  # as the library has it
    ) -> click.Context:
        """Leave the rest to the command: what is read, asked and run from here on is its own."""
        return self.load().make_context(info_name, args, parent, **extra)
