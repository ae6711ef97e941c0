"""Reading imports and their lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, QuerySet

from rumbo.importers.enums import LineAction
from rumbo.importers.labels import kind_label
from rumbo.importers.models import ImportLine, ImportRun

if TYPE_CHECKING:
    from rumbo.plan.models import Plan


@dataclass(frozen=True, slots=True)
class Group:
    """The lines of one action: its code, its label and how many there are."""

    action: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class KindGroup:
    """The lines of one kind of row: its code, its label in the plural and how many there are."""

    kind: str
    label: str
    count: int


def runs(plan: Plan | None = None) -> QuerySet[ImportRun]:
    """Return imports, newest first: those of a plan, or all where no plan is given."""
    found = ImportRun.objects.select_related("plan", "created_by", "applied_by", "batch")
    return found if plan is None else found.filter(plan=plan)


def run(pk: int) -> ImportRun:
    """Return one import with its plan and the people who started and applied it.

    Raises:
        ImportRun.DoesNotExist: there is none.
    """
    return runs().get(pk=pk)


def summary(found: ImportRun) -> list[Group]:
    """Return how many lines an import has of each action, the doubtful first; actions without lines are left out."""
    counted = dict(found.lines.values_list("action").annotate(count=Count("pk")).order_by())
    return [Group(action, str(action.label), counted[action]) for action in LineAction if counted.get(action)]


def undecided(found: ImportRun) -> int:
    """Return how many cells that were edited on both sides nobody has decided."""
    cells = found.lines.filter(action=LineAction.CONFLICT).values_list("cells", flat=True)
    return sum(not cell["side"] for line in cells for cell in line)


def kinds(found: ImportRun, action: str = "") -> list[KindGroup]:
    """Return how many lines an import has of each kind of row, of all actions or of one, for a filter."""
    rows = lines(found, action).exclude(kind="").order_by()
    counted = dict(rows.values_list("kind").annotate(count=Count("pk")))
    return sorted(
        (KindGroup(kind, kind_label(kind), count) for kind, count in counted.items()), key=lambda g: g.label
    )


def lines(found: ImportRun, action: str = "", kind: str = "") -> QuerySet[ImportLine]:
    """Return the lines of an import in the order of its files, to be paginated; of one action or kind where given."""
    rows = found.lines.all()
    if action:
        rows = rows.filter(action=action)
    return rows.filter(kind=kind) if kind else rows
