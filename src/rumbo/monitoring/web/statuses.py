"""How a plan stands: the whole, its axes, and each thing with its sentence, its parts and the worst of them."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from rumbo.core.errors import Refused
from rumbo.core.queries.memory import Memory, memory_of
from rumbo.monitoring.enums import StatusKind
from rumbo.monitoring.queries.statuses import axes_of, distribution_of, earlier_of, seen
from rumbo.monitoring.services.status import evaluate
from rumbo.monitoring.web.home import SECTION
from rumbo.monitoring.web.learning_access import may_note_about
from rumbo.plan.web.access import plan_page
from rumbo.plan.web.page import page

if TYPE_CHECKING:
    from rumbo.monitoring.queries.statuses import Seen


@require_safe
@plan_page()
def statuses(request: HttpRequest, plan: Any) -> HttpResponse:
    """Show how the plan and its axes stand, and how many of each kind have each status."""
    today = timezone.localdate()
    memory = memory_of(f"statuses of {plan.pk}")
    return page(
        request,
        "monitoring/statuses.html",
        plan,
        here=SECTION,
        crumbs=[*crumbs(plan), (_("How it stands"), "")],
        whole=_seen(memory, plan, StatusKind.PLAN.value, plan.pk, today),
        axes=memory.get(f"axes {today}", lambda: axes_of(plan, today)),
        kinds=memory.get("kinds", lambda: distribution_of(plan)),
        today=today,
    )


@require_safe
@plan_page()
def status(request: HttpRequest, plan: Any, kind: str, pk: int) -> HttpResponse:
    """Show how one thing stands, why, its parts, and how it stood before."""
    today = timezone.localdate()
    memory = memory_of(f"statuses of {plan.pk}")
    found = _seen(memory, plan, kind, pk, today) if kind in StatusKind.values else None
    if found is None:
        raise Http404(_("There is no status at this address. It is found in the next night, if it is new."))
    return page(
        request,
        "monitoring/status.html",
        plan,
        here=SECTION,
        crumbs=[
            *crumbs(plan),
            (_("How it stands"), reverse("monitoring:statuses", args=[plan.key])),
            (found.name, ""),
        ],
        seen=found,
        kind=StatusKind(kind),
        address=_sheet(plan, kind, pk),
        may_note=may_note_about(request, plan, kind, pk),
        earlier=earlier_of(found.record, today),
    )


@require_POST
@plan_page()
def judge_now(request: HttpRequest, plan: Any) -> HttpResponse:
    """Find all statuses of the plan now instead of in the night."""
    if not request.user.has_perm("plan.manage", plan):
        raise PermissionDenied
    try:
        found = evaluate(plan)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        text = ngettext("%(n)d status changed.", "%(n)d statuses changed.", found.changed)
        messages.success(request, text % {"n": found.changed})
    return redirect("monitoring:statuses", plan.key)


def crumbs(plan: Any) -> list[tuple[str, str]]:
    """Return the way to the pages of statuses."""
    return [(_("Monitoring"), reverse(SECTION, args=[plan.key]))]


def _seen(memory: Memory, plan: Any, kind: str, pk: int, today: datetime.date) -> Seen | None:
    """Return how a thing stands: a whole has thousands of parts, of which few are shown."""
    return memory.get(f"{kind} {pk} {today}", lambda: seen(plan, kind, pk, today))


def _sheet(plan: Any, kind: str, pk: int) -> str:
    """Return where a thing's own page is."""
    if kind == StatusKind.SERIES:
        return reverse("monitoring:series", args=[plan.key, pk])
    if kind == StatusKind.PLAN:
        return reverse("desk:plan", args=[plan.key])
    return reverse("desk:element", args=[plan.key, kind, pk])
