"""`soquy beneficiary`: recipients of awards, found, merged and parted, and forgotten."""

import sys
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import islice
from uuid import UUID

import click
import msgspec

from api.cli.shell import Shell, answer, as_json, in_shell
from api.people import erasure
from api.people.birthdays import minors
from api.people.finding import Place, Wanted, find_named, words_of
from ledger.access import OPERATOR
from ledger.store.vault.readings import NewReading
from ledger.store.vault.records import PersonKind
from ledger.values import AssociationId, BeneficiaryId, Standing
from projections.associations import associations
from projections.people import beneficiaries
from projections.people.beneficiaries import Beneficiary
from projections.views import Reading

_AT_ONCE = 500


class Listed(msgspec.Struct, frozen=True, kw_only=True):
    """A beneficiary, and what the vault knows; null of one who asked to be forgotten."""

    beneficiary_id: BeneficiaryId
    association_id: AssociationId
    name: str | None
    note: str | None
    address: str | None
    standing: Standing
    merged_into: BeneficiaryId | None


class Listing(msgspec.Struct, frozen=True, kw_only=True):
    """Some beneficiaries; `after` is what --after takes to go on, null where nobody is left."""

    beneficiaries: Sequence[Listed]
    after: str | None


class GoOn(click.ParamType[Place]):
    """Where a search goes on, as the one before it said."""

    name = "place"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> Place:
        """Read a place as it was written."""
        if isinstance(value, Place):
            return value
        try:
            return Place.read(str(value))
        except ValueError:
            self.fail("Must be what a search before said.", param, ctx)


_ASSOCIATION = click.option(
    "--association", "association_id", type=click.UUID, required=True, help="It, and all below it."
)
_MOST = click.option(
    "--most",
    type=click.IntRange(min=1),
    default=100,
    show_default=True,
    help="So many; whether there are more is said, and how to go on.",
)


@click.group()
def beneficiary() -> None:
    """Beneficiaries (người thụ hưởng). Each reading of a child's name is written down."""


@beneficiary.command("list")
@_ASSOCIATION
@_MOST
@click.option("--after", type=click.UUID, help="Go on behind this one.")
@as_json
@in_shell
def list_all(
    shell: Shell, association_id: UUID, most: int, after: UUID | None, *, as_json: bool
) -> None:
    """List who is registered, in the order in which they were."""
    shell.catch_up()
    with shell.views.reading() as reading:
        unit = associations.association(reading, AssociationId(association_id)).association_id
        found = list(
            islice(_registered(reading, unit, shell.today, _place(reading, after)), most + 1)
        )
        listed = _told(shell, found[:most])
    is_cut = len(found) > most
    _answer(listed, str(listed[-1].beneficiary_id) if is_cut else None, as_json=as_json)


@beneficiary.command("find")
@_ASSOCIATION
@_MOST
@click.option("--after", type=GoOn(), help="Go on there, as a search before said.")
@as_json
@in_shell
def find(
    shell: Shell, association_id: UUID, most: int, after: Place | None, *, as_json: bool
) -> None:
    """Find recipients by words of the name, or their first letters, with or without diacritics.

    The words are read from stdin: a name on a command line is seen by everybody on the machine.
    """
    words = words_of(click.prompt("Name", err=True) if sys.stdin.isatty() else sys.stdin.read())
    shell.catch_up()
    with shell.views.reading() as reading:
        unit = associations.association(reading, AssociationId(association_id)).association_id
        ids: list[BeneficiaryId] = []
        while len(ids) < most:
            some, after = find_named(
                shell.vault,
                reading,
                Wanted(PersonKind.BENEFICIARY, unit, words),
                most - len(ids),
                after,
                on=shell.today,
            )
            ids += [BeneficiaryId(each.person_id) for each in some]
            if after is None:
                break
        listed = _told(shell, beneficiaries.those(reading, ids))
    _answer(listed, None if after is None else str(after), as_json=as_json)


@beneficiary.command("merge")
@click.argument("beneficiary_id", type=click.UUID)
@click.argument("other_id", type=click.UUID)
@in_shell
def merge(shell: Shell, beneficiary_id: UUID, other_id: UUID) -> None:
    """Record that OTHER_ID is the same person as BENEFICIARY_ID, under whose id both go on."""
    shell.ledger.merge_beneficiaries(
        shell.command(), BeneficiaryId(beneficiary_id), BeneficiaryId(other_id)
    )


@beneficiary.command("part")
@click.argument("beneficiary_id", type=click.UUID)
@click.argument("other_id", type=click.UUID)
@in_shell
def part(shell: Shell, beneficiary_id: UUID, other_id: UUID) -> None:
    """Record that OTHER_ID, merged with BENEFICIARY_ID, is another person after all."""
    shell.ledger.undo_beneficiary_merge(
        shell.command(), BeneficiaryId(beneficiary_id), BeneficiaryId(other_id)
    )


@beneficiary.command("erase")
@click.argument("beneficiary_id", type=click.UUID)
@click.option("--yes", is_flag=True, help="Do not ask, even if it cannot be taken back.")
@as_json
@in_shell
def erase(shell: Shell, beneficiary_id: UUID, *, yes: bool, as_json: bool) -> None:
    """Forget who asked for it: at once, or when the law keeps no voucher any more.

    Until then nobody sees the name, and `soquy beneficiary keep` takes the request back.
    """
    whom = BeneficiaryId(beneficiary_id)
    shell.ledger.desk().beneficiary(whom)
    known = erasure.outlook(shell.services, whom)
    if known.destroys_now and not yes:
        click.confirm("Nothing keeps this name: it is destroyed now. Go on?", abort=True, err=True)
    erasure.request_erasure(shell.services, shell.command(), whom)
    standing = shell.ledger.desk().beneficiary(whom).standing
    known = msgspec.structs.replace(known, standing=standing)
    answer(known, ", ".join(_outlook_of(known)), as_json=as_json)


def _outlook_of(known: erasure.Outlook) -> Iterator[str]:
    yield known.standing.value
    if known.standing is not Standing.ERASED and known.keep_until is not None:
        yield f"kept through {known.keep_until}"
    if known.standing is not Standing.ERASED and known.is_proposed:
        yield "kept until a list that names them is decided"


@beneficiary.command("keep")
@click.argument("beneficiary_id", type=click.UUID)
@in_shell
def keep(shell: Shell, beneficiary_id: UUID) -> None:
    """Take a request to be forgotten back."""
    whom = BeneficiaryId(beneficiary_id)
    shell.ledger.desk().beneficiary(whom)
    shell.ledger.withdraw_erasure(shell.command(), whom)


def _answer(listed: Sequence[Listed], after: str | None, *, as_json: bool) -> None:
    answer(Listing(beneficiaries=listed, after=after), map(_line, listed), as_json=as_json)
    if after is not None:
        click.echo(f"There may be more: go on with --after {after}", err=True)


def _place(reading: Reading, after: UUID | None) -> int | None:
    return None if after is None else beneficiaries.position_of(reading, BeneficiaryId(after))


def _registered(
    reading: Reading, association_id: AssociationId, on: date, after: int | None
) -> Iterable[Beneficiary]:
    while True:
        some = beneficiaries.registered_below(
            reading, association_id, on, after=after, limit=_AT_ONCE
        )
        yield from some.items
        after = some.after
        if after is None:
            return


def _told(shell: Shell, found: Sequence[Beneficiary]) -> list[Listed]:
    """Return what is shown of beneficiaries; written down before, where a name is protected."""
    people = shell.vault.get_people(each.beneficiary_id for each in found)
    protected = minors(shell.services, people)
    route = f"soquy beneficiary {click.get_current_context().info_name}"
    shell.vault.readings.add(
        NewReading(
            reader_id=OPERATOR,
            person_id=each.beneficiary_id,
            association_id=each.association_id,
            route=route,
        )
        for each in found
        if each.beneficiary_id in protected
    )
    listed = []
    for each in found:
        known = people.get(each.beneficiary_id)
        listed.append(
            Listed(
                beneficiary_id=each.beneficiary_id,
                association_id=each.association_id,
                name=None if known is None else known.name,
                note=(known and known.note) or None,
                address=(known and known.address) or None,
                standing=each.standing,
                merged_into=each.merged_into,
            )
        )
    return listed


def _line(each: Listed) -> str:
    told = " · ".join(filter(None, (each.name or f"({each.standing})", each.note, each.address)))
    same = "" if each.merged_into is None else f"  = {each.merged_into}"
    return f"{each.beneficiary_id}  {told}{same}"
