"""gunicorn's settings. What differs between hosts, such as the address to listen on, comes from the command line."""

import os
from typing import Any

# One request at a time in a process: requests are short, and there is no state of threads to reason about.
worker_class = "sync"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))

# Loaded before the fork, a broken setting stops the start with its message instead of a ring of dying workers.
preload_app = True

# A slow leak in any library ends with its process; the jitter keeps processes from leaving together.
max_requests = 2000
max_requests_jitter = 400

timeout = 30
graceful_timeout = 30

# It would be opened under the home folder, which may be read-only or shared by several instances.
control_socket_disable = True

# What people search for stands in the query string, so the log keeps the path alone and no referring page either.
accesslog = "-"
access_log_format = "%(t)s %(h)s %(m)s %(U)s %(s)s %(B)s %(M)sms"


def post_fork(server: Any, worker: Any) -> None:
    """A connection opened before the fork belongs to the parent: forget it, and leave it open for its owner."""
    application = worker.app.callable
    if application is None:
        return
    with application.app_context():
        for engine in application.extensions["sqlalchemy"].engines.values():
            engine.dispose(close=False)
