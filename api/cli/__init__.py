"""The command line `soquy`: everything an operator does to the book from a shell.

Exit status: 0 done; 1 refused or failed, with one line that says why; 2 wrongly asked; 3 done, but
parts of a file could not be read.
"""

import click

from api.cli.access import staff, token
from api.cli.backups import backup, restore
from api.cli.beneficiaries import beneficiary
from api.cli.books import association, fund
from api.cli.demo import demo
from api.cli.documents import export
from api.cli.installation import init, serve
from api.cli.keys import keys
from api.cli.people import people
from api.cli.projections import project
from api.cli.reorganisation import reorganise
from api.cli.shell import Commands
from api.cli.statements import import_statement
from api.cli.verification import verify

COMMANDS: tuple[click.Command, ...] = (
    init,
    serve,
    demo,
    project,
    staff,
    token,
    association,
    reorganise,
    fund,
    import_statement,
    keys,
    people,
    beneficiary,
    export,
    verify,
    backup,
    restore,
)


@click.group(cls=Commands)
@click.version_option(package_name="soquy", prog_name="soquy")
def main() -> None:
    """Sổ Quỹ – the book of a study-encouragement fund (quỹ khuyến học).

    Settings come from the environment, names beginning with SOQUY_; without any, everything lies
    under var/. Start with `soquy demo` to look around, or `soquy init` for a book of your own.
    """


for _command in COMMANDS:
    main.add_command(_command)
