"""The board: the projects that the filters keep, a column a stage, with what the gate before each lacks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from rumbo.desk.web.access import may_edit, may_edit_some
from rumbo.desk.web.cards import card_list
from rumbo.desk.web.portfolio import SECTION, crumbs, desk_filters, view_context
from rumbo.monitoring.enums import StatusKind
from rumbo.monitoring.queries.statuses import told_of
from rumbo.plan.web.access import plan_page
from rumbo.plan.web.page import page
from rumbo.portfolio.enums import Stage
from rumbo.portfolio.queries import stages as queries
from rumbo.portfolio.web.area import DESK
from rumbo.portfolio.web.filters import Filters

if TYPE_CHECKING:
    import datetime

    from rumbo.monitoring.status_words import Told


@require_safe
@plan_page()
def board(request: HttpRequest, plan: Any) -> HttpResponse:
    """Show the board; with ``stage`` all projects of that stage, page by page."""
    filters = desk_filters(request, plan)
    context = view_context(request, plan, "board", filters) | {"board_url": DESK.address(plan, "board")}
    today = localdate()
    context |= {"marked": may_edit_some(request.user, plan), "today": today}
    stage = filters.wanted.stage
    if stage and request.GET.get("from", "").isdecimal():
        return _more(request, plan, filters, Stage(stage), context)
    if stage:
        return _one_stage(request, plan, filters, Stage(stage), context)
    columns, told = filters.kept(f"board of the desk on {today}", lambda: _columns(plan, filters, today))
    context |= {
        "columns": [
            (column, _cards(request, plan, column.cards, context, told), filters.changed(stage=column.stage))
            for column in columns
        ],
        "first": queries.FIRST,
        "total": sum(column.total for column in columns),
    }
    way = crumbs(plan, "board", (_("Board"), ""))
    return page(request, "desk/board.html", plan, here=SECTION, crumbs=way, **context)


def _columns(plan: Any, filters: Filters, today: datetime.date) -> tuple[list[queries.Column], dict[int, Told]]:
    """Return the columns of the board with their first cards, and how the projects on them stand."""
    start = queries.first_of_stages(filters.projects(), queries.FIRST)
    columns = queries.board(plan, today, start)
    return columns, _told(plan, [card for column in columns for card in column.cards], today)


def _one_stage(
    request: HttpRequest, plan: Any, filters: Filters, stage: Stage, context: dict[str, Any]
) -> HttpResponse:
    rows = queries.projects_at(plan, stage, filters.projects())
    shown = Paginator(rows, queries.SHOWN).get_page(request.GET.get("page"))
    cards = queries.cards_of(plan, rows[max(0, shown.start_index() - 1) : shown.end_index()], localdate())
    back = f"{context['board_url']}{filters.changed(stage='')}"
    context |= {"stage": stage, "page_obj": shown, "back": back, "total": shown.paginator.count}
    context["cards"] = _cards(request, plan, cards, context, _told(plan, cards, context["today"]))
    way = crumbs(plan, "board", (_("Board"), back), (str(stage.label), ""))
    return page(request, "desk/board_stage.html", plan, here=SECTION, crumbs=way, **context)


def _more(request: HttpRequest, plan: Any, filters: Filters, stage: Stage, context: dict[str, Any]) -> HttpResponse:
    """Return the next cards of a column, and the link to those after them."""
    begin = int(request.GET["from"][:9])
    rows = queries.projects_at(plan, stage, filters.projects())
    cards = queries.cards_of(plan, rows[begin : begin + queries.MORE], localdate())
    end, total = begin + len(cards), rows.count()
    shown = _cards(request, plan, cards, context, _told(plan, cards, context["today"]))
    context |= {"plan": plan, "cards": shown, "query": filters.address}
    context |= {"first": end, "left": max(0, total - end)}
    return render(request, "desk/_board_more.html", context)


def _told(plan: Any, cards: Sequence[queries.Card], today: datetime.date) -> dict[int, Told]:
    """Return how the projects of cards stand, by id."""
    keys = [(StatusKind.PROJECT.value, card.project.pk) for card in cards]
    return {pk: told for (_kind, pk), told in told_of(plan, keys, today).items()}


def _cards(
    request: HttpRequest,
    plan: Any,
    cards: Sequence[queries.Card],
    context: dict[str, Any],
    told: dict[int, Told],
) -> SafeString:
    editable = {card.project.pk for card in cards if may_edit(request, card.project)}
    return card_list(cards, plan, editable=editable, marked=context["marked"], told=told)
