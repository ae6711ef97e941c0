"""A table's workbook: download, upload, see what will be written, write it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from rumbo.core.errors import Refused
from rumbo.core.tables.web import XLSX
from rumbo.core.web.uploads import WorkbookForm
from rumbo.participation.models import Contribution, Exercise, Participant
from rumbo.participation.services.workbooks import apply_workbook
from rumbo.participation.web.console_base import back_to, find_table, need_lead, table_page
from rumbo.participation.workbooks import read_table_workbook, write_table_workbook
from rumbo.participation.workbooks.answers import cell_of
from rumbo.participation.workbooks.entries import unpacked
from rumbo.plan.web.access import plan_page

if TYPE_CHECKING:
    from rumbo.participation.models import Table
    from rumbo.participation.workbooks import Reading

_SALT = "rumbo.participation.workbook"
#: How long what was read may wait for a yes, in seconds.
_PATIENCE = 24 * 3600
#: Rows of the list of what will be written, of each kind.
SHOWN = 500


@require_http_methods(["GET", "HEAD", "POST"])
@plan_page()
def workbook(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Take a workbook, show what it says, and write it when the person says yes."""
    table = find_table(plan, pk)
    need_lead(request, table)
    if request.method == "POST" and "entries" in request.POST:
        return _apply(request, plan, table)
    form = WorkbookForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        return _preview(request, plan, table, read_table_workbook(table, form.cleaned_data["upload"]))
    return table_page(request, plan, table, "participation/workbook.html", _("From a workbook"), form=form)


@require_safe
@plan_page()
def download(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Give the workbook prepared for the table."""
    table = find_table(plan, pk)
    need_lead(request, table)
    response = HttpResponse(write_table_workbook(table), content_type=XLSX)
    response.headers["Content-Disposition"] = f'attachment; filename="{table.key}.xlsx"'
    return response


def _preview(request: HttpRequest, plan: Any, table: Table, reading: Reading) -> HttpResponse:
    entries = "" if reading.faults else signing.dumps([table.pk, reading.packed()], salt=_SALT, compress=True)
    return table_page(
        request,
        plan,
        table,
        "participation/workbook_preview.html",
        _("From a workbook"),
        reading=reading,
        entries=entries,
        known=len(reading.texts) + len(reading.ballots) - len(reading.new),
        **_lines(table, reading),
    )


def _apply(request: HttpRequest, plan: Any, table: Table) -> HttpResponse:
    try:
        pk, packed = signing.loads(request.POST["entries"], salt=_SALT, max_age=_PATIENCE)
        if pk != table.pk:
            raise signing.BadSignature
    except signing.BadSignature:
        messages.error(request, _("What was read has waited too long. Upload the workbook again."))
        return back_to(plan, "workbook", table.pk)
    try:
        texts, ballots = apply_workbook(request.user, table, unpacked(packed))
    except Refused as refusal:
        messages.error(request, refusal.message)
        return back_to(plan, "workbook", table.pk)
    messages.success(
        request,
        _("The workbook is entered: %(texts)d contributions and %(ballots)d paper ballots.")
        % {"texts": texts, "ballots": ballots},
    )
    return back_to(plan, "table", table.pk)


def _lines(table: Table, reading: Reading) -> dict[str, Any]:
    """Return the new entries as the page shows them, with names of problems, people and statements."""
    exercises = Exercise.objects.filter(table=table).in_bulk()
    people = Participant.objects.filter(table=table).in_bulk()
    texts = [entry for entry in reading.texts if not entry.known]
    ballots = [entry for entry in reading.ballots if not entry.known]
    wanted = {entry.parent for entry in texts if entry.parent} | {pk for one in ballots for pk in one.values}
    said = Contribution.objects.in_bulk(wanted)
    return {
        "new_texts": [
            {
                "entry": entry,
                "parent": said.get(entry.parent or 0),
                "participant": people.get(entry.participant or 0),
            }
            for entry in texts[:SHOWN]
        ],
        "new_ballots": [
            {
                "entry": entry,
                "answers": [
                    (said[pk].text, cell_of(exercises[entry.exercise], value)) for pk, value in entry.values.items()
                ],
            }
            for entry in ballots[:SHOWN]
        ],
        "count_texts": len(texts),
        "count_ballots": len(ballots),
    }
