"""Searching a plan by words or numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from rumbo.accounts.queries.organizations import all_organizations
from rumbo.core.queries.search import Found, Group, Hit, Query, find, read_query
from rumbo.core.tables import Column, Table, export_response
from rumbo.places.queries.territories import all_territories
from rumbo.portal.web.access import get_plan, wants_fragment
from rumbo.portal.web.kept import kept
from rumbo.portfolio.queries.responsibilities import takes_part
from rumbo.portfolio.queries.territories import is_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from rumbo.core.queries.search_sql import Shared
    from rumbo.plan.models import Plan

#: Hits of each kind while all kinds are shown; hits on a page of one kind; most rows of a kind in a file.
FIRST, PER_PAGE, MOST = 5, 20, 10_000

LABELS = {
    "axis": gettext_lazy("Axes"),
    "theme": gettext_lazy("Themes"),
    "problem": gettext_lazy("Problems"),
    "objective": gettext_lazy("Objectives"),
    "goal": gettext_lazy("Goals"),
    "indicator": gettext_lazy("Indicators"),
    "strategy": gettext_lazy("Strategies"),
    "program": gettext_lazy("Programs"),
    "project": gettext_lazy("Projects"),
    "component": gettext_lazy("Components"),
    "action": gettext_lazy("Actions"),
    "chapter": gettext_lazy("Chapters"),
    "antecedent": gettext_lazy("Antecedents"),
    "organization": gettext_lazy("Organizations"),
    "territory": gettext_lazy("Territories"),
}

HITS = Table(
    "search",
    gettext_lazy("Search"),
    (
        Column("kind", gettext_lazy("Kind"), lambda hit: hit.kind, 14),
        Column("number", gettext_lazy("Number"), lambda hit: hit.number, 9),
        Column("title", gettext_lazy("Title"), lambda hit: hit.name, 60),
        Column("above", gettext_lazy("Stands under"), lambda hit: " / ".join(hit.trail), 60),
        Column("state", gettext_lazy("State"), lambda hit: hit.state, 12),
        Column("key", gettext_lazy("Key"), lambda hit: hit.key, 20),
    ),
)


@require_safe
@kept
def search(request: HttpRequest, plan_key: str) -> HttpResponseBase:
    """Show what the words in the address find, by kind; as a fragment where htmx asks, as a file on ``format``."""
    plan = get_plan(request, plan_key)
    query = read_query(plan.pk, request.GET.get("q", "").replace("\0", ""))
    kind = request.GET.get("kind", "")
    kind = kind if kind in LABELS else ""
    shared = shown_with(plan)
    if "format" in request.GET:
        everything = _every_hit(find(query, plan_key=plan.key, shared=shared, kind=kind, limit=MOST))
        export = export_response(request, HITS, everything, f"{plan.key}-busqueda")
        if export is not None:
            return export
    context = {
        "plan": plan,
        "q": query.text,
        "kind": kind,
        "here": reverse("portal:search", args=[plan.key]),
        "crumbs": [(plan.name, reverse("portal:plan", args=[plan.key])), (_("Search"), "")],
        **_results(request, plan, query, kind, shared),
    }
    template = "portal/search_fragment.html" if wants_fragment(request) else "portal/search.html"
    response = render(request, template, context)
    patch_vary_headers(response, ["HX-Request"])
    return response


def shown_with(plan: Plan) -> Shared:
    """Return the organizations and territories that are shown in a plan."""
    return {
        "organization": all_organizations().filter(takes_part(plan)),
        "territory": all_territories().filter(is_of(plan)),
    }


def _results(request: HttpRequest, plan: Plan, query: Query, kind: str, shared: Shared) -> dict[str, Any]:
    """Return what was found: the first hits of every kind, or with a kind one page of it."""
    found = find(query, plan_key=plan.key, shared=shared, limit=FIRST)
    totals = {group.kind: group.total for group in found.groups}
    context: dict[str, Any] = {"found": found, "tabs": _tabs(query.text, kind, found), "groups": _groups(found)}
    if kind:
        page = Paginator(range(totals.get(kind, 0)), PER_PAGE).get_page(request.GET.get("page"))
        start = max(0, page.start_index() - 1)
        one = find(query, plan_key=plan.key, shared=shared, kind=kind, limit=PER_PAGE, offset=start)
        context |= {"page_obj": page, "groups": _groups(one)}
    return context


def _groups(found: Found) -> list[tuple[str, Any, Group, str]]:
    """Return of each group its kind, name, hits, and the address of all its hits where more were found."""
    return [
        (
            group.kind,
            LABELS[group.kind],
            group,
            _address(found.query.text, group.kind) if group.total > len(group.hits) else "",
        )
        for group in found.groups
    ]


def _tabs(text: str, kind: str, found: Found) -> list[tuple[Any, str, bool, int]]:
    everything = (_("Everything"), _address(text), not kind, found.total)
    kinds = ((LABELS[one.kind], _address(text, one.kind), one.kind == kind, one.total) for one in found.groups)
    return [everything, *kinds]


def _address(text: str, kind: str = "") -> str:
    return f"?{urlencode({'q': text} | ({'kind': kind} if kind else {}))}"


def _every_hit(found: Found) -> Iterator[Hit]:
    for group in found.groups:
        yield from group.hits
