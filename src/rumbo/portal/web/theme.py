"""A theme of an axis."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from rumbo.core.tables import export_response
from rumbo.monitoring.queries.learning import tell_learned
from rumbo.monitoring.web.drawing import measure_goals
from rumbo.participation.queries.courses import tell_origins
from rumbo.plan.queries.antecedents import links_of_theme
from rumbo.plan.queries.objectives import objectives_of
from rumbo.plan.queries.problems import problems_of_theme
from rumbo.plan.queries.tables import GOALS, plan_goal_rows
from rumbo.plan.queries.themes import find_theme
from rumbo.portal.web.access import get_plan
from rumbo.portal.web.kept import kept
from rumbo.portal.web.page import element_page, found
from rumbo.portfolio.queries.programs import programs_by_strategy, programs_of_theme


@require_safe
@kept
def theme(request: HttpRequest, plan_key: str, key: str) -> HttpResponseBase:
    """Show a theme: problems, objectives with goals and strategies, programmes; as a file, its goals."""
    plan = get_plan(request, plan_key)
    shown = found(find_theme(plan, key))
    rows = plan_goal_rows(plan).filter(objective__theme=shown)
    if response := export_response(request, GOALS, rows, f"{plan.key}-{shown.key}-goals"):
        return response
    objectives = objectives_of(shown)
    goals = [goal for objective in objectives for goal in objective.goal_list]
    tell_origins(plan, [*objectives, *goals])
    measure_goals(plan, goals, localdate())
    tell_learned(plan, goals)
    serving = programs_by_strategy(shown)
    for objective in objectives:
        for strategy in objective.strategy_list:
            strategy.program_list = serving[strategy.pk]
    return element_page(
        request,
        plan,
        shown,
        (shown.axis,),
        section="plan",
        problems=problems_of_theme(shown),
        objectives=objectives,
        programs=programs_of_theme(shown),
        links=links_of_theme(shown),
    )
