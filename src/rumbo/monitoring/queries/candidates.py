"""What can be reported on, found by words of its title or its number."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q

from rumbo.core.models import State
from rumbo.monitoring.models import Series
from rumbo.monitoring.queries.assignments import MEASURED
from rumbo.plan.enums import MeasureKind
from rumbo.plan.models import Measure

if TYPE_CHECKING:
    from rumbo.plan.models import Plan

#: Most things of a sort that are found.
FOUND = 40


def found_by_words(plan: Plan, words: str) -> list[Any]:
    """Return projects, actions, strategies and series in force with all the words in their title, or that number."""
    wanted = Q()
    for kind in MeasureKind.values:
        own = Q(**{f"{kind}__state": State.CURRENT})
        for word in words.split():
            own &= Q(**{f"{kind}__title__icontains": word})
        wanted |= own
    wanted |= Q(project__state=State.CURRENT, project__number=words)
    rows = Measure.objects.filter(wanted, plan=plan).select_related(*MEASURED).order_by("pk")[:FOUND]
    series = Series.objects.filter(indicator__plan=plan, indicator__state=State.CURRENT)
    for word in words.split():
        series = series.filter(Q(indicator__title__icontains=word) | Q(territory__title__icontains=word))
    read = series.select_related("indicator__axis", "territory").order_by("indicator__title", "territory__title")
    return [*(one.element for one in rows), *read[:FOUND]]
