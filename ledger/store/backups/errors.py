"""What can be wrong with a backup, or with the place it is to be restored to."""

from ledger.errors import Conflict, Refused, Unavailable


class BackupBroken(Refused):
    """This is no whole backup: it ends early, was changed, or is of another kind."""


class BackupNewer(Refused):
    """A newer version of the software made this backup: restore it with that one."""


class BackupExists(Conflict):
    """There is a file of this name already: a backup never replaces one."""


class BookExists(Conflict):
    """There is a book here already: a backup is restored into empty stores only."""


class KeysExist(Conflict):
    """There are keys here already: a backup of keys never replaces them."""


class KeysMissing(Refused):
    """The keys of this book are not here: restore them first, or say that it goes without."""


class OtherKeys(Refused):
    """The keys here belong to another book: they open nothing in this backup."""


class RestoreUnfinished(Unavailable):
    """A restore was cut off here: start it again, with the same backup."""
