"""A server that is started while PostgreSQL is away says so, and serves when it is back."""

import json
from time import sleep

from tests import postgresql
from tests.servers import Server, serving
from tests.stores import prepared_store

TRIES = 600


def test_a_server_lives_while_nobody_answers_and_serves_once_somebody_does() -> None:
    with prepared_store("postgresql") as store:
        postgresql.admit(store.events_url, anybody=False)
        with serving(store, workers=1) as server:
            assert asked(server, "/healthz") == (200, {"alive": True}, None)
            status, readiness, _ = asked(server, "/readyz")
            assert (status, readiness["ready"], readiness["log"]) == (503, False, "unreachable")
            for path in "/", "/api/v1/associations", "/no-such-page":
                status, problem, wait = asked(server, path)
                assert (status, problem["code"], wait) == (503, "store_busy", "2")
            postgresql.admit(store.events_url, anybody=True)
            assert opens(server)


def opens(server: Server) -> bool:
    for _ in range(TRIES):
        if asked(server, "/api/v1/associations")[0] == 200:
            return True
        sleep(0.1)
    return False


def asked(server: Server, path: str) -> tuple[int, dict[str, object], str | None]:
    connection = server.connect()
    connection.request("GET", path)
    answer = connection.getresponse()
    body = json.loads(answer.read())
    connection.close()
    return answer.status, body, answer.headers["Retry-After"]
