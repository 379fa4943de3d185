"""Steps by which a fund gets accounts, purposes and first balances, and its board decides."""

from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from ledger.events.fund.opening import Restriction
from ledger.fund.opening import NewAccount, NewControls, NewLimit, NewPurpose, OpeningBalance
from ledger.values import (
    AccountId,
    AccountKind,
    Category,
    DisbursementClass,
    PurposeId,
    Role,
)
from tests.builders import OPENED, an_account
from tests.ledger.laws.place import Place
from tests.ledger.laws.steps.drawn import ACCOUNTS, BY_ADMINISTRATOR, BY_TREASURER, DAYS_AGO, DONGS
from tests.ledger.laws.world import Step

PROGRAMMES = ("Tiếp sức đến trường", "Vì em hiếu học")


@dataclass(frozen=True, kw_only=True)
class OpenAccount(Step):
    """Open another account."""

    use_case = "open_account"
    kind: AccountKind = AccountKind.CASH_BOX
    days_ago: int = 3

    def asked(self, place: Place) -> tuple[Any, ...]:
        account_id = AccountId(place.new_id())
        number = f"{account_id.int % 10**13:013}"
        new: NewAccount = an_account(
            self.kind, account_id, number=number, on=place.day(self.days_ago)
        )
        return place.fund, new


@dataclass(frozen=True, kw_only=True)
class Define(Step):
    """Define a purpose, or one that is there already once more."""

    use_case = "define_purpose"
    days_ago: int = 10
    programme: int | None = None
    classes: tuple[DisbursementClass, ...] = ()
    categories: tuple[Category, ...] = ()
    expires_in: int | None = None
    names_recipients: bool = False
    again: bool = False

    def asked(self, place: Place) -> tuple[Any, ...]:
        on, expires_in = place.day(self.days_ago), self.expires_in
        restriction = Restriction(
            programme=None if self.programme is None else PROGRAMMES[self.programme],
            classes=self.classes,
            categories=self.categories,
            expires_on=None if expires_in is None else place.day(self.days_ago - expires_in),
            names_recipients=self.names_recipients,
        )
        known = [each.purpose for each in place.of(place.naive.purposes)]
        purpose = known[-1] if self.again and known else PurposeId(str(place.new_id()))
        new = NewPurpose(purpose=purpose, name="Quỹ", restriction=restriction, effective_on=on)
        return place.fund, new


@dataclass(frozen=True, kw_only=True)
class Begin(Step):
    """Record an opening balance."""

    use_case = "record_opening_balance"
    dong: int = 2_000_000
    account: int = 1
    purpose: int = 0

    def asked(self, place: Place) -> tuple[Any, ...]:
        return place.fund, OpeningBalance(
            account_id=place.account(self.account),
            purpose=place.purpose(self.purpose),
            amount_dong=self.dong,
            effective_on=OPENED,
        )


@dataclass(frozen=True, kw_only=True)
class Control(Step):
    """Set how the fund is controlled."""

    use_case = "set_controls"
    payer_may_prepare: bool = True
    cashier_exception: bool = True
    permille: int | None = None
    days_ago: int = 0

    def asked(self, place: Place) -> tuple[Any, ...]:
        return place.fund, NewControls(
            payer_may_prepare=self.payer_may_prepare,
            cashier_exception="15/QĐ-BQL" if self.cashier_exception else None,
            administration_permille=self.permille,
            effective_on=place.day(self.days_ago),
        )


@dataclass(frozen=True, kw_only=True)
class Limit(Step):
    """Bound what one person of a role may decide on."""

    use_case = "set_limit"
    role: Role = Role.APPROVER
    dong: int | None = 450_000
    days_ago: int = 0

    def asked(self, place: Place) -> tuple[Any, ...]:
        on = place.day(self.days_ago)
        return place.fund, NewLimit(role=self.role, limit_dong=self.dong, effective_on=on)


OPENING: st.SearchStrategy[Step] = st.one_of(
    st.builds(
        OpenAccount,
        who=BY_TREASURER,
        kind=st.sampled_from(AccountKind),
        days_ago=DAYS_AGO,
    ),
    st.builds(
        Define,
        who=BY_TREASURER,
        days_ago=st.just(10) | DAYS_AGO,
        programme=st.sampled_from([None, None, 0, 1]),
        classes=st.sampled_from(
            [(), (), (DisbursementClass.SCHOLARSHIP, DisbursementClass.ADMINISTRATION)]
        ),
        categories=st.sampled_from([(), (), (Category.POOR,), (Category.POOR, Category.ORPHANED)]),
        expires_in=st.sampled_from([None, None, 8, 20, -1]),
        names_recipients=st.booleans(),
        again=st.sampled_from([False, False, False, True]),
    ),
    st.builds(
        Begin,
        who=BY_TREASURER,
        dong=DONGS,
        account=ACCOUNTS,
        purpose=st.sampled_from([0, 0, 1, -1]),
    ),
    st.builds(
        Control,
        who=BY_ADMINISTRATOR,
        payer_may_prepare=st.booleans(),
        cashier_exception=st.sampled_from([True, True, False]),
        permille=st.sampled_from([None, 0, 500, 1_000, 1_001]),
        days_ago=DAYS_AGO,
    ),
    st.builds(
        Limit,
        who=BY_ADMINISTRATOR,
        role=st.sampled_from([Role.TREASURER, Role.APPROVER, Role.CASHIER]),
        dong=st.sampled_from([None, None, 450_000, 10**6]),
        days_ago=DAYS_AGO,
    ),
)
