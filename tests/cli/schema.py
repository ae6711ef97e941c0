"""What a database's tables are, as sentences that can be compared: columns, constraints and indexes by table."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import psycopg

_POSTGRES = """
    SELECT table_name, concat_ws(' ', column_name, data_type, character_maximum_length, numeric_precision,
        numeric_scale, is_nullable, column_default, identity_generation, collation_name)
    FROM information_schema.columns WHERE table_schema = 'public'
    UNION SELECT conrelid::regclass::text, concat_ws(' ', conname, pg_get_constraintdef(oid))
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace
    UNION SELECT tablename, indexdef FROM pg_indexes WHERE schemaname = 'public'
"""


def schema_of(address: str) -> dict[str, set[str]]:
    """Return what makes up each table of the database at an address like those of ``RUMBO_DATABASE_URL``."""
    scheme, _, rest = address.partition("://")
    if scheme == "sqlite":
        return _of_sqlite(Path(rest.removeprefix("/")))
    found: dict[str, set[str]] = {}
    with psycopg.connect(address) as database:
        for table, sentence in database.execute(_POSTGRES):
            found.setdefault(table.strip('"'), set()).add(sentence)
    return found


def _of_sqlite(file: Path) -> dict[str, set[str]]:
    with closing(sqlite3.connect(file)) as database:
        rows = list(database.execute("SELECT type, tbl_name, sql FROM sqlite_master WHERE sql IS NOT NULL"))
    found: dict[str, set[str]] = {}
    for kind, table, sql in rows:
        parts = _items(sql) if kind == "table" else [sql]
        found.setdefault(table, set()).update(" ".join(part.split()) for part in parts)
    return found


def _items(sql: str) -> list[str]:
    """Return the columns and constraints of a CREATE TABLE: its order says nothing."""
    body = sql[sql.index("(") + 1 : sql.rindex(")")]
    items, depth, start = [], 0, 0
    for found in re.finditer(r"'(?:[^']|'')*'|[(),]", body):
        sign = found.group()
        depth += {"(": 1, ")": -1}.get(sign, 0)
        if sign == "," and depth == 0:
            items.append(body[start : found.start()])
            start = found.end()
    return [*items, body[start:]]
