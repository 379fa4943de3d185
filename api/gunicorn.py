"""How gunicorn serves the book: `gunicorn --config python:api.gunicorn api.wsgi:app`.

Threads share one book per process: what they record together is committed together. A process
that is told to stop finishes what it has begun.
"""

import os

bind = f"0.0.0.0:{os.environ.get('PORT', '8000')}"
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = int(os.environ.get("WEB_THREADS", "8"))
keepalive = 75  # longer than the usual proxy keeps an idle connection, so that it closes first
timeout = 60
graceful_timeout = 30
# Heartbeats must never wait for a disk.
worker_tmp_dir = next(filter(os.path.isdir, ["/dev/shm"]), None)  # noqa: S108
control_socket_disable = True  # one file in the home folder that all servers of a user would share
