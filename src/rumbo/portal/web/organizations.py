"""The organizations that take part in the plan."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from rumbo.accounts.enums import Sector
from rumbo.accounts.queries.organizations import all_organizations, organizations_with_key
from rumbo.core.tables import export_response
from rumbo.places.queries.territories import all_territories
from rumbo.portal.tables import ORGANIZATIONS
from rumbo.portal.web.access import get_plan
from rumbo.portal.web.kept import kept
from rumbo.portal.web.page import element_page, found, list_page, section_trail
from rumbo.portfolio.enums import Responsible
from rumbo.portfolio.queries.responsibilities import (
    Answered,
    answered_by,
    count_answers,
    role_counts,
    takes_part,
)

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from rumbo.core.tables import export_response
from rumbo.plan.models import Plan

#: How many organizations are on one page of the list.
PER_PAGE = 50
#: How many elements an organization's page shows.
SHOWN = 300


@require_safe
@kept
def organizations(request: HttpRequest, plan_key: str) -> HttpResponseBase:
    """List the organizations, narrowed by sector, group and territory."""
    plan = get_plan(request, plan_key)
    everyone = all_organizations().filter(takes_part(plan))
    chosen = {name: request.GET.get(name, "") for name in ("sector", "group", "territory")}
    listed = narrowed(everyone, chosen)
    if "format" in request.GET:
        rows = count_answers(plan, listed)
        if response := export_response(request, ORGANIZATIONS, rows, f"{plan.key}-organizations"):
            return response
    page = Paginator(listed, PER_PAGE).get_page(request.GET.get("page"))
    page.object_list = count_answers(plan, page.object_list)
    return list_page(
        request,
        "organizations",
        plan,
        here=_("Organizations"),
        section="organizations",
        page_obj=page,
        chosen=chosen,
        filtered=any(chosen.values()),
        **_choices(plan, everyone),
    )


def narrowed(organizations: QuerySet[Any, Any], chosen: dict[str, str]) -> QuerySet[Any, Any]:
    """Return the organizations of the chosen sector, group and territory (its key); what is empty narrows nothing."""
    paths = {"sector": "sector", "group": "group", "territory": "territory__key"}
    return organizations.filter(**{paths[name]: value for name, value in chosen.items() if value})


def _choices(plan: Plan, everyone: QuerySet[Any, Any]) -> dict[str, Any]:
    plain = everyone.order_by()
    sectors = set(plain.exclude(sector="").values_list("sector", flat=True).distinct())
    here = plain.exclude(territory=None).values("territory")
    return {
        "sectors": [sector for sector in Sector if sector in sectors],
        "groups": list(plain.exclude(group="").values_list("group", flat=True).distinct().order_by("group")),
        "places": list(all_territories().filter(pk__in=here)),
    }


@require_safe
@kept
def organization(request: HttpRequest, plan_key: str, key: str) -> HttpResponse:
    """Show an organization and what it answers for in the plan, by role and axis."""
    plan = get_plan(request, plan_key)
    shown = found(organizations_with_key(key).filter(takes_part(plan)).first())
    counts = role_counts(plan, shown)
    answered = answered_by(plan, shown, SHOWN)
    return element_page(
        request,
        plan,
        shown,
        (),
        sections=(section_trail(plan, _("Organizations"), "portal:organizations"),),
        section="organizations",
        roles=[(role, counts[role], _by_axis(answered, role)) for role in Responsible if role in counts],
        total=sum(counts.values()),
        other_names=[name.strip() for name in shown.other_names.split(";") if name.strip()],
        shown=len(answered),
    )


def _by_axis(answered: list[Answered], role: str) -> list[tuple[Any, list[Answered]]]:
    held = [item for item in answered if item.role == role]
    return [(axis, list(items)) for axis, items in groupby(held, key=lambda item: item.axis)]
