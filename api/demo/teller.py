"""How the demo gives commands: each has a fixed id, so telling the story twice tells it once."""

from collections.abc import Iterator
from datetime import date
from importlib import resources
from itertools import count
from uuid import UUID, uuid5

from uuid_utils.compat import uuid7

from api.demo.cast import DONORS, PASSWORD, Player
from api.installation import Services
from api.statements.importing import StatementImport
from api.statements.layout import load_layout
from api.tokens import Token
from ledger.access import OPERATOR
from ledger.application import Ledger
from ledger.association.establishing import NewAssociation
from ledger.fund.opening import NewAccount, NewFund, OpeningBalance
from ledger.fund.receiving.donations import Donation
from ledger.fund.spending.disbursements import Approval, Payment, Proposal
from ledger.people.staff import Staff
from ledger.recording.commands import Command, Receipt
from ledger.store.environment import environment
from ledger.store.vault.records import PersonKind, PersonRecord
from ledger.values import (
    AccountId,
    AccountKind,
    AssociationId,
    DonorId,
    FundId,
    LegalRegime,
    Level,
    MobilizationId,
    StaffId,
    TokenId,
)

NAMESPACE = UUID("5f0b9c0e-7d3a-5e46-9f57-3b1f0a8c2024")


def id_of(name: str) -> UUID:
    """Return the id that something of this name has in every demo."""
    return uuid5(NAMESPACE, name)


class Teller:
    """Tells the story to a book."""

    def __init__(self, services: Services) -> None:
        """Tell it to the book of `services`."""
        made = count(1)
        self._services = services
        self._vault = services.vault
        self._told = count(1)
        self.ledger = Ledger(
            environment(services.settings.database_url),
            services.vault,
            new_id=lambda: id_of(f"made {next(made)}"),
        )

    def close(self) -> None:
        """Close the book."""
        self.ledger.close()

    def command(self, by: Player | None = None) -> Command:
        """Return the next command of the story, of one of its people or of the operator."""
        asks = OPERATOR if by is None else staff_id(by)
        return Command(command_id=f"demo:{next(self._told)}", digest=b"demo", by=asks)

    def establish(
        self, name: str, level: Level, parent_id: AssociationId | None, on: date
    ) -> AssociationId:
        """Establish an association."""
        new = NewAssociation(name=name, level=level, parent_id=parent_id, effective_on=on)
        return AssociationId(_created(self.ledger.establish_association(self.command(), new)))

    def enrol(self, player: Player, where: AssociationId, since: date) -> None:
        """Enrol one of the people, with role and password."""
        who = staff_id(player)
        self._vault.set_password(who, player.login, PASSWORD)
        self._vault.put_person(PersonRecord(id=who, kind=PersonKind.STAFF, name=player.name))
        self.ledger.enrol_staff(self.command(), who, where)
        self.ledger.grant_role(self.command(), who, player.role, where, since)

    def register_donors(self, where: AssociationId, by: Player) -> None:
        """Register the donors who gave their names."""
        for key, name in DONORS.items():
            donor = PersonRecord(id=donor_id(key), kind=PersonKind.DONOR, name=name)
            self._vault.put_person(donor, where)
            self.ledger.register_donor(self.command(by), donor_id(key), where)

    def open_fund(self, association_id: AssociationId, name: str, on: date, by: Player) -> FundId:
        """Open a fund."""
        new = NewFund(
            association_id=association_id,
            name=name,
            legal_regime=LegalRegime.INTERNAL_FUND,
            effective_on=on,
        )
        return FundId(_created(self.ledger.open_fund(self.command(by), new)))

    def open_account(
        self, fund_id: FundId, kind: AccountKind, name: str, on: date, held_dong: int, by: Player
    ) -> AccountId:
        """Open an account with what it held; a bank account is one of Vietcombank."""
        account_id = AccountId(id_of(f"{fund_id} {name}"))
        bank = kind is AccountKind.BANK
        new = NewAccount(
            account_id=account_id,
            account_kind=kind,
            name=name,
            bank_bin="970436" if bank else None,
            number=f"{account_id.int % 10**9:013}" if bank else None,
            effective_on=on,
        )
        self.ledger.open_account(self.command(by), fund_id, new)
        opening = OpeningBalance(account_id=account_id, amount_dong=held_dong, effective_on=on)
        self.ledger.record_opening_balance(self.command(by), fund_id, opening)
        return account_id

    def give(self, fund_id: FundId, gift: Donation, by: Player) -> Receipt:
        """Record a gift."""
        return self.ledger.receive_donation(self.command(by), fund_id, gift)

    def spend(  # three people, three days
        self,
        fund_id: FundId,
        proposal: Proposal,
        by: tuple[Player, Player, Player],
        *,
        approved_on: date | None = None,
        payment: tuple[AccountId, date] | None = None,
    ) -> Receipt:
        """Propose to spend, approve and pay, as far as dates are given; return the last step."""
        treasurer, approver, cashier = by
        this = proposal.disbursement_id
        last = self.ledger.propose_disbursement(self.command(treasurer), fund_id, proposal)
        if approved_on is not None:
            approval = Approval(disbursement_id=this, effective_on=approved_on)
            last = self.ledger.approve_disbursement(self.command(approver), fund_id, approval)
        if payment is not None:
            account_id, on = payment
            paid = Payment(disbursement_id=this, account_id=account_id, effective_on=on)
            last = self.ledger.pay_disbursement(self.command(cashier), fund_id, paid)
        return last

    def import_statement(
        self, fund_id: FundId, account_id: AccountId, mobilization_id: MobilizationId, by: Player
    ) -> None:
        """Import the real bank statement."""
        statement = StatementImport(
            self.ledger,
            self._vault,
            fund_id=fund_id,
            account_id=account_id,
            layout=load_layout("vietcombank"),
            mobilization_id=mobilization_id,
        )
        file = resources.files("api.demo").joinpath("vietcombank-2024-09.csv")
        with resources.as_file(file) as path, path.open("rb") as stream:
            for _ in statement.record(stream, self._commands(by)):
                pass

    def issue_token(self, player: Player) -> None:
        """Issue one of the people the token that `token_of` tells."""
        token = token_of(self._services, player)
        self.ledger.issue_token(self.command(), token.staff_id, token.token_id, token.secret)

    def _commands(self, by: Player) -> Iterator[Command]:
        """Yield commands under new ids: rows that are in the book by now need none."""
        while True:
            yield Command(command_id=f"demo:{uuid7()}", digest=b"demo", by=staff_id(by))


def staff_id(player: Player) -> StaffId:
    """Return the id of one of the people."""
    return StaffId(id_of(f"staff {player.login}"))


def donor_id(key: str) -> DonorId:
    """Return the id of a donor, by how the story calls him."""
    return DonorId(id_of(f"donor {key}"))


def token_of(services: Services, player: Player) -> Token:
    """Return a person's token: made of the installation's secret, so it can be told again."""
    secret = services.settings.key_for(f"demo token {player.login}")
    return Token.make(staff_id(player), TokenId(id_of(f"token {player.login}")), secret)


def is_begun(services: Services) -> bool:
    """Tell whether the book begins as the story does."""
    return services.ledger.desk().versioned(id_of("made 1")) is not None


def is_told(services: Services, last: Player) -> bool:
    """Tell whether the story was told to its end, which is the token of its last person."""
    known = services.ledger.desk().versioned(staff_id(last))
    token_id = TokenId(id_of(f"token {last.login}"))
    return known is not None and isinstance(known.state, Staff) and token_id in known.state.tokens


def _created(receipt: Receipt) -> UUID:
    assert receipt.created_id is not None
    return receipt.created_id
