"""The clock process: runs what is due every few seconds, the outbox among it."""

from __future__ import annotations

import signal
import threading
from types import FrameType

import structlog

from rumbo.cli.serving.processes import STOP_SIGNALS, follow_parent
from rumbo.cli.start import start_django

#: Seconds from one look to the next.
PAUSE = 5.0
log = structlog.get_logger(__name__)


def main() -> None:
    """Run until SIGTERM; the mail that is being sent, or the job that runs, is finished."""
    start_django()
    from django.db import close_old_connections  # imported here: it needs the settings

    from rumbo.communication.clock import tick

    stop = threading.Event()

    def handle(number: int, frame: FrameType | None) -> None:
        stop.set()

    for number in STOP_SIGNALS:
        signal.signal(number, handle)
    follow_parent()
    while not stop.is_set():
        try:
            tick(stopped=stop.is_set)
        except Exception:
            log.exception("clock_failed")
        close_old_connections()
        stop.wait(PAUSE)


if __name__ == "__main__":
    main()
