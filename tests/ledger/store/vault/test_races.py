"""Several processes keep the same people and files at one moment, and mean the same by them."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from uuid import UUID

from uuid_utils.compat import uuid7

from ledger.access import OPERATOR
from ledger.application import Ledger
from ledger.errors.missing import DocumentNotFound
from ledger.recording.commands import Command, Receipt
from ledger.store.vault.people import Vault
from ledger.store.vault.records import PersonKind, PersonRecord
from ledger.values import AssociationId, BeneficiaryId
from tests.books import open_book
from tests.ledger.store.processes import PROCESSES, Processes
from tests.stores import Store

LISTS, NAMES = 12, 40
ROUNDS, CONTENT = 60, b"%PDF-1.7\nDanh sach"


def keep_lists(store: Store, scopes: tuple[UUID, ...], _: Ledger, number: int) -> list[list[UUID]]:
    """Keep the people of lists that all processes have, in the order of a file of one's own."""
    vault = Vault(store.people_url, store.keys_dir)
    kept = []
    for scope in scopes:
        names = [f"Học sinh {n}" for n in range(NAMES)]
        if number % 2:
            names.reverse()
        people = [
            PersonRecord(id=uuid7(), kind=PersonKind.BENEFICIARY, name=name) for name in names
        ]
        ids = vault.keep_people(people, scope)
        kept.append([id_ for _, id_ in sorted(zip(names, ids, strict=True))])
    vault.close()
    return kept


def test_lists_that_name_the_same_new_people_at_once_mean_the_same_people(
    store: Store, processes: Processes
) -> None:
    vault = Vault(store.people_url, store.keys_dir)
    vault.create_tables()
    scopes = tuple(uuid7() for _ in range(LISTS))
    ids = processes.at_once(store, partial(keep_lists, store, scopes))
    assert ids == [ids[0]] * PROCESSES
    everyone = {id_ for one in ids[0] for id_ in one}
    assert len(everyone) == LISTS * NAMES
    # Nobody is in the vault a second time under an id that no list means.
    assert {each.id for each in vault.list_people(PersonKind.BENEFICIARY)} == everyone
    vault.close()


def register_lists(
    lists: tuple[tuple[BeneficiaryId, ...], ...],
    association_id: AssociationId,
    ledger: Ledger,
    number: int,
) -> list[Receipt | None]:
    """Register the people of lists that all processes have."""
    receipts = []
    for at, ids in enumerate(lists):
        command = Command(command_id=f"{number}/{at}", digest=b"a list", by=OPERATOR)
        own = ids[::-1] if number % 2 else ids
        receipts.append(ledger.register_beneficiaries(command, own, association_id))
    return receipts


def test_lists_that_register_the_same_people_at_once_are_both_taken(
    store: Store, processes: Processes
) -> None:
    lists = tuple(tuple(BeneficiaryId(uuid7()) for _ in range(NAMES)) for _ in range(LISTS))
    with open_book(store) as book:
        told = processes.at_once(store, partial(register_lists, lists, book.commune))
        ledger = book.ledger
        for at, ids in enumerate(lists):
            last = ledger.last_registered_at(ids)  # all of them, each in a stream of its own
            assert last in {each.position for receipts in told if (each := receipts[at])}
        assert all(ledger.desk().versioned(id_) is not None for ids in lists for id_ in ids)


def keep_or_give_up(store: Store, fund_id: UUID, _: Ledger, number: int) -> int:
    """Keep one file again and again and read it; or give it up again and again. Count readings."""
    vault, readings = Vault(store.people_url, store.keys_dir), 0
    for _round in range(ROUNDS):
        if number:
            for page in vault.documents.pages():
                vault.documents.suspect([each.id for each in page], [])
            later = datetime.now(UTC) + timedelta(days=1)
            vault.documents.give_up(vault.documents.suspects(later), later)
            continue
        kept = vault.put_document(fund_id, CONTENT)
        with suppress(DocumentNotFound):
            assert vault.get_document(fund_id, kept.sha256)[1] == CONTENT
            readings += 1
    vault.close()
    return readings


def test_a_file_that_is_kept_and_given_up_at_once_is_there_and_readable_or_not_there(
    store: Store, processes: Processes
) -> None:
    vault, fund_id = Vault(store.people_url, store.keys_dir), uuid7()
    vault.create_tables()
    readings, _ = processes.at_once(store, partial(keep_or_give_up, store, fund_id))
    assert readings
    kept = vault.put_document(fund_id, CONTENT)
    assert vault.get_document(fund_id, kept.sha256)[1] == CONTENT
    vault.close()
