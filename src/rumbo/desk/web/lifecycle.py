"""Putting an element out of force and back, and choosing its place among its siblings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from rumbo.core.errors import Refused
from rumbo.core.links import anchor
from rumbo.core.models import Element
from rumbo.core.services import records
from rumbo.desk.kinds import PARTICIPATION_SECTION, kind_of
from rumbo.desk.web.access import get_record, may_edit
from rumbo.desk.web.page import SECTIONS, element_url, say_done, way_to, worked_at
from rumbo.plan.web.access import plan_page
from rumbo.plan.web.page import page

if TYPE_CHECKING:
    from collections.abc import Callable

    from rumbo.core.models import Record
    from rumbo.desk.kinds import Kind


class ReasonForm(forms.Form):
    """Asks why."""

    reason = forms.CharField(
        label=gettext_lazy("Why"),
        help_text=gettext_lazy("It is published with the element, so that people understand it years from now."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class HeirForm(ReasonForm):
    """Asks what takes the place of an element, and why."""

    heir: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        queryset=None, label=gettext_lazy("What takes its place")
    )
    field_order = ("heir", "reason")

    def __init__(self, plan: Any, kind: Kind, record: Record, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["heir"]
        field.queryset = kind.rows(plan).current().exclude(pk=record.pk)  # type: ignore[attr-defined]


@require_http_methods(["GET", "HEAD", "POST"])
@plan_page()
def withdraw(request: HttpRequest, plan: Any, kind: Kind, pk: int) -> HttpResponse:
    """Take an element out of force, with the reason."""
    record = _editable(request, plan, kind, pk)
    form = ReasonForm(request.POST or None)
    return _ask(
        request,
        plan,
        record,
        form,
        lambda: records.withdraw(request.user, record, reason=form.cleaned_data["reason"]),
        title=_("Withdraw “%(name)s”"),
        text=_("It stays readable, marked as withdrawn, with the reason. It can be put in force again."),
        done=_("“%(name)s” was withdrawn."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@plan_page()
def supersede(request: HttpRequest, plan: Any, kind: Kind, pk: int) -> HttpResponse:
    """Say that another element takes the place of this one."""
    record = _editable(request, plan, kind, pk)
    form = HeirForm(plan, kind, record, request.POST or None)
    return _ask(
        request,
        plan,
        record,
        form,
        lambda: records.supersede(
            request.user, record, by=form.cleaned_data["heir"], reason=form.cleaned_data["reason"]
        ),
        title=_("Replace “%(name)s” by another"),
        text=_("It stays readable, marked as superseded, and points to the one that takes its place."),
        done=_("“%(name)s” was superseded."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@plan_page()
def reinstate(request: HttpRequest, plan: Any, kind: Kind, pk: int) -> HttpResponse:
    """Put an element in force again."""
    record = _editable(request, plan, kind, pk)
    form = ReasonForm(request.POST or None)
    return _ask(
        request,
        plan,
        record,
        form,
        lambda: records.reinstate(request.user, record, reason=form.cleaned_data["reason"]),
        title=_("Put “%(name)s” in force again"),
        text=_("It comes back to the lists and pages as it was."),
        done=_("“%(name)s” is in force again."),
    )


@require_POST
@plan_page()
def move(request: HttpRequest, plan: Any, kind: Kind, pk: int) -> HttpResponse:
    """Move an element one place up or down among its siblings in force; come back to where it was seen."""
    record = _editable(request, plan, kind, pk)
    if not isinstance(record, Element) or not kind.ordered:
        raise Http404
    before, possible = _place(record, up=request.POST.get("to") == "up")
    if possible:
        moved = records.move(request.user, record, before=before)
        say_done(request, plan, moved, _("“%(name)s” was moved.") % {"name": moved.name})
    else:
        messages.info(request, _("“%(name)s” stands at the end already.") % {"name": record.name})
    if kind.section in SECTIONS and kind.section != PARTICIPATION_SECTION:
        return redirect(worked_at(plan, record))
    parent = record.parent()
    back = element_url(plan, parent) if parent is not None else element_url(plan, plan)
    return redirect(f"{back}#{anchor(record)}")


def _place(record: Element, *, up: bool) -> tuple[Element | None, bool]:
    """Return before whom the element goes, and whether there is a place to go to."""
    rows = records.siblings_of(record)
    index = next(i for i, row in enumerate(rows) if row.pk == record.pk)
    if up:
        return (rows[index - 1], True) if index else (None, False)
    after = rows[index + 2] if index + 2 < len(rows) else None
    return after, index + 1 < len(rows)


def _editable(request: HttpRequest, plan: Any, kind: Kind, pk: int) -> Record:
    record = get_record(plan, kind, pk)
    if not may_edit(request, record):
        raise PermissionDenied
    return record


def _ask(
    request: HttpRequest,
    plan: Any,
    record: Record,
    form: forms.Form,
    act: Callable[[], Record],
    *,
    title: str,
    text: str,
    done: str,
) -> HttpResponse:
    """Ask in a form, act, and say what was done."""
    if form.is_valid():
        try:
            saved = act()
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            say_done(request, plan, saved, done % {"name": saved.name})
            return redirect(element_url(plan, saved))
    title = title % {"name": record.name}
    return page(
        request,
        "desk/ask.html",
        plan,
        here=kind_of(record).here,
        crumbs=way_to(plan, record, title),
        record=record,
        form=form,
        title=title,
        text=text,
        back=element_url(plan, record),
    )
