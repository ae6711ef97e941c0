"""The schedule of a project, of an axis and of the plan: as a drawing, as a table, and as a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from rumbo.core.links import public_url
from rumbo.core.tables import export_response
from rumbo.plan.queries.axes import find_axis
from rumbo.portal.web.access import get_plan
from rumbo.portal.web.kept import kept
from rumbo.portal.web.page import found, list_page
from rumbo.portal.web.portfolio import view_context
from rumbo.portfolio.queries.chains import chain_of_axis
from rumbo.portfolio.queries.schedule_table import SCHEDULE
from rumbo.portfolio.queries.schedules import (
    Schedule,
    chart_of,
    schedule_of,
    schedules_of_axis,
    table_rows,
)
from rumbo.portfolio.queries.sheets import find_project
from rumbo.portfolio.web.filters import read_filters
from rumbo.portfolio.web.schedule import schedule_context, schedule_file

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from rumbo.core.models import Record
    from rumbo.plan.models import Plan


@require_safe
@kept
def project_schedule(request: HttpRequest, plan_key: str, key: str) -> HttpResponseBase:
    """Show the schedule of a project."""
    plan = get_plan(request, plan_key)
    project = found(find_project(plan, key))
    shown = schedule_of(project)
    return _page(request, plan, project, str(project), [shown] if shown else [], f"proyecto-{project.key}")


@require_safe
@kept
def axis_schedule(request: HttpRequest, plan_key: str, key: str) -> HttpResponseBase:
    """Show the schedules of the projects of an axis."""
    plan = get_plan(request, plan_key)
    axis = found(find_axis(plan, key))
    return _page(request, plan, axis, axis.name, schedules_of_axis(axis), f"eje-{axis.key}")


@require_safe
@kept
def plan_schedule(request: HttpRequest, plan_key: str) -> HttpResponseBase:
    """Show the schedules of the projects that the filters keep, page by page; on ``format`` as a file."""
    plan = get_plan(request, plan_key)
    filters = read_filters(request.GET, plan)
    if export := schedule_file(request, filters, f"{plan.key}-cronograma"):
        return export
    context = view_context(plan, "schedule", _("Schedule"), filters) | schedule_context(request, filters)
    return render(request, "portfolio/schedule.html", context)


def _page(
    request: HttpRequest, plan: Plan, record: Record | None, name: str, schedules: list[Schedule], file: str
) -> HttpResponseBase:
    """Render some schedules, those of ``record`` or of the plan, or give the file that is asked for."""
    filename = "-".join(filter(None, (plan.key, "cronograma", file)))
    export = export_response(request, SCHEDULE, table_rows(schedules), filename)
    if export is not None:
        return export
    back = public_url(record, plan.key) if record is not None else public_url(plan)
    is_one = record is not None and record.KIND == "project"
    chain = chain_of_axis(record) if record is not None and not is_one else None
    return list_page(
        request,
        "schedule",
        plan,
        here=_("Schedule"),
        above=((name, back),) if record is not None else (),
        section="projects" if is_one else "plan",
        of=name,
        back=back,
        schedules=schedules,
        is_one=is_one,
        overdue=sum(one.overdue for one in schedules),
        chain=chain,
        chart=chart_of(
            schedules, timezone.localdate(), folded=not is_one, critical=chain.critical if chain else None
        ),
    )
