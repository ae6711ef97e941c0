"""The first page: the plans of this site."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from rumbo.plan.queries.plans import visible_plans


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Go to the only plan in force that the visitor sees; else list them, or say what to do first."""
    plans = list(visible_plans(request.user))
    current = [plan for plan in plans if plan.is_current]
    if len(current) == 1:
        return redirect("portal:plan", current[0].key)
    former = [plan for plan in plans if not plan.is_current]
    return render(request, "portal/home.html", {"current_plans": current, "former_plans": former})
