"""Tags: the words that people group the projects of a plan by."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import F, QuerySet, Value
from django.db.models.functions import Concat

from rumbo.core.ordering import text_key
from rumbo.portfolio.models import Project

if TYPE_CHECKING:
    from rumbo.plan.models import Plan


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag of a plan, as most projects write it, and how many projects in force have it."""

    name: str
    count: int


def tags_of(plan: Plan) -> list[Tag]:
    """Return the tags of a plan's projects in force, in the order of the alphabet: one query."""
    return _counted(Project.objects.current().filter(plan=plan))


def tags_among(plan: Plan, projects: Iterable[int]) -> list[Tag]:
    """Return the tags of some projects of a plan, with how many of these have each: one query."""
    return _counted(Project.objects.filter(plan=plan, pk__in=list(projects)))


def tagged(projects: QuerySet[Any, Any], tag: str) -> QuerySet[Any, Any]:
    """Narrow projects to those with a tag, whatever its capitals."""
    wrapped = Concat(Value("; "), F("tags"), Value("; "))
    wanted = f"; {' '.join(tag.split())}; "
    found: QuerySet[Any, Any] = projects.annotate(_tags=wrapped).filter(_tags__icontains=wanted)
    return found


def _counted(projects: QuerySet[Any, Any]) -> list[Tag]:
    spellings: dict[str, Counter[str]] = {}
    rows = projects.exclude(tags="").order_by("pk")
    for tags in rows.values_list("tags", flat=True):
        for tag in tags.split("; "):
            spellings.setdefault(text_key(tag), Counter())[tag] += 1
    return [Tag(found.most_common(1)[0][0], found.total()) for _key, found in sorted(spellings.items())]
