"""The files of a project on the desk: adding them, their versions, and giving them to the staff."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from rumbo.core.errors import Refused
from rumbo.core.uploads import TYPES, type_of
from rumbo.core.web.files import file_response
from rumbo.desk.kinds import KINDS
from rumbo.desk.web.access import get_record, may_edit
from rumbo.desk.web.page import element_url, way_to
from rumbo.plan.web.access import plan_page
from rumbo.plan.web.page import page
from rumbo.portfolio.queries.documents import EVIDENCE, files_of, find_version
from rumbo.portfolio.services import documents as services

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile
    from django.http import HttpRequest, HttpResponse

    from rumbo.portfolio.models import DocumentVersion

ACCEPT = ",".join(ending for one in TYPES.values() for ending in one.endings)


@dataclass(frozen=True, slots=True)
class Sent:
    """What came of one file: a sentence, and the address of its document where it was added."""

    said: str
    url: str = ""


class VersionForm(forms.Form):
    """A newer file of a document."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
        error_messages={
            "required": gettext_lazy("Choose a file."),
            "empty": gettext_lazy("The file is empty. Look whether it was saved, and choose it again."),
        },
    )
    note = forms.CharField(
        label=gettext_lazy("What changed"),
        help_text=gettext_lazy("It stays in the history, beside your name."),
        max_length=services.NOTE_LIMIT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@plan_page()
def documents(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Show the photos and documents of a project; take more, as evidence of what ``?study=``, ... names."""
    project: Any = get_record(plan, KINDS["project"], pk)
    target = _target(request, plan, project)
    sent: list[Sent] = []
    if request.method == "POST":
        if not may_edit(request, project):
            raise PermissionDenied
        sent = _take(request, plan, project, target)
        if "application/json" in request.headers.get("Accept", ""):
            return JsonResponse({"sent": [{"said": one.said, "url": one.url} for one in sent]})
        if all(one.url for one in sent):
            _say_added(request, len(sent))
            return redirect(element_url(plan, target) if target else request.path)
    return page(
        request,
        "desk/documents.html",
        plan,
        crumbs=way_to(plan, project, _("Photos and documents")),
        status=422 if sent else 200,
        project=project,
        target=target,
        files=files_of(project),
        sent=sent,
        may_add=project.is_current and may_edit(request, project),
        accept=ACCEPT,
        limit=settings.UPLOAD_LIMIT // (1024 * 1024),
        limit_bytes=settings.UPLOAD_LIMIT,
        request_limit=settings.REQUEST_LIMIT // (1024 * 1024),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@plan_page()
def new_version(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Give a document a newer file."""
    document: Any = get_record(plan, KINDS["document"], pk)
    if not may_edit(request, document):
        raise PermissionDenied
    posted = request.method == "POST"
    form = VersionForm(request.POST, request.FILES) if posted else VersionForm()
    if posted and form.is_valid() and _add_version(request, plan, document, form):
        return redirect(element_url(plan, document))
    return page(
        request,
        "desk/new_version.html",
        plan,
        crumbs=way_to(plan, document, _("New version")),
        status=422 if posted else 200,
        record=document,
        form=form,
        limit=settings.UPLOAD_LIMIT // (1024 * 1024),
        back=element_url(plan, document),
    )


@require_safe
@plan_page()
def file(request: HttpRequest, plan: Any, pk: int, number: int) -> HttpResponse:
    """Give a version of a document as it was sent."""
    version = _version(plan, pk, number)
    stored = version.file.name or ""
    return _whole(file_response(request, stored, version.type, name=version.name, tag=version.sha256))


@require_safe
@plan_page()
def thumbnail(request: HttpRequest, plan: Any, pk: int, number: int) -> HttpResponse:
    """Give the small picture of a version."""
    version = _version(plan, pk, number)
    if not version.thumbnail:
        raise Http404(_("There is no such element in this plan."))
    name = version.thumbnail.name or ""
    tag = f"{version.sha256}-small"
    return _whole(file_response(request, name, type_of("image/jpeg"), name="miniatura.jpg", tag=tag))


def _whole(answer: Any) -> HttpResponse:
    """Pass a file through the door of the plan's pages, whose type knows pages only."""
    return cast("HttpResponse", answer)


def _version(plan: Any, pk: int, number: int) -> DocumentVersion:
    found = find_version(plan, pk, number)
    if found is None:
        raise Http404(_("There is no such element in this plan."))
    return found


def _target(request: HttpRequest, plan: Any, project: Any) -> Any:
    """Return what the files are evidence of, or None.

    Raises:
        Http404: the address names something that is not the project's.
    """
    for name in EVIDENCE:
        if given := request.GET.get(name, ""):
            found: Any = get_record(plan, KINDS[name], int(given)) if given.isdecimal() and len(given) < 19 else None
            if found is None or found.project_id != project.pk:
                raise Http404(_("There is no such element in this plan."))
            return found
    return None


def _take(request: HttpRequest, plan: Any, project: Any, target: Any) -> list[Sent]:
    """Add each file that came, on its own: one that is refused loses no other."""
    given = request.FILES.getlist("uploads")
    if not given:
        return [Sent(_("No file came: choose at least one and send again."))]
    values: dict[str, Any] = {"public": "public" in request.POST}
    if target is not None:
        values[target.KIND] = target
    return [_take_one(request, plan, project, one, values) for one in given]


def _take_one(
    request: HttpRequest, plan: Any, project: Any, one: UploadedFile[bytes], values: dict[str, Any]
) -> Sent:
    try:
        made = services.add(request.user, project, one, one.name or "", values=values)
    except Refused as refusal:
        return Sent(refusal.message)
    except ValidationError as error:
        return Sent(" ".join(error.messages))
    return Sent(_("“%(name)s” was added.") % {"name": made.name}, element_url(plan, made))


def _say_added(request: HttpRequest, count: int) -> None:
    messages.success(request, ngettext("%(n)d file was added.", "%(n)d files were added.", count) % {"n": count})


def _add_version(request: HttpRequest, plan: Any, document: Any, form: VersionForm) -> bool:
    given = form.cleaned_data["file"]
    try:
        made = services.new_version(request.user, document, given, given.name or "", note=form.cleaned_data["note"])
    except Refused as refusal:
        form.add_error("file", refusal.message)
        return False
    words = {"number": made.number, "name": document.name}
    messages.success(request, _("Version %(number)d of “%(name)s” is in force now.") % words)
    return True
