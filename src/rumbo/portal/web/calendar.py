"""The public dates of a plan: a page that says how to have them in one's own calendar, and the files for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from rumbo.communication.addresses import whole
from rumbo.communication.enums import FollowKind
from rumbo.communication.icalendar import calendar_file
from rumbo.communication.queries.calendar import dates_of
from rumbo.communication.queries.followed import find_followed
from rumbo.portal.web.access import get_plan
from rumbo.portal.web.kept import kept
from rumbo.portal.web.news import Scope, scope_of, site_of
from rumbo.portal.web.page import found, list_page

if TYPE_CHECKING:
    from django.http import HttpRequest

    from rumbo.plan.models import Plan

#: How many of the next dates the page shows.
SHOWN = 40


@require_safe
@kept
def calendar(request: HttpRequest, plan_key: str) -> HttpResponse:
    """Show the next dates, and how to subscribe to them."""
    plan = get_plan(request, plan_key)
    scope = scope_of(request, plan)
    today = timezone.localdate()
    coming = [one for one in dates_of(plan, today, scope.kind, scope.pk) if one.ends_on >= today]
    address = whole(scope.address("calendar_file", plan), site_of(request))
    return list_page(
        request,
        "calendar",
        plan,
        here=_("Calendar"),
        section="plan",
        scope=scope,
        dates=coming[:SHOWN],
        left_out=max(len(coming) - SHOWN, 0),
        file=scope.address("calendar_file", plan),
        address=address,
        webcal=f"webcal://{address.partition('://')[2]}",
    )


@require_safe
def calendar_file_of_plan(request: HttpRequest, plan_key: str) -> HttpResponse:
    """Give the dates of a plan as an iCalendar file."""
    return _file(request, get_plan(request, plan_key), Scope())


@require_safe
def calendar_file_of_axis(request: HttpRequest, plan_key: str, key: str) -> HttpResponse:
    """Give the dates of an axis as an iCalendar file."""
    plan = get_plan(request, plan_key)
    return _file(request, plan, Scope("eje", found(find_followed(plan, FollowKind.AXIS.value, key))))


@require_safe
def calendar_file_of_project(request: HttpRequest, plan_key: str, key: str) -> HttpResponse:
    """Give the dates of a project as an iCalendar file."""
    plan = get_plan(request, plan_key)
    return _file(request, plan, Scope("proyecto", found(find_followed(plan, FollowKind.PROJECT.value, key))))


def _file(request: HttpRequest, plan: Plan, scope: Scope) -> HttpResponse:
    dates = dates_of(plan, timezone.localdate(), scope.kind, scope.pk)
    content = calendar_file(dates, scope.name(plan), plan.key, get_language() or "es", site_of(request))
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'inline; filename="{plan.key}.ics"'
    return response
