"""A strategy of an objective."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from rumbo.monitoring.queries.learning import learned_of
from rumbo.participation.queries.courses import origins_of
from rumbo.plan.queries.antecedents import links_of_measure
from rumbo.plan.queries.strategies import find_strategy
from rumbo.portal.thread import said_steps
from rumbo.portal.web.access import get_plan
from rumbo.portal.web.kept import kept
from rumbo.portal.web.page import element_page, found
from rumbo.portfolio.queries.actions import actions_of_strategy
from rumbo.portfolio.queries.programs import programs_of_strategy
from rumbo.portfolio.queries.responsibilities import responsibilities_of


@require_safe
@kept
def strategy(request: HttpRequest, plan_key: str, key: str) -> HttpResponse:
    """Show a strategy: the objective it serves, its actions, the programmes that serve it, who answers for it."""
    plan = get_plan(request, plan_key)
    shown = found(find_strategy(plan, key))
    theme = shown.objective.theme
    return element_page(
        request,
        plan,
        shown,
        (theme.axis, theme),
        section="plan",
        actions=actions_of_strategy(shown),
        programs=programs_of_strategy(shown),
        responsibilities=responsibilities_of(shown.measure_id),
        learning=learned_of(plan, shown, localdate()),
        links=links_of_measure(shown.measure_id),
        said=said_steps(plan, origins_of(plan, shown)),
    )
