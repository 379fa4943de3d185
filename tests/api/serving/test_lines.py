"""Lines of the log that cannot be written are lost; nobody waits or fails for them."""

import json
from contextlib import closing
from errno import ENOSPC
from io import BytesIO
from pathlib import Path

from api.serving.lines import lines_to
from tests.api.site import open_site
from tests.servers import serving
from tests.stores import Store


class Disk(BytesIO):
    """A file on a disk that has room for so many bytes."""

    room = 0

    def write(self, line: bytes, /) -> int:  # type: ignore[override]
        """Write as much as there is room for, as the system does; raise if that is nothing."""
        written = min(len(line), self.room)
        if not written:
            raise OSError(ENOSPC, "no space left")
        self.room -= written
        return super().write(line[:written])


def test_what_a_full_disk_does_not_take_is_lost_and_counted() -> None:
    disk = Disk()
    log = lines_to(disk)
    disk.room = 1_000
    log.info("first")
    disk.room = 10  # a line is torn, and two do not even begin
    log.info("second")
    log.info("third")
    log.info("fourth")
    disk.room = 1_000
    log.info("fifth")
    disk.room = 0
    log.info("never")
    disk.room = 1_000
    log.info("sixth")
    first, torn, lost, fifth, lost_again, sixth = disk.getvalue().splitlines()
    assert len(torn) == 10
    assert json.loads(lost) == {"event": "lines lost", "lost": 3}
    assert json.loads(lost_again) == {"event": "lines lost", "lost": 1}
    events = [json.loads(line)["event"] for line in (first, fifth, sixth)]
    assert events == ["first", "fifth", "sixth"]


def test_who_asks_is_served_though_the_log_is_on_a_full_disk(store: Store) -> None:
    with (
        open_site(store),
        serving(store, log=Path("/dev/full"), workers=1) as server,
        closing(server.connect()) as connection,
    ):
        connection.request("GET", "/api/v1/associations")
        assert connection.getresponse().status == 200
