"""A book for the browser to work in: one commune's fund, with a real bank statement in it."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

from uuid_utils.compat import uuid7

from api.installation import Services
from api.settings import Settings
from api.statements.importing import StatementImport
from api.statements.layout import load_layout
from ledger.access import OPERATOR
from ledger.association.establishing import NewAssociation
from ledger.fund.opening import NewAccount, NewFund
from ledger.fund.receiving.mobilizing import NewMobilization
from ledger.recording.commands import Command, Receipt
from ledger.store.vault.records import PersonKind, PersonRecord
from ledger.values import (
    AccountId,
    AccountKind,
    AssociationId,
    FundId,
    Level,
    MobilizationId,
    Role,
    StaffId,
)
from tests.stores import Store

STATEMENT = Path(__file__).parent.parent / "data" / "vietcombank-extract.csv"
LOGIN, PASSWORD = "hoa", "mười hai con giáp"
APPROVER = "lan"
"""The login of whoever holds the account; the password is the same."""

APPEAL = "Tiếp sức đến trường"
BEGAN = date(2024, 1, 1)


class Begun(NamedTuple):
    """What the browser needs to know of the book."""

    fund_id: FundId
    commune: str
    fund: str
    position: int


def begin_book(store: Store) -> Begun:
    """Begin a book on an empty store: a tree, a fund with accounts, an appeal, a statement."""
    services = Services.open(settings_of(store))
    services.vault.create_tables()
    services.views.create_tables()
    try:
        return _Beginning(services).all()
    finally:
        services.close()


def settings_of(store: Store) -> Settings:
    """The settings of an installation on a store."""
    return Settings(
        database_url=store.events_url,
        views_database_url=store.views_url,
        people_database_url=store.people_url,
        keys_dir=store.keys_dir,
        secret_key="a secret of thirty-two characters",
    )


class _Beginning:
    def __init__(self, services: Services) -> None:
        self._services = services
        self._ledger = services.ledger

    def all(self) -> Begun:
        central = self._establish("Hội Khuyến học Việt Nam", Level.CENTRAL)
        province = self._establish("Hội Khuyến học tỉnh Phú Thọ", Level.PROVINCE, central)
        name = "Hội Khuyến học xã Tam Nông"
        commune = self._establish(name, Level.COMMUNE, province)
        self._enrol(commune, "Nguyễn Thị Hòa", LOGIN, Role.TREASURER)
        self._enrol(commune, "Hoàng Thị Lan", APPROVER, Role.APPROVER)
        fund, fund_id = "Quỹ Khuyến học xã Tam Nông", self._fund(commune)
        self._account(fund_id, AccountKind.CASH_BOX, "Két tiền mặt")
        bank = self._account(fund_id, AccountKind.BANK, "Vietcombank", "970436", "0011001932418")
        self._ledger.launch_mobilization(
            command(),
            fund_id,
            NewMobilization(
                mobilization_id=MobilizationId(uuid7()),
                name=APPEAL,
                starts_on=BEGAN,
                target_dong=2_000_000_000,
            ),
        )
        self._import(fund_id, bank)
        return Begun(fund_id, name, fund, self._ledger.position())

    def _establish(
        self, name: str, level: Level, parent_id: AssociationId | None = None
    ) -> AssociationId:
        new = NewAssociation(
            name=name, level=level, parent_id=parent_id, effective_on=date(1996, 10, 2)
        )
        return AssociationId(_created(self._ledger.establish_association(command(), new)))

    def _fund(self, commune: AssociationId) -> FundId:
        new = NewFund(association_id=commune, name="Quỹ Khuyến học xã Tam Nông", effective_on=BEGAN)
        return FundId(_created(self._ledger.open_fund(command(), new)))

    def _account(
        self,
        fund_id: FundId,
        kind: AccountKind,
        name: str,
        bank_bin: str | None = None,
        number: str | None = None,
    ) -> AccountId:
        new = NewAccount(
            account_id=AccountId(uuid7()),
            account_kind=kind,
            name=name,
            bank_bin=bank_bin,
            number=number,
            effective_on=BEGAN,
        )
        self._ledger.open_account(command(), fund_id, new)
        return new.account_id

    def _enrol(self, commune: AssociationId, name: str, login: str, role: Role) -> None:
        staff_id = StaffId(uuid7())
        person = PersonRecord(id=staff_id, kind=PersonKind.STAFF, name=name)
        self._services.vault.put_person(person)
        self._services.vault.set_password(staff_id, login, PASSWORD)
        self._ledger.enrol_staff(command(), staff_id, commune)
        self._ledger.grant_role(command(), staff_id, role, commune, BEGAN)

    def _import(self, fund_id: FundId, bank: AccountId) -> None:
        statement = StatementImport(
            self._ledger,
            self._services.vault,
            fund_id=fund_id,
            account_id=bank,
            layout=load_layout("vietcombank"),
        )
        with STATEMENT.open("rb") as stream:
            statement.preview(stream, command())
            for _ in statement.record(stream, _commands()):
                pass


def command() -> Command:
    """A command of the operator."""
    return Command(command_id=str(uuid7()), digest=b"", by=OPERATOR)


def _commands() -> Iterator[Command]:
    while True:
        yield command()


def _created(receipt: Receipt) -> UUID:
    assert receipt.created_id is not None
    return receipt.created_id
