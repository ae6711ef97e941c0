"""Imports: giving files, seeing what they would do, deciding what is doubtful, applying or discarding."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rumbo.core.errors import Refused
from rumbo.desk.web.access import plan_page
from rumbo.desk.web.mapping import mapping_rows, posted_mapping
from rumbo.desk.web.page import Crumb, page
from rumbo.importers.enums import LineAction, RunState, Verdict
from rumbo.importers.files import InputFile
from rumbo.importers.queries import runs as queries
from rumbo.importers.services import applying, decisions
from rumbo.importers.services import runs as services

SIZE = 50


class ManyFiles(forms.ClearableFileInput):
    """A field for many files."""

    allow_multiple_selected = True


class UploadForm(forms.Form):
    """The files of an import."""

    uploads = forms.FileField(label=gettext_lazy("Files"), widget=ManyFiles(attrs={"multiple": True}))


@require_safe
@plan_page()
def imports(request: HttpRequest, plan: Any) -> HttpResponse:
    """List the imports of a plan, newest first."""
    shown = Paginator(queries.runs(plan), 25).get_page(request.GET.get("page"))
    return page(
        request,
        "desk/imports.html",
        plan,
        here="desk:imports",
        crumbs=[(_("Imports"), "")],
        page_obj=shown,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@plan_page("plan.manage")
def upload(request: HttpRequest, plan: Any) -> HttpResponse:
    """Take files and start reading them."""
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if request.method == "POST":
        form.errors.clear()
        given = request.FILES.getlist("uploads")
        if not given:
            form.add_error("uploads", _("Choose at least one file."))
        elif too_big := _too_big(given):
            form.add_error("uploads", too_big)
        else:
            try:
                run = services.start_import(
                    request.user, [InputFile(one.name or "", one.read()) for one in given], plan=plan
                )
            except Refused as refusal:
                form.add_error("uploads", refusal.message)
            else:
                return redirect("desk:run", plan.key, run.pk)
    return page(
        request,
        "desk/upload.html",
        plan,
        here="desk:imports",
        crumbs=[*_way(plan), (_("Import files"), "")],
        form=form,
        limit=settings.UPLOAD_LIMIT // (1024 * 1024),
    )


@require_safe
@plan_page()
def run(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Show an import: its progress while it is read, then what it proposes, then what became of it."""
    found = _run(plan, pk)
    if request.headers.get("HX-Request") and found.state == RunState.READING:
        return render(request, "desk/_progress.html", {"run": found, "plan": plan})
    if request.headers.get("HX-Request") and request.GET.get("wait"):
        answer = HttpResponse()
        answer["HX-Refresh"] = "true"
        return answer
    return _run_page(request, plan, found)


@require_POST
@plan_page("plan.manage")
def mapping(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Read the files again with what the person says that their levels mean."""
    found = _run(plan, pk)
    return _act(
        request,
        plan,
        found,
        lambda: services.change_mapping(request.user, found, posted_mapping(found.mapping, request.POST)),
        _("The files were read again."),
    )


@require_POST
@plan_page("plan.manage")
def again(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Compare the files again with the plan, which changed since."""
    found = _run(plan, pk)
    return _act(
        request,
        plan,
        found,
        lambda: services.propose_again(request.user, found),
        _("The files were compared again with the plan."),
    )


@require_POST
@plan_page("plan.manage")
def decide(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Decide about one doubtful line (``line``), or about all that are not decided."""
    found = _run(plan, pk)
    verdict, line_pk = request.POST.get("verdict", ""), request.POST.get("line", "")
    if verdict not in ("", *Verdict.values):
        raise Http404
    try:
        if line_pk:
            line = queries.lines(found).filter(pk=int(line_pk)).first() if line_pk.isdecimal() else None
            if line is None:
                raise Http404
            decisions.decide(request.user, line, verdict, request.POST.get("choice", ""))
        else:
            n = decisions.decide_all(request.user, found, verdict)
            told = ngettext("%(n)d match was decided.", "%(n)d matches were decided.", n)
            messages.success(request, told % {"n": n})
    except Refused as refusal:
        messages.error(request, refusal.message)
    action = request.POST.get("action", "")
    back = action if action in LineAction.values else LineAction.TO_CONFIRM
    anchor = f"#line-{line_pk}" if line_pk else ""
    return redirect(f"{_address(plan, found)}?action={back}{anchor}")


@require_POST
@plan_page("plan.manage")
def apply(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Write what the import proposes, all or nothing."""
    found = _run(plan, pk)
    return _act(
        request,
        plan,
        found,
        lambda: applying.apply(request.user, found),
        _("The import was applied. What it changed can be seen, and undone element by element, in the history."),
    )


@require_POST
@plan_page("plan.manage")
def discard(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Throw a proposal away; the plan stays as it is."""
    found = _run(plan, pk)
    return _act(
        request,
        plan,
        found,
        lambda: services.discard(request.user, found),
        _("The import was discarded. Nothing was written."),
    )


#: How what happens with a line looks.
ACTION_TONES = {
    LineAction.PROBLEM: "off",
    LineAction.TO_CONFIRM: "ask",
    LineAction.CREATE: "new",
    LineAction.CHANGE: "go",
    LineAction.MATCH: "ok",
    LineAction.LEFT: "mute",
    LineAction.UNCHANGED: "done",
    LineAction.NOTE: "mute",
}


def _run_page(request: HttpRequest, plan: Any, found: Any) -> HttpResponse:
    groups = queries.summary(found)
    chosen = request.GET.get("action", "")
    if chosen not in {group.action for group in groups}:
        chosen = groups[0].action if groups else ""
    kind = request.GET.get("kind", "")
    kinds = queries.kinds(found, chosen)
    lines = Paginator(queries.lines(found, chosen, kind), SIZE).get_page(request.GET.get("page"))
    open_for_work = found.state == RunState.PROPOSED
    may_manage = request.user.has_perm("plan.manage", plan)
    return page(
        request,
        "desk/run.html",
        plan,
        here="desk:imports",
        crumbs=[*_way(plan), (found.get_format_display() or _("Import"), "")],
        run=found,
        files=found.files.defer("content"),
        tabs=[(group.label, f"?action={group.action}", group.action == chosen, group.count) for group in groups],
        kind_chips=[(one.label, f"?action={chosen}&kind={one.kind}", one.kind == kind, one.count) for one in kinds],
        action=chosen,
        action_tone=ACTION_TONES.get(LineAction(chosen), "mute") if chosen else "mute",
        page_obj=lines,
        mapping=mapping_rows(found.mapping),
        may_decide=open_for_work and may_manage,
        may_apply=open_for_work and may_manage and not found.has_problems,
        may_discard=found.state in {RunState.PROPOSED, RunState.FAILED} and may_manage,
    )


def _act(request: HttpRequest, plan: Any, found: Any, act: Any, done: str) -> HttpResponse:
    """Do what was asked and come back to the import; a refusal is told in its own words."""
    try:
        act()
    except Refused as refusal:
        messages.error(request, refusal.message)
    except ValidationError as error:
        for sentence in error.messages:
            messages.error(request, sentence)
    else:
        messages.success(request, done)
    return redirect(_address(plan, found))


def _run(plan: Any, pk: int) -> Any:
    found = queries.runs(plan).filter(pk=pk).first()
    if found is None:
        raise Http404(_("There is no such import in this plan."))
    return found


def _address(plan: Any, found: Any) -> str:
    return reverse("desk:run", args=[plan.key, found.pk])


def _way(plan: Any) -> list[Crumb]:
    return [(_("Imports"), reverse("desk:imports", args=[plan.key]))]


def _too_big(given: list[Any]) -> str:
    """Say which file is larger than the limit, or nothing."""
    for one in given:
        if one.size > settings.UPLOAD_LIMIT:
            values = {"name": one.name, "limit": settings.UPLOAD_LIMIT // (1024 * 1024)}
            return _("“%(name)s” is larger than %(limit)d MB. Split it, or ask for a higher limit.") % values
    return ""
