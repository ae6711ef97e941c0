"""Whether anything was written since: one number a table, read in one query."""

from __future__ import annotations

from functools import lru_cache

from django.apps import apps
from django.db import connection
from simple_history.models import registered_models

#: Models without history (``app.Model``) whose rows are only ever added; contexts name theirs with `count_in`.
_ADDED: set[str] = set()


def count_in(*models: str) -> None:
    """Say that new rows of these models, which have no history and are never changed, are writes too."""
    _ADDED.update(models)


def revision(*others: str) -> str:
    """Return a mark of what the database holds: it differs as soon as a version was added.

    Every write leaves a row in a history table in its own transaction, or in one of the models named by `count_in`,
    so the last row of each tells; ``others`` are further such models. On PostgreSQL a transaction that began
    earlier may end later without changing the last row: keep nothing for long by this alone.
    """
    with connection.cursor() as cursor:
        cursor.execute(_statement(tuple(sorted({*_ADDED, *others}))))
        return "-".join(str(last or 0) for last in cursor.fetchone())


@lru_cache(maxsize=8)
def _statement(others: tuple[str, ...]) -> str:
    quote = connection.ops.quote_name
    models = [model for model in registered_models.values() if hasattr(model, "history")]
    tables = {model.history.model._meta.db_table: "history_id" for model in models}
    tables |= {apps.get_model(name)._meta.db_table: "id" for name in others}
    lasts = [
        f"(SELECT MAX({quote(column)}) FROM {quote(table)})"  # noqa: S608 (names of tables, no values)
        for table, column in sorted(tables.items())
    ]
    return f"SELECT {', '.join(lasts)}"
