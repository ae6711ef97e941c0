"""Who gets to a plan's public pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.utils.translation import gettext as _

from rumbo.plan.queries.plans import find_plan, sees

if TYPE_CHECKING:
    from django.http import HttpRequest

    from rumbo.plan.models import Plan


def get_plan(request: HttpRequest, plan_key: str) -> Plan:
    """Return the plan with this key, and keep it as ``request.plan`` for the page's frame (header, footer).

    Raises:
        Http404: there is none, or it is not public and the user has no role in it; both sound the same.
    """
    known: Plan | None = getattr(request, "plan", None)
    if known is not None and known.key == plan_key:
        return known
    plan = find_plan(plan_key)
    if plan is None or not sees(request.user, plan):
        raise Http404(_("There is no plan at this address."))
    request.plan = plan  # type: ignore[attr-defined]
    return plan


def wants_fragment(request: HttpRequest) -> bool:
    """Whether htmx asks for a part of the page; a page taken from its history is wanted whole."""
    htmx = getattr(request, "htmx", None)
    return htmx is not None and bool(htmx) and not htmx.history_restore_request
