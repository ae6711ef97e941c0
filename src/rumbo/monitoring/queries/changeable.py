"""What a recommendation may change: what its finding is about, and what is found by its words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from rumbo.core.models import State
from rumbo.monitoring.models import Finding, Target
from rumbo.plan.models import Goal, Objective, Strategy
from rumbo.portfolio.models import Action, Project

if TYPE_CHECKING:
    from rumbo.plan.models import Plan

#: How many of each kind a search shows.
FOUND = 8
_MODELS: tuple[Any, ...] = (Goal, Objective, Strategy, Project, Action)


@dataclass(frozen=True, slots=True)
class Changeable:
    """Something that may change: a target (with its indicator and place), or an element."""

    row: Any

    @property
    def is_target(self) -> bool:
        """Whether it is a target value."""
        return isinstance(self.row, Target)

    @property
    def label(self) -> str:
        """What it is."""
        return str(self.row._meta.verbose_name)


def suggested(plan: Plan, finding: Finding) -> list[Changeable]:
    """Return what a finding is about: its goal and objective, its project, and the targets of its indicator."""
    found: list[Any] = []
    about = Q(series=finding.series_id) if finding.series_id else Q(pk__in=[])
    if finding.goal_id:
        about |= Q(series__goals=finding.goal_id)
    found += _targets(plan).filter(about).distinct()
    if finding.goal is not None:
        found += [finding.goal, finding.goal.objective]
    if finding.measure is not None:
        found.append(finding.measure.element)
    return _in_force(found)


def named_like(plan: Plan, words: str) -> list[Changeable]:
    """Return targets and elements in force whose names hold all the words: a query for each kind."""
    own, of_indicator = Q(), Q()
    for word in words.split()[:8]:
        own &= Q(title__icontains=word) | Q(key__iexact=word)
        of_indicator &= Q(series__indicator__title__icontains=word)
    found: list[Any] = list(_targets(plan).filter(of_indicator)[:FOUND])
    for model in _MODELS:
        found += model.objects.current().filter(own, plan=plan).defer("text", "text_en")[:FOUND]
    return _in_force(found)


def _targets(plan: Plan) -> Any:
    rows = Target.objects.filter(
        series__indicator__plan=plan, series__indicator__state=State.CURRENT, replaced_by=None, dropped=False
    )
    return rows.select_related("series__indicator", "series__territory").order_by("series", "on")


def _in_force(rows: Iterable[Any]) -> list[Changeable]:
    return [Changeable(row) for row in rows if isinstance(row, Target) or row.is_current]
