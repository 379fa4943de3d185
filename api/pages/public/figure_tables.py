"""The public figures as rows for a spreadsheet, headed in the language of the page."""

from collections.abc import Iterator, Sequence
from typing import TypeAlias

from flask_babel import gettext

from api.documents.tables import Cell
from api.pages.entry_lines import Line
from api.pages.presentation import code_names
from api.pages.public.figures import AssociationFigures, FundFigures, number_of, purpose_name
from api.pages.reading import AsOfShown
from ledger.values import VIETNAM
from projections.answers import Totals
from projections.funds import Month
from projections.reports.report import Report

Row: TypeAlias = Sequence[Cell]


def of_association(found: AssociationFigures) -> Iterator[Row]:
    """Yield an association's figures, one to a row."""
    yield from _head(found.as_of)
    yield from _report(found.report)
    for fund in found.funds:
        yield from _totals(gettext("Quỹ"), fund.name, fund.totals)
    yield from _months(found.months)


def of_fund(found: FundFigures) -> Iterator[Row]:
    """Yield a fund's figures, one to a row."""
    yield from _head(found.as_of)
    yield from _totals(gettext("Quỹ"), found.fund.name, found.fund.totals)
    balance = gettext("Số dư")
    for account, held in found.accounts:
        name = " · ".join(filter(None, (account.name, number_of(account))))
        yield gettext("Tài khoản"), name, balance, held.dong
    for purpose in found.purposes:
        yield gettext("Mục đích"), code_names.purpose(purpose_name(purpose)), balance, purpose.dong
    for goods in found.goods:
        yield gettext("Hiện vật"), goods.commodity, gettext("Số lượng"), str(goods.quantity)
        yield gettext("Hiện vật"), goods.commodity, gettext("Trị giá"), goods.dong
    for appeal in found.mobilizations:
        yield gettext("Cuộc vận động"), appeal.name, gettext("Đã vận động"), appeal.total_dong
        for part, dong in (
            (gettext("Tiền vào quỹ"), appeal.money_dong),
            (gettext("Hiện vật"), appeal.in_kind_dong),
            (gettext("Trao trực tiếp"), appeal.direct_aid_dong),
            (gettext("Đăng ký ủng hộ, chưa nhận"), appeal.pledged_dong),
        ):
            yield gettext("Cuộc vận động"), appeal.name, part, dong
        if appeal.target_dong is not None:
            yield gettext("Cuộc vận động"), appeal.name, gettext("Mục tiêu"), appeal.target_dong
    pledged = gettext("Đăng ký ủng hộ, chưa nhận")
    yield gettext("Quỹ"), found.fund.name, pledged, found.pledged_dong
    waiting = gettext("Ghi nợ chưa rõ nội dung")
    yield waiting, "", gettext("Số khoản"), found.debits
    yield waiting, "", gettext("Số tiền"), found.debits_dong
    yield from _months(found.months)


def journal_head() -> Row:
    """Return the heads of the columns of a journal."""
    return (
        gettext("Ngày"),
        gettext("Chứng từ"),
        gettext("Loại"),
        gettext("Nhà hảo tâm"),
        gettext("Nội dung"),
        gettext("Mục đích"),
        gettext("Tài khoản"),
        gettext("Số tiền (đồng)"),
        gettext("Trị giá hiện vật (đồng)"),
        gettext("Bút toán số"),
        gettext("Ghi lúc"),
        gettext("Đảo bút toán số"),
        gettext("Bị đảo bởi bút toán số"),
    )


def journal_row(line: Line) -> Row:
    """Return an entry as a row of a journal."""
    entry = line.entry
    return (
        entry.effective_on,
        entry.voucher,
        code_names.entry(entry.topic, line.spending),
        line.giver,
        line.matter,
        code_names.purpose(line.purpose),
        line.account,
        entry.money_dong,
        entry.in_kind_dong,
        entry.position,
        entry.recorded_at.astimezone(VIETNAM).isoformat(timespec="seconds"),
        line.reverses,
        line.reversed_by,
    )


def _head(known: AsOfShown) -> Iterator[Row]:
    yield gettext("Mục"), gettext("Tên"), gettext("Tên chỉ tiêu"), gettext("Giá trị")
    yield gettext("Tính đến"), "", gettext("Bút toán số"), known.position
    yield gettext("Tính đến"), "", gettext("Ngày"), known.on


def _totals(part: str, name: str, totals: Totals) -> Iterator[Row]:
    yield part, name, gettext("Số dư đầu kỳ"), totals.opening_dong
    yield part, name, gettext("Đã nhận"), totals.received_dong
    yield part, name, gettext("Đã chi"), totals.paid_dong
    yield part, name, gettext("Điều chuyển với quỹ khác"), totals.transferred_dong
    yield part, name, gettext("Giữ hộ, chưa rõ nguồn"), totals.owed_dong
    yield part, name, gettext("Số dư"), totals.balance_dong
    yield part, name, gettext("Trị giá hiện vật (đồng)"), totals.in_kind_dong
    yield part, name, gettext("Trị giá hiện vật đã cấp (đồng)"), totals.issued_dong


def _report(report: Report) -> Iterator[Row]:
    """Yield the main figures of a report, and of each line of what hangs directly below."""
    whole, name, cash = gettext("Cả hội"), report.association.name, report.cash
    yield gettext("Kỳ"), "", gettext("Từ ngày"), report.period.first
    yield gettext("Kỳ"), "", gettext("Đến ngày"), report.period.last
    yield whole, name, gettext("Số dư đầu kỳ"), cash.opening
    yield whole, name, gettext("Số dư cuối kỳ"), cash.closing
    yield whole, name, gettext("Vận động"), report.mobilized.total
    yield whole, name, gettext("Đã trao"), report.supported.total
    yield whole, name, gettext("Suất"), report.recipients.suat
    yield whole, name, gettext("Lượt"), report.recipients.luot
    for line in report.by_unit:
        part = gettext("Quỹ của hội") if line.is_own else gettext("Hội trực thuộc")
        yield part, line.unit.name, gettext("Vận động"), line.mobilized
        yield part, line.unit.name, gettext("Đã trao"), line.supported
        yield part, line.unit.name, gettext("Số dư"), line.cash


def _months(months: Sequence[Month]) -> Iterator[Row]:
    for month in months:
        name = f"{month.month:%Y-%m}"
        yield gettext("Tháng"), name, gettext("Đã nhận"), month.received_dong
        yield gettext("Tháng"), name, gettext("Đã chi"), month.paid_dong
