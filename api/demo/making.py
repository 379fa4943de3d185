"""Makes the demo book, or finds the one made before; cut off half-way, it goes on where it was."""

import msgspec

from api.demo.cast import PASSWORD, STAFF
from api.demo.story import tell
from api.demo.teller import Teller, is_begun, is_told, token_of
from api.installation import Services
from ledger.errors import Refused
from ledger.values import Role
from projections.engine import Engine
from projections.rebuild import rebuild


class NotADemo(Refused):
    """There is a book here already, and it is no demo."""


class Access(msgspec.Struct, frozen=True, kw_only=True):
    """How to get in as one of the demo's people."""

    role: Role
    where: str
    name: str
    login: str
    password: str
    token: str


def make(services: Services) -> list[Access]:
    """Make the demo book unless it is there, and return who may log in.

    Read models that another version of the software made are made anew. Raises `NotADemo` if there
    is another book.
    """
    if not is_told(services, STAFF[-1]):
        if services.ledger.position() and not is_begun(services):
            raise NotADemo
        teller = Teller(services)
        tell(teller)
        teller.close()
    if services.views.needs_rebuild():
        for _ in rebuild(services.views, services.ledger.read, services.ledger.position):
            pass
    Engine(services.views, services.ledger.read).catch_up()
    return [
        Access(
            role=player.role,
            where=player.where,
            name=player.name,
            login=player.login,
            password=PASSWORD,
            token=str(token_of(services, player)),
        )
        for player in STAFF
    ]
