"""The schedules of the projects that the filters keep: a Gantt chart page by page, over the days of all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone

from rumbo.core.tables import export_response
from rumbo.portfolio.queries.chains import chain_of
from rumbo.portfolio.queries.schedule_table import SCHEDULE
from rumbo.portfolio.queries.schedules import chart_of, reach_of, scheduled, schedules_of, table_rows

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from rumbo.portfolio.gantt import Chart
    from rumbo.portfolio.queries.schedules import Schedule
    from rumbo.portfolio.web.filters import Filters

#: Projects on a page.
PER_PAGE = 50


def schedule_file(request: HttpRequest, filters: Filters, name: str) -> HttpResponseBase | None:
    """Return the file that ``format`` asks for: all milestones of the projects that the filters keep."""
    if "format" not in request.GET:
        return None
    return export_response(request, SCHEDULE, table_rows(_schedules(scheduled(filters.ordered()))), name)


def schedule_context(request: HttpRequest, filters: Filters) -> dict[str, Any]:
    """Return what ``portfolio/schedule.html`` shows."""
    today = timezone.localdate()
    listed = scheduled(filters.ordered())
    page = filters.page("schedule", listed, PER_PAGE, request.GET.get("page"))
    reach = filters.kept(f"reach {today}", lambda: reach_of(filters.projects(), today))
    part = slice(max(0, page.start_index() - 1), page.end_index())
    chain = filters.kept("chain", lambda: chain_of(filters.projects())) if reach else None

    def drawn() -> tuple[list[Schedule], Chart | None]:
        schedules = _schedules(listed[part]) if reach else []
        critical, span = chain.critical if chain else None, reach[0] if reach else None
        return schedules, chart_of(schedules, today, folded=True, critical=critical, reach=span)

    schedules, chart = filters.kept(f"drawn {today} {filters.order} {page.number}", drawn)
    return {
        "page_obj": page,
        "schedules": schedules,
        "overdue": reach[1] if reach else 0,
        "chain": chain,
        "chart": chart,
    }


def _schedules(projects: Any) -> list[Schedule]:
    """Return the schedules of projects in the order of the projects."""
    numbers = list(projects.values_list("pk", flat=True))
    found = schedules_of(numbers)
    return [found[pk] for pk in numbers if pk in found]
