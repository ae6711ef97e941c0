"""Earlier plans, and what this one did with them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from rumbo.core.tables import export_response
from rumbo.plan.enums import Relation
from rumbo.plan.queries.antecedents import antecedents_of, find_antecedent, links_from
from rumbo.plan.queries.tables import ANTECEDENTS
from rumbo.portal.web.access import get_plan
from rumbo.portal.web.kept import kept
from rumbo.portal.web.page import element_page, found, list_page, section_trail


@require_safe
@kept
def antecedents(request: HttpRequest, plan_key: str) -> HttpResponseBase:
    """Show the earlier plans on a time line."""
    plan = get_plan(request, plan_key)
    listed = antecedents_of(plan)
    if response := export_response(request, ANTECEDENTS, listed, f"{plan.key}-antecedents"):
        return response
    return list_page(
        request,
        "antecedents",
        plan,
        here=_("Antecedents"),
        section="antecedents",
        antecedents=list(listed),
    )


@require_safe
@kept
def antecedent(request: HttpRequest, plan_key: str, key: str) -> HttpResponse:
    """Show an earlier plan: what became of it, why it stopped, what was taken, adapted or dropped."""
    plan = get_plan(request, plan_key)
    shown = found(find_antecedent(plan, key))
    links = links_from(shown)
    groups = [(relation, [link for link in links if link.relation == relation]) for relation in Relation]
    return element_page(
        request,
        plan,
        shown,
        (),
        sections=(section_trail(plan, _("Antecedents"), "portal:antecedents"),),
        section="antecedents",
        groups=[(relation, members) for relation, members in groups if members],
    )
