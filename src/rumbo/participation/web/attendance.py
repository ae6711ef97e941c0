"""The attendance list of a table: who is on it, adding those who sign on paper, corrections, and an empty sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rumbo.core.errors import Refused
from rumbo.core.tables import export_response
from rumbo.participation.models import Participant
from rumbo.participation.queries.attendance import ATTENDANCE, attendance
from rumbo.participation.services.joining import correct, list_on_paper, take_off
from rumbo.participation.web.access import get_table
from rumbo.participation.web.console_base import crumbs_of
from rumbo.participation.web.person_form import PersonForm
from rumbo.plan.web.access import plan_page
from rumbo.plan.web.page import page

if TYPE_CHECKING:
    from rumbo.participation.models import Table

#: Says in the address that one was added and the next may be typed at once.
NEXT = "siguiente"
#: Lines of an empty sheet beyond those for the places of the table, and at most.
SPARE, LINES = 5, 120


@require_http_methods(["GET", "HEAD", "POST"])
@plan_page()
def listed(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Show the list, as a file on ``format``; add somebody who signed on paper."""
    table = get_table(request, plan, pk)
    if request.method != "POST":
        export = export_response(request, ATTENDANCE, attendance(table), f"{plan.key}-{table.key}-asistencia")
        return cast("HttpResponse", export) if export else _list(request, plan, table, PersonForm(plan))
    form = PersonForm(plan, request.POST)
    added = form.save(lambda: _add(request, table, form)) if form.is_valid() else None
    if added is None:
        return _list(request, plan, table, form)
    text = _("“%(name)s” is on the list, with number %(number)d.") % {"name": added, "number": added.number}
    if request.htmx:  # type: ignore[attr-defined]
        return _list(request, plan, table, PersonForm(plan), said=text)
    messages.success(request, text)
    return redirect(f"{reverse('participation:attendance', args=[plan.key, table.pk])}?{NEXT}=1")


@require_http_methods(["GET", "HEAD", "POST"])
@plan_page()
def edit(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Correct what the list says of somebody."""
    participant = _participant(request, plan, pk)
    table, back = participant.table, reverse("participation:attendance", args=[plan.key, participant.table_id])
    form = PersonForm(plan, request.POST if request.method == "POST" else None, before=participant)
    if form.is_valid() and form.save(lambda: correct(request.user, participant, form.person())) is not None:
        messages.success(request, _("The list was corrected."))
        return redirect(f"{back}#participant-{participant.pk}")
    title = _("Correct “%(name)s”") % {"name": participant}
    return page(
        request,
        "participation/person.html",
        plan,
        here="participation:home",
        crumbs=crumbs_of(plan, table, (_("Attendance list"), back), (title, "")),
        form=form,
        title=title,
        tag=table,
        back=back,
    )


@require_POST
@plan_page()
def turn(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Take somebody off the list, or put them on it again."""
    participant = _participant(request, plan, pk)
    left = request.POST.get("left") == "1"
    try:
        take_off(request.user, participant, left=left)
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        text = _("“%(name)s” was taken off the list.") if left else _("“%(name)s” is on the list again.")
        messages.success(request, text % {"name": participant})
    return redirect("participation:attendance", plan.key, participant.table_id)


@require_safe
@plan_page()
def sheet(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Show an empty list to print and to sign."""
    table = get_table(request, plan, pk)
    lines = min(table.capacity + SPARE, LINES)
    back = reverse("participation:attendance", args=[plan.key, table.pk])
    crumbs = crumbs_of(plan, table, (_("Attendance list"), back), (_("Sheet to sign"), ""))
    return page(
        request,
        "participation/sheet.html",
        plan,
        here="participation:home",
        crumbs=crumbs,
        table=table,
        lines=range(1, lines + 1),
    )


def _add(request: HttpRequest, table: Table, form: PersonForm) -> Participant | None:
    """Put the person of the form on the list; a refusal becomes an error of the form."""
    try:
        return list_on_paper(request.user, table, form.person())
    except Refused as refusal:
        form.add_error(None, refusal.message)
        return None


def _list(request: HttpRequest, plan: Any, table: Table, form: PersonForm, said: str = "") -> HttpResponse:
    people = list(attendance(table))
    here = sum(not one.left for one in people)
    if not form.errors and (said or NEXT in request.GET):
        form.fields["name"].widget.attrs["autofocus"] = True
    context: dict[str, Any] = {
        "table": table,
        "people": people,
        "present": here,
        "full": here >= table.capacity,
        "form": form,
        "said": said,
    }
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "participation/_attendance.html", {"plan": plan, **context})
    return page(
        request,
        "participation/attendance.html",
        plan,
        here="participation:home",
        crumbs=crumbs_of(plan, table, (_("Attendance list"), "")),
        **context,
    )


def _participant(request: HttpRequest, plan: Any, pk: int) -> Participant:
    """Return somebody on the list of a table that the person leads; 404 for who is of no table of the plan."""
    rows = Participant.objects.select_related("table__axis", "table__workshop", "territory")
    found = rows.filter(table__plan=plan, pk=pk).first()
    if found is None:
        raise Http404(_("There is nobody with this number in this plan."))
    if not request.user.has_perm("participation.facilitate", found.table):
        raise PermissionDenied
    return found
