"""The site that the browser visits: `rumbo serve` as its users start it, on a copy of one prepared database."""

from __future__ import annotations

import fcntl
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from cli.servers import environment, running

DATABASE = "rumbo.sqlite3"
RESETS = count(1)


@dataclass(frozen=True)
class Site:
    """A running site."""

    address: str
    database: Path
    template: Path

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
            made = subprocess.run(command, env=environment(folder), capture_output=True, text=True, timeout=180)
            assert made.returncode == 0, made.stdout + made.stderr
            with closing(sqlite3.connect(folder / DATABASE)) as database:
                database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            (folder / "done").touch()
    return folder


@contextmanager
def site(template: Path, folder: Path) -> Iterator[Site]:
    """Serve a copy of the prepared database until the end."""
    folder.mkdir(parents=True)
    shutil.copy(template / DATABASE, folder / DATABASE)
    env = environment(folder, RUMBO_LOG_LEVEL="ERROR")
    with running("serve", env=env):
        yield Site(f"http://127.0.0.1:{env['RUMBO_PORT']}", folder / DATABASE, template / DATABASE)
