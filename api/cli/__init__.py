"""The command line `soquy`: everything an operator does to the book from a shell.

Exit status: 0 done; 1 refused or failed, with one line that says why; 2 wrongly asked; 3 done, but
parts of a file could not be read.
"""

import click

from api.cli.later import Later

_COMMANDS = {
    "access": {
        "staff": "Members of staff (cán bộ) and their roles.",
        "token": "Tokens by which programs act for someone.",
    },
    "backups": {
        "backup": "Back up the log and the people vault to TO, a new file or a folder that gets"
        " one.",
        "restore": "Restore a backup into empty stores, build the read models, and verify all of"
        " it.",
    },
    "beneficiaries": {"beneficiary": "Beneficiaries (người thụ hưởng)."},
    "books": {
        "association": "Associations (hội khuyến học) of every level.",
        "fund": "Funds (quỹ): open one with its accounts.",
    },
    "demo": {"demo": "Make a demo book from real data, and say who may log in."},
    "documents": {"export": "Write the book to standard output."},
    "installation": {
        "init": "Make keys and the tables of all stores.",
        "serve": "Serve the book: web pages, HTTP interface and projections together, until"
        " stopped.",
    },
    "keys": {"keys": "Keys of personal data, in the folder that SOQUY_KEYS_DIR names."},
    "people": {"people": "People: donors, beneficiaries, and what is known of them."},
    "projections": {"project": "Projections: the tables that every answer and page is read from."},
    "reorganisation": {
        "reorganise": "Carry out a reorganisation (sáp nhập, chia tách) from a CSV file, all of it"
        " or nothing.",
    },
    "reports": {
        "report": "Write the report (báo cáo) of an association for a period: text, JSON, CSV or"
        " XLSX.",
    },
    "statements": {
        "import-statement": "Record a bank statement (sao kê) as what its rows are proposed to be,"
        " or --decide says.",
    },
    "verification": {
        "verify": "Check that the log has no gaps, every entry balances, and all else follows from"
        " the log.",
    },
}
"""By module, the name of each command and the first sentence of its help, for `soquy --help`."""

COMMANDS = tuple(
    Later(name, module, line)
    for module, commands in _COMMANDS.items()
    for name, line in commands.items()
)


@click.group(commands=COMMANDS)
@click.version_option(package_name="soquy", prog_name="soquy")
def main() -> None:
    """Sổ Quỹ – the book of a study-encouragement fund (quỹ khuyến học).

    Settings come from the environment, names beginning with SOQUY_; without any, everything lies
    under var/. Start with `soquy demo` to look around, or `soquy init` for a book of your own.
    """
