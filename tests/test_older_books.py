"""A book that an older version left is read, and means what it meant."""

from ledger.recording.states import KINDS
from tests.api.cli.soquy import Soquy
from tests.golden import meanings
from tests.kept_book import kept_events, kept_rows, put_kept_book
from tests.projections.tables import laid_open, open_views
from tests.stores import Store, fresh_store


def test_an_upgrade_makes_it_a_whole_book_of_this_version(store: Store) -> None:
    put_kept_book(store.events_url)
    soquy = Soquy(store)
    soquy.do("init")
    assert soquy.ask("project", "rebuild") == {"position": len(kept_rows())}
    assert soquy.ask("verify")["faults"] == []


def test_it_comes_to_the_same_on_either_store() -> None:
    told = []
    for kind in ("sqlite", "postgresql"):
        with fresh_store(kind) as store:
            Soquy(store).do("init")
            put_kept_book(store.events_url)
            Soquy(store).do("project", "rebuild")
            with open_views(store) as views:
                told.append(laid_open(views))
    assert told[0] == told[1]


def test_nothing_means_something_else_under_the_same_number() -> None:
    now = meanings.told()
    assert meanings.unannounced(now, meanings.kept()) == []
    assert now == meanings.kept(), "run `make golden`"


def test_another_meaning_wants_another_number() -> None:
    now = meanings.told()
    for what, meaning in now.items():
        [result] = {"rows", "states"} & meaning.keys()
        other = {**now, what: {**meaning, result: "0" * 64}}
        assert len(meanings.unannounced(other, now)) == 1
        number = meaning["number"]
        raised = number + 1 if isinstance(number, int) else f"{number}1"
        announced = {**other, what: {**other[what], "number": raised}}
        assert meanings.unannounced(announced, now) == []


def test_it_has_events_of_every_kind_of_stream() -> None:
    assert {each.event.topic.partition(".")[0] for each in kept_events()} == set(KINDS)
