"""What imports left to confirm in a plan."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

from rumbo.importers import matching
from rumbo.importers.models import Duplicate
from rumbo.importers.records import model_of
from rumbo.plan.enums import Standing

if TYPE_CHECKING:
    from rumbo.plan.models import Plan


@dataclass(frozen=True, slots=True)
class Candidate:
    """An element that may be the counterpart: ``record`` is a Theme, Project or Program."""

    kind: str
    key: str
    number: str
    title: str
    score: float
    record: Any


@dataclass(frozen=True, slots=True)
class ToConfirm:
    """A theme (``title`` is its name in the vision) or a priority entry, its counterpart, and others it could have.

    ``record`` is the Theme or PriorityEntry, to be given to the services; ``counterpart`` a Theme, Project, Program
    or None.
    """

    kind: str
    record: Any
    title: str
    counterpart: Any
    score: float | None
    candidates: list[Candidate] = field(default_factory=list)


def to_confirm(plan: Plan) -> list[ToConfirm]:
    """Return the themes and priority entries whose counterpart is to confirm, in a constant number of queries."""
    themes = _themes(plan).filter(standing=Standing.TO_CONFIRM)
    entries = list(_entries(plan).filter(standing=Standing.TO_CONFIRM))
    found = [
        ToConfirm("theme", theme, theme.other_name, theme, theme.score, candidates)
        for theme, candidates in _theme_candidates(plan, list(themes))
    ]
    targets = _targets(plan) if entries else {}
    found += [
        ToConfirm("priority_entry", entry, entry.title, entry.project or entry.program, entry.score, candidates)
        for entry, candidates in ((entry, _candidates(entry.title, targets, entry.axis_id)) for entry in entries)
    ]
    return found


def unmatched(plan: Plan) -> list[ToConfirm]:
    """Return the priority entries without counterpart, with what they could mean. A constant number of queries."""
    entries = list(_entries(plan).filter(standing__in=(Standing.NONE, Standing.AXIS_ABSENT, Standing.REJECTED)))
    targets = _targets(plan) if entries else {}
    return [
        ToConfirm("priority_entry", entry, entry.title, None, None, _candidates(entry.title, targets, entry.axis_id))
        for entry in entries
    ]


def duplicates() -> QuerySet[Duplicate]:
    """Return the pairs of organizations in force that may be one, the likeliest first."""
    current = {"first__state": "current", "second__state": "current"}
    return Duplicate.objects.filter(standing=Standing.TO_CONFIRM, **current).select_related("first", "second")


def count(plan: Plan) -> int:
    """Return how many things are to confirm: counterparts of the plan, and pairs of organizations."""
    return (
        _themes(plan).filter(standing=Standing.TO_CONFIRM).count()
        + _entries(plan).filter(standing=Standing.TO_CONFIRM).count()
        + duplicates().count()
    )


def _themes(plan: Plan) -> QuerySet[Any]:
    rows: QuerySet[Any] = model_of("theme").objects.current().filter(plan=plan).select_related("axis")
    return rows


def _entries(plan: Plan) -> QuerySet[Any]:
    entries = model_of("priority_entry").objects.current().filter(plan=plan)
    rows: QuerySet[Any] = entries.select_related("axis", "project__program__theme", "program__theme")
    return rows


def _theme_candidates(plan: Plan, themes: list[Any]) -> list[tuple[Any, list[Candidate]]]:
    if not themes:
        return []
    free = _themes(plan).filter(standing__in=("", Standing.NONE, Standing.REJECTED))
    targets: dict[int, list[Any]] = defaultdict(list)
    for theme in free:
        targets[theme.axis_id].append(theme)
    return [(theme, _candidates(theme.other_name, targets, theme.axis_id)) for theme in themes]


def _targets(plan: Plan) -> dict[int, list[Any]]:
    """Return the projects and programmes in force by axis."""
    found: dict[int, list[Any]] = defaultdict(list)
    for project in model_of("project").objects.current().filter(plan=plan).select_related("program__theme"):
        found[project.program.theme.axis_id].append(project)
    for program in model_of("program").objects.current().filter(plan=plan).select_related("theme"):
        found[program.theme.axis_id].append(program)
    return found


def _candidates(title: str, targets: dict[int, list[Any]], axis_id: int | None) -> list[Candidate]:
    records = {(record.KIND, record.pk): record for record in (targets.get(axis_id, []) if axis_id else [])}
    alike = matching.candidates(title, {name: record.title for name, record in records.items()})
    return [
        Candidate(record.KIND, record.key, getattr(record, "number", ""), record.title, one.score, record)
        for one in alike
        for record in [records[one.target]]
    ]
