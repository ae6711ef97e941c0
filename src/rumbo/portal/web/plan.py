"""The plan at a glance."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from rumbo.accounts.queries.organizations import all_organizations
from rumbo.core.queries.changes import left_force_at
from rumbo.monitoring.enums import StatusKind
from rumbo.monitoring.queries.indicators import indicators_of
from rumbo.monitoring.queries.learning import public_findings
from rumbo.monitoring.queries.statuses import standing_of, told_of
from rumbo.participation.queries.calls import public_calls
from rumbo.plan.enums import Standing
from rumbo.plan.queries.antecedents import antecedents_of
from rumbo.plan.queries.axes import axes_of
from rumbo.plan.queries.chapters import chapters_of
from rumbo.plan.queries.counts import TreeCounts, tree_counts
from rumbo.plan.queries.editions import editions_of
from rumbo.portal.changes import change_lines
from rumbo.portal.terms import spans
from rumbo.portal.web.access import get_plan
from rumbo.portal.web.kept import kept
from rumbo.portfolio.queries.counts import ProjectCounts, action_count, counts_by_axis, program_count
from rumbo.portfolio.queries.priority_entries import entries_of_plan
from rumbo.portfolio.queries.responsibilities import takes_part

if TYPE_CHECKING:
    from rumbo.monitoring.status_words import Told
    from rumbo.plan.models import Axis, Plan

#: How many entries of the priority portfolio the page shows.
SHOWN = 8


@dataclass(frozen=True, slots=True)
class AxisCard:
    """An axis with its counts."""

    axis: Axis
    tree: TreeCounts
    portfolio: ProjectCounts
    told: Told | None = None


@require_safe
@kept
def plan(request: HttpRequest, plan_key: str) -> HttpResponse:
    """Show a plan: what it is, how large, its axes, its priorities, what was before it and what changed lately."""
    found = get_plan(request, plan_key)
    trees, portfolios = tree_counts(found), counts_by_axis(found)
    axes, today = axes_of(found), timezone.localdate()
    told = told_of(found, [(StatusKind.AXIS.value, axis.pk) for axis in axes], today)
    cards = [
        AxisCard(axis, trees[axis.pk], portfolios[axis.pk], told.get((StatusKind.AXIS.value, axis.pk)))
        for axis in axes
    ]
    context = {
        "plan": found,
        "record": found,
        "left_at": left_force_at(found),
        "cards": cards,
        "standing": standing_of(found, StatusKind.PLAN.value, found.pk, today),
        "figures": _figures(found, cards),
        "terms": spans(found),
        "entries": list(entries_of_plan(found).exclude(standing=Standing.AXIS_ABSENT)[:SHOWN]),
        "chapters": chapters_of(found),
        "antecedents": list(antecedents_of(found).defer("text", "text_en", "why_stopped", "why_stopped_en")),
        "edition": next(iter(editions_of(found)), None),
        "changes": change_lines(found),
        "learned": public_findings(found).count(),
        "open_calls": [call for call in public_calls(found) if call.is_open],
        "can_edit": request.user.is_authenticated and request.user.has_perm("plan.edit", found),
    }
    return render(request, "portal/plan.html", context)


def _figures(plan: Plan, cards: list[AxisCard]) -> dict[str, Any]:
    """Return how many of each kind the plan has in force."""
    tree = {name: sum(getattr(card.tree, name) for card in cards) for name in asdict(TreeCounts())}
    portfolio = {name: sum(getattr(card.portfolio, name) for card in cards) for name in asdict(ProjectCounts())}
    return {
        "axes": len(cards),
        **tree,
        **portfolio,
        "programs": program_count(plan),
        "actions": action_count(plan),
        "indicators": indicators_of(plan).count(),
        "organizations": all_organizations().filter(takes_part(plan)).count(),
    }
