"""The database, from its address."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import dj_database_url


def database(url: str, data_dir: Path) -> dict[str, Any]:
    """Return Django's settings of the database at ``url``; empty means the SQLite file in the data folder.

    SQLite runs in WAL mode with immediate transactions, so that two writers wait for each other instead of failing.
    """
    settings: dict[str, Any] = dict(dj_database_url.parse(url or f"sqlite:///{data_dir / 'rumbo.sqlite3'}"))
    if settings["ENGINE"].endswith("sqlite3"):
        settings["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-16000;"
            "PRAGMA mmap_size=134217728; PRAGMA temp_store=MEMORY;",
        }
        settings["CONN_MAX_AGE"] = None
    else:
        settings["CONN_MAX_AGE"] = 60
        settings["CONN_HEALTH_CHECKS"] = True
    return settings
