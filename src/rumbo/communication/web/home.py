"""Communication: what went out, what waits, and what did not arrive."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from rumbo.communication.queries.outbox import counts_of
from rumbo.plan.web.access import plan_page
from rumbo.plan.web.page import page

#: The section of the desk.
SECTION = "communication:home"


@require_safe
@plan_page()
def home(request: HttpRequest, plan: Any) -> HttpResponse:
    """Say how many notices there are of each state, and lead on to the parts of communication."""
    return page(
        request,
        "communication/home.html",
        plan,
        here=SECTION,
        crumbs=[(_("Communication"), "")],
        counts=counts_of(plan),
    )
