"""The web server process."""

from __future__ import annotations

import os
import resource
from collections.abc import Callable
from typing import Any

from django.urls import get_resolver
from granian.constants import Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server import Server

from rumbo.cli.serving.processes import follow_parent
from rumbo.cli.start import start_django

# Granian counts connections, idle ones too, towards `backpressure`: threads bound the work, this the connections. The
# phones of a workshop each keep one, and one process may get most of them.
CONNECTIONS = 2048
IDLE_CONNECTION_MS = 15_000


def threads() -> int:
    """Return how many requests one process answers at a time: each may hold a database connection."""
    return max(3, min(8, 2 * (os.cpu_count() or 1) + 1))


def application(*_: Any) -> Callable[..., Any]:
    """Return the web application; the server calls this in each of its processes."""
    from rumbo.config.wsgi import application as site  # imported here: in the process that uses it
    from rumbo.participation.web.lane import VotingLane

    return VotingLane(site)


def main() -> None:
    """Serve until SIGTERM; running requests are finished."""
    environment = start_django()
    _let_all_connect()
    get_resolver().url_patterns  # noqa: B018 - imports all views: one that is broken stops the start, not a request
    follow_parent()
    server = Server(
        "rumbo.config.wsgi:application",
        address=environment.host,
        port=environment.port,
        interface=Interfaces.WSGI,
        workers=environment.web_workers,
        blocking_threads=threads(),
        blocking_threads_idle_timeout=600,
        backpressure=CONNECTIONS,
        http1_settings=HTTP1Settings(header_read_timeout=IDLE_CONNECTION_MS),
        websockets=False,
        log_level=LogLevels.warning,
        log_dictconfig={"formatters": {}, "handlers": {}, "loggers": {"_granian": {"propagate": True}}},
    )
    server.serve(target_loader=application, wrap_loader=False)


def _let_all_connect() -> None:
    """Ask the system for as many open files as the connections need; many give 1024 unless asked."""
    wanted = 2 * CONNECTIONS
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    if soft != resource.RLIM_INFINITY and soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


if __name__ == "__main__":
    main()
