"""What there is to do with a fund, by what it is about, for whoever may do it."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from flask import url_for
from flask_babel import gettext

from api.auth import Person
from api.pages.presentation.refusals import N_
from api.pages.reading import today
from ledger.access import Action
from ledger.values import AssociationId, FundId
from projections import balances
from projections.receiving import mobilizations
from projections.transferring import handovers
from projections.views import Reading


class Act(NamedTuple):
    """Something to do: what it is called, and its form."""

    name: str
    href: str


class Acts(NamedTuple):
    """What there is to do about one thing, the most frequent first."""

    about: str
    acts: list[Act]


_AID, _GOODS, _HANDOVER = "promising.aid", "goods_issues.new", "handing_over.show"
_OWN_AWARDS: Final = "own_awards.show"

_ACTS: Final[dict[str, tuple[tuple[Action, str, str], ...]]] = {
    N_("Các khoản thu"): (
        (Action.RECORD, "donations.new", N_("Ghi khoản ủng hộ")),
        (Action.RECORD, "statements.new", N_("Nhập sao kê ngân hàng")),
        (Action.RECORD, "custodies.credit", N_("Ghi khoản chưa rõ nguồn")),
        (Action.RECORD, "custodies.receive", N_("Nhận tiền thu hộ")),
    ),
    N_("Vận động, đăng ký"): (
        (Action.RECORD, "promising.pledge", N_("Ghi đăng ký ủng hộ")),
        (Action.RECORD, _AID, N_("Ghi khoản trao trực tiếp")),
        (Action.RECORD, "appeals.launch", N_("Phát động cuộc vận động")),
    ),
    N_("Chi ra, chuyển đi"): (
        (Action.PROPOSE, "award_lists.new", N_("Đề nghị chi theo danh sách")),
        (Action.PROPOSE, "disbursements.new", N_("Đề nghị chi")),
        (Action.PAY, _GOODS, N_("Cấp hiện vật")),
        (Action.RECORD, "moving.move", N_("Chuyển tiền giữa các tài khoản")),
        (Action.TRANSFER, "moving.send", N_("Điều chuyển đến quỹ khác")),
        (Action.TRANSFER, _HANDOVER, N_("Bàn giao quỹ")),
    ),
    N_("Kiểm tra, khóa sổ"): (
        (Action.RECORD, "counting.count", N_("Kiểm kê tiền mặt")),
        (Action.RECORD, "counting.reconcile", N_("Đối soát ngân hàng")),
        (Action.CLOSE, "sealing.close", N_("Khóa sổ")),
        (Action.REOPEN, "sealing.reopen", N_("Mở lại sổ")),
    ),
    N_("Quy định của quỹ"): (
        (Action.SET_UP_FUND, "purposes.new", N_("Lập mục đích riêng")),
        (Action.MANAGE_STAFF, _OWN_AWARDS, N_("Cán bộ là người thụ hưởng")),
    ),
}
"""By what it is about: which action it is, the page of its form, and its name."""


def acts_with(
    reading: Reading, person: Person, where: AssociationId, fund_id: FundId
) -> Iterator[Acts]:
    """Yield what a person may do with a fund by the roles that they hold, and what it is about."""
    has_what_it_needs = {
        _AID: bool(mobilizations.of_fund(reading, fund_id)),
        _GOODS: bool(balances.balance(reading, fund_id).stock),
        _HANDOVER: handovers.ready_since(reading, fund_id, today=today()) is not None,
    }
    for about, acts in _ACTS.items():
        found = [
            Act(gettext(name), _href(endpoint, where, fund_id))
            for action, endpoint, name in acts
            if has_what_it_needs.get(endpoint, True) and person.may(action, where)
        ]
        if found:
            yield Acts(gettext(about), found)


def _href(endpoint: str, where: AssociationId, fund_id: FundId) -> str:
    if endpoint == _OWN_AWARDS:  # a rule of the whole association
        return url_for(f"pages.{endpoint}", association_id=where)
    return url_for(f"pages.{endpoint}", fund_id=fund_id)
