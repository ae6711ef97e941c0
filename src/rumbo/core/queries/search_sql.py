"""The one statement that ranks what was found, with the places it stands at: the same on every database."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import connection

from rumbo.core.models import SHARED, State
from rumbo.core.search.highlight import AFTER, BEFORE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.db.models import QuerySet

    from rumbo.core.search.vocabulary import Meaning

    #: Kinds that plans share, with those of their records that are shown in the plan searched.
    Shared = Mapping[str, QuerySet[Any, Any]]

#: A component stands under a project, its programme, theme and axis.
DEPTH = 4


class Place(NamedTuple):
    """An entry above a hit."""

    kind: str
    record: int
    key: str
    title: str
    title_en: str


class Row(NamedTuple):
    """A ranked entry; ``total`` counts the hits of its kind, ``piece`` is the text around the word at ``place``."""

    kind: str
    record: int
    key: str
    number: str
    title: str
    title_en: str
    state: str
    score: int
    total: int
    place: int | None
    piece: str
    length: int
    above: tuple[Place, ...]


def ranked(
    scope: int,
    meanings: Sequence[Meaning],
    need: int,
    *,
    shared: Shared,
    kind: str = "",
    limit: int = 5,
    offset: int = 0,
) -> list[Row]:
    """Return the entries that have at least ``need`` of the words, best first within each kind.

    Withdrawn and superseded entries come last. ``limit`` and ``offset`` count within each kind; with ``kind``
    only that one is looked at. ``shared`` says which records of the kinds that plans share are shown.
    """
    scores, values = _scores(meanings)
    stems = sorted({stem for meaning in meanings for stem in meaning.stems})
    if not stems:
        return []
    words = range(len(meanings))
    total = " + ".join(f"w{number}" for number in words)
    matched = " + ".join(f"CASE WHEN w{number} > 0 THEN 1 ELSE 0 END" for number in words)
    shown, shown_values = _shown(scope, shared)
    sql = f"""
        WITH hit AS (
          SELECT entry_id, MIN(CASE WHEN place >= 0 THEN place END) AS place, {scores}
          FROM core_searchposting
          WHERE scope IN (%s, %s) AND stem IN ({", ".join(["%s"] * len(stems))})
          GROUP BY entry_id
        ), ranked AS (
          SELECT e.id, e.kind, hit.place, {total} AS score, COUNT(*) OVER (PARTITION BY e.kind) AS total,
            ROW_NUMBER() OVER (
              PARTITION BY e.kind
              ORDER BY CASE WHEN e.state = %s THEN 0 ELSE 1 END, {matched} DESC, {total} DESC, e.id
            ) AS turn
          FROM hit JOIN core_searchentry e ON e.id = hit.entry_id
          WHERE {matched} >= %s AND {shown}{" AND e.kind = %s" if kind else ""}
        )
        SELECT e.kind, e.record, e.key, e.number, e.title, e.title_en, e.state, r.score, r.total, r.place,
          SUBSTR(e.text, CASE WHEN r.place > {BEFORE} THEN r.place - {BEFORE} ELSE 0 END + 1, {BEFORE + AFTER}),
          LENGTH(e.text), {_above_columns()}
        FROM ranked r JOIN core_searchentry e ON e.id = r.id {_above_joins()}
        WHERE r.turn > %s AND r.turn <= %s
        ORDER BY r.turn
    """  # noqa: S608 (only numbers and names made here are put into it)
    values += [SHARED, scope, *stems, State.CURRENT.value, need, *shown_values, *([kind] if kind else [])]
    values += [offset, offset + limit]
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return [_row(row) for row in cursor.fetchall()]


def _shown(scope: int, shared: Shared) -> tuple[str, list[Any]]:
    """Return the condition that an entry is the plan's or one of the records shared with it."""
    condition = "(e.scope = %s"
    values: list[Any] = [scope]
    for kind, records in shared.items():
        sql, own = records.order_by().values("pk").query.sql_with_params()
        condition += f" OR (e.kind = %s AND e.record IN ({sql}))"
        values += [kind, *own]
    return f"{condition})", values


def _scores(meanings: Sequence[Meaning]) -> tuple[str, list[Any]]:
    """Return one column a word: its weight in the entry times the factor of the way it was found."""
    columns: list[str] = []
    values: list[Any] = []
    for number, meaning in enumerate(meanings):
        by_factor: dict[int, list[str]] = {}
        for stem, factor in meaning.stems.items():
            by_factor.setdefault(factor, []).append(stem)
        cases = ""
        for factor, stems in sorted(by_factor.items(), reverse=True):
            cases += f" WHEN stem IN ({', '.join(['%s'] * len(stems))}) THEN weight * {factor}"
            values += stems
        columns.append(f"MAX(CASE{cases} ELSE 0 END) AS w{number}" if cases else f"MAX(0) AS w{number}")
    return ", ".join(columns), values


def _above_columns() -> str:
    names = ("kind", "record", "key", "title", "title_en")
    return ", ".join(f"a{level}.{name}" for level in range(DEPTH) for name in names)


def _above_joins() -> str:
    joins, below = "", "e"
    for level in range(DEPTH):
        joins += f" LEFT JOIN core_searchentry a{level} ON a{level}.id = {below}.parent_id"
        below = f"a{level}"
    return joins


def _row(row: Sequence[Any]) -> Row:
    above = []
    for start in range(12, 12 + 5 * DEPTH, 5):
        if row[start] is None:
            break
        above.append(Place(*row[start : start + 5]))
    return Row._make((*row[:12], tuple(above)))
