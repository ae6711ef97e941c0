"""What a benchmark is given: a database of its own, the site served on it, and somebody who asks for pages.

A benchmark is a module of this package with a docstring, ``NAME``, and ``run(context) -> list[Figure]``. Each run
gets a process with Django started and an empty database with its tables; ``run`` fills it through models or services,
then serves it::

    def run(context: Context) -> list[Figure]:
        fill(projects=364)
        with context.serve() as site:
            return site.compare({"plan": "/plan-2040/"}, limit=5)
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from benchmarks.load import Timing, measure
from rumbo.cli.commands.demo import free_port
from rumbo.cli.serving.serve import listens
from rumbo.cli.serving.static import collect_static

HOST = "127.0.0.1"
BLANK = "/en-blanco/"
START_LIMIT = 30  # seconds that the server may take to start


@dataclass(frozen=True)
class Figure:
    """One measured value; ``limit``, where there is one, is the most it may be."""

    name: str
    value: float
    unit: str = ""
    limit: float | None = None

    @property
    def met(self) -> bool | None:
        """Say whether the value keeps to its limit; None without one."""
        return None if self.limit is None else self.value <= self.limit


@dataclass(frozen=True)
class Site:
    """The served site; ``group`` are its processes."""

    port: int
    group: int = 0
    requests: int = 200
    connections: int = 4
    rounds: int = 3
    timings: dict[str, Timing] = field(default_factory=dict)

    def kill(self) -> None:
        """End the server as a power cut does: at once, whatever it is at."""
        os.killpg(self.group, signal.SIGKILL)
        while listens(HOST, self.port):
            time.sleep(0.01)

    def measure(self, *paths: str) -> dict[str, Timing]:
        """Ask for each path in turn, several rounds, so that a disturbance of the machine meets all alike.

        Raises:
            benchmarks.load.UnexpectedAnswerError: a page did not answer with 200.
        """
        for path in paths:
            measure(HOST, self.port, path, requests=20, connections=self.connections)  # warms up
        total = dict.fromkeys(paths, Timing())
        for _ in range(self.rounds):
            for path in paths:
                total[path] += measure(HOST, self.port, path, requests=self.requests, connections=self.connections)
        return total

    def compare(self, pages: Mapping[str, str], limit: float | None = None, prefix: str = "") -> list[Figure]:
        """Return the figures of pages (name: path), and their ratios to an empty page, which ``limit`` bounds."""
        timings = self.measure(BLANK, *pages.values())
        blank = timings[BLANK]
        figures = _plain(f"{prefix}empty page", blank)
        for name, path in pages.items():
            timing = timings[path]
            figures += _plain(f"{prefix}{name}", timing)
            rate = blank.per_second / timing.per_second
            figures.append(Figure(f"{prefix}{name}: requests per second, ratio", round(rate, 2), "x", limit))
            p95 = timing.percentile(95) / blank.percentile(95)
            figures.append(Figure(f"{prefix}{name}: p95, ratio", round(p95, 2), "x", limit))
        return figures


@dataclass(frozen=True)
class Context:
    """What one run of a benchmark may use; ``small``: only the small size is asked for, where it has several."""

    database: str
    small: bool = False

    @contextmanager
    def serve(self, *, workers: int = 1, port: int = 0) -> Iterator[Site]:
        """Serve the database of this run as `rumbo serve` does, without the worker; ``port`` 0 takes a free one."""
        collect_static()
        port = port or free_port(HOST, 0)
        environment = os.environ | {
            "RUMBO_HOST": HOST,
            "RUMBO_PORT": str(port),
            "RUMBO_WEB_WORKERS": str(workers),
            "RUMBO_LOG_LEVEL": "ERROR",
        }
        command = [sys.executable, "-P", "-m", "rumbo.cli.serving.web"]
        process = subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, start_new_session=True)
        try:
            _wait(process, port)
            yield Site(port, process.pid)
        finally:
            process.terminate()
            process.wait(30)


def _wait(process: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + START_LIMIT
    while not _answers(port):
        if process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"The web server did not start within {START_LIMIT} seconds.")
        time.sleep(0.05)


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://{HOST}:{port}/health/", timeout=START_LIMIT) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def _plain(name: str, timing: Timing) -> list[Figure]:
    return [
        Figure(f"{name}: requests per second", round(timing.per_second, 1), "/s"),
        Figure(f"{name}: p50", round(timing.percentile(50), 2), "ms"),
        Figure(f"{name}: p95", round(timing.percentile(95), 2), "ms"),
    ]
