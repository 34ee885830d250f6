"""gunicorn's settings. What differs between hosts, such as the address to listen on, comes from the command line."""

import os
import sys
from typing import Any

from gunicorn.glogging import Logger  # type: ignore[import-untyped]

from config.logs import ADDRESS, trace

FILES = "/static/"

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


class Discreet(Logger):  # type: ignore[misc]  # the library has no types
    """Says no more of a request than the application allows, and of an error no word of its own (R42)."""

    def atoms(self, resp: Any, req: Any, environ: Any, request_time: Any) -> dict[str, Any]:
        path = environ.get("PATH_INFO", "")
        # Files are answered before the application is asked.
        address = environ.get(ADDRESS) or (path if path.startswith(FILES) else "-")
        return {**super().atoms(resp, req, environ, request_time), "U": address}

    def warning(self, msg: Any, *args: Any, **kwargs: Any) -> None:
        """What cannot be read as a request would be repeated in full."""
        if str(msg).startswith("Invalid request"):
            msg, args = "a request cannot be read: %s", (getattr(sys.exc_info()[0], "__name__", ""),)
        super().warning(msg, *args, **kwargs)

    def exception(self, msg: Any, *args: Any, **kwargs: Any) -> None:
        error = sys.exc_info()[1]
        if error is None:
            self.error(msg, *args, **kwargs)
        else:
            self.error("a request failed\n%s", trace(error))


logger_class = Discreet

# What people search for stands in the query string, so the log keeps no more than the path, and no referring page.
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
