"""Every error of the ledger, whichever file of its tree it stands in."""

import pkgutil
from importlib import import_module

import ledger.errors
from ledger.errors import LedgerError

_FILES = [each.name for each in pkgutil.iter_modules(ledger.errors.__path__)]

MODULES = (ledger.errors, *(import_module(f"ledger.errors.{name}") for name in _FILES))
"""The root of the tree, and its files in the order of their names."""

ERRORS: dict[str, type[LedgerError]] = {
    name: each
    for module in MODULES
    for name, each in vars(module).items()
    if isinstance(each, type)
    and issubclass(each, LedgerError)
    and each.__module__ == module.__name__
}
"""Each by its name."""
