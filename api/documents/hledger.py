"""The book as a plain-text-accounting journal, which hledger (1.25 and later) and ledger read.

Every posting of every entry is in it, straight from the log, so that whoever has the file can add
up the book without this software. The last part of every account is the purpose, so
`hledger balance ^assets` knows accounts and purposes; funds are tags (`tag:fund=…`, `--pivot
fund`). Nothing in it is personal.
"""

from collections.abc import Iterable, Iterator, Sequence
from uuid import UUID

from api.documents.naming import UNNAMED, named_by
from ledger.accounts import CAPTIONS, VND, Posting
from ledger.events.base import Event
from ledger.events.fund.correcting import CashDifferencePosted, EntryReversed
from ledger.events.fund.handing_over import (
    CreditHandedOver,
    CreditTakenOver,
    CustodyHandedOver,
    CustodyTakenOver,
    GoodsHandedOver,
    GoodsTakenOver,
    MoneyHandedOver,
    MoneyTakenOver,
)
from ledger.events.fund.opening import OpeningBalanceRecorded
from ledger.events.fund.receiving import (
    BankFeeCharged,
    CreditUnallocated,
    CustodialPaid,
    CustodialReceived,
    DonationReceived,
    DonationRefunded,
    InterestCredited,
)
from ledger.events.fund.spending import (
    DisbursementPaid,
    DisbursementReturned,
    GoodsIssued,
    PurposeReleased,
)
from ledger.events.fund.transferring import (
    AccountMoved,
    TransferReceived,
    TransferReturned,
    TransferSent,
)
from ledger.postings import postings
from ledger.store.log.codec import Recorded
from ledger.values import DisbursementClass

_DESCRIPTIONS: dict[type[Event], str] = {
    OpeningBalanceRecorded: "Số dư đầu kỳ | Opening balance",
    DonationReceived: "Ủng hộ | Donation",
    InterestCredited: "Tiền lãi | Interest",
    BankFeeCharged: "Phí ngân hàng | Bank fee",
    CreditUnallocated: "Thu chưa rõ nguồn | Credit of unknown origin",
    DonationRefunded: "Hoàn trả | Refund",
    CustodialReceived: "Thu hộ | Received for others",
    CustodialPaid: "Chi hộ | Paid on for others",
    PurposeReleased: "Chuyển mục đích | Released from its purpose",
    GoodsIssued: "Xuất kho | Goods issued",
    TransferSent: "Điều chuyển đi | Transfer sent",
    TransferReceived: "Nhận điều chuyển | Transfer received",
    TransferReturned: "Điều chuyển trở lại | Transfer returned",
    MoneyHandedOver: "Bàn giao đi | Handed over",
    MoneyTakenOver: "Nhận bàn giao | Taken over",
    CreditHandedOver: "Bàn giao khoản chưa rõ nguồn | Credit of unknown origin handed over",
    CreditTakenOver: "Nhận bàn giao khoản chưa rõ nguồn | Credit of unknown origin taken over",
    CustodyHandedOver: "Bàn giao khoản thu hộ | Money held for others handed over",
    CustodyTakenOver: "Nhận bàn giao khoản thu hộ | Money held for others taken over",
    GoodsHandedOver: "Bàn giao hiện vật | Goods handed over",
    GoodsTakenOver: "Nhận bàn giao hiện vật | Goods taken over",
    AccountMoved: "Chuyển giữa các tài khoản | Moved between accounts",
    CashDifferencePosted: "Chênh lệch quỹ | Cash difference",
    EntryReversed: "Bút toán đảo | Reversal",
}
_PAYMENTS = {
    DisbursementClass.SCHOLARSHIP: "Chi học bổng | Scholarships",
    DisbursementClass.SUPPORT: "Chi hỗ trợ | Support",
    DisbursementClass.AWARD: "Chi khen thưởng | Rewards",
    DisbursementClass.ADMINISTRATION: "Chi quản lý quỹ | Fund administration",
}

_CHART = "".join(
    f"; {chart.value} = {told.number} {told.vi} | {told.en}\n" for chart, told in CAPTIONS.items()
)

# What would end an account's name, a tag or a comment, or read as a date within one.
_LOOK_ALIKES = str.maketrans({":": "∶", ";": "；", ",": "‚", '"': "”", "[": "(", "]": ")"})

_MILLI = 1_000
_ID_DIGITS = 12


def journal(log: Iterable[Recorded], *, position: int) -> Iterator[str]:
    """Yield the journal of a log from its first position, or of one fund's stream, to `position`.

    The first lines say what the accounts of the chart are called. Accounts and commodities are
    declared before their first use, so it passes `hledger check --strict`. The last line counts the
    entries: a file without that line is cut.
    """
    yield f"; Sổ Quỹ, as of position {position}\n{_CHART}decimal-mark .\ncommodity 1000. {VND}\n"
    names = _Names()
    entries = 0
    for recorded in log:
        names.take_in(recorded)
        lines = postings(recorded.event)
        if lines:
            entries += 1
            yield names.declare(lines) + _entry(recorded, lines, names)
    yield f"\n; End of the journal: {entries} entries as of position {position}\n"


class _Names:
    """What the log has named so far; it grows with funds, accounts and purposes, not entries."""

    def __init__(self) -> None:
        self._labels: dict[str, str] = {**UNNAMED}
        self._declared: set[str] = {VND}

    def take_in(self, recorded: Recorded) -> None:
        """Remember what an event gives a name to."""
        named = named_by(recorded)
        if named is not None:
            self._label(*named)

    def of(self, key: UUID | str) -> str:
        """Return the label of a fund, account or purpose."""
        return self._labels[str(key)]

    def account(self, line: Posting) -> str:
        """Return the account that a posting is to."""
        held = f":{self.of(line.account_id)}" if line.account_id is not None else ""
        return f"{line.chart.value}{held}:{self.of(line.purpose)}"

    def declare(self, lines: Sequence[Posting]) -> str:
        """Return the directives for what the lines use for the first time."""
        directives = ""
        for line in lines:
            for kind, name in (
                ("commodity", commodity(line.commodity)),
                ("account", self.account(line)),
            ):
                if name not in self._declared:
                    self._declared.add(name)
                    directives += f"\n{kind} {name}"
        return directives and f"{directives}\n"

    def _label(self, key: str, name: str) -> None:
        """Tell things of the same name apart by the end of their ids."""
        self._labels[key] = f"{_plain(name)} {key.replace('-', '')[-_ID_DIGITS:]}".lstrip()


def _entry(recorded: Recorded, lines: Sequence[Posting], names: _Names) -> str:
    event = recorded.event
    # Every event with postings is one of a fund, and dated.
    on = event.effective_on  # type: ignore[attr-defined]
    voucher = getattr(event, "voucher", None)
    code = f"({voucher}) " if voucher is not None else ""
    tags: dict[str, str | int] = {
        "fund": names.of(recorded.stream),
        "position": recorded.position,
        "version": recorded.version,
    }
    if isinstance(event, EntryReversed):
        tags["reverses"] = event.entry
    elif getattr(event, "corrects", None) is not None:
        tags["corrects"] = event.corrects  # type: ignore[attr-defined]
    comment = ", ".join(f"{tag}:{value}" for tag, value in tags.items())
    written = [f"    {names.account(line)}  {_amount(line)}\n" for line in lines]
    return f"\n{on} {code}{_description(event)}  ; {comment}\n{''.join(written)}"


def _description(event: Event) -> str:
    if isinstance(event, DisbursementPaid):
        return _PAYMENTS[event.disbursement_class]
    if isinstance(event, DisbursementReturned):
        return f"{_PAYMENTS[event.disbursement_class]} (hoàn lại | returned)"
    return _DESCRIPTIONS[type(event)]


def _amount(line: Posting) -> str:
    if line.commodity == VND:
        return f"{line.amount} {VND}"
    units, milli = divmod(abs(line.amount), _MILLI)
    sign = "-" if line.amount < 0 else ""
    fraction = f".{milli:03}".rstrip("0") if milli else ""
    return f"{sign}{units}{fraction} {commodity(line.commodity)}"


def commodity(name: str) -> str:
    """Return what hledger counts goods of this name in; no two names are counted together.

    What a quoted symbol cannot hold is written as six hexadecimal digits: `a;b` as `a%00003bb`. To
    ledger, a backslash before the closing quote would be no end.
    """
    if name == VND:
        return VND
    fitting = (c if c.isprintable() and c not in '%";\\' else f"%{ord(c):06x}" for c in name)
    return f'"{"".join(fitting)}"'


def _plain(name: str) -> str:
    """Return a name on one line, without double spaces and what hledger gives a meaning to."""
    printable = "".join(c if c.isprintable() else " " for c in name)
    return " ".join(printable.split()).translate(_LOOK_ALIKES)
