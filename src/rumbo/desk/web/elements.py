"""Seeing, creating and editing an element of any kind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from rumbo.core.errors import EditConflict
from rumbo.core.queries.history import versions
from rumbo.desk.kinds import (
    KINDS,
    LINKED,
    MEASURED,
    PLAN_SECTION,
    PRIVATE,
)
from rumbo.desk.queries.elements import children_of, facts_of
from rumbo.desk.queries.parts import parts_of
from rumbo.desk.queries.relations import answers_for, antecedent_links, responsibilities
from rumbo.desk.web.access import chosen_parent, get_record, may_create, may_edit
from rumbo.desk.web.conflict import conflict_of, resolved
from rumbo.desk.web.forms import RecordForm, record_form
from rumbo.desk.web.page import SECTIONS, answers_crumbs, element_url, say_done, way_to, worked_at
from rumbo.desk.web.places import with_files
from rumbo.monitoring.enums import StatusKind
from rumbo.monitoring.queries.statuses import standing_of
from rumbo.participation.queries.courses import asked_for_by
from rumbo.plan.web.access import plan_page
from rumbo.plan.web.drafts import draft_of, forget_draft
from rumbo.plan.web.page import page
from rumbo.portfolio.appraisal_page import page_of
from rumbo.portfolio.queries.appraisals import report_of, reports_of
from rumbo.portfolio.queries.documents import EVIDENCE, evidence_of, versions_of
from rumbo.portfolio.queries.liaisons import people_of, row_of

if TYPE_CHECKING:
    from rumbo.core.models import Record
    from rumbo.desk.kinds import Kind
    from rumbo.plan.web.page import Crumb


#: What an address may fill in on the form of a new element of a kind.
_FILLED = {
    "liaison": ("organization", "project", "role"),
    "logframe": ("program", "project"),
    "logframe_row": ("level", "under"),
    "finding": ("report", "measure", "series", "goal"),
}


@require_safe
@plan_page()
def element(request: HttpRequest, plan: Any, kind: Kind, pk: int) -> HttpResponse:
    """Show an element as the staff sees it: its data, what stands under it, its last changes, what can be done."""
    record = get_record(plan, kind, pk)
    if kind.code == "plan":
        return redirect(element_url(plan, record))
    return page(
        request,
        "desk/element.html",
        plan,
        here=kind.here,
        crumbs=way_to(plan, record),
        kind=kind,
        record=record,
        facts=facts_of(record),
        groups=children_of(request.user, plan, record),
        versions=versions(record, 3),
        may_edit=may_edit(request, record),
        measured=kind.code in MEASURED,
        linked=kind.code in LINKED,
        asked_for=asked_for_by(record),
        work_url=_work_url(plan, kind, record),
        is_public=kind.code not in PRIVATE,
        **_relations(request, kind, plan, record),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@plan_page()
def create(request: HttpRequest, plan: Any, kind: Kind) -> HttpResponse:
    """Create an element under the parent that the address names (``?theme=7``)."""
    if kind.code == "plan":
        raise PermissionDenied
    record = kind.model(**({} if kind.shared else {"plan": plan}))
    for name in kind.parents:
        if given := request.GET.get(name, ""):
            setattr(record, name, _parent(plan, name, given))
    if not may_create(request, plan, kind, record):
        raise PermissionDenied
    if kind.code == "document":
        return _upload_page(request, plan, record)
    if kind.code == "profile" and (there := _profile_of(record)) is not None:
        return redirect(element_url(plan, there))
    form = record_form(request.user, record, _posted(request), initial=_filled_in(request, kind))
    if request.method == "POST" and form.is_valid() and (saved := form.save_record()) is not None:
        forget_draft(request)
        say_done(request, plan, saved, _("“%(name)s” was created.") % {"name": saved.name})
        return redirect(worked_at(plan, saved))
    crumbs = _way_to_new(plan, kind, record)
    return page(
        request,
        "desk/form.html",
        plan,
        here=kind.here,
        crumbs=crumbs,
        kind=kind,
        record=record,
        form=form,
        title=kind.add,
        back=crumbs[-2][1] if len(crumbs) > 1 else element_url(plan, plan),
        draft=request.method != "POST" and form.is_bound,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@plan_page()
def edit(request: HttpRequest, plan: Any, kind: Kind, pk: int) -> HttpResponse:
    """Edit an element; when somebody else saved it meanwhile, show both texts."""
    record = get_record(plan, kind, pk)
    if not may_edit(request, record):
        raise PermissionDenied
    if request.method != "POST":
        return _edit_page(request, plan, record, record_form(request.user, record, draft_of(request)))
    posted = resolved(with_files(request), record)
    form = record_form(request.user, record, posted)
    try:
        saved = form.save_record() if form.is_valid() else None
    except EditConflict as error:
        conflict = conflict_of(error, request.user, posted)
        if not conflict.is_void:
            return _edit_page(request, plan, record, conflict.form, conflict=conflict, status=409)
        saved = conflict.form.save_record() if conflict.form.is_valid() else None
        form = conflict.form
    if saved is None:
        return _edit_page(request, plan, record, form)
    forget_draft(request)
    if saved.version > record.version:
        say_done(request, plan, saved, _("“%(name)s” was saved.") % {"name": saved.name})
    return redirect(worked_at(saved if kind.code == "plan" else plan, saved))


def _work_url(plan: Any, kind: Kind, record: Record) -> str:
    """Return the page of the work that an element is of; empty where this is its only page."""
    address = worked_at(plan, record) if kind.section in SECTIONS else ""
    return "" if address == element_url(plan, record) else address


def _edit_page(
    request: HttpRequest, plan: Any, record: Record, form: RecordForm, *, conflict: Any = None, status: int = 200
) -> HttpResponse:
    kind = KINDS[record.KIND]
    return page(
        request,
        "desk/conflict.html" if conflict else "desk/form.html",
        plan,
        here=kind.here,
        crumbs=way_to(plan, record, _("Edit")),
        status=status,
        kind=kind,
        record=record,
        form=form,
        conflict=conflict,
        title=_("Edit “%(name)s”") % {"name": record.name},
        draft=request.method != "POST" and form.is_bound,
        back=element_url(plan, record),
    )


def _way_to_new(plan: Any, kind: Kind, record: Record) -> list[Crumb]:
    """Return the crumbs of the form of a new element: what it will stand under, and the form."""
    parent = chosen_parent(record)
    if parent is not None:
        return way_to(plan, parent, str(kind.add))
    section: list[Crumb] = []
    if kind.code == "liaison":
        section = [*answers_crumbs(plan), (kind.plural, reverse("desk:liaisons", args=[plan.key]))]
    elif kind.section != PLAN_SECTION:
        section = [(str(SECTIONS[kind.section]), reverse(kind.section, args=[plan.key]))]
    return [*section, (str(kind.add), "")]


def _filled_in(request: HttpRequest, kind: Kind) -> dict[str, Any]:
    """Return what the address fills in on the form of a new element. A liaison begins today."""
    given = {name: request.GET.get(name, "") for name in _FILLED.get(kind.code, ())}
    first = {"from_day": localdate()} if kind.code == "liaison" else {}
    return first | {name: value for name, value in given.items() if value.isalnum()}


def _upload_page(request: HttpRequest, plan: Any, record: Any) -> HttpResponse:
    """Lead to the page of a project where files are added; without a project, to the projects."""
    if record.project_id:
        return redirect("desk:documents", plan.key, record.project_id)
    messages.info(request, _("Files are added on the page of their project: choose it, and there “Add files”."))
    return redirect("desk:list", plan.key, KINDS["project"])


def _profile_of(record: Any) -> Record | None:
    """Return the profile that the chosen project has already: there is one of each."""
    rows = KINDS["profile"].model._default_manager
    found: Record | None = rows.filter(project=record.project_id).first() if record.project_id else None
    return found


def _posted(request: HttpRequest) -> Any:
    return with_files(request) if request.method == "POST" else draft_of(request)


def _parent(plan: Any, name: str, given: str) -> Record:
    """Return the parent that the address names, or refuse the address."""
    if not given.isdecimal() or len(given) > 18:
        raise Http404(_("There is no such element in this plan."))
    return get_record(plan, KINDS[name], int(given))


def _relations(request: HttpRequest, kind: Kind, plan: Any, record: Record) -> dict[str, Any]:
    """Return what hangs on the element, as far as its kind has it."""
    found: dict[str, Any] = {}
    if kind.code in StatusKind.values:
        found["standing"] = standing_of(plan, kind.code, record.pk, localdate())
    if kind.code in MEASURED:
        found["responsible"] = responsibilities(record)
    if kind.code in LINKED or kind.code == "antecedent":
        found["links"] = antecedent_links(record)
    if kind.code == "appraisal" and (appraisal := cast("Any", record)).flows:
        found["appraised"] = page_of(report_of(appraisal), reports_of(appraisal.project))
    if kind.code == "project":
        found["parts"] = parts_of(request.user, plan, cast("Any", record))
    if kind.code == "document":
        found["files"] = versions_of(cast("Any", record))
    if kind.code in EVIDENCE:
        found["evidence"] = evidence_of(record)
    if kind.code == "organization":
        found["answers"] = answers_for(record, plan)
        found["liaisons"] = [row_of(one, localdate()) for one in people_of(plan, record)]
        found["may_name"] = may_create(request, plan, KINDS["liaison"], KINDS["liaison"].model(plan=plan))
    if kind.code == "liaison":
        found["in_office"] = cast("Any", record).is_in_office(localdate())
    return found
