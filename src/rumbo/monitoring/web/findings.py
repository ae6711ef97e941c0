"""Findings on the desk: noting one, one with its files and what follows from it, adding and taking back files."""

from __future__ import annotations

from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from rumbo.core.services import records
from rumbo.core.uploads import type_of
from rumbo.core.web.files import file_response
from rumbo.monitoring.models import Finding, ProgressReport, Recommendation
from rumbo.monitoring.queries.learning import learned
from rumbo.monitoring.services import finding_files
from rumbo.monitoring.web.access import SECTION
from rumbo.monitoring.web.learning_access import (
    ask,
    done,
    editable,
    finding_url,
    get_evaluation,
    get_file,
    get_finding,
    go,
    may_note,
    number,
    posted,
    way,
)
from rumbo.monitoring.web.learning_forms import FileForm, FindingForm, ReasonForm
from rumbo.plan.models import Measure
from rumbo.plan.queries.roles import edited_axes
from rumbo.plan.web.access import plan_page
from rumbo.plan.web.page import page

_BOTH = ["GET", "HEAD", "POST"]
_ABOUT = ("title", "text", "evidence", "evaluation", "question", "goal", "measure", "series", "report")


@require_http_methods(_BOTH)
@plan_page()
def note(request: HttpRequest, plan: Any) -> HttpResponse:
    """Note a finding, of an evaluation (``?evaluation=``), a report, a goal, project, strategy, action or series."""
    if not may_note(request, plan):
        raise PermissionDenied
    given = number(request.GET.get("evaluation", ""))
    evaluation = get_evaluation(plan, given) if given is not None else None
    axes = None if request.user.has_perm("plan.manage", plan) else edited_axes(request.user, plan.pk)
    initial = _initial(request, plan, evaluation)
    form = FindingForm(plan, evaluation, posted(request), initial=initial, axes=axes)
    if form.is_valid() and (made := done(form, lambda: _noted(request, plan, form.cleaned_data))):
        return go(request, _("The finding was noted."), finding_url(plan, made))
    back = reverse("monitoring:evaluation", args=[plan.key, evaluation.pk]) if evaluation else _home(plan)
    text = _("What the plan can learn from: what works, what does not, and what nobody had thought of.")
    if axes is not None:
        text += " " + _("Choose below the goal, project, strategy, action or indicator of your axis it is about.")
    return ask(
        request,
        plan,
        form,
        title=_("Note a finding"),
        action=_("Note it"),
        back=back,
        crumbs=way(plan, evaluation=evaluation, last=_("Note a finding")),
        text=text,
    )


@require_safe
@plan_page()
def finding(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Show a finding with its evidence, its recommendations and what follows from them."""
    shown = get_finding(plan, pk)
    return page(
        request,
        "monitoring/finding.html",
        plan,
        here=SECTION,
        crumbs=way(plan, evaluation=shown.evaluation, finding=shown),
        finding=shown,
        one=learned(plan, [shown], localdate(), everything=True)[0],
        editable=editable(request, [shown]),
    )


@require_http_methods(_BOTH)
@plan_page()
def add_file(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Add a file that a finding rests on."""
    shown = _own(request, plan, pk)
    form = FileForm(request.POST, request.FILES) if request.method == "POST" else FileForm()
    if form.is_valid():
        file = form.cleaned_data["file"]
        made = done(
            form,
            lambda: finding_files.add_file(
                request.user, shown, file, file.name or "", caption=form.cleaned_data["caption"]
            ),
        )
        if made:
            return go(request, _("“%(name)s” was added.") % {"name": made.name}, finding_url(plan, shown))
    return ask(
        request,
        plan,
        form,
        title=_("Add a file"),
        action=_("Add the file"),
        back=finding_url(plan, shown),
        crumbs=way(plan, evaluation=shown.evaluation, finding=shown, last=_("Add a file")),
        text=_("It is published with the finding: choose one without personal data. Photos lose the camera's notes."),
        files=True,
    )


@require_safe
@plan_page()
def file(request: HttpRequest, plan: Any, pk: int, file: int) -> HttpResponse:
    """Give a file that a finding rests on."""
    found = get_file(get_finding(plan, pk), file)
    if "small" in request.GET and found.thumbnail:
        small = file_response(
            request,
            found.thumbnail.name or "",
            type_of("image/jpeg"),
            name="miniatura.jpg",
            tag=f"{found.sha256}-small",
        )
        return cast("HttpResponse", small)
    kind = type_of(found.media_type)
    answer = file_response(request, found.file.name or "", kind, name=found.name, tag=found.sha256)
    return cast("HttpResponse", answer)


@require_http_methods(_BOTH)
@plan_page()
def take_file_back(request: HttpRequest, plan: Any, pk: int, file: int) -> HttpResponse:
    """Take a file of a finding back, with the reason."""
    shown = _own(request, plan, pk)
    found = get_file(shown, file)
    form = ReasonForm(posted(request))
    if form.is_valid() and done(
        form, lambda: finding_files.take_back(request.user, found, reason=form.cleaned_data["reason"])
    ):
        return go(request, _("The file was taken back."), finding_url(plan, shown))
    return ask(
        request,
        plan,
        form,
        title=_("Take the file back"),
        action=_("Take it back"),
        back=finding_url(plan, shown),
        crumbs=way(plan, evaluation=shown.evaluation, finding=shown, last=_("Take the file back")),
        text=found.caption or found.name,
    )


@require_safe
@plan_page()
def recommendation(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Lead to the finding of a recommendation."""
    found = Recommendation.objects.filter(plan=plan, pk=pk).only("finding").first()
    return redirect(finding_url(plan, get_finding(plan, found.finding_id if found is not None else 0)))


@transaction.atomic
def _noted(request: HttpRequest, plan: Any, given: dict[str, Any]) -> Finding:
    values = {name: given[name] for name in _ABOUT}
    made: Finding = records.create(request.user, Finding(plan=plan, **values))
    if given.get("advice"):
        asked = Recommendation(plan=plan, finding=made, title=given["advice"], organization=given["organization"])
        records.create(request.user, asked)
    return made


def _own(request: HttpRequest, plan: Any, pk: int) -> Finding:
    """Return a finding that the person may edit."""
    found = get_finding(plan, pk)
    if not editable(request, [found]):
        raise PermissionDenied
    return found


def _initial(request: HttpRequest, plan: Any, evaluation: Any) -> dict[str, Any]:
    """Return what the address says that the finding is about."""
    asked = {name: number(request.GET.get(name, "")) for name in (*_ABOUT, "project", "strategy", "action")}
    found = {name: asked[name] for name in ("question", "goal", "measure", "series") if asked[name]}
    for kind in ("project", "strategy", "action"):
        if asked[kind] is not None:
            row = Measure.objects.filter(plan=plan, **{kind: asked[kind]}).first()
            found["measure"] = row.pk if row is not None else None
    if asked["report"] is not None:
        rows = ProgressReport.objects.filter(assignment__period__plan=plan, pk=asked["report"])
        if (report := rows.select_related("assignment").first()) is not None:
            of = report.assignment
            found |= {"report": report.pk, "measure": of.measure_id, "series": of.series_id}
    if evaluation is not None:
        found["evaluation"] = evaluation.pk
    return found


def _home(plan: Any) -> str:
    return reverse("monitoring:evaluations", args=[plan.key])
