"""A book that is begun: its tree, its fund, its accounts and its people."""

from datetime import date
from typing import TypedDict, Unpack
from uuid import UUID

from msgspec.structs import replace

from ledger.access import OPERATOR
from ledger.application import Ledger
from ledger.association.establishing import NewAssociation
from ledger.events.fund.opening import Restriction
from ledger.fund import Fund
from ledger.fund.opening import NewPurpose, OpeningBalance
from ledger.recording.commands import Command, Receipt
from ledger.store.log.codec import Recorded
from ledger.values import (
    GENERAL,
    AccountId,
    AccountKind,
    AssociationId,
    BeneficiaryId,
    DonorId,
    FundId,
    Level,
    PurposeId,
    Role,
    StaffId,
    TokenId,
)
from tests.builders import OPENED, a_fund, an_account, an_association
from tests.fakes import Clock, Ids, Memos


class Asked(TypedDict, total=False):
    """How a command may differ from an operator's under a new id; see `Command`."""

    by: StaffId
    token_id: TokenId | None
    command_id: str
    digest: bytes
    if_version: int | None
    dry_run: bool


class Begun:
    """A ledger with the fund of one commune in it.

    The tree is Việt Nam (`central`) – Hà Tĩnh (`province`) – Thạch Hà (`commune`). The fund is
    Thạch Hà's, and has a `cash_box`, a `bank` account and a `term_deposit`. Proposals, approvals
    and payments are made by people of the province with just that role, enrolled when they are
    first needed; everything else by the operator.
    """

    def __init__(self, ledger: Ledger, clock: Clock, ids: Ids, vault: Memos) -> None:
        self.ledger, self.clock, self.new_id, self.vault = ledger, clock, ids, vault
        self._people: dict[tuple[Role, AssociationId], StaffId] = {}
        self.central = self.establish(an_association(Level.CENTRAL, name="Hội Khuyến học Việt Nam"))
        self.province = self.establish(
            an_association(Level.PROVINCE, self.central, name="Hội Khuyến học Hà Tĩnh")
        )
        self.commune = self.establish(an_association(Level.COMMUNE, self.province))
        self.fund_id = self.open_fund(self.commune)
        self.cash_box = self.open_account(AccountKind.CASH_BOX)
        self.bank = self.open_account(AccountKind.BANK)
        self.term_deposit = self.open_account(AccountKind.TERM_DEPOSIT)

    # Looking

    @property
    def fund(self) -> Fund:
        """The fund's state."""
        return self.ledger.desk().fund(self.fund_id)

    @property
    def balance(self) -> int:
        """All the fund's money, in đồng."""
        return self.fund.balance_dong

    @property
    def version(self) -> int:
        """The version of the fund's last event."""
        found = self.ledger.desk().versioned(self.fund_id)
        assert found is not None
        return found.version

    def events(self, after: int = 0) -> list[Recorded]:
        """Everything recorded behind a position, in all streams."""
        return self.ledger.read(after, 1_000_000)

    # Setting up

    def command(self, **asked: Unpack[Asked]) -> Command:
        """A command of the operator under a new id, but for what is asked otherwise."""
        usual = Command(command_id=str(self.new_id()), digest=b"a body", by=OPERATOR)
        return replace(usual, **asked)

    def establish(self, new: NewAssociation) -> AssociationId:
        """Establish an association and return its id."""
        receipt = self.ledger.establish_association(self.command(), new)
        return AssociationId(_created(receipt))

    def open_fund(self, association_id: AssociationId, *, on: date = OPENED) -> FundId:
        """Open another fund and return its id; assign it to `fund_id` to go on there."""
        receipt = self.ledger.open_fund(self.command(), a_fund(association_id, on=on))
        return FundId(_created(receipt))

    def open_account(
        self, kind: AccountKind, *, on: date = OPENED, number: str | None = None
    ) -> AccountId:
        """Open an account and return its id; a bank account by default under a new number."""
        account_id = AccountId(self.new_id())
        new = an_account(kind, account_id, number=number or f"{account_id.int % 10**13:013}", on=on)
        self.ledger.open_account(self.command(), self.fund_id, new)
        return account_id

    def define_purpose(
        self, name: str = "Học bổng Đất Tổ", *, on: date = OPENED, **restriction: object
    ) -> PurposeId:
        """Define a purpose, perhaps restricted (`expires_on=…`), and return it."""
        purpose = PurposeId(str(self.new_id()))
        restricted = replace(Restriction(), **restriction)
        new = NewPurpose(purpose=purpose, name=name, restriction=restricted, effective_on=on)
        self.ledger.define_purpose(self.command(), self.fund_id, new)
        return purpose

    def person(self, role: Role, association_id: AssociationId | None = None) -> StaffId:
        """Whoever has `role`, and no other, in an association, by default the province."""
        where = association_id or self.province
        if (role, where) not in self._people:
            staff_id = StaffId(self.new_id())
            self.ledger.enrol_staff(self.command(), staff_id, where)
            self.ledger.grant_role(self.command(), staff_id, role, where, OPENED)
            self._people[role, where] = staff_id
        return self._people[role, where]

    def register_donor(self) -> DonorId:
        """Register a donor of the commune and return the id."""
        donor_id = DonorId(self.new_id())
        self.ledger.register_donor(self.command(), donor_id, self.commune)
        return donor_id

    def register_beneficiary(self, **asked: Unpack[Asked]) -> BeneficiaryId:
        """Register a recipient of the commune and return the id."""
        beneficiary_id = BeneficiaryId(self.new_id())
        self.ledger.register_beneficiary(self.command(**asked), beneficiary_id, self.commune)
        return beneficiary_id

    def open_balance(
        self,
        dong: int,
        account: AccountId | None = None,
        purpose: PurposeId = GENERAL,
        *,
        on: date = OPENED,
        **asked: Unpack[Asked],
    ) -> Receipt:
        """Record what an account held at the start, by default the bank account."""
        opening = OpeningBalance(
            account_id=account or self.bank, purpose=purpose, amount_dong=dong, effective_on=on
        )
        return self.ledger.record_opening_balance(self.command(**asked), self.fund_id, opening)


def _created(receipt: Receipt) -> UUID:
    assert receipt.created_id is not None
    return receipt.created_id
