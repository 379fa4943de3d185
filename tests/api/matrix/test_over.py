"""Whoever had a role at a commune that ended may in the end what anybody may who has none."""

from datetime import timedelta

from ledger.association.succeeding import Succession
from ledger.events.association import Successor
from ledger.events.fund.transferring import TransferSent
from ledger.fund.handing_over.handovers import Handover, Heir
from ledger.people.lasting import AFTERWARDS
from ledger.shares import WHOLE
from ledger.store.log.facts import FUNDS, fund_of
from ledger.values import AccountKind, HandoverId, Level, Role
from tests.api.matrix.asking import Row, World
from tests.api.site import Site, open_site
from tests.books import Book
from tests.builders import an_association
from tests.fakes import TODAY
from tests.stores import StoreKind, prepared_store

OVER = TODAY + AFTERWARDS + timedelta(days=1)


def end(site: Site) -> None:
    """Let another commune succeed the site's today, and hand over to it whatever there is."""
    book, ended, ours = site.book, site.book.commune, site.book.fund_id
    settle(book)
    heir = book.establish(an_association(Level.COMMUNE, book.province, name="Xã mới"))
    book.fund_id = into = book.open_fund(heir)
    bank = book.open_account(AccountKind.BANK)
    book.fund_id = ours
    succession = Succession(
        successors=(Successor(association_id=heir, share_millionths=WHOLE),),
        effective_on=TODAY,
        decision_number="1283/NQ-UBTVQH15",
    )
    book.ledger.succeed_association(book.command(), ended, succession)
    desk = book.ledger.desk()
    for _, fund_id in map(fund_of, desk.facts_beginning(f"{FUNDS}{ended}:")):
        accounts = dict.fromkeys(desk.fund(fund_id).accounts, bank)
        handover = Handover(
            handover_id=HandoverId(book.new_id()),
            heirs=(Heir(fund_id=into, accounts=accounts),),
            effective_on=TODAY,
        )
        command = book.command(by=book.person(Role.APPROVER))
        book.ledger.hand_over_fund(command, fund_id, handover)


def settle(book: Book) -> None:
    """Decide on what is open in the book, and take back what is on its way."""
    for debit_id, debit in book.fund.debits.items():
        book.charge_fee(debit.amount_dong, debit_id)
    for disbursement_id in book.fund.disbursements:
        book.reject(disbursement_id)
    for sent in book.events():
        if isinstance(sent.event, TransferSent):
            book.reverse(sent.version)


def unlike(rows: dict[str, Row]) -> list[str]:
    """Return what those who had a role are told, and whoever has none, where they differ."""
    return [f"{name}   {row}" for name, row in rows.items() if set(row.inside) != {row.outside}]


def test_at_every_operation_a_role_that_is_over_is_none(store_kind: StoreKind) -> None:
    with prepared_store(store_kind) as store, open_site(store) as site:
        world = World(site)
        here, nowhere = world.callers()[0], [site.someone()]
        end(site)
        site.book.clock.set_day(OVER)
        assert unlike(world.operations([here, nowhere])) == []


def test_at_every_page_a_role_that_is_over_is_none() -> None:
    """On one store, as for roles that hold."""
    with prepared_store("sqlite") as store, open_site(store) as site:
        world = World(site)
        here = world.visitors()[0]
        nowhere = [world.visitor(None, site.book.central)]
        end(site)
        site.book.clock.set_day(OVER)
        world.come_again()
        assert unlike(world.pages([here, nowhere])) == []
