"""Monitoring: where the staff sees what is measured and what waits."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from rumbo.monitoring.models import Indicator
from rumbo.plan.web.access import plan_page
from rumbo.plan.web.page import page

#: The section of the desk.
SECTION = "monitoring:home"


@require_safe
@plan_page()
def home(request: HttpRequest, plan: Any) -> HttpResponse:
    """Show the plan's indicators."""
    return page(
        request,
        "monitoring/home.html",
        plan,
        here=SECTION,
        crumbs=[(_("Monitoring"), "")],
        indicators=list(Indicator.objects.current().filter(plan=plan).defer("text", "text_en")),
    )
