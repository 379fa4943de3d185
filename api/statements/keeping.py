"""A statement that was uploaded: looked at, kept for a few days, and confirmed in pieces."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from itertools import islice
from typing import BinaryIO, Protocol
from uuid import UUID

import msgspec
from uuid_utils.compat import uuid7

from api.statements.candidate import Candidate
from api.statements.candidates import ROWS_PER_APPEND, Candidates
from api.statements.decisions import AS_PROPOSED, Decided, Decision, Decisions
from api.statements.errors import WrongBank
from api.statements.importing import KEY, NamedKeys, bank_of, layout_for
from api.statements.knowledge import People, collect
from api.statements.layout import load_layout
from api.statements.meanwhile import Meanwhile
from api.statements.outcomes import CHANGED_NAMED, Changed, Outcome
from api.statements.previews import Preview, Tally
from api.statements.proposals.kinds import Kind, Why
from api.statements.proposals.known import Known
from api.statements.recording import ROWS, Recorder, Rehearsal
from api.statements.renewing import Renewal, Renewed
from api.statements.trust import Trust
from ledger.application import Ledger
from ledger.errors.conflicts import CommandReused, VersionMismatch
from ledger.errors.missing import StatementNotFound
from ledger.recording.commands import Command
from ledger.store.vault.statements import Answered, KeptStatement, Statements
from ledger.values import AccountId, FundId, MobilizationId
from projections.errors import ProjectionsBehind
from projections.views import Views

WAIT_SECONDS_MAX = 5.0
"""So long a confirmation waits for the read models to know its fund as it is."""


class StatementVault(NamedKeys, People, Protocol):
    """What of the people vault a statement needs."""

    @property
    def statements(self) -> Statements:
        """Where statements are kept."""


class Upload(msgspec.Struct, frozen=True, kw_only=True):
    """What is said of a file beside it; without `layout` it is recognised by its header.

    `trust` says what of it is taken for right although something speaks against it.
    """

    account_id: AccountId
    layout: str | None = None
    mobilization_id: MobilizationId | None = None
    trust: Trust | None = None


class Statement(msgspec.Struct, frozen=True, kw_only=True):
    """What a kept statement is about; `id` is null of one that was only looked at."""

    id: UUID | None
    account_id: AccountId
    layout: str
    mobilization_id: MobilizationId | None
    expires_at: datetime | None
    preview: Preview


class NumberedRow(msgspec.Struct, frozen=True, kw_only=True):
    """A row of a kept statement, by its number from 1 in the order it was read."""

    number: int
    candidate: Candidate


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """Which rows to show: those proposed as a kind, or for a reason; without, all."""

    proposed: Kind | None = None
    why: Why | None = None

    def fits(self, candidate: Candidate) -> bool:
        """Tell whether a row is one of them."""
        proposal = candidate.proposal
        return self.proposed in (None, proposal.kind) and self.why in (None, proposal.why)


class StatementDesk:
    """Where the statements of one fund are looked at and confirmed."""

    def __init__(
        self, ledger: Ledger, vault: StatementVault, views: Views, fund_id: FundId
    ) -> None:
        """Name the fund."""
        self._ledger = ledger
        self._vault = vault
        self._views = views
        self._fund_id = fund_id

    def preview(self, stream: BinaryIO, upload: Upload, command: Command) -> tuple[Statement, bool]:
        """Look at a seekable file, and keep what stands in it; also tell if that was done before.

        A dry run keeps nothing. Raises `CommandReused`, `FundNotFound`, `AccountNotFound`,
        `WrongAccountKind`, `UnknownLayout`, `WrongBank`, what makes a file unacceptable
        (`StatementError`), and what the book would refuse of its rows.
        """
        answered = self._answered(command)
        if answered is not None:
            return msgspec.json.decode(answered, type=Statement), True
        kept = self._vault.statements
        statement_id, now = uuid7(), datetime.now(UTC)
        if command.dry_run:
            about = self._look(stream, upload, command, lambda _: None)
            self._check_version(command)
            return about, False
        writing = kept.begin(statement_id, now)
        try:
            about = self._look(stream, upload, command, writing.add)
            self._check_version(command)
        except BaseException:
            kept.destroy(statement_id)
            raise
        about = msgspec.structs.replace(about, id=statement_id, expires_at=writing.expires_at)
        shown = msgspec.json.encode(about)
        answer = Answered(command.command_id, command.digest, shown)
        if not writing.finish(self._fund_id, shown, answer):
            kept.destroy(statement_id)
            return self.preview(stream, upload, command)
        kept.make_room(self._fund_id)
        return about, False

    def of_fund(self) -> list[Statement]:
        """Return the statements that are kept, the latest first."""
        kept = self._vault.statements.of_fund(self._fund_id, datetime.now(UTC))
        return [_about(each) for each in kept]

    def about(self, statement_id: UUID) -> Statement:
        """Return what a kept statement is about, or raise `StatementNotFound`."""
        return _about(self._find(statement_id))

    def draft(self, statement_id: UUID) -> list[Decision]:
        """Return what was decided so far; raises `StatementNotFound`."""
        draft = self._find(statement_id).draft
        return [] if draft is None else msgspec.msgpack.decode(draft, type=list[Decision])

    def put_draft(self, statement_id: UUID, decisions: list[Decision]) -> None:
        """Keep what is decided so far; raises `StatementNotFound`."""
        self._find(statement_id)
        self._vault.statements.put_draft(statement_id, msgspec.msgpack.encode(decisions))

    def page(
        self, statement_id: UUID, wanted: Wanted, *, after: int, limit: int
    ) -> tuple[list[NumberedRow], bool]:
        """Return so many of the wanted rows behind a number, and whether there are more.

        They are as the book would have them now: what it has is known, and what is proposed may be
        otherwise than when the statement was kept. Raises `StatementNotFound`.
        """
        about = self.about(statement_id)
        renewal = self._renewal(about, self._known_now(about))
        fitting = (
            row
            for row in self._rows(statement_id, renewal)
            if row.number > after and wanted.fits(row.candidate)
        )
        found = list(islice(fitting, limit + 1))
        return found[:limit], len(found) > limit

    def has_new(self, statement_id: UUID) -> bool:
        """Tell whether the book lacks any of the rows by now; raises `StatementNotFound`."""
        about = self.about(statement_id)
        if not about.preview.new and not about.preview.implied_count:
            return False  # what is in the book stays there, and there may be very many rows
        renewal = self._renewal(about, self._known_now(about))
        return any(not row.candidate.known for row in self._rows(statement_id, renewal))

    def _rows(self, statement_id: UUID, renewal: Renewal) -> Iterator[NumberedRow]:
        """Yield all rows: what one is proposed as is not proposed for the next."""
        for piece, chunk in self._chunks(statement_id):
            first = (piece - 1) * ROWS_PER_APPEND + 1
            for number, each in enumerate(renewal.of(chunk), first):
                yield NumberedRow(number=number, candidate=each.now)

    def confirm(
        self, statement_id: UUID, decisions: Decisions, command: Command
    ) -> tuple[Outcome, bool]:
        """Record a kept statement as it is decided; also tell if this was answered before.

        All of it is rehearsed first, then recorded a thousand rows at a time; cut off half-way,
        the same command goes on where it was. A row that is proposed as something else by now than
        when it was kept is left, and kept as that: nobody has seen it so. Raises `CommandReused`,
        `StatementNotFound`, `ProjectionsBehind` if the read models do not know the fund as it is,
        `BadDecision`, `StatementRowRecorded` for a row at an edge of the file that the book has one
        like, and what the book refuses.
        """
        answered = self._answered(command)
        if answered is not None:
            return msgspec.json.decode(answered, type=Outcome), True
        about = self.about(statement_id)
        version = self._wait_for_views()
        known = self._known_now(about)
        rehearsal = Rehearsal(self._ledger, self._fund_id, about.account_id)
        trial = msgspec.structs.replace(command, if_version=None)
        renewal = partial(self._renewal, about, known)
        renewed, named = renewal(), decisions.lines
        for _, chunk in self._chunks(statement_id):
            rows, _ = _decided(renewed.of(chunk), decisions)
            rehearsal.add(rows)
            if named:
                named.difference_update([each.row.line for each in chunk])
        decisions.check_none_left(named)
        decisions.check_not_recorded(about.preview.ambiguous)
        rehearsal.ask(trial)
        if not self._has_begun(statement_id, command):
            self._check_version(command)
        if command.dry_run:
            tried = Recorder(self._ledger.trial(), self._fund_id, about.account_id)
            return self._record(statement_id, tried, renewal(), decisions, lambda *_: trial), False
        place = self._fund_id, about.account_id
        meanwhile = Meanwhile(self._ledger, *place, version)
        recorder = Recorder(self._ledger, *place, meanwhile)
        command_of = partial(_part, command)
        outcome = self._record(statement_id, recorder, renewal(), decisions, command_of)
        answer = Answered(command.command_id, command.digest, msgspec.json.encode(outcome))
        self._vault.statements.put_answer(statement_id, answer)
        if outcome.changed_count:
            self._keep_changed(statement_id, renewal())
        if not outcome.left:
            done = msgspec.structs.replace(about, preview=about.preview.recorded())
            with suppress(StatementNotFound):  # its time was over while it was recorded
                self._vault.statements.put_about(statement_id, msgspec.json.encode(done))
        return outcome, False

    def _record(
        self,
        statement_id: UUID,
        recorder: Recorder,
        renewal: Renewal,
        decisions: Decisions,
        command_of: Callable[[int, str], Command],
    ) -> Outcome:
        outcome = Outcome()
        for piece, chunk in self._chunks(statement_id):
            rows, left = _decided(renewal.of(chunk), decisions)
            outcome = outcome.plus(left)
            outcome = outcome.plus(recorder.record(rows, partial(command_of, piece)))
        return outcome

    def _keep_changed(self, statement_id: UUID, renewal: Renewal) -> None:
        """Keep rows as what they are proposed to be by now, after that was told.

        Unless somebody was struck out of them meanwhile: then they change the next time.
        """
        statements = self._vault.statements
        for number, piece in statements.pieces(statement_id):
            renewed = renewal.of(_read_chunk(piece))
            if any(each.is_changed for each in renewed):
                now = [each.now if each.is_changed else each.kept for each in renewed]
                change = partial(_in_the_place_of, piece, msgspec.msgpack.encode(now))
                statements.change_piece(statement_id, number, change)

    def _known_now(self, about: Statement) -> Known:
        today, appeal = self._ledger.desk().today, about.mobilization_id
        account_id = about.account_id
        return collect(self._views, self._vault, self._fund_id, account_id, today, appeal)

    def _renewal(self, about: Statement, known: Known) -> Renewal:
        return Renewal(self._ledger, self._fund_id, load_layout(about.layout), known)

    def _wait_for_views(self) -> int:
        """Wait until the read models know the fund as it is, and return that version.

        Raises `ProjectionsBehind`.
        """
        found = self._ledger.desk().versioned(self._fund_id)
        assert found is not None, "the fund was looked at"
        (last,) = self._ledger.stream_rows(self._fund_id, found.version - 1, 1)
        if not self._views.wait_for(last.id, WAIT_SECONDS_MAX):
            raise ProjectionsBehind(position=last.id)
        return found.version

    def _has_begun(self, statement_id: UUID, command: Command) -> bool:
        """Tell whether this very command was cut off: what it recorded has moved the version."""
        if command.if_version is None or command.dry_run:
            return False
        return any(
            self._ledger.first_answer(_part(command, piece, ROWS)) is not None
            for piece, _ in self._vault.statements.pieces(statement_id)
        )

    def _look(self, stream: BinaryIO, upload: Upload, command: Command, keep: "Keep") -> Statement:
        ledger, fund_id, account_id = self._ledger, self._fund_id, upload.account_id
        bank_bin = bank_of(ledger, fund_id, account_id)
        if upload.layout is None:
            layout = layout_for(ledger, fund_id, account_id, stream)
        else:
            layout = load_layout(upload.layout)
        if layout.bin != bank_bin:
            raise WrongBank("layout", layout_bin=layout.bin, account_bin=str(bank_bin))
        today = ledger.desk().today
        known = collect(
            self._views, self._vault, fund_id, account_id, today, upload.mobilization_id
        )
        key = self._vault.named_key(KEY)
        candidates = Candidates(ledger, layout, account_id, key, known, upload.trust)
        tally, rehearsal = Tally(), Rehearsal(ledger, fund_id, account_id)
        stream.seek(0)
        for chunk in candidates.chunks(stream, tally):
            rehearsal.add(AS_PROPOSED.of_all(chunk))
            keep(msgspec.msgpack.encode(chunk))
        rehearsal.ask(msgspec.structs.replace(command, if_version=None))
        return Statement(
            id=None,
            account_id=account_id,
            layout=layout.name,
            mobilization_id=upload.mobilization_id,
            expires_at=None,
            preview=tally.preview(),
        )

    def _find(self, statement_id: UUID) -> KeptStatement:
        return self._vault.statements.find(self._fund_id, statement_id, datetime.now(UTC))

    def _chunks(self, statement_id: UUID, after: int = 0) -> Iterator[tuple[int, list[Candidate]]]:
        for number, piece in self._vault.statements.pieces(statement_id, after):
            yield number, _read_chunk(piece)

    def _check_version(self, command: Command) -> None:
        """Raise `VersionMismatch` unless the fund is at the version that the command is for.

        It is asked last: what is refused anyway is refused for that (RFC 9110, section 13.2.1).
        """
        found = self._ledger.desk().versioned(self._fund_id)
        assert found is not None, "the fund was looked at"
        if command.if_version not in (None, found.version):
            raise VersionMismatch(version=found.version)

    def _answered(self, command: Command) -> bytes | None:
        answered = self._vault.statements.find_answer(command.command_id)
        if answered is None:
            return None
        if answered.digest != command.digest:
            raise CommandReused("Idempotency-Key")
        return answered.answer


def _in_the_place_of(known: bytes, other: bytes, piece: bytes) -> bytes | None:
    """Return another piece for one that is as it was known."""
    return other if piece == known else None


def _part(command: Command, piece: int, what: str) -> Command:
    """Return the command for one thing to do about one piece."""
    command_id = f"{command.command_id}/{piece} {what}"
    return msgspec.structs.replace(command, command_id=command_id, if_version=None)


def _decided(renewed: Sequence[Renewed], decisions: Decisions) -> tuple[list[Decided], Outcome]:
    """Return what is decided of rows, and what of that is left because it has changed."""
    rows: list[Decided] = []
    changed: list[Changed] = []
    for each in renewed:
        decided = decisions.of(each.kept)
        if each.is_changed and decided.kind is not Kind.SKIP:
            now = each.now.proposal
            changed.append(Changed(line=each.now.row.line, kind=now.kind, why=now.why))
        else:
            rows.append((each.now, decided))
    count = len(changed)
    return rows, Outcome(left=count, changed_count=count, changed=tuple(changed[:CHANGED_NAMED]))


class Keep(Protocol):
    """Keeps a piece of a statement."""

    def __call__(self, piece: bytes, /) -> None:
        """Keep it."""


_read_chunk = msgspec.msgpack.Decoder(list[Candidate]).decode


def _about(kept: KeptStatement) -> Statement:
    return msgspec.json.decode(kept.about, type=Statement)
