"""The portfolio by stage and by organization, under the same filters as its table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from rumbo.portal.web.access import get_plan
from rumbo.portal.web.kept import kept
from rumbo.portfolio.web.area import PUBLIC
from rumbo.portfolio.web.board import board_context
from rumbo.portfolio.web.filters import Filters, read_filters
from rumbo.portfolio.web.matrix import matrix_context, matrix_file

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from rumbo.plan.models import Plan


@require_safe
@kept
def board(request: HttpRequest, plan_key: str) -> HttpResponseBase:
    """Show the projects that the filters keep, a column a stage."""
    plan = get_plan(request, plan_key)
    filters = read_filters(request.GET, plan)
    here = PUBLIC.address(plan, "table")
    context = board_context(filters, here, lambda project: f"{here}{project.key}/")
    return render(request, "portfolio/board.html", view_context(plan, "board", _("Stages"), filters) | context)


@require_safe
@kept
def matrix(request: HttpRequest, plan_key: str) -> HttpResponseBase:
    """Show who answers for the projects that the filters keep, page by page; on ``format`` as a file."""
    plan = get_plan(request, plan_key)
    filters = read_filters(request.GET, plan)
    if export := matrix_file(request, filters, f"{plan.key}-responsables"):
        return export
    here = PUBLIC.address(plan, "table")
    context = matrix_context(request, filters, lambda project: f"{here}{project.key}/")
    return render(request, "portfolio/matrix.html", view_context(plan, "matrix", _("Who answers"), filters) | context)


def view_context(plan: Plan, view: str, label: str, filters: Filters) -> dict[str, Any]:
    """Return what the public views of the portfolio show around their content; ``label`` ends the breadcrumbs."""
    return {
        "plan": plan,
        "section": "projects",
        "crumbs": [
            (plan.name, reverse("portal:plan", args=[plan.key])),
            (_("Portfolio"), reverse("portal:projects", args=[plan.key])),
            (label, ""),
        ],
        **PUBLIC.context(plan, view, filters),
    }
