"""A PostgreSQL server for tests and benchmarks alone: in a temporary folder, on a socket in it, gone at the end."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from tools.packages import MissingProgramsError, postgresql_folder

# Durability is of no use to a database that lives for minutes.
SETTINGS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "listen_addresses": ""}


class PostgresError(Exception):
    """The server did not start; the message has its log."""


@contextmanager
def throwaway_postgres(*, durable: bool = False) -> Iterator[str]:
    """Yield the address of an empty database, as RUMBO_DATABASE_URL takes it; ``durable`` as real ones are.

    Raises:
        MissingProgramsError: PostgreSQL is not installed.
        PostgresError: the server did not start.
    """
    programs = postgresql_folder()
    if programs is None:
        raise MissingProgramsError("PostgreSQL is not installed (on Debian: apt-get install postgresql)")
    # The path of a socket has to be short, so this is not in TMPDIR.
    folder = Path(tempfile.mkdtemp(prefix="rumbo-postgres-", dir="/tmp"))
    data, log = folder / "data", folder / "log"
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres")
        _run(programs / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync", log=log)
        settings = {"listen_addresses": ""} if durable else SETTINGS
        options = " ".join(f"-c {name}='{value}'" for name, value in settings.items())
        switches = f"-k {folder} {options}"
        _run(programs / "pg_ctl", "start", "-D", data, "-l", log, "-w", "-t", "60", "-o", switches, log=log)
        try:
            _run(programs / "createdb", "-h", folder, "-U", "postgres", "rumbo", log=log)
            yield f"postgres://postgres@{quote(str(folder), safe='')}/rumbo"
        finally:
            _run(programs / "pg_ctl", "stop", "-D", data, "-m", "immediate", "-w", log=log)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run(program: Path, *arguments: str | Path, log: Path) -> None:
    """Run one of PostgreSQL's programs, which refuse to run as root, as its user."""
    as_user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    result = subprocess.run(
        [*as_user, str(program), *map(str, arguments)],
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    if result.returncode != 0:
        details = log.read_text() if log.exists() else ""
        raise PostgresError(f"{program.name} failed: {result.stderr.strip()}\n{details[-2000:]}".strip())
