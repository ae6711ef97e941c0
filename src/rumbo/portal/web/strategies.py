"""The strategies and their actions, an axis at a time."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from rumbo.plan.queries.axes import axes_of
from rumbo.plan.queries.strategies import strategies_of_axis
from rumbo.portal.web.access import get_plan
from rumbo.portal.web.kept import kept
from rumbo.portal.web.page import axis_tabs, chosen_axis, list_page
from rumbo.portfolio.queries.actions import actions_by_strategy


@require_safe
@kept
def strategies(request: HttpRequest, plan_key: str) -> HttpResponse:
    """Show the strategies of an axis, each with its actions."""
    plan = get_plan(request, plan_key)
    axes = axes_of(plan)
    axis = chosen_axis(request, axes)
    actions = actions_by_strategy(axis) if axis else {}
    listed = strategies_of_axis(axis) if axis else []
    return list_page(
        request,
        "strategies",
        plan,
        here=_("Strategies and actions"),
        section="plan",
        tabs=axis_tabs(axes, axis),
        axis=axis,
        strategies=[(strategy, actions.get(strategy.pk, [])) for strategy in listed],
    )
