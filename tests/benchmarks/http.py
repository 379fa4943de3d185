"""Durable single donations over HTTP, against a route that only validates the same body."""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from functools import partial
from time import monotonic, sleep

from ledger.values import AccountId, FundId
from tests.benchmarks.durable import durable_store
from tests.benchmarks.figures import Aim, Figure, in_turns
from tests.benchmarks.installation import environ_of, installed
from tests.benchmarks.load import Load, answers_per_second
from tests.benchmarks.scale import Scale
from tests.fakes import TODAY
from tests.stores import Store, StoreKind

AIM = Aim(ratio_least=0.4)

_PATIENCE_SECONDS = 60.0


def measure(kind: StoreKind, scale: Scale) -> Iterator[Figure]:
    """Let gunicorn with 2 × 8 threads record: all on one fund, and over many funds."""
    with ExitStack() as stack:
        store = stack.enter_context(durable_store(kind))
        one, many, token = _furnish(store, scale.http_funds)
        validating = stack.enter_context(_gunicorn("tests.benchmarks.validating:app", {}))
        recording = stack.enter_context(_gunicorn("api.wsgi:app", environ_of(store)))

        def load(port: int, funds: list[tuple[FundId, AccountId]]) -> Load:
            return Load(
                port=port,
                token=token,
                posts=[(f"/api/v1/funds/{fund}/donations", _gift(to)) for fund, to in funds],
                connections=scale.http_connections,
                warm_up_seconds=scale.http_warm_up_seconds,
                seconds=scale.http_seconds,
            )

        baseline, on_one, over_many = in_turns(
            scale.rounds,
            partial(answers_per_second, load(validating, many)),
            partial(answers_per_second, load(recording, one)),
            partial(answers_per_second, load(recording, many)),
        )
    for ours, what in ((on_one, "on one fund"), (over_many, f"over {len(many)} funds")):
        yield Figure(
            benchmark="http",
            store=kind,
            what=f"donations {what} : validations",
            unit="/s",
            ours=ours,
            baseline=baseline,
            aim=AIM,
        )


def _furnish(
    store: Store, funds: int
) -> tuple[list[tuple[FundId, AccountId]], list[tuple[FundId, AccountId]], str]:
    """Return one fund, many funds, each with a bank account, and the token of a treasurer."""
    with installed(store) as installation:
        book = installation.book
        one = [(book.fund_id, book.bank)]
        return one, installation.more_funds(funds), installation.treasurers_token()


def _gift(account_id: AccountId) -> str:
    gift = {
        "account_id": str(account_id),
        "amount_dong": 500_000,
        "effective_on": TODAY.isoformat(),
        "named": True,
    }
    return json.dumps(gift)


@contextmanager
def _gunicorn(app: str, environ: Mapping[str, str]) -> Iterator[int]:
    """Serve an app just as the Procfile does, and yield the port."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "gunicorn", "--config", "python:api.serving.gunicorn"),
            *("--bind", f"127.0.0.1:{port}", "--log-level", "warning", app),
        ],
        env={**os.environ, "WEB_CONCURRENCY": "2", "WEB_THREADS": "8", **environ},
        stderr=subprocess.DEVNULL,  # a line for each request
    )
    try:
        _wait_for(port, process)
        yield port
    finally:
        process.terminate()
        process.wait(_PATIENCE_SECONDS)


def _wait_for(port: int, process: "subprocess.Popen[bytes]") -> None:
    deadline = monotonic() + _PATIENCE_SECONDS
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=_PATIENCE_SECONDS).close()
        except OSError:
            assert process.poll() is None, "gunicorn ended before it listened"
            assert monotonic() < deadline, "gunicorn does not listen"
            sleep(0.05)
        else:
            return
