"""What every staff page of a plan shows around its content: the sections and the way back."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

Crumb = tuple[str, str]


def sections(request: HttpRequest, plan: Any, here: str) -> list[tuple[str, str, bool]]:
    """Return the links of the desk's bar: (label, address, current)."""
    links = [
        (_("My week"), "desk:week", []),
        (_("Plan"), "desk:plan", []),
        (_("Portfolio"), "desk:portfolio", []),
        (_("Who answers"), "desk:matrix", []),
        (_("Participation"), "participation:home", []),
        (_("Prioritisation"), "priority:home", []),
        (_("Monitoring"), "monitoring:home", []),
        (_("Communication"), "communication:home", []),
        (_("For the council"), "desk:council", []),
        (_("To confirm"), "desk:confirm", []),
        (_("Imports"), "desk:imports", []),
        (_("Organizations"), "desk:list", ["organization"]),
        (_("Territories"), "desk:list", ["territory"]),
        (_("People"), "desk:people", []),
        (_("Editions"), "desk:editions", []),
        (_("Changes"), "desk:changes", []),
    ]
    return [
        (label, reverse(name, args=[plan.key, *extra]), here == (extra[0] if extra else name))
        for label, name, extra in links
    ]


def page(
    request: HttpRequest,
    template: str,
    plan: Any,
    *,
    here: str = "desk:plan",
    crumbs: list[Crumb] | None = None,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    """Render a page of a plan's desk. ``here`` names its section; ``crumbs`` follow the plan's own."""
    first: list[Crumb] = [(_("Work desk"), reverse("desk:home")), (plan.name, reverse("desk:plan", args=[plan.key]))]
    frame = {
        "plan": plan,
        "section": "desk",
        "desk_links": sections(request, plan, here),
        "crumbs": first + (crumbs or []) if crumbs else [first[0], (plan.name, "")],
        "may_manage": request.user.has_perm("plan.manage", plan),
        "may_administer": request.user.has_perm("plan.administer", plan),
    }
    return render(request, template, {**frame, **context}, status=status)
