"""The share of a year's receipts that a fund may spend on its own administration."""

from datetime import date

from ledger.errors.money import AdministrationCapExceeded
from ledger.fund.open_items import Year
from ledger.fund.state import Fund
from ledger.rules import Effect, administration_cap
from ledger.values import DisbursementClass


def check_administration(fund: Fund, dong: int, on: date) -> None:
    """Raise `AdministrationCapExceeded` where the cap is one that refuses."""
    cap = administration_cap(fund.legal_regime, on)
    excess = administration_excess(fund, dong, on)
    if excess is not None and cap is not None and cap.effect is Effect.REFUSE:
        raise AdministrationCapExceeded("disbursement_id", **excess)


def administration_excess(fund: Fund, dong: int, on: date) -> dict[str, int | str] | None:
    """Return the figures by which a year's administration, with `dong` more, passes its cap.

    What is approved and not yet paid counts as spent. None if there is no cap or it holds.
    """
    cap = administration_cap(fund.legal_regime, on)
    if cap is None:
        return None
    permille = cap.permille
    if fund.controls.administration_permille is not None:
        permille = fund.controls.administration_permille
    year = fund.years.get(on.year, Year())
    spent = year.administration_dong + sum(
        d.amount_dong
        for d in fund.disbursements.values()
        if d.authority is not None and d.disbursement_class is DisbursementClass.ADMINISTRATION
    )
    most = year.base_dong * permille // 1_000
    if spent + dong <= most:
        return None
    return {
        "cap_permille": permille,
        "base_dong": year.base_dong,
        "available_dong": max(0, most - spent),
        "asked_dong": dong,
    }
