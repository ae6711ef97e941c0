"""The objectives and goals of the whole plan, an axis at a time."""

from __future__ import annotations

from itertools import groupby

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from rumbo.core.tables import export_response
from rumbo.monitoring.queries.learning import tell_learned
from rumbo.monitoring.web.drawing import measure_goals
from rumbo.plan.queries.axes import axes_of
from rumbo.plan.queries.objectives import objectives_of_axis
from rumbo.plan.queries.tables import GOALS, plan_goal_rows
from rumbo.portal.web.access import get_plan
from rumbo.portal.web.kept import kept
from rumbo.portal.web.page import axis_tabs, chosen_axis, list_page


@require_safe
@kept
def goals(request: HttpRequest, plan_key: str) -> HttpResponseBase:
    """Show the objectives of an axis with their goals and terms, by theme; as a file, the goals of all axes."""
    plan = get_plan(request, plan_key)
    if response := export_response(request, GOALS, plan_goal_rows(plan), f"{plan.key}-goals"):
        return response
    axes = axes_of(plan)
    axis = chosen_axis(request, axes)
    objectives = objectives_of_axis(axis) if axis else []
    shown = [goal for objective in objectives for goal in objective.goal_list]
    measure_goals(plan, shown, localdate())
    tell_learned(plan, shown)
    return list_page(
        request,
        "goals",
        plan,
        here=_("Objectives and goals"),
        section="plan",
        tabs=axis_tabs(axes, axis),
        axis=axis,
        themes=[(theme, list(members)) for theme, members in groupby(objectives, key=lambda one: one.theme)],
    )
