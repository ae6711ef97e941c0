"""What changed lately, as lines of a page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from rumbo.core.links import PAGES
from rumbo.portfolio.queries.changes import recent_changes

if TYPE_CHECKING:
    from datetime import datetime

    from rumbo.core.queries.changes import Changed
    from rumbo.plan.models import Plan


@dataclass(frozen=True, slots=True)
class Line:
    """A change in words: what sort of element, its title, where it is, when and why."""

    label: str
    title: str
    url: str
    at: datetime
    reason: str
    state: str


def change_lines(plan: Plan, limit: int = 6) -> list[Line]:
    """Return the newest changes of the plan's elements, without who made them."""
    labels = _labels()
    return [
        Line(labels[change.kind], change.title, _url(plan, change), change.at, change.reason, change.state)
        for change in recent_changes(plan, limit)
    ]


def _url(plan: Plan, change: Changed) -> str:
    page = reverse(PAGES[change.home_kind], args=[plan.key, change.home_key])
    return page if change.kind == change.home_kind else f"{page}#{change.kind}-{change.pk}"


def _labels() -> dict[str, str]:
    return {
        "axis": _("Axis"),
        "theme": _("Theme"),
        "problem": _("Problem"),
        "objective": _("Objective"),
        "goal": _("Goal"),
        "strategy": _("Strategy"),
        "chapter": _("Chapter"),
        "antecedent": _("Antecedent"),
        "program": _("Program"),
        "project": _("Project"),
        "component": _("Component"),
        "action": _("Action"),
    }
