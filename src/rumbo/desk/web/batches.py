"""The bulk edits of a plan: what was written at once, by whom, and whether it was undone."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from rumbo.plan.web.access import plan_page
from rumbo.plan.web.page import page
from rumbo.portfolio.queries import batches as queries

#: Bulk edits on a page.
SIZE = 25


@require_safe
@plan_page()
def batches(request: HttpRequest, plan: Any) -> HttpResponse:
    """List the bulk edits of a plan, newest first."""
    shown = Paginator(queries.batches(plan), SIZE).get_page(request.GET.get("page"))
    return page(request, "desk/batches.html", plan, crumbs=[(_("Bulk edits"), "")], page_obj=shown)
