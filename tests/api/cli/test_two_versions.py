"""Two versions of the software on one book: what the older does while the newer is there."""

import json

from sqlalchemy import func, select

from projections.tables.schema import revision
from tests.api.cli.soquy import Soquy
from tests.api.cli.test_following import ANOTHER, begin, follows, running
from tests.future import let_be_of, let_be_read, made_by, record_the_future
from tests.projections.tables import open_views
from tests.stores import Store


def test_what_a_newer_version_built_is_left_alone_until_somebody_goes_back(store: Store) -> None:
    begin(store)
    with open_views(store) as views:
        let_be_of(views)
        newer = made_by(views)
        with running(store) as (process, told):
            assert json.loads(next(told))["error"] == "ViewsNewer"
            assert made_by(views) == newer
            Soquy(store).do("project", "rebuild")
            assert made_by(views) == revision()
            Soquy(store).do("association", "add", *ANOTHER)
            follows(store)
        assert process.returncode == 0


def test_what_a_newer_version_builds_meanwhile_is_left_alone(store: Store) -> None:
    begin(store)
    with running(store) as (process, told), open_views(store) as views:
        follows(store)
        let_be_of(views)
        newer = made_by(views)
        assert json.loads(next(told))["error"] == "ViewsOutdated"
        assert process.poll() is None
        assert made_by(views) == newer
    assert process.returncode == 0


def test_what_an_older_version_builds_meanwhile_is_built_anew(store: Store) -> None:
    begin(store)
    with running(store) as (process, told), open_views(store) as views:
        follows(store)
        let_be_of(views, "0123456789abcdef")
        assert json.loads(next(told))["error"] == "ViewsOutdated"
        follows(store)
        assert made_by(views) == revision()
    assert process.returncode == 0


def test_what_only_a_newer_version_can_read_is_left_to_it(store: Store) -> None:
    begin(store)
    soquy = Soquy(store)
    with running(store) as (process, told), open_views(store) as views:
        follows(store)
        with soquy.services() as services:
            central = next(iter(services.ledger.read(0, 1))).stream
            position = record_the_future(services.ledger, central)
        soquy.do("association", "add", *ANOTHER)
        assert json.loads(next(told))["error"] == "UnreadableEvent"
        assert views.position() == position - 1
        let_be_read(views, position)
        follows(store)
    assert process.returncode == 0
    with open_views(store) as views, views.reading() as reading:
        associations = select(func.count()).select_from(reading.tables.associations)
        assert reading.first(associations) == (2,)


def test_the_release_of_an_older_version_is_refused(store: Store) -> None:
    begin(store)
    soquy = Soquy(store)
    with soquy.services() as services:
        central = next(iter(services.ledger.read(0, 1))).stream
        record_the_future(services.ledger, central)
    for command in (("init",), ("project", "rebuild")):
        assert soquy.refused(*command).startswith("Error: unreadable_event")
