"""Counterparts that an import found and a person looks at: one by one, or all together."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from rumbo.core.errors import Refused
from rumbo.desk.kinds import KINDS, Kind
from rumbo.desk.web.access import get_record
from rumbo.importers.queries import confirm as queries
from rumbo.importers.services import duplicates, matches
from rumbo.plan.web.access import plan_page
from rumbo.plan.web.page import page

#: Kinds that have a counterpart.
MATCHED = ("theme", "priority_entry")


@require_safe
@plan_page()
def confirm(request: HttpRequest, plan: Any) -> HttpResponse:
    """Show what waits: doubtful counterparts, entries without one, organizations that may be one."""
    return page(
        request,
        "desk/confirm.html",
        plan,
        here="desk:confirm",
        crumbs=[(_("To confirm"), "")],
        waiting=queries.to_confirm(plan),
        unmatched=queries.unmatched(plan),
        duplicates=queries.duplicates().select_related("first", "second"),
    )


@require_POST
@plan_page()
def decide(request: HttpRequest, plan: Any, kind: Kind, pk: int) -> HttpResponse:
    """Confirm or reject a counterpart, or choose another (``verdict`` accept, reject or choose)."""
    if kind.code not in MATCHED:
        raise Http404
    record: Any = get_record(plan, kind, pk)
    verdict = request.POST.get("verdict", "")
    try:
        if verdict == "accept":
            matches.confirm_match(request.user, record)
        elif verdict == "reject":
            matches.reject_match(request.user, record)
        elif verdict == "choose":
            matches.choose_counterpart(request.user, record, _target(plan, request.POST.get("choice", "")))
        else:
            raise Http404
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        done = {
            "accept": _("The counterpart of “%(name)s” was confirmed."),
            "reject": _("The counterpart of “%(name)s” was rejected."),
            "choose": _("“%(name)s” has another counterpart now."),
        }[verdict]
        messages.success(request, done % {"name": record.name})
    return redirect("desk:confirm", plan.key)


@require_POST
@plan_page()
def confirm_all(request: HttpRequest, plan: Any) -> HttpResponse:
    """Confirm all counterparts that wait."""
    n = matches.confirm_all(request.user, plan)
    told = ngettext("%(n)d counterpart was confirmed.", "%(n)d counterparts were confirmed.", n)
    messages.success(request, told % {"n": n})
    return redirect("desk:confirm", plan.key)


@require_POST
@plan_page("plan.manage")
def duplicate(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Say that two organizations are one (``keep`` names the one that stays), or that they are two."""
    found = queries.duplicates().filter(pk=pk).first()
    if found is None:
        raise Http404
    keep = {"first": found.first, "second": found.second}.get(request.POST.get("keep", ""))
    try:
        if keep is None:
            duplicates.keep_apart(request.user, found)
            messages.success(request, _("They stay two organizations."))
        else:
            duplicates.merge(request.user, found, keep)
            messages.success(request, _("They are one organization now: “%(name)s”.") % {"name": keep.name})
    except Refused as refusal:
        messages.error(request, refusal.message)
    return redirect("desk:confirm", plan.key)


def _target(plan: Any, choice: str) -> Any:
    """Return the element that ``kind:pk`` names."""
    code, _colon, pk = choice.partition(":")
    if code not in {"theme", "project", "program"} or not pk.isdecimal() or len(pk) > 18:
        raise Refused(_("Choose the counterpart from the list."))
    return get_record(plan, KINDS[code], int(pk))
