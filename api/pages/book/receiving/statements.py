"""Bank statements: uploaded, looked at row by row, and recorded once a treasurer confirms."""

from collections.abc import Mapping, Sequence
from hashlib import file_digest
from typing import Any, BinaryIO, cast
from uuid import UUID

import msgspec
from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from api.errors import InvalidRequest, MalformedFile
from api.operations.bodies import UPLOAD_BYTES_MAX
from api.operations.body_limits import LIMIT
from api.pages.book.forms import (
    Filled,
    empty_form,
    form_command,
    staff_blueprint,
    tell_warnings,
)
from api.pages.book.receiving.statement_choices import (
    ROW,
    RULE,
    Choice,
    choices,
    chosen,
    open_appeals,
    row_choices,
    row_decisions,
    ruled,
    rules,
)
from api.pages.book.receiving.statement_refusals import FILE, layouts_chosen, refused_statement
from api.pages.form_texts import CHECKED_LATER, check_texts
from api.pages.links import fund_link, keeping_href
from api.pages.presentation.language import ngettext
from api.pages.reading import look
from api.pages.visitors import remember_written, require
from api.services import services
from api.statements.decisions import Decisions
from api.statements.errors import OtherAccount, SwappedDates
from api.statements.keeping import NumberedRow, Statement, StatementDesk, Upload, Wanted
from api.statements.layout import layouts
from api.statements.outcomes import Outcome
from api.statements.previews import Proposed
from api.statements.proposals.kinds import OF_CREDITS, OF_DEBITS, Kind, Why
from api.statements.trust import Trust
from ledger.access import Action
from ledger.errors import LedgerError
from ledger.recording.commands import Command
from ledger.values import AccountId, AccountKind, FundId, MobilizationId
from projections import funds
from projections.receiving import mobilizations

statement_pages = staff_blueprint("statements")

ROWS_SHOWN = 50
NAMED = 50
"""So many faults, breaks and ambiguous rows are named; the others are counted."""

CHOICES_MAX = 10_000
"""So many rows can be decided one by one; more of them by what they are proposed as."""

_ALL: Mapping[str, str] = {}
_RULE = "/funds/<uuid:fund_id>/statements"
_ONE = f"{_RULE}/<uuid:statement_id>"


@statement_pages.get(_RULE)
def new(fund_id: FundId) -> str:
    """Show the form to upload a statement, and the statements that wait."""
    require(Action.RECORD, fund_id)
    return _form_page(fund_id, empty_form())


@statement_pages.post(_RULE)
def upload(fund_id: FundId) -> ResponseReturnValue:
    """Look at a statement and keep it, and lead on to what stands in it."""
    person, _ = require(Action.RECORD, fund_id)
    check_texts()
    try:
        command = form_command(person.staff_id, fund_id)
        asked, file = _upload(request.form), _file()
        statement, _ = _desk(fund_id).preview(file, asked, _about(command, file))
    except LedgerError as error:
        with look() as reading:
            own = layouts_chosen(reading, fund_id, request.form)
        form = refused_statement(error, own)
        return _form_page(fund_id, form, _doubted(error)), form.refusal.status
    assert statement.id is not None, "what is uploaded is kept"
    return _to(fund_id, statement.id)


setattr(upload, LIMIT, UPLOAD_BYTES_MAX)
setattr(upload, CHECKED_LATER, True)


@statement_pages.get(_ONE)
def show(fund_id: FundId, statement_id: UUID) -> str:
    """Show what stands in a statement, and what each of its rows is proposed to be."""
    require(Action.RECORD, fund_id)
    return _page(fund_id, statement_id, empty_form())


@statement_pages.post(_ONE)
def decide(fund_id: FundId, statement_id: UUID) -> ResponseReturnValue:
    """Keep what was chosen for the rows of a page, and record the statement if that is asked."""
    person, _ = require(Action.RECORD, fund_id)
    desk = _desk(fund_id)
    try:
        together = {**chosen(desk.draft(statement_id)), **row_choices(request.form)}
        kept = {line: value for line, value in together.items() if value}
        if len(kept) > CHOICES_MAX:
            raise InvalidRequest({ROW: gettext("Chọn nhiều dòng quá. Hãy chọn cho cả nhóm.")})
        decisions = [*row_decisions(kept), *rules(request.form)]
        desk.put_draft(statement_id, decisions)
        if "confirm" not in request.form:
            flash(gettext("Đã lưu lựa chọn. Chưa ghi gì vào sổ."), "good")
            return _to(fund_id, statement_id, _asked())
        command = form_command(person.staff_id, fund_id, statement_id)
        outcome, _ = desk.confirm(statement_id, Decisions(decisions), command)
    except LedgerError as error:
        form = refused_statement(error)
        return _page(fund_id, statement_id, form), form.refusal.status
    remember_written(outcome.position)
    _tell(outcome)
    tell_warnings(fund_id, outcome.warnings)
    return _to(fund_id, statement_id)


def _desk(fund_id: FundId) -> StatementDesk:
    here = services()
    return StatementDesk(here.ledger, here.vault, here.views, fund_id)


def _to(
    fund_id: FundId, statement_id: UUID, asked: Mapping[str, str] = _ALL
) -> ResponseReturnValue:
    return redirect(_href(fund_id, statement_id, asked), 303)


def _href(
    fund_id: FundId,
    statement_id: UUID | None,
    asked: Mapping[str, str] = _ALL,
    *,
    endpoint: str = "show",
) -> str:
    values: dict[str, Any] = {"fund_id": fund_id, "statement_id": statement_id, **asked}
    return url_for(f"pages.statements.{endpoint}", **values)


def _upload(form: Mapping[str, str]) -> Upload:
    """Return what is said of a file beside it; raise `InvalidRequest`."""
    wrong = {}
    ids: dict[str, UUID | None] = {}
    for name, sentence in (
        ("account_id", gettext("Chọn tài khoản.")),
        ("mobilization_id", gettext("Chọn một mục trong danh sách.")),
    ):
        text = form.get(name, "")
        try:
            ids[name] = UUID(text) if text or name == "account_id" else None
        except ValueError:
            wrong[name] = sentence
    if wrong:
        raise InvalidRequest(wrong)
    account_id, mobilization_id = ids["account_id"], ids["mobilization_id"]
    assert account_id is not None
    return Upload(
        account_id=AccountId(account_id),
        mobilization_id=None if mobilization_id is None else MobilizationId(mobilization_id),
        trust=Trust(form["trust"]) if form.get("trust") in set(Trust) else None,
    )


def _file() -> BinaryIO:
    """Return the file that was sent, at its start; raise `MalformedFile` for none."""
    sent = request.files.get(FILE)
    if sent is None or not sent.filename:
        raise MalformedFile("file")
    sent.stream.seek(0)
    return cast("BinaryIO", sent.stream)


def _about(command: Command, file: BinaryIO) -> Command:
    """Return the command with a digest that covers the file as well."""
    digest = file_digest(file, "sha256").digest()  # type: ignore[arg-type]  # it reads
    file.seek(0)
    both = services().command_hmac(command.digest + digest)
    return msgspec.structs.replace(command, digest=both)


def _tell(outcome: Outcome) -> None:
    told = ngettext("Đã ghi %(num)s dòng vào sổ.", "Đã ghi %(num)s dòng vào sổ.", outcome.recorded)
    flash(told, "good")
    if outcome.matched:
        matched = ngettext(
            "Đã đối chiếu %(num)s dòng với khoản sổ đã có.",
            "Đã đối chiếu %(num)s dòng với khoản sổ đã có.",
            outcome.matched,
        )
        flash(matched, "good")
    if outcome.changed_count:
        changed = ngettext(
            "%(num)s dòng chưa ghi: sổ đã đổi từ khi tải tệp lên nên đề xuất cũng đổi. Hãy xem lại"
            " rồi ghi lần nữa.",
            "%(num)s dòng chưa ghi: sổ đã đổi từ khi tải tệp lên nên đề xuất cũng đổi. Hãy xem lại"
            " rồi ghi lần nữa.",
            outcome.changed_count,
        )
        flash(changed, "warn")
    if outcome.unplaced:
        waits = ngettext(
            "%(num)s dòng đã ghi nhưng chưa xếp được vào đúng chỗ, đang chờ ở trang Sổ của tôi.",
            "%(num)s dòng đã ghi nhưng chưa xếp được vào đúng chỗ, đang chờ ở trang Sổ của tôi.",
            len(outcome.unplaced),
        )
        flash(waits, "warn")


def _doubted(error: LedgerError) -> Trust | None:
    """Return what a person can say of a file that was refused, with what was said of it before."""
    if not isinstance(error, OtherAccount | SwappedDates):
        return None
    if request.form.get("trust"):
        return Trust.ALL
    return Trust.ACCOUNT if isinstance(error, OtherAccount) else Trust.DATES


def _form_page(fund_id: FundId, form: Filled, doubted: Trust | None = None) -> str:
    with look() as reading:
        fund = funds.fund(reading, fund_id)
        accounts = {
            each.account_id: each.name
            for each in funds.accounts(reading, fund_id)
            if each.kind is AccountKind.BANK
        }
        appeals = open_appeals(mobilizations.of_fund(reading, fund_id), None)
    return render_template(
        "book/receiving/statements.html",
        fund=fund_link(fund),
        accounts=[{"id": id_, "name": name} for id_, name in accounts.items()],
        appeals=[{"id": each.mobilization_id, "name": each.name} for each in appeals],
        banks=sorted({layout.bank for layout in layouts().values()}),
        waiting=[_waiting(fund_id, each, accounts) for each in _desk(fund_id).of_fund()],
        action_href=url_for("pages.statements.upload", fund_id=fund_id),
        cancel_href=keeping_href(fund_id),
        doubted=doubted,
        command_id=form.command_id,
        values=form.values,
        errors=form.refusal.errors,
        problem=form.refusal.problem,
    )


def _waiting(
    fund_id: FundId, statement: Statement, accounts: Mapping[AccountId, str]
) -> dict[str, Any]:
    return {
        "account": accounts.get(statement.account_id, ""),
        "preview": statement.preview,
        "expires_at": statement.expires_at,
        "href": _href(fund_id, statement.id),
    }


def _asked() -> dict[str, str]:
    """Return which rows are asked for, as texts of ours."""
    texts = {}
    proposed, why, after = (request.args.get(name, "") for name in ("proposed", "why", "after"))
    if proposed in set(Kind):
        texts["proposed"] = proposed
    if why in set(Why):
        texts["why"] = why
    if after.isascii() and after.isdecimal() and len(after) < 10:  # noqa: PLR2004
        texts["after"] = after
    return texts


def _page(fund_id: FundId, statement_id: UUID, form: Filled) -> str:
    desk = _desk(fund_id)
    statement = desk.about(statement_id)
    saved = desk.draft(statement_id)
    draft = {**chosen(saved), **row_choices(form.values)}
    by_rule = {**ruled(saved), **form.values}
    asked = _asked()
    wanted = Wanted(
        proposed=Kind(asked["proposed"]) if "proposed" in asked else None,
        why=Why(asked["why"]) if "why" in asked else None,
    )
    after = int(asked.get("after", "0"))
    shown, has_more = desk.page(statement_id, wanted, after=after, limit=ROWS_SHOWN)
    with look() as reading:
        fund = funds.fund(reading, fund_id)
        appeals = mobilizations.of_fund(reading, fund_id)
        names = {each.account_id: each.name for each in funds.accounts(reading, fund_id)}
    still = open_appeals(appeals, statement.preview.first_on)
    of_credit, of_debit = choices(still, is_credit=True), choices(still, is_credit=False)
    called = {each.mobilization_id: each.name for each in appeals}
    filters = {name: text for name, text in asked.items() if name != "after"}
    more_href = None
    if has_more:
        last = str(shown[-1].number)
        more_href = _href(fund_id, statement_id, {**filters, "after": last})
    preview, is_done = statement.preview, not desk.has_new(statement_id)
    if is_done:
        preview = preview.recorded()
    return render_template(
        "book/receiving/statement.html",
        fund=fund_link(fund),
        account=names.get(statement.account_id, ""),
        expires_at=statement.expires_at,
        preview=msgspec.structs.replace(
            preview,
            faults=preview.faults[:NAMED],
            breaks=preview.breaks[:NAMED],
            ambiguous=preview.ambiguous[:NAMED],
        ),
        is_done=is_done,
        implied={each.line: each for each in preview.implied},
        groups=[
            _group(
                each,
                choices(still, is_credit=each.kind in OF_CREDITS),
                by_rule,
                _href(fund_id, statement_id, {"proposed": each.kind, "why": each.why}),
            )
            for each in preview.proposals
        ],
        rows=[
            _row(each, of_credit if each.candidate.row.credit_dong else of_debit, draft, called)
            for each in shown
        ],
        filters=filters,
        all_href=_href(fund_id, statement_id),
        more_href=more_href,
        action_href=_href(fund_id, statement_id, asked, endpoint="decide"),
        again_href=url_for("pages.statements.new", fund_id=fund_id),
        book_href=url_for("pages.book.show"),
        command_id=form.command_id,
        errors=form.refusal.errors,
        problem=form.refusal.problem,
    )


def _group(
    proposed: Proposed, own: Sequence[Choice], values: Mapping[str, str], href: str
) -> dict[str, Any]:
    """Return what is shown of rows that are proposed alike."""
    name = f"{RULE}{proposed.kind}.{proposed.why}"
    is_of_both = proposed.kind in OF_CREDITS & OF_DEBITS
    return {
        "proposed": proposed,
        "name": name,
        "value": values.get(name, ""),
        "choices": [each for each in own if not is_of_both or each.kind is Kind.SKIP],
        "href": f"{href}#rows",
    }


def _row(
    each: NumberedRow,
    own: Sequence[Choice],
    draft: Mapping[int, str],
    appeals: Mapping[MobilizationId, str],
) -> dict[str, Any]:
    candidate = each.candidate
    row = candidate.row
    appeal = candidate.proposal.mobilization_id
    return {
        "line": row.line,
        "row": row,
        "amount_dong": row.credit_dong - row.debit_dong,
        "proposal": candidate.proposal,
        "appeal": None if appeal is None else appeals.get(appeal),
        "known": candidate.known,
        "implied": candidate.implied,
        "name": f"{ROW}{row.line}",
        "value": draft.get(row.line, ""),
        "choices": own,
    }
