"""An axis of the plan."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from rumbo.participation.queries.courses import tell_origins
from rumbo.plan.queries.antecedents import links_of_axis
from rumbo.plan.queries.axes import find_axis
from rumbo.plan.queries.chapters import chapters_of_axis
from rumbo.plan.queries.problems import problems_of_axis
from rumbo.plan.queries.strategies import strategies_of_axis
from rumbo.plan.queries.themes import themes_of
from rumbo.portal.web.access import get_plan
from rumbo.portal.web.kept import kept
from rumbo.portal.web.page import element_page, found
from rumbo.portfolio.queries.counts import ProjectCounts, counts_by_theme
from rumbo.portfolio.queries.priority_entries import entries_of_axis


@require_safe
@kept
def axis(request: HttpRequest, plan_key: str, key: str) -> HttpResponse:
    """Show an axis: its vision, its problems and what answers them, its themes with counts, its strategies."""
    plan = get_plan(request, plan_key)
    shown = found(find_axis(plan, key))
    counts = counts_by_theme(shown)
    problems = problems_of_axis(shown)
    tell_origins(plan, problems)
    themes = [(theme, counts[theme.pk]) for theme in themes_of(shown)]
    return element_page(
        request,
        plan,
        shown,
        (),
        section="plan",
        themes=themes,
        total=ProjectCounts(
            projects=sum(count.projects for count in counts.values()),
            under_way=sum(count.under_way for count in counts.values()),
            priority=sum(count.priority for count in counts.values()),
        ),
        problems=problems,
        strategies=strategies_of_axis(shown),
        chapters=chapters_of_axis(shown),
        entries=entries_of_axis(shown),
        links=links_of_axis(shown),
    )
