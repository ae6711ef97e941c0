"""Commitments to improve on the desk: the board, and keeping, giving up and taking up again."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from rumbo.monitoring.queries.evaluations import promises_of
from rumbo.monitoring.services import improvements as services
from rumbo.monitoring.web.access import SECTION
from rumbo.monitoring.web.learning_access import ask, done, get_improvement, go, posted, way
from rumbo.monitoring.web.learning_forms import AgainForm, KeepForm, ReasonForm
from rumbo.plan.web.access import plan_page
from rumbo.plan.web.page import page

_BOTH = ["GET", "HEAD", "POST"]


@require_safe
@plan_page()
def improvements(request: HttpRequest, plan: Any) -> HttpResponse:
    """Show all commitments: the late ones first, those under way, and those kept or given up."""
    late, under_way, closed = promises_of(plan, localdate())
    return page(
        request,
        "monitoring/improvements.html",
        plan,
        here=SECTION,
        crumbs=way(plan, last=_("Commitments to improve")),
        late=late,
        under_way=under_way,
        closed=closed,
    )


@require_http_methods(_BOTH)
@plan_page("plan.manage")
def keep(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Say that a commitment was kept, and what came of it."""
    row = get_improvement(plan, pk)
    form = KeepForm(posted(request), initial={"on": localdate()})
    if form.is_valid() and done(form, lambda: services.keep(request.user, row, **form.cleaned_data)):
        return _back(request, plan, _("The commitment was kept: it says so in public too."))
    return _ask(request, plan, form, row, _("The commitment was kept"), _("Save it"))


@require_http_methods(_BOTH)
@plan_page("plan.manage")
def give_up(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Say that a commitment will not be kept, and why."""
    row = get_improvement(plan, pk)
    form = ReasonForm(posted(request))
    if form.is_valid() and done(form, lambda: services.give_up(request.user, row, form.cleaned_data["reason"])):
        return _back(request, plan, _("The commitment was given up; it stays on record with its reason."))
    return _ask(request, plan, form, row, _("Give the commitment up"), _("Give it up"))


@require_http_methods(_BOTH)
@plan_page("plan.manage")
def take_up_again(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Open a commitment again, with the reason."""
    row = get_improvement(plan, pk)
    form = AgainForm(posted(request))
    if form.is_valid() and done(form, lambda: services.take_up_again(request.user, row, **form.cleaned_data)):
        return _back(request, plan, _("The commitment is under way again."))
    return _ask(request, plan, form, row, _("Take the commitment up again"), _("Take it up again"))


def _back(request: HttpRequest, plan: Any, said: str) -> HttpResponse:
    return go(request, said, reverse("monitoring:improvements", args=[plan.key]))


def _ask(request: HttpRequest, plan: Any, form: Any, row: Any, title: str, action: str) -> HttpResponse:
    crumbs = [*way(plan)[:-1], (_("Evaluation"), reverse("monitoring:evaluations", args=[plan.key]))]
    crumbs.append((_("Commitments to improve"), reverse("monitoring:improvements", args=[plan.key])))
    return ask(
        request,
        plan,
        form,
        title=title,
        action=action,
        back=reverse("monitoring:improvements", args=[plan.key]),
        crumbs=[*crumbs, (title, "")],
        text=row.name,
        body=row.body,
    )
