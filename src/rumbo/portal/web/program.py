"""A programme of projects."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from rumbo.monitoring.queries.logframes import logframe_of
from rumbo.portal.web.access import get_plan
from rumbo.portal.web.kept import kept
from rumbo.portal.web.page import element_page, found
from rumbo.portfolio.queries.priority_entries import entries_of_program
from rumbo.portfolio.queries.programs import find_program, first_projects_of, strategies_of_program


@require_safe
@kept
def program(request: HttpRequest, plan_key: str, key: str) -> HttpResponse:
    """Show a programme: its projects, the strategies it serves, its entries in the priority portfolio."""
    plan = get_plan(request, plan_key)
    shown = found(find_program(plan, key))
    projects, counts = first_projects_of(shown)
    return element_page(
        request,
        plan,
        shown,
        (shown.theme.axis, shown.theme),
        section="projects",
        projects=projects,
        counts=counts,
        strategies=strategies_of_program(shown),
        entries=entries_of_program(shown),
        logframe=logframe_of(shown),
    )
