"""The board: the projects that the filters keep, a column a stage, with what the gate before each lacks."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from rumbo.desk.web.portfolio import SECTION, crumbs, desk_filters, view_context
from rumbo.plan.web.access import plan_page
from rumbo.plan.web.page import page
from rumbo.portfolio.enums import Stage
from rumbo.portfolio.queries import stages as queries
from rumbo.portfolio.web.area import DESK
from rumbo.portfolio.web.filters import Filters


@require_safe
@plan_page()
def board(request: HttpRequest, plan: Any) -> HttpResponse:
    """Show the board; with ``stage`` all projects of that stage, page by page."""
    filters = desk_filters(request, plan)
    context = view_context(request, plan, "board", filters) | {"board_url": DESK.address(plan, "board")}
    stage = filters.wanted.stage
    if stage:
        return _one_stage(request, plan, filters, Stage(stage), context)
    columns = queries.board(plan, localdate(), filters.projects())
    context |= {
        "columns": [(column, filters.changed(stage=column.stage)) for column in columns],
        "total": sum(column.total for column in columns),
    }
    way = crumbs(plan, "board", (_("Board"), ""))
    return page(request, "desk/board.html", plan, here=SECTION, crumbs=way, **context)


def _one_stage(
    request: HttpRequest, plan: Any, filters: Filters, stage: Stage, context: dict[str, Any]
) -> HttpResponse:
    rows = queries.projects_at(plan, stage, filters.projects())
    shown = Paginator(rows, queries.SHOWN).get_page(request.GET.get("page"))
    cards = queries.cards_of(plan, rows[max(0, shown.start_index() - 1) : shown.end_index()], localdate())
    back = f"{context['board_url']}{filters.changed(stage='')}"
    context |= {"stage": stage, "cards": cards, "page_obj": shown, "back": back}
    way = crumbs(plan, "board", (_("Board"), back), (str(stage.label), ""))
    return page(request, "desk/board_stage.html", plan, here=SECTION, crumbs=way, **context)
