"""The site that the browser visits: `rumbo serve` as its users start it, on a copy of one prepared database."""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from cli.servers import descendants, environment, running

DATABASE = "rumbo.sqlite3"
RESETS = count(1)


@dataclass
class Site:
    """A running site."""

    env: dict[str, str]
    template: Path
    serving: ExitStack = field(default_factory=ExitStack)
    process: subprocess.Popen[str] | None = None

    @property
    def address(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.env['RUMBO_PORT']}"

    @property
    def database(self) -> Path:
        """The file that it writes to."""
        return Path(self.env["RUMBO_DATA_DIR"]) / DATABASE

    def start(self) -> None:
        """Serve until the end, or until it is restarted."""
        self.process = self.serving.enter_context(running("serve", env=self.env))

    def restart(self) -> None:
        """Kill the site in the middle of whatever it does, and start it again on the same data and address."""
        for pid in (self.process.pid, *descendants(self.process.pid)):
            os.kill(pid, signal.SIGKILL)
        self.serving.close()
        self.start()

    def rows(self, query: str, *values: object) -> list[tuple]:
        """Return what is in the database."""
        with closing(sqlite3.connect(self.database)) as database:
            return database.execute(query, values).fetchall()

    def write(self, query: str, *values: object) -> None:
        """Let the database be as a test needs it, while the site goes on running."""
        with closing(sqlite3.connect(self.database)) as database:
            database.execute("PRAGMA busy_timeout = 10000")
            database.execute(query, values)
            database.commit()

    def reset(self) -> None:
        """Let the database be as it was at the beginning, while the site goes on running."""
        with closing(sqlite3.connect(self.template)) as source, closing(sqlite3.connect(self.database)) as target:
            target.execute("PRAGMA busy_timeout = 10000")
            source.backup(target)
            # The site knows the pages it keeps by the last rows of the history: no test may meet those of another.
            target.execute("UPDATE sqlite_sequence SET seq = seq + ?", (100_000 * next(RESETS),))
            target.commit()


def prepared(shared: Path) -> Path:
    """Return the folder with the prepared database; the first of several test processes makes it."""
    shared.mkdir(parents=True, exist_ok=True)
    folder = shared / "prepared"
    with (shared / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "done").exists():
            data = os.environ.get("RUMBO_TEST_DATA")
            documents = [str(Path(data) / "torreon-2040" / "documents")] if data else []
            command = [sys.executable, "-P", "-m", "e2e.prepare", *documents]
            made = subprocess.run(command, env=environment(folder), capture_output=True, text=True, timeout=1200)
            assert made.returncode == 0, made.stdout + made.stderr
            with closing(sqlite3.connect(folder / DATABASE)) as database:
                database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            (folder / "done").touch()
    return folder


@contextmanager
def site(template: Path, folder: Path, **variables: str) -> Iterator[Site]:
    """Serve a copy of the prepared database and files until the end; ``variables`` are further settings."""
    folder.mkdir(parents=True)
    shutil.copytree(template / "files", folder / "files")
    shutil.copy(template / DATABASE, folder / DATABASE)
    made = Site(environment(folder, RUMBO_LOG_LEVEL="ERROR", **variables), template / DATABASE)
    with made.serving:
        made.start()
        yield made
