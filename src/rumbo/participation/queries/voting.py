"""What has to be known of a vote before it is taken, in as few and as cheap queries as can be.

Hundreds of votes come at the same moment, and to put a query together costs more than to run it; so these are
written out, in words that both databases understand. A test holds that they say the same as `items`.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.db import connection

from rumbo.participation.models import Ballot, Exercise

#: Values that one statement takes: an old SQLite takes 999.
LIMIT = 900
_SEATS = """
    SELECT id, table_id FROM participation_participant WHERE id IN ({places}) AND NOT "left"
"""
_EXERCISES = """
    SELECT exercise.id, exercise.table_id, exercise.type, exercise.phase, exercise.state, exercise.settings,
           exercise.source_id, grouping.source_id
    FROM participation_exercise exercise
    LEFT JOIN participation_exercise grouping ON grouping.id = exercise.source_id AND grouping.type = 'grouping'
    WHERE exercise.id IN ({places})
"""
_ITEMS = """
    SELECT one.exercise_id, one.id FROM participation_contribution one
    WHERE one.exercise_id IN ({places}) AND NOT one.hidden AND one.merged_into_id IS NULL AND (
        NOT one.is_group
        OR EXISTS (SELECT 1 FROM participation_contribution m WHERE m.merged_into_id = one.id AND NOT m.hidden)
        OR EXISTS (SELECT 1 FROM participation_authorship a WHERE a.contribution_id = one.id)
    )
"""


def seats(participants: Collection[int]) -> dict[int, int]:
    """Return the table of each participant who sits at one and did not leave it."""
    return dict(_rows(_SEATS, participants))


def papers(exercises: Collection[int]) -> dict[int, tuple[Exercise, frozenset[int]]]:
    """Return each exercise, of which only what judges an answer is loaded, with the items that it asks about."""
    found: dict[int, Exercise] = {}
    asked: dict[int, set[int]] = {}
    for pk, table, kind, phase, state, settings, source, beyond in _rows(_EXERCISES, exercises):
        found[pk] = Exercise(
            id=pk,
            table_id=table,
            type=kind,
            phase=phase,
            state=state,
            settings=json.loads(settings) if isinstance(settings, str) else settings,
            source_id=source,
        )
        asked[pk] = {one for one in (pk, source, beyond) if one is not None}
    items = _items({one for ones in asked.values() for one in ones})
    return {
        pk: (exercise, frozenset(item for one in asked[pk] for item in items.get(one, ())))
        for pk, exercise in found.items()
    }


def before(answered: Iterable[tuple[int, str]]) -> dict[tuple[int, str], tuple[int, frozenset[int]]]:
    """Return, by exercise and pseudonym, the newest revision of what somebody answered, and the items of it."""
    wanted = set(answered)
    if not wanted:
        return {}
    rows = Ballot.objects.filter(exercise__in={pk for pk, _voter in wanted}, voter__in={one for _pk, one in wanted})
    found: dict[tuple[int, str], tuple[int, frozenset[int]]] = {}
    for exercise, voter, item, revision in rows.values_list("exercise", "voter", "item", "revision"):
        last, items = found.get((exercise, voter), (0, frozenset()))
        found[exercise, voter] = max(last, revision), items | {item}
    return found


def _items(exercises: Collection[int]) -> Mapping[int, list[int]]:
    found: dict[int, list[int]] = {}
    for exercise, item in _rows(_ITEMS, exercises):
        found.setdefault(exercise, []).append(item)
    return found


def _rows(query: str, numbers: Collection[int]) -> list[Any]:
    """Run a query for so many numbers at a time as one statement takes."""
    wanted = sorted(numbers)
    rows: list[Any] = []
    with connection.cursor() as cursor:
        for start in range(0, len(wanted), LIMIT):
            some = wanted[start : start + LIMIT]
            cursor.execute(query.format(places=", ".join(["%s"] * len(some))), some)
            rows += cursor.fetchall()
    return rows
