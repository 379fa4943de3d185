"""What makes a whole statement file unacceptable; a single bad row is `rows.Unreadable` instead."""

from ledger.errors import LedgerError


class StatementError(LedgerError):
    """The file is not a statement that can be read.

    Raised while the file is being read, so rows before the fault may have been yielded already:
    whoever records rows reads the file to its end first. No attribute holds content of the file.
    """


class UnknownLayout(StatementError):
    """There is no layout of this name, or none for the bank of this account."""


class WrongBank(StatementError):
    """The layout is that of another bank than the account's."""


class OtherAccount(StatementError):
    """The file says that it is, or that rows of it are, of another account than the one meant.

    `limits["account_id"]` says of which one, if it is the fund's; `limits["line"]` where it says
    so, if that is among its rows.
    """


class SwappedDates(StatementError):
    """Days and months of the file's dates seem to have changed places, as a spreadsheet may do.

    Either the days up to the 12th are dates of a sheet and those behind it are texts, or all are
    the same day of one month after the other, or a row lies outside the period that the file tells
    above its rows, or the book has most of the first rows already – on days that are theirs with
    day and month exchanged.
    """


class EmptyFile(StatementError):
    """The file is empty."""


class NotCsv(StatementError):
    """The file is neither CSV text nor an XLSX workbook, whatever its name says.

    `limits["found"]` says what it looks like: pdf, xls, html, rtf, gzip or a picture.
    """


class BrokenStatementWorkbook(StatementError):
    """The file begins like an XLSX workbook, and cannot be read as one."""


class SeveralSheets(StatementError):
    """More than one sheet of the workbook has rows of a statement: each is to be a file."""


class WrongEncoding(StatementError):
    """The file is not text in the encoding of its layout.

    `limits["byte_offset"]` counts from 0, `limits["encoding"]` names what was expected.
    """


class HasNulBytes(StatementError):
    """The file contains NUL bytes, which no statement has.

    `limits["line"]` is the line of the first one.
    """


class LineTooLong(StatementError):
    """A line of the file is longer than any row of a statement.

    `limits["line"]` says which, `limits["characters_max"]` what is allowed.
    """


class TooLarge(StatementError):
    """The file is larger than what is read in one piece.

    `limits` says how much is: `bytes_max` of the file, or what a workbook may unpack to.
    """


class MissingColumns(StatementError):
    """The header of the file lacks columns of this layout.

    `fields` names them as the layout does.
    """


class AmbiguousColumns(StatementError):
    """The header of the file has columns of this layout more than once.

    `fields` names them as the layout does.
    """
