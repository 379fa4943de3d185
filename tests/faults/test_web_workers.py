"""Web workers that are killed in the middle of an append: every 2xx is in the log exactly once."""

import json
import os
import signal
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from contextlib import suppress
from http.client import HTTPException
from itertools import count
from threading import Event, Lock
from time import monotonic, sleep
from typing import Any, NamedTuple, TypeVar

from ledger.events.fund.receiving import DonationReceived
from ledger.values import Role
from tests.api.site import Site, a_gift, open_site
from tests.api.v1.receiving.uploading import kept
from tests.faults.standstill import open_appends, standstill
from tests.servers import Server, following, serving
from tests.stores import Store

CLIENTS = 8
CONFIRMING = 4
"""So many confirm statements at once: twice as many as there are workers to be killed."""
GIFTS_IN_A_BATCH = 100
ROWS_OF_A_STATEMENT = 2_500
KILLS = 5
PATIENCE_SECONDS = 120.0


class Answer(NamedTuple):
    """What a client was told: where its gift is in the log, and whether that was told before."""

    key: str
    dong: int
    position: int
    replayed: bool


def test_every_gift_that_was_acknowledged_is_in_the_log_exactly_once(store: Store) -> None:
    with open_site(store) as site:
        token = str(site.token_of(site.enrol(Role.TREASURER)))

        def give(server: Server, client: int, killed: Event) -> list[Answer]:
            """Give gifts of amounts nobody else gives, each until it is acknowledged."""
            answers: list[Answer] = []
            while not killed.is_set():
                dong = len(answers) * CLIENTS + client + 1
                answers.append(_gift(server, site, token, dong))
            return answers

        with serving(store) as server:
            answers = [each for given in _killed_among(server, store, give) for each in given]
        recorded = _recorded(site)
        assert {answer.position: answer.dong for answer in answers} == recorded
        assert len(answers) == len(recorded) == len(set(recorded.values()))
        assert site.book.balance == sum(recorded.values())
        with serving(store) as started_again:
            for answer in answers[:: max(1, len(answers) // 100)]:
                again = _gift(started_again, site, token, answer.dong)
                assert again == answer._replace(replayed=True)
        assert _recorded(site) == recorded


def test_a_batch_is_recorded_whole_or_not_at_all(store: Store) -> None:
    with open_site(store) as site:
        token = str(site.token_of(site.enrol(Role.TREASURER)))
        path = f"/api/v1{site.fund}/donations/batch"
        body = {"donations": [a_gift(site, dong) for dong in range(1, GIFTS_IN_A_BATCH + 1)]}

        def give(server: Server, client: int, killed: Event) -> int:
            """Give batches, each until it is acknowledged; return how many."""
            for number in count(1):
                _until_acknowledged(server, path, body, token, key=f"batch {client} {number}")
                if killed.is_set():
                    return number
            raise AssertionError

        with serving(store) as server:
            batches = sum(_killed_among(server, store, give))
        events = (at.event for at in site.book.events())
        gifts = [e for e in events if isinstance(e, DonationReceived)]
        whole = list(range(1, GIFTS_IN_A_BATCH + 1))
        assert [gift.amount_dong for gift in gifts] == whole * batches
        assert [gift.voucher.number for gift in gifts] == list(range(1, len(gifts) + 1))


def test_a_statement_is_confirmed_to_its_end_and_no_row_of_it_twice(store: Store) -> None:
    """A confirmation takes several appends; sent again under its key, it goes on where it was."""
    with open_site(store) as site:
        token = str(site.token_of(site.enrol(Role.TREASURER)))
        uploading = Lock()

        def confirm(server: Server, client: int, killed: Event) -> list[int]:
            """Confirm statements of amounts nobody else has, each until that is acknowledged."""
            dongs: list[int] = []
            for number in count():
                first = (number * CONFIRMING + client) * ROWS_OF_A_STATEMENT + 1
                amounts = range(first, first + ROWS_OF_A_STATEMENT)
                with uploading:
                    path = f"/api/v1{_uploaded(site, amounts)}/confirmation"
                key = f"statement {client} {number}"
                answer, _ = _until_acknowledged(server, path, {"decisions": []}, token, key=key)
                assert answer["recorded"] == len(amounts)
                dongs += [thousand * 1_000 for thousand in amounts]
                if killed.is_set():
                    break
            return dongs

        # Who goes on waits until the read models know what was recorded before.
        with following(store), serving(store) as server:
            told = _killed_among(server, store, confirm, clients=CONFIRMING, kills=3)
        confirmed = [dong for dongs in told for dong in dongs]
        assert sorted(_recorded(site).values()) == sorted(confirmed)
        assert site.book.balance == sum(confirmed)
        vouchers = [
            at.event.voucher.number
            for at in site.book.events()
            if isinstance(at.event, DonationReceived)
        ]
        assert vouchers == list(range(1, len(confirmed) + 1))


def _uploaded(site: Site, thousands: Sequence[int]) -> str:
    """Upload a statement of credits of so many thousand đồng; return where it is."""
    amounts = [f"{number:,}.000".replace(",", ".") for number in thousands]
    return kept(site, *(f"1,01/09/2024,5213.1,,{amount},,ung ho" for amount in amounts))


T = TypeVar("T")


def _killed_among(
    server: Server,
    store: Store,
    give: Callable[[Server, int, Event], T],
    *,
    clients: int = CLIENTS,
    kills: int = KILLS,
) -> list[T]:
    """Let clients give while the workers are killed so many times; return what each had."""
    with ThreadPoolExecutor(clients + 1) as pool:
        killed = Event()
        killer = pool.submit(_kill_in_the_middle, server, store, kills, killed)
        giving = [pool.submit(give, server, client, killed) for client in range(clients)]
        everybody: list[Future[Any]] = [killer, *giving]
        try:
            # Whoever fails first tells why; the others only wait in vain.
            for each in as_completed(everybody):
                each.result()
        finally:
            killed.set()
        return [each.result() for each in giving]


def _kill_in_the_middle(server: Server, store: Store, kills: int, over: Event) -> None:
    """Kill the workers so many times, each time while one is in the middle of an append."""
    deadline = monotonic() + PATIENCE_SECONDS
    killed = 0
    with open_appends(store) as is_open:
        while killed < kills and not over.is_set():
            assert monotonic() < deadline, f"seen in the middle of an append {killed} times only"
            workers = server.workers()
            with standstill(workers):
                if is_open(workers):
                    for worker in workers:
                        with suppress(ProcessLookupError):  # killed before, and gone by now
                            os.kill(worker, signal.SIGKILL)
                    killed += 1
            sleep(0.005)  # lets them go on between two looks
    over.set()


def _gift(server: Server, site: Site, token: str, dong: int) -> Answer:
    key = f"gift {dong}"
    path = f"/api/v1{site.fund}/donations"
    answer, replayed = _until_acknowledged(server, path, a_gift(site, dong), token, key=key)
    return Answer(key, dong, answer["position"], replayed)


def _until_acknowledged(
    server: Server, path: str, body: object, token: str, *, key: str
) -> tuple[dict[str, Any], bool]:
    """Send a command under one key until somebody answers it; tell whether that is a replay."""
    headers = {
        "Authorization": f"Bearer {token}",
        "Content-Type": "application/json",
        "Idempotency-Key": key,
    }
    while True:
        connection = server.connect()
        try:
            connection.request("POST", path, json.dumps(body), headers)
            response = connection.getresponse()
            answer: dict[str, Any] = json.loads(response.read())
        except (OSError, HTTPException):
            sleep(0.02)
            continue
        finally:
            connection.close()
        if response.status == 503:  # the read models are on their way there
            sleep(float(response.headers["Retry-After"]))
            continue
        assert response.status == 201, answer
        return answer, response.headers["Idempotent-Replayed"] == "true"


def _recorded(site: Site) -> dict[int, int]:
    """Return the gifts in the log: how much, by position."""
    return {
        at.position: at.event.amount_dong
        for at in site.book.events()
        if isinstance(at.event, DonationReceived)
    }
