"""Web workers that are killed in the middle of a batch: every 2xx is in the log exactly once."""

import json
import os
import signal
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPException
from threading import Event
from time import sleep
from typing import Any

from ledger.events.fund.receiving import DonationReceived
from ledger.values import Role
from tests.api.site import Site, a_gift, open_site
from tests.servers import Server, serving
from tests.stores import Store

CLIENTS = 8
GIFTS_EACH = 40
BATCHES_EACH = 20
KILLS = 6


def test_every_gift_that_was_acknowledged_is_in_the_log_exactly_once(store: Store) -> None:
    with open_site(store) as site:
        token = str(site.token_of(site.enrol(Role.TREASURER)))
        with serving(store) as server, ThreadPoolExecutor(CLIENTS + 1) as pool:
            done = Event()
            killer = pool.submit(_kill_workers, server, done)
            clients = [pool.submit(_give, server, site, token, c) for c in range(CLIENTS)]
            answers = [answer for client in clients for answer in client.result()]
            done.set()
            assert killer.result() >= 1
        recorded = {
            at.position: at.event.amount_dong
            for at in site.book.events()
            if isinstance(at.event, DonationReceived)
        }
        assert len(answers) == CLIENTS * GIFTS_EACH
        assert {a["position"]: a["amount_dong"] for a in answers} == recorded
        assert Counter(recorded.values()) == Counter(range(1, len(answers) + 1))
        assert site.book.balance == sum(recorded.values())


def test_a_batch_is_recorded_whole_or_not_at_all(store: Store) -> None:
    with open_site(store) as site:
        token = str(site.token_of(site.enrol(Role.TREASURER)))
        with serving(store) as server, ThreadPoolExecutor(3) as pool:
            done = Event()
            killer = pool.submit(_kill_workers, server, done)
            batches = [pool.submit(_give_batches, server, site, token, c) for c in range(2)]
            given = sum(batch.result() for batch in batches)
            done.set()
            assert killer.result() >= 1
        events = (at.event for at in site.book.events())
        vouchers = [e.voucher.number for e in events if isinstance(e, DonationReceived)]
        assert vouchers == list(range(1, given + 1))


def _give(server: Server, site: Site, token: str, client: int) -> list[dict[str, Any]]:
    """Give gifts of amounts nobody else gives, each until it is acknowledged."""
    answers = []
    for number in range(GIFTS_EACH):
        dong = client * GIFTS_EACH + number + 1
        path, body = f"/api/v1{site.fund}/donations", a_gift(site, dong)
        answer = _until_acknowledged(server, path, body, token, key=f"gift {dong}")
        answers.append({"position": answer["position"], "amount_dong": dong})
    return answers


def _give_batches(server: Server, site: Site, token: str, client: int) -> int:
    """Give batches of a hundred gifts; return how many gifts that makes."""
    path = f"/api/v1{site.fund}/donations/batch"
    for number in range(BATCHES_EACH):
        body = {"donations": [a_gift(site, dong) for dong in range(1, 101)]}
        _until_acknowledged(server, path, body, token, key=f"batch {client} {number}")
    return 100 * BATCHES_EACH


def _until_acknowledged(
    server: Server, path: str, body: object, token: str, *, key: str
) -> dict[str, Any]:
    """Send a command under one key until somebody answers it."""
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
        assert response.status == 201, answer
        return answer


def _kill_workers(server: Server, done: Event) -> int:
    """Kill one worker after another while the clients work; return how many."""
    killed = 0
    while killed < KILLS and not done.wait(0.2):
        workers = server.workers()
        if len(workers) > 1:
            os.kill(workers[killed % len(workers)], signal.SIGKILL)
            killed += 1
    return killed
