"""The history of an element: who changed what, when and why, and the way back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from rumbo.core.errors import Refused
from rumbo.core.queries.history import Version, versions
from rumbo.core.services import records
from rumbo.desk.diff import Segment, segments
from rumbo.desk.services.undo import undo as undo_change
from rumbo.desk.web.access import get_record, may_edit
from rumbo.desk.web.page import element_url, say_done, way_to
from rumbo.plan.web.access import plan_page
from rumbo.plan.web.page import page

if TYPE_CHECKING:
    from rumbo.desk.kinds import Kind

#: Versions shown at first, and at most.
FEW, MANY = 20, 200


@dataclass(frozen=True, slots=True)
class Entry:
    """One version with its differences word by word."""

    version: Version
    changes: list[tuple[str, list[Segment]]]


@require_safe
@plan_page()
def history(request: HttpRequest, plan: Any, kind: Kind, pk: int) -> HttpResponse:
    """Show the versions of an element, newest first, with what each changed."""
    record = get_record(plan, kind, pk)
    limit = MANY if request.GET.get("all") else FEW
    found = versions(record, limit + 1)
    entries = [
        Entry(version, [(change.label, segments(change.before, change.after)) for change in version.changes])
        for version in found[:limit]
    ]
    return page(
        request,
        "desk/history.html",
        plan,
        here=kind.here,
        crumbs=way_to(plan, record, _("History")),
        kind=kind,
        record=record,
        entries=entries,
        more=len(found) > limit and limit == FEW,
        may_edit=may_edit(request, record),
        back=element_url(plan, record),
    )


@require_POST
@plan_page()
def restore(request: HttpRequest, plan: Any, kind: Kind, pk: int, history_id: int) -> HttpResponse:
    """Give an element the texts of an earlier version, as a new version."""
    record = get_record(plan, kind, pk)
    try:
        saved = records.restore(request.user, record, history_id, reason=request.POST.get("reason", "").strip()[:500])
    except (Refused, ValidationError) as refusal:
        return _refused(request, plan, kind, pk, refusal)
    if saved.version > record.version:
        say_done(request, plan, saved, _("“%(name)s” is as it was in that version.") % {"name": saved.name})
    else:
        messages.info(request, _("“%(name)s” is like that already.") % {"name": saved.name})
    return redirect(element_url(plan, saved, "desk:history"))


@require_POST
@plan_page()
def undo(request: HttpRequest, plan: Any, kind: Kind, pk: int, version: int) -> HttpResponse:
    """Take back the newest change of an element."""
    record = get_record(plan, kind, pk)
    if not may_edit(request, record):
        raise PermissionDenied
    try:
        saved = undo_change(request.user, record, version)
    except (Refused, ValidationError) as refusal:
        return _refused(request, plan, kind, pk, refusal)
    messages.success(request, _("The change of “%(name)s” was undone.") % {"name": saved.name})
    return redirect(element_url(plan, saved))


def _refused(request: HttpRequest, plan: Any, kind: Kind, pk: int, refusal: Exception) -> HttpResponse:
    sentences = refusal.messages if isinstance(refusal, ValidationError) else [str(refusal)]
    for sentence in sentences:
        messages.error(request, sentence)
    return redirect(element_url(plan, get_record(plan, kind, pk), "desk:history"))
