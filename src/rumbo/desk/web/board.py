"""The board: the projects of a plan, a column a stage, with what the gate before each lacks."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from rumbo.plan.queries.choices import Choice, axis_choices
from rumbo.plan.web.access import plan_page
from rumbo.plan.web.page import Crumb, page
from rumbo.portfolio.enums import Stage
from rumbo.portfolio.queries import stages as queries


@require_safe
@plan_page()
def board(request: HttpRequest, plan: Any) -> HttpResponse:
    """Show the board, of one axis on ``axis``; with ``stage`` all projects of that stage, page by page."""
    axes = axis_choices(plan)
    notes: list[str] = []
    axis = _axis(request, axes, notes)
    stage = _stage(request, notes)
    pk = axis.pk if axis else None
    here = reverse("desk:board", args=[plan.key])
    context: dict[str, Any] = {"axes": axes, "axis": axis, "notes": notes, "board_url": here}
    if stage is None:
        columns = queries.board(plan, localdate(), axis=pk)
        context |= {"columns": columns, "total": sum(column.total for column in columns)}
        crumbs: list[Crumb] = [(_("Board"), "")]
    else:
        rows = queries.projects_at(plan, stage, axis=pk)
        shown = Paginator(rows, queries.SHOWN).get_page(request.GET.get("page"))
        cards = queries.cards_of(plan, rows[max(0, shown.start_index() - 1) : shown.end_index()], localdate())
        context |= {"stage": stage, "cards": cards, "page_obj": shown}
        crumbs = [(_("Board"), here), (str(stage.label), "")]
    template = "desk/board.html" if stage is None else "desk/board_stage.html"
    return page(request, template, plan, here="desk:portfolio", crumbs=crumbs, **context)


def _axis(request: HttpRequest, axes: list[Choice], notes: list[str]) -> Choice | None:
    key = request.GET.get("axis", "")
    found = next((axis for axis in axes if axis.key == key), None)
    if key and found is None:
        notes.append(_("The plan has no axis “%(key)s”: the board shows all of them.") % {"key": key[:60]})
    return found


def _stage(request: HttpRequest, notes: list[str]) -> Stage | None:
    typed = request.GET.get("stage", "")
    if typed and typed not in Stage.values:
        notes.append(_("There is no stage “%(key)s”: the board shows all of them.") % {"key": typed[:60]})
    return Stage(typed) if typed in Stage.values else None
