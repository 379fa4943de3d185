"""Importing a bank statement: look at all of it first, then record it, never a row twice.

The file is read to its end for the preview, so that a file that is not what it claims records
nothing; a large one is read once more for the book, so that no file is too large. What is recorded
is known by the identity of its row, so an import that was cut off is simply started again.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from io import SEEK_SET
from typing import BinaryIO, Protocol

import msgspec

from api.statements.ahead import one_ahead
from api.statements.candidate import Candidate
from api.statements.candidates import Candidates
from api.statements.decisions import AS_PROPOSED, Decided, Decisions
from api.statements.errors import WrongBank
from api.statements.layout import Layout, layouts_of
from api.statements.meanwhile import Meanwhile
from api.statements.outcomes import Outcome
from api.statements.previews import Preview, Tally
from api.statements.proposals.known import Known
from api.statements.reader import recognise
from api.statements.recording import Kept, Recorder, Rehearsal
from api.statements.trust import Trust
from ledger.application import Ledger
from ledger.errors import LedgerError
from ledger.errors.money import WrongAccountKind
from ledger.fund.checks import account_of
from ledger.recording.commands import Command
from ledger.values import AccountId, AccountKind, FundId, MobilizationId

ROWS_KEPT = 50_000
"""A file of so many rows is kept from its preview on; a larger one is read again."""

KEY = "statement rows"
"""The use under which the vault keeps the key of row identities."""

_NOTHING_KNOWN = Known()


class NamedKeys(Protocol):
    """Where the permanent key of row identities lies: the people vault."""

    def named_key(self, use: str) -> bytes:
        """Return the permanent key of 32 bytes for one use."""


class StatementImport:
    """The import of one statement file into one bank account of one fund."""

    def __init__(
        self,
        ledger: Ledger,
        keys: NamedKeys,
        *,
        fund_id: FundId,
        account_id: AccountId,
        layout: Layout,
        mobilization_id: MobilizationId | None = None,
        known: Known = _NOTHING_KNOWN,
        trust: Trust | None = None,
    ) -> None:
        """Name what is imported where; `mobilization_id` is the appeal of gifts without a code.

        `trust` says what of the file is taken for right although something speaks against it.

        Raises `FundNotFound`, `AccountNotFound`, `WrongAccountKind`, `WrongBank`.
        """
        bank_bin = bank_of(ledger, fund_id, account_id)
        if bank_bin != layout.bin:
            raise WrongBank("layout", layout_bin=layout.bin, account_bin=str(bank_bin))
        if mobilization_id is not None:
            known = msgspec.structs.replace(known, mobilization_id=mobilization_id)
        key = keys.named_key(KEY)
        self._candidates = Candidates(ledger, layout, account_id, key, known, trust)
        meanwhile = None
        if known.version is not None:
            meanwhile = Meanwhile(ledger, fund_id, account_id, known.version)
        self._recorder = Recorder(ledger, fund_id, account_id, meanwhile)
        self._place = (ledger, fund_id, account_id)
        self._kept: list[list[Candidate]] | None = None
        self._tried: _Tried | None = None

    def preview(  # how a file is looked at, each by name
        self,
        stream: BinaryIO,
        command: Command,
        progress: Callable[[int], None] | None = None,
        decisions: Decisions = AS_PROPOSED,
        *,
        tries: bool = False,
    ) -> Preview:
        """Read a seekable file to its end and say what importing it would do; records nothing.

        `command` is only rehearsed. `progress` is told the bytes read so far. With `tries` what
        `tried` says is found out by the way, so that a large file is read once. Raises
        `StatementError` if the file is not a statement, `StatementRowRecorded` if a row is decided
        on that `decisions.check_not_recorded` refuses, and what recording would raise if the book
        refused one of its rows (`limits["line"]` says which), so that none is recorded.
        """
        self._kept = None
        ledger, fund_id, account_id = self._place
        trial = Recorder(ledger.trial(), fund_id, account_id)
        self._tried = tried = _Tried(trial, command) if tries else None
        tally, rehearsal = Tally(), Rehearsal(*self._place)
        kept: list[list[Candidate]] = []
        named, reached = decisions.lines, 0
        for chunk in self._chunks(stream, tally):
            decided = decisions.of_all(chunk)
            rehearsal.add(decided)
            if tried is not None:
                tried.add(decided)
            if named:
                named.difference_update([each.row.line for each in chunk])
            if tally.rows <= ROWS_KEPT:
                kept.append(chunk)
            if progress is not None:
                reached = max(reached, stream.tell())  # of a workbook two parts are read at a time
                progress(reached)
        decisions.check_none_left(named)
        preview = tally.preview()
        decisions.check_not_recorded(preview.ambiguous)
        rehearsal.ask(command)
        self._kept = kept if tally.rows <= ROWS_KEPT else None
        return preview

    def record(
        self,
        stream: BinaryIO,
        commands: Iterator[Command],
        decisions: Decisions = AS_PROPOSED,
    ) -> Iterator[Outcome]:
        """Record the rows of a file that `preview` accepted, chunk by chunk, as they are decided.

        Each outcome stands for up to `ROWS_PER_APPEND` rows; they are recorded as it is drawn, and
        the memos of the next ones are kept meanwhile: each waits for another store.
        """

        def keep(chunk: list[Candidate]) -> Kept:
            return self._recorder.keep(decisions.of_all(chunk), command_of)

        def command_of(_: str) -> Command:
            return next(commands)

        for kept in one_ahead(keep, self._accepted(stream)):
            yield self._recorder.record_kept(kept, command_of)

    def tried(self) -> Outcome:
        """Say what `record` would make of the rows of a file that `preview` accepted and tried."""
        assert self._tried is not None, "the preview was to try them"
        return self._tried.outcome()

    def _accepted(self, stream: BinaryIO) -> Iterable[list[Candidate]]:
        return self._chunks(stream, Tally()) if self._kept is None else self._kept

    def _chunks(self, stream: BinaryIO, tally: Tally) -> Iterator[list[Candidate]]:
        stream.seek(0, SEEK_SET)
        return self._candidates.chunks(stream, tally)


class _Tried:
    """What recording rows, one after the other, would make of them; nothing is recorded."""

    def __init__(self, recorder: Recorder, command: Command) -> None:
        self._recorder = recorder
        self._command = msgspec.structs.replace(command, dry_run=True)
        self._outcome = Outcome()
        self._refusal: LedgerError | None = None

    def add(self, decided: Sequence[Decided]) -> None:
        """Try more rows, unless some before them were refused: that is told when it is asked."""
        if self._refusal is not None:
            return
        try:
            more = self._recorder.record(decided, lambda _: self._command)
        except LedgerError as refusal:
            self._refusal = refusal
        else:
            self._outcome = self._outcome.plus(more)

    def outcome(self) -> Outcome:
        """Return what became of them, or raise what the first that was refused was refused for."""
        if self._refusal is not None:
            raise self._refusal
        return self._outcome


def bank_of(ledger: Ledger, fund_id: FundId, account_id: AccountId) -> str | None:
    """Return the bank's BIN of an account that has statements.

    Raises `FundNotFound`, `AccountNotFound`, `WrongAccountKind`.
    """
    account = account_of(ledger.desk().fund(fund_id), account_id)
    if account.kind is not AccountKind.BANK:
        raise WrongAccountKind("account_id")
    return account.bank_bin


def layout_for(ledger: Ledger, fund_id: FundId, account_id: AccountId, stream: BinaryIO) -> Layout:
    """Return the layout of the account's bank whose columns a seekable file has.

    Raises as `bank_of`, `UnknownLayout` if there is none of that bank, and `StatementError`.
    """
    return recognise(layouts_of(bank_of(ledger, fund_id, account_id)), stream)
