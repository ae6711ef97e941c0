"""An action under a strategy or a project."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from rumbo.monitoring.queries.learning import learned_of
from rumbo.participation.queries.courses import origins_of
from rumbo.plan.queries.antecedents import links_of_measure
from rumbo.portal.thread import said_steps
from rumbo.portal.web.access import get_plan
from rumbo.portal.web.kept import kept
from rumbo.portal.web.page import element_page, found
from rumbo.portfolio.queries.actions import find_action
from rumbo.portfolio.queries.responsibilities import responsibilities_of


@require_safe
@kept
def action(request: HttpRequest, plan_key: str, key: str) -> HttpResponse:
    """Show an action: what it is part of, its term, and who answers for it."""
    plan = get_plan(request, plan_key)
    shown = found(find_action(plan, key))
    owner: Any = shown.strategy or shown.project
    theme = owner.objective.theme if shown.strategy else owner.program.theme
    return element_page(
        request,
        plan,
        shown,
        (theme.axis, theme, owner),
        section="plan",
        owner=owner,
        responsibilities=responsibilities_of(shown.measure_id),
        learning=learned_of(plan, shown, localdate()),
        links=links_of_measure(shown.measure_id),
        said=said_steps(plan, origins_of(plan, shown)),
    )
