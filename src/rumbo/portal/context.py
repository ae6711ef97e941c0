"""What every page knows."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from rumbo.plan.queries.plans import visible_plans


def plans(request: HttpRequest) -> dict[str, Any]:
    """Return ``plan`` where the view found one (`rumbo.portal.web.access.get_plan`) and ``plans``.

    ``plans`` are those that the user sees; they are read only where a template uses them. A view's own
    ``plan`` goes before this one.
    """
    found: dict[str, Any] = {"plans": SimpleLazyObject(lambda: list(visible_plans(request.user)))}
    if hasattr(request, "plan"):
        found["plan"] = request.plan
    return found
