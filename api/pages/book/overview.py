"""The first page of those who keep the book: their funds, what waits, what came last."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from flask import render_template, url_for

from api.auth import Person, require_person
from api.pages.book.associations.told import places_of
from api.pages.book.forms import staff_blueprint
from api.pages.book.people.listing import all_href
from api.pages.book.undecided import undecided
from api.pages.entry_lines import lines_of
from api.pages.links import acts_in, fund_link, keeping_href
from api.pages.reading import as_of, look
from api.people.consented import names_of_donors
from api.people.finding import REGISTERS
from api.people.seen import see_donors
from api.services import services
from ledger.access import Action
from ledger.store.vault.records import PersonKind
from ledger.values import AccountKind, AssociationId, FundId
from projections import balances, entries, funds
from projections.associations import associations
from projections.entries import PrivateEntry
from projections.funds import Fund
from projections.views import Reading

book = staff_blueprint("book")

FUNDS_MAX = 20
LATEST = 10


@book.get("")
def show() -> str:
    """Show the funds in someone's care, what waits for a decision, and the latest entries."""
    person = require_person()
    known = services().vault.get_person(person.staff_id)
    with look() as reading:
        where = _granted(person)
        latest = _latest(reading, where)
        kept = _kept(reading, person, where, [entry.entry.fund_id for entry in latest])
        shown = kept[:FUNDS_MAX]
        return render_template(
            "book/overview.html",
            person={
                "name": "" if known is None else known.name,
                "account_href": url_for("pages.account.show"),
            },
            staff=list(_staff(reading, person)),
            people={
                kind.value: [_people(reading, kind, each) for each in where] for kind in REGISTERS
            },
            as_of=as_of(reading),
            told=list(places_of(reading, person)),
            publish=[
                _publishing(reading, each) for each in where if person.may(Action.PUBLISH, each)
            ],
            funds=[_fund(reading, person, each) for each in shown],
            funds_more=len(kept) - len(shown),
            **undecided(reading, person, shown),
            entries=_lines(reading, person, latest, kept),
        )


def _granted(person: Person) -> list[AssociationId]:
    """Return where someone has a role today."""
    granted = {grant.association_id for grant in person.staff.grants}
    return sorted(each for each in granted if person.may(Action.READ, each))


def _staff(reading: Reading, person: Person) -> Iterable[dict[str, str]]:
    """Yield where the staff is that someone manages or audits."""
    granted = {grant.association_id for grant in person.staff.grants}
    for each in sorted(granted):
        if person.may(Action.READ_STAFF, each):
            href = url_for("pages.staff.show", association_id=each)
            yield {"name": associations.association(reading, each).name, "href": href}


def _people(reading: Reading, kind: PersonKind, association_id: AssociationId) -> dict[str, str]:
    """Return where the donors, or beneficiaries, of an association are."""
    name = associations.association(reading, association_id).name
    return {"name": name, "href": all_href(kind, association_id)}


def _publishing(reading: Reading, association_id: AssociationId) -> dict[str, str]:
    """Return where the reports of an association are published."""
    href = url_for("pages.publishing.show", association_id=association_id)
    return {"name": associations.association(reading, association_id).name, "href": href}


def _latest(reading: Reading, where: Iterable[AssociationId]) -> list[PrivateEntry]:
    """Return the latest entries of these associations' funds and of all below, newest first."""
    found = {
        entry.position: entry
        for association_id in where
        for entry in entries.latest_below(reading, association_id, LATEST)
    }
    newest = sorted(found.values(), key=lambda each: (each.effective_on, each.position))
    shown = [each.position for each in reversed(newest[-LATEST:])]
    return entries.private_entries_at(reading, shown)


def _kept(
    reading: Reading, person: Person, where: Collection[AssociationId], latest: list[FundId]
) -> list[Fund]:
    """Return the funds in someone's care: first those they record for, their own, the busiest."""
    kept = {fund.fund_id: fund for each in where for fund in funds.below(reading, each)}
    rank = {fund_id: latest.index(fund_id) for fund_id in latest}
    return sorted(
        kept.values(),
        key=lambda fund: (
            not person.may(Action.RECORD, fund.association_id),
            fund.association_id not in where,
            rank.get(fund.fund_id, LATEST),
        ),
    )


def _fund(reading: Reading, person: Person, fund: Fund) -> dict[str, Any]:
    is_open = fund.ended_on is None
    may_record = is_open and person.may(Action.RECORD, fund.association_id)
    may_pay = is_open and person.may(Action.PAY, fund.association_id)
    issue_href = url_for("pages.goods_issues.new", fund_id=fund.fund_id)
    held = balances.balance(reading, fund.fund_id)
    may_import = may_record and any(each.kind is AccountKind.BANK for each in held.by_account)
    return {
        **fund_link(fund),
        "association": associations.association(reading, fund.association_id).name,
        "donate_href": url_for("pages.donations.new", fund_id=fund.fund_id) if may_record else None,
        "statements_href": url_for("pages.statements.new", fund_id=fund.fund_id)
        if may_import
        else None,
        "keeping_href": keeping_href(fund.fund_id),
        "issue_href": issue_href if may_pay and held.stock else None,
        "spending_href": url_for("pages.disbursements.show_all", fund_id=fund.fund_id),
        "balance_dong": held.dong,
        "accounts": [{"name": each.name, "amount_dong": each.dong} for each in held.by_account],
    }


def _lines(
    reading: Reading, person: Person, latest: Sequence[PrivateEntry], kept: Sequence[Fund]
) -> list[dict[str, object]]:
    """Return entries as lines, with the names that someone sees, and those everybody may know."""
    entered = [each.entry for each in latest]
    donors = {each.entry.position: each.private.donor_id for each in latest}
    of_entry = {at: donor_id for at, donor_id in donors.items() if donor_id}
    seen = see_donors(person, set(of_entry.values()))
    names = {at: seen[whose].name for at, whose in of_entry.items() if whose in seen}
    acts = {fund.fund_id: acts_in(fund.association_id) for fund in kept}
    lines = lines_of(
        reading,
        entered,
        donors={
            **names_of_donors(reading, entered),
            **{at: name for at, name in names.items() if name is not None},
        },
        acts_of=lambda entry: acts[entry.fund_id](entry),
        with_fund=len(kept) > 1,
    )
    return [line.shown() for line in lines]
