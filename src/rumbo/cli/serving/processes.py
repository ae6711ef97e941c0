"""Starts processes together, and stops them together."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType

import structlog

log = structlog.get_logger(__name__)

GRACE = 10.0
STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT)


def supervise(modules: dict[str, str], ready: Callable[[], bool], on_ready: Callable[[], None]) -> int:
    """Run each module as a process until a signal stops them all or one of them ends.

    ``modules`` maps a name for the log to a Python module; ``on_ready`` is called once, when ``ready`` says so.
    Returns the exit code: 0 after SIGTERM or SIGINT, 1 when a process ended by itself.
    """
    with _stop_asked() as stop:
        processes = {name: _start(module) for name, module in modules.items()}
        announced = False
        ended: list[str] = []
        while not stop.is_set() and not ended:
            if not announced and ready():
                on_ready()
                announced = True
            stop.wait(0.2 if announced else 0.05)
            ended = [name for name, process in processes.items() if process.poll() is not None]
        for name in ended if not stop.is_set() else []:
            log.error("process_ended", process=name, code=processes[name].returncode)
        _stop(list(processes.values()))
    if stop.is_set():
        log.info("stopped")
        return 0
    return 1


def follow_parent() -> None:
    """Make this process stop, as on SIGTERM, when the one that started it is gone: its standard input then ends.

    Nobody is left then to end it if it does not stop, so after the grace it ends itself, and what it started.
    """

    def wait() -> None:
        while os.read(0, 1024):
            pass
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGTERM)
        time.sleep(GRACE)
        os.killpg(os.getpid(), signal.SIGKILL)

    threading.Thread(target=wait, daemon=True).start()


def _start(module: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603 - a module of this package
        [sys.executable, "-P", "-m", module], stdin=subprocess.PIPE, start_new_session=True
    )


def _stop(processes: list[subprocess.Popen[bytes]]) -> None:
    """Ask all to finish what they are at; end those that have not after the grace."""
    for process in processes:
        process.terminate()
    deadline = time.monotonic() + GRACE
    for process in processes:
        try:
            process.wait(max(deadline - time.monotonic(), 0.1))
        except subprocess.TimeoutExpired:
            log.warning("process_killed", pid=process.pid, grace_seconds=GRACE)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@contextmanager
def _stop_asked() -> Iterator[threading.Event]:
    """Yield an event that is set by SIGTERM or SIGINT."""
    stop = threading.Event()

    def handle(number: int, frame: FrameType | None) -> None:
        stop.set()

    before = {number: signal.signal(number, handle) for number in STOP_SIGNALS}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
