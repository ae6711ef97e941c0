"""The page of a council, which prints on one sheet or two, and the week of a team."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from rumbo.core.queries.memory import memory_of
from rumbo.desk.queries.council import LATELY, council_of
from rumbo.desk.queries.week import AHEAD, own_axes, week_of
from rumbo.plan.queries.axes import axes_of
from rumbo.plan.web.access import plan_page
from rumbo.plan.web.page import page


@require_safe
@plan_page()
def council(request: HttpRequest, plan: Any) -> HttpResponse:
    """Show what is on course, late and why, money, silent owners and decisions wanted."""
    today = localdate()
    return page(
        request,
        "desk/council.html",
        plan,
        here="desk:council",
        crumbs=[(_("For the council"), "")],
        today=today,
        lately=LATELY,
        seen=memory_of(f"council of {plan.pk}").get(f"{today}", lambda: council_of(plan, today)),
    )


@require_safe
@plan_page()
def week(request: HttpRequest, plan: Any) -> HttpResponse:
    """Show what is before the person's axes this week; whoever edits none sees all, or the axis that they choose."""
    today = localdate()
    own = own_axes(request.user, plan)
    axes = axes_of(plan)
    chosen = next((axis for axis in axes if axis.key == request.GET.get("axis")), None)
    everything = not own and chosen is None
    wanted = None if everything else [chosen] if chosen is not None else own
    whose = "all" if wanted is None else " ".join(str(one.pk) for one in wanted)
    return page(
        request,
        "desk/week.html",
        plan,
        here="desk:week",
        crumbs=[(_("My week"), "")],
        today=today,
        ahead=AHEAD,
        axes=axes,
        own=own,
        axis=chosen,
        week=memory_of(f"week of {plan.pk}").get(f"{whose} {today}", lambda: week_of(plan, wanted, today)),
    )
