"""The territories of the plan."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from rumbo.accounts.queries.organizations import all_organizations
from rumbo.core.tables import export_response
from rumbo.places.enums import TerritoryKind
from rumbo.places.queries.territories import all_territories, relatives, territories_with_key
from rumbo.portal.tables import TERRITORIES
from rumbo.portal.web.access import get_plan
from rumbo.portal.web.kept import kept
from rumbo.portal.web.page import element_page, found, list_page, section_trail
from rumbo.portfolio.queries.responsibilities import takes_part
from rumbo.portfolio.queries.territories import is_of, projects_in, territories_of

#: The widest first.
ORDER = (TerritoryKind.METROPOLITAN, TerritoryKind.MUNICIPALITY, TerritoryKind.STATE, TerritoryKind.COUNTRY)
#: How many organizations a territory's page shows.
SHOWN = 60


@require_safe
@kept
def territories(request: HttpRequest, plan_key: str) -> HttpResponseBase:
    """List the plan's territories by kind, with how many projects each has."""
    plan = get_plan(request, plan_key)
    listed = territories_of(plan, all_territories())
    if response := export_response(request, TERRITORIES, listed, f"{plan.key}-territories"):
        return response
    groups = [(kind, [territory for territory in listed if territory.kind == kind]) for kind in ORDER]
    return list_page(
        request,
        "territories",
        plan,
        here=_("Territories"),
        section="plan",
        groups=[(kind, members) for kind, members in groups if members],
    )


@require_safe
@kept
def territory(request: HttpRequest, plan_key: str, key: str) -> HttpResponse:
    """Show a territory: its projects by axis, its organizations, what it belongs to and what it is made of."""
    plan = get_plan(request, plan_key)
    shown = found(territories_with_key(key).filter(is_of(plan)).first())
    groups = projects_in(plan, shown)
    organizations = all_organizations().filter(takes_part(plan), territory=shown)
    return element_page(
        request,
        plan,
        shown,
        (),
        sections=(section_trail(plan, _("Territories"), "portal:territories"),),
        section="plan",
        groups=groups,
        total=sum(group.counts.projects for group in groups),
        relatives=relatives(shown),
        organizations=list(organizations[: SHOWN + 1]),
        shown=SHOWN,
    )
