"""All that is printed of projects, of many in as many queries as of one. Only what is public."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch, QuerySet

from rumbo.portfolio.enums import DocumentKind, Responsible
from rumbo.portfolio.models import (
    Action,
    Component,
    Document,
    DocumentVersion,
    Location,
    Passage,
    Project,
    Responsibility,
    Share,
    Split,
)
from rumbo.portfolio.queries.project_parts import ProjectParts, parts_of_all
from rumbo.portfolio.queries.schedules import Schedule, schedules_of

if TYPE_CHECKING:
    from rumbo.places.models import Territory

#: Projects that are read at once.
BATCH = 50


@dataclass(frozen=True, slots=True)
class PrintSheet:
    """A project with its parts in force; ``photos`` are (photo, its last version)."""

    project: Project
    parts: ProjectParts
    responsible: list[Responsibility]
    components: list[Component]
    actions: list[Action]
    territories: list[Territory]
    locations: list[Location]
    schedule: Schedule | None
    split: Split | None
    passages: list[Passage]
    photos: list[tuple[Document, DocumentVersion]]


def print_batches(projects: QuerySet[Any, Any], today: datetime.date) -> Iterator[list[PrintSheet]]:
    """Yield the sheets of projects in their order, some at a time: the same few queries for each batch."""
    pks = list(projects.values_list("pk", flat=True))
    for first in range(0, len(pks), BATCH):
        some = pks[first : first + BATCH]
        rows = {project.pk: project for project in _with_tree(Project.objects.filter(pk__in=some))}
        yield print_sheets([rows[pk] for pk in some if pk in rows], today)


def print_sheets(projects: Sequence[Project], today: datetime.date) -> list[PrintSheet]:
    """Return the sheets of projects, whose programme, theme and axis are read."""
    parts, schedules = parts_of_all(projects, today), schedules_of(projects, today)
    responsible = _responsible(projects)
    components = _grouped(Component.objects.current().filter(project__in=projects))
    actions = _grouped(Action.objects.current().filter(project__in=projects))
    locations = _grouped(Location.objects.current().filter(project__in=projects).defer("geometry"))
    passages = _grouped(Passage.objects.filter(project__in=projects))
    splits = {split.project_id: split for split in _splits(projects)}
    territories, photos = _territories(projects), _photos(projects)
    return [
        PrintSheet(
            project=project,
            parts=parts[project.pk],
            responsible=responsible[project.measure_id],
            components=components[project.pk],
            actions=actions[project.pk],
            territories=territories[project.pk],
            locations=locations[project.pk],
            schedule=schedules.get(project.pk),
            split=splits.get(project.pk),
            passages=passages[project.pk],
            photos=photos[project.pk],
        )
        for project in projects
    ]


def _with_tree(projects: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
    above = ("program", "program__theme", "program__theme__axis")
    heavy = [f"{path}__{name}" for path in above for name in ("text", "text_en")]
    return projects.select_related("program__theme__axis").defer(*heavy)


def _grouped(rows: Iterable[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.project_id].append(row)
    return found


def _responsible(projects: Sequence[Project]) -> dict[int, list[Responsibility]]:
    """Return who answers, by measure: for the whole first, by role, then by name."""
    places = {role.value: place for place, role in enumerate(Responsible)}
    rows = Responsibility.objects.filter(measure__in=[project.measure_id for project in projects])
    found: dict[int, list[Responsibility]] = defaultdict(list)
    for row in rows.select_related("organization", "share__territory"):
        found[row.measure_id].append(row)
    for held in found.values():
        held.sort(key=lambda row: (row.share_id or 0, places[row.role], row.organization.title))
    return found


def _splits(projects: Sequence[Project]) -> QuerySet[Any, Any]:
    ordered = Share.objects.select_related("territory").order_by("territory__title", "pk")
    return Split.objects.filter(project__in=projects).prefetch_related(Prefetch("shares", ordered))


def _territories(projects: Sequence[Project]) -> dict[int, list[Territory]]:
    through = Project.territories.through.objects.filter(project__in=projects).select_related("territory")
    found: dict[int, list[Territory]] = defaultdict(list)
    for row in through.order_by("territory__title", "territory"):
        found[row.project_id].append(row.territory)
    return found


def _photos(projects: Sequence[Project]) -> dict[int, list[tuple[Document, DocumentVersion]]]:
    """Return the photos that everybody may see, with their last versions."""
    shown = Document.objects.current().filter(project__in=projects, kind=DocumentKind.PHOTO, public=True)
    found: dict[int, list[tuple[Document, DocumentVersion]]] = defaultdict(list)
    for photo in shown.prefetch_related(Prefetch("versions", DocumentVersion.objects.order_by("-number"))):
        for version in photo.versions.all()[:1]:
            found[photo.project_id].append((photo, version))
    return found
