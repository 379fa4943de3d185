"""How gunicorn serves the book: `gunicorn --config python:api.serving.gunicorn api.wsgi:app`.

Threads share one book per process: what they record together is committed together. A process
that is told to stop finishes what it has begun. One that dies is replaced in a moment, since what
it takes to answer is loaded before any of them is forked; the book itself each of them opens.
"""

import gc
import os
import shutil
import tempfile
from importlib import import_module
from typing import TYPE_CHECKING

from prometheus_client import multiprocess, values

from api.serving.cores import core_for_one_more, cores_here, keep_to

if TYPE_CHECKING:
    from gunicorn.arbiter import Arbiter

    from api.serving.worker import Worker

bind = f"0.0.0.0:{os.environ.get('PORT', '8000')}"
worker_class = "api.serving.worker.Worker"
logger_class = "api.serving.server_log.ServerLog"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = int(os.environ.get("WEB_THREADS", "8"))
keepalive = 75  # longer than the usual proxy keeps an idle connection, so that it closes first
timeout = 60
# Who is in `forwarded_allow_ips` – this machine – tells us whether it was asked by HTTPS, and
# nothing more. No header says where we are, for many a proxy passes on what a visitor made up; and
# where a visitor is we find in api/serving/addresses.py.
secure_scheme_headers = {"X-FORWARDED-PROTO": "https"}
forwarder_headers = ""
limit_request_fields = 64  # a browser sends twenty
limit_request_field_size = 8_190
graceful_timeout = 30
sendfile = False  # it waits for ever for whoever does not take what is sent
# Heartbeats must never wait for a disk.
worker_tmp_dir = next(filter(os.path.isdir, ["/dev/shm"]), None)  # noqa: S108
control_socket_disable = True  # one file in the home folder that all servers of a user would share

_METRICS = "PROMETHEUS_MULTIPROC_DIR"
"""Where the workers add up what /metrics shows; the name is the library's."""


def on_starting(_: "Arbiter") -> None:
    """Make the folder before any worker looks for it, and load what all of them will need."""
    os.environ[_METRICS] = tempfile.mkdtemp(prefix="soquy-metrics-", dir=worker_tmp_dir)
    # The library chose how to keep figures when it was first imported, with the package we are in.
    values.ValueClass = values.get_value_class()  # type: ignore[no-untyped-call]
    import_module("api.web")
    gc.collect()
    gc.freeze()  # so that no worker's collector touches, and thereby copies, what they share


def pre_fork(arbiter: "Arbiter", worker: "Worker") -> None:
    """Choose a core for a worker, here where one knows of the others."""
    worker.core = core_for_one_more(cores_here(), [each.core for each in arbiter.WORKERS.values()])


def post_fork(_: "Arbiter", worker: "Worker") -> None:
    """Keep the worker to its core."""
    keep_to(worker.core)


def post_worker_init(_: "Worker") -> None:
    """Spare the collector of garbage what was loaded and stays: to walk through it takes long."""
    gc.collect()
    gc.freeze()


def child_exit(_: "Arbiter", worker: "Worker") -> None:
    """Let go of what a worker told of itself while it lived; what it counted stays."""
    multiprocess.mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]


def on_exit(_: "Arbiter") -> None:
    """Leave nothing behind."""
    shutil.rmtree(os.environ[_METRICS], ignore_errors=True)
