"""A round's workbook of scores: download, upload, see what it changes, store it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from rumbo.core.errors import Refused
from rumbo.core.tables.web import XLSX
from rumbo.core.web.uploads import WorkbookForm
from rumbo.plan.web.access import plan_page
from rumbo.priority.enums import Origin
from rumbo.priority.models import Criterion, Round
from rumbo.priority.queries.filled import open_delphi
from rumbo.priority.queries.items import criteria_of
from rumbo.priority.queries.scores import evaluators_of
from rumbo.priority.services.sheets import enter
from rumbo.priority.web.access import get_round
from rumbo.priority.web.paper import named, paper_page
from rumbo.priority.workbooks import Change, Reading, read_scores, write_scores
from rumbo.priority.workbooks.cells import CANNOT, cell_of
from rumbo.priority.workbooks.entries import unpacked

_SALT = "rumbo.priority.workbook"
#: How long what was read may wait for a yes, in seconds.
_PATIENCE = 24 * 3600
#: Lines of the list of what will be stored.
SHOWN = 300


@require_safe
@plan_page("plan.manage")
def download(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Give the workbook of the round, or of the evaluator that ``?persona=`` names."""
    found = get_round(plan, pk)
    who = request.GET.get("persona", "")
    only = named(evaluators_of(found), who) if who else None
    response = HttpResponse(write_scores(found, only), content_type=XLSX)
    name = f"{found.key}-{only.key}" if only else found.key
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@plan_page("plan.manage")
def upload(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Take a workbook, show what it changes, and store it when the person says yes."""
    found = get_round(plan, pk)
    if request.method == "POST" and "entries" in request.POST:
        return _apply(request, found)
    delphi = open_delphi(found)
    form = WorkbookForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and delphi is not None and form.is_valid():
        return _preview(request, found, read_scores(found, form.cleaned_data["upload"]))
    return paper_page(request, found, "workbook", _("From a workbook"), form=form, open=delphi)


def _preview(request: HttpRequest, found: Round, reading: Reading) -> HttpResponse:
    entries = "" if reading.faults else signing.dumps([found.pk, reading.packed()], salt=_SALT, compress=True)
    criteria = list(criteria_of(found))
    new = sum(one.is_new for one in reading.changes)
    return paper_page(
        request,
        found,
        "workbook_preview",
        _("From a workbook"),
        reading=reading,
        entries=entries,
        new=new,
        changed=len(reading.changes) - new,
        lines=[(one, _moves(one, criteria)) for one in reading.changes[:SHOWN]],
        more=max(len(reading.changes) - SHOWN, 0),
    )


def _apply(request: HttpRequest, found: Round) -> HttpResponse:
    try:
        pk, packed = signing.loads(request.POST["entries"], salt=_SALT, max_age=_PATIENCE)
        if pk != found.pk:
            raise signing.BadSignature
    except signing.BadSignature:
        messages.error(request, _("What was read has waited too long. Upload the workbook again."))
        return redirect("priority:scores_workbook", found.plan.key, found.pk)
    try:
        count = enter(request.user, found, unpacked(packed), origin=Origin.WORKBOOK)
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect("priority:scores_workbook", found.plan.key, found.pk)
    message = ngettext("The workbook is stored: %(n)d row.", "The workbook is stored: %(n)d rows.", count)
    messages.success(request, message % {"n": count})
    return redirect("priority:progress", found.plan.key, found.pk)


def _moves(change: Change, criteria: list[Criterion]) -> list[tuple[str, str, str]]:
    """Return what a row changes: criterion, what it says so far, what it says then."""
    return [
        (one.name, _said(change.before.values, one), _said(change.values, one)) for one in change.differing(criteria)
    ]


def _said(values: Any, criterion: Criterion) -> str:
    if str(criterion.pk) not in values:
        return "–"
    score = values[str(criterion.pk)]
    return CANNOT if score is None else str(cell_of(criterion, score))
