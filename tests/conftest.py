"""What all tests share: stores, outside programs, Hypothesis's profiles, and no way out."""

import sys
from ipaddress import ip_address

from hypothesis import HealthCheck, settings

pytest_plugins = ["tests.programs", "tests.stores", "tests.books", "tests.ledger.store.processes"]

# How long an example takes is the machine's affair, never a reason to fail.
settings.register_profile(
    "soquy", deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("long", parent=settings.get_profile("soquy"), max_examples=2_000)
settings.load_profile("soquy")


def stay_at_home(event: str, arguments: tuple[object, ...]) -> None:
    """Refuse every connection that would leave this machine."""
    if event != "socket.connect":
        return
    address = arguments[1]
    if not isinstance(address, tuple) or address[0] == "localhost":
        return  # a socket in the file system, or ourselves by name
    if not ip_address(address[0]).is_loopback:
        raise PermissionError(f"a test tried to connect to {address[0]}")


sys.addaudithook(stay_at_home)
