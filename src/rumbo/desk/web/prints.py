"""Printing the portfolio: what is wanted of which projects, the files made, and how far those at work are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rumbo.core.errors import Refused
from rumbo.desk.web.portfolio import SECTION, crumbs, desk_filters
from rumbo.plan.web.access import AnyView, plan_page
from rumbo.plan.web.page import page
from rumbo.portfolio.enums import PrintKind, PrintState
from rumbo.portfolio.queries.prints import AT_WORK, find_print, prints_of
from rumbo.portfolio.services import prints as services
from rumbo.portfolio.services.prints import BLANK_LIMIT, LANGUAGES, Wanted
from rumbo.portfolio.web.prints import file_of

#: Tones of the states (see docs/look.md).
TONES = {
    PrintState.WAITING: "mute",
    PrintState.WORKING: "go",
    PrintState.DONE: "ok",
    PrintState.FAILED: "off",
}
PAGE, WHOLE, FORMS, BLANK = "page", "whole", "forms", "blank"
#: Files that the page lists.
LISTED = 30


class PrintForm(forms.Form):
    """What is to be printed."""

    what = forms.ChoiceField(
        label=gettext_lazy("What to print"),
        choices=[
            (PAGE, gettext_lazy("Profiles: one page a project, with contents and indexes")),
            (WHOLE, gettext_lazy("Whole profiles: as many pages a project as it takes, with contents and indexes")),
            (
                FORMS,
                gettext_lazy("Paper forms for a workshop: two sides a project, with what is known in small"),
            ),
            (BLANK, gettext_lazy("Blank paper forms, for projects that have no number yet")),
        ],
        widget=forms.RadioSelect,
        initial=PAGE,
    )
    blank = forms.IntegerField(
        label=gettext_lazy("How many blank forms"), min_value=1, max_value=BLANK_LIMIT, initial=20, required=False
    )
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=[("es", "Español"), ("en", "English")])

    def clean(self) -> dict[str, Any]:
        """Ask for a number where blank forms are wanted."""
        cleaned = super().clean() or {}
        if cleaned.get("what") == BLANK and not cleaned.get("blank") and "blank" not in self.errors:
            self.add_error("blank", _("Say how many blank forms, from 1 to %(n)d.") % {"n": BLANK_LIMIT})
        return cleaned


@dataclass(frozen=True, slots=True)
class Line:
    """A printed file as the page lists it."""

    row: Any
    tone: str
    what: str
    which: list[str]
    size: int | None
    at_work: bool
    may_delete: bool

    @property
    def meter(self) -> str:
        """The id of what shows its progress."""
        return f"meter-{self.row.pk}"

    @property
    def is_read(self) -> bool:
        """Whether all projects are read, and the pages are being set."""
        return bool(self.row.total) and self.row.done >= self.row.total


@require_http_methods(["GET", "HEAD", "POST"])
@plan_page()
def prints(request: HttpRequest, plan: Any) -> HttpResponse:
    """Show what was printed, and take what is wanted; the projects are those of the address."""
    filters = desk_filters(request, plan)
    projects = filters.projects()
    first = {"language": (get_language() or "es")[:2]}
    form = PrintForm(request.POST if request.method == "POST" else None, initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            services.ask(request.user, plan, projects, _wanted(request, form, filters))
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("It is being made. You can leave: it goes on, and waits for you here."))
            return redirect(f"{reverse('desk:prints', args=[plan.key])}{filters.address}")
    listed = _lines(request, plan)
    context: dict[str, Any] = {"lines": listed, "at_work": any(line.at_work for line in listed), "filters": filters}
    if request.headers.get("HX-Request"):
        return render(request, "desk/_prints.html", {"plan": plan, **_rights(request, plan), **context})
    return page(
        request,
        "desk/prints.html",
        plan,
        here=SECTION,
        crumbs=crumbs(plan, "table", (_("Print"), "")),
        form=form,
        count=projects.count(),
        choose_url=f"{reverse(SECTION, args=[plan.key])}{filters.address}",
        **context,
    )


PrintView = Callable[[HttpRequest, Any, Any], HttpResponseBase]


def print_page(permission: str = "plan.read") -> Callable[[PrintView], AnyView]:
    """Give the view the plan and the printed file of the address."""

    def decorate(view: PrintView) -> AnyView:
        @plan_page(permission)
        @wraps(view)
        def guarded(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
            row = find_print(plan, pk)
            if row is None:
                raise Http404(_("There is no such file in this plan: old ones are deleted."))
            return view(request, plan, row)  # type: ignore[return-value]

        return guarded

    return decorate


@require_safe
@print_page()
def download(request: HttpRequest, plan: Any, row: Any) -> HttpResponseBase:
    """Give a file that was made."""
    if row.state != PrintState.DONE or not row.file:
        raise Http404(_("This file is not ready."))
    return file_of(plan, row)


@require_POST
@print_page()
def again(request: HttpRequest, plan: Any, row: Any) -> HttpResponse:
    """Try a file again that could not be made."""
    services.again(request.user, row)
    return _back(plan)


@require_POST
@print_page()
def delete(request: HttpRequest, plan: Any, row: Any) -> HttpResponse:
    """Delete a file."""
    services.delete(request.user, row)
    messages.success(request, _("The file was deleted."))
    return _back(plan)


@require_POST
@print_page("plan.manage")
def publish(request: HttpRequest, plan: Any, row: Any) -> HttpResponse:
    """Offer a file to the public, or take it back."""
    offered = request.POST.get("offered") == "yes"
    try:
        services.publish(request.user, row, offered=offered)
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        done = (
            _("Everybody can download it now from the public portfolio.") if offered else _("It is offered no more.")
        )
        messages.success(request, done)
    return _back(plan)


def _wanted(request: HttpRequest, form: PrintForm, filters: Any) -> Wanted:
    chosen = form.cleaned_data
    what = chosen["what"]
    return Wanted(
        kind=PrintKind.FORMS if what in {FORMS, BLANK} else PrintKind.PORTFOLIO,
        query=filters.address.removeprefix("?"),
        which=() if what == BLANK else tuple(str(chip[0]) for chip in filters.chips),
        full=what == WHOLE,
        blank=chosen.get("blank") or 0 if what == BLANK else 0,
        language=chosen["language"] if chosen["language"] in LANGUAGES else "es",
        site=settings.BASE_URL or request.build_absolute_uri("/").rstrip("/"),
    )


def _lines(request: HttpRequest, plan: Any) -> list[Line]:
    manages = request.user.has_perm("plan.manage", plan)
    return [
        Line(
            row=row,
            tone=TONES[PrintState(row.state)],
            what=_what(row),
            which=row.options.get("which", []),
            size=_size(row),
            at_work=row.state in AT_WORK,
            may_delete=manages or (row.actor_id == request.user.pk and not row.published),
        )
        for row in prints_of(plan)[:LISTED]
    ]


def _what(row: Any) -> str:
    if row.kind == PrintKind.FORMS:
        if row.options.get("blank"):
            return ngettext("%(n)d blank form", "%(n)d blank forms", row.total) % {"n": row.total}
        return ngettext("Paper form of %(n)d project", "Paper forms of %(n)d projects", row.total) % {"n": row.total}
    if row.options.get("full"):
        return ngettext("Whole profile of %(n)d project", "Whole profiles of %(n)d projects", row.total) % {
            "n": row.total
        }
    return ngettext("Profile of %(n)d project", "Profiles of %(n)d projects", row.total) % {"n": row.total}


def _size(row: Any) -> int | None:
    """Return the bytes of a file; None where there is none, or where it is gone."""
    try:
        return int(row.file.size) if row.file else None
    except OSError:
        return None


def _rights(request: HttpRequest, plan: Any) -> dict[str, Any]:
    return {"may_manage": request.user.has_perm("plan.manage", plan)}


def _back(plan: Any) -> HttpResponse:
    return redirect(f"{reverse('desk:prints', args=[plan.key])}#files")
