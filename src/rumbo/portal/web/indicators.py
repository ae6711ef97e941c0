"""The indicators of the plan: all of them, the boards of an axis and of a territory, territories side by side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from rumbo.core.links import public_url
from rumbo.core.queries.memory import memory_of
from rumbo.core.tables import export_response
from rumbo.monitoring.enums import Direction, Format
from rumbo.monitoring.queries.indicators import (
    areas_of,
    compared,
    indicators_of,
    rows_for,
    territories_measured,
)
from rumbo.monitoring.queries.series import Latest, values_by_place
from rumbo.monitoring.web.drawing import tiles
from rumbo.places.queries.territories import all_territories
from rumbo.plan.queries.axes import axes_of, find_axis
from rumbo.portal.tables import INDICATORS
from rumbo.portal.web.access import get_plan
from rumbo.portal.web.kept import kept
from rumbo.portal.web.page import found, list_page, section_trail
from rumbo.portfolio.queries.territories import is_of

if TYPE_CHECKING:
    from rumbo.plan.models import Plan

#: Indicators on a page of the list, of a board, of the comparison; territories side by side unless others are asked.
LISTED, ON_BOARD, IN_COMPARISON, SIDE_BY_SIDE = 60, 24, 40, 6


@dataclass(frozen=True, slots=True)
class Cell:
    """The newest value of an indicator in a territory, and whether it is the best of its row, all of one year."""

    territory: Any
    latest: Latest | None
    best: bool


@dataclass(frozen=True, slots=True)
class Filters:
    """What the address asks for."""

    axis: Any
    territory: Any
    area: str
    words: str

    @property
    def any(self) -> bool:
        """Whether anything is left out."""
        return bool(self.axis or self.territory or self.area or self.words)

    @property
    def where(self) -> str:
        """All of it in one line."""
        return f"{self.axis and self.axis.pk} {self.territory and self.territory.pk} {self.area!r} {self.words!r}"


@require_safe
@kept
def indicators(request: HttpRequest, plan_key: str) -> HttpResponseBase:
    """List the plan's indicators with the newest value of each, its target and how it stands."""
    plan = get_plan(request, plan_key)
    memory = memory_of(f"indicators of {plan.pk} in public")
    axes, places = axes_of(plan), memory.get("places", lambda: territories_measured(plan))
    filters = _filters(request, axes, places)
    listed = indicators_of(plan, axis=filters.axis, area=filters.area, words=filters.words)
    territory = filters.territory.pk if filters.territory else None
    if territory is not None:
        listed = listed.filter(series__territory=territory)
    if "format" in request.GET:
        rows = rows_for(plan, list(listed), localdate(), territory=territory)
        if response := export_response(request, INDICATORS, rows, f"{plan.key}-indicators"):
            return response
    count = memory.get(f"count {filters.where}", listed.count)
    page = _page(request, range(count), LISTED)
    return list_page(
        request,
        "indicators",
        plan,
        here=_("Indicators"),
        section="indicators",
        table=memory.get(
            f"table {filters.where} {page.number} {localdate()}",
            lambda: _table(plan, listed[max(0, page.start_index() - 1) : page.end_index()], filters),
        ),
        page_obj=page,
        filters=filters,
        axes=axes,
        places=places,
        areas=memory.get("areas", lambda: areas_of(plan)),
    )


@require_safe
@kept
def axis_board(request: HttpRequest, plan_key: str, key: str) -> HttpResponse:
    """Show the indicators of an axis as small charts."""
    plan = get_plan(request, plan_key)
    axis = found(find_axis(plan, key))
    page = _page(request, indicators_of(plan, axis=axis), ON_BOARD)
    return _board(request, plan, page, axis, above=(axis.name, public_url(axis, plan.key)))


@require_safe
@kept
def territory_board(request: HttpRequest, plan_key: str, key: str) -> HttpResponse:
    """Show the indicators that are measured in a territory as small charts."""
    plan = get_plan(request, plan_key)
    territory = next((one for one in territories_measured(plan) if one.key == key), None)
    territory = found(territory or all_territories().filter(is_of(plan), key=key).first())
    page = _page(request, indicators_of(plan).filter(series__territory=territory), ON_BOARD)
    above = (territory.name, public_url(territory, plan.key))
    return _board(request, plan, page, territory, above=above, territory=territory.pk)


@require_safe
@kept
def comparison(request: HttpRequest, plan_key: str) -> HttpResponse:
    """Show the newest value of each indicator in some territories side by side."""
    plan = get_plan(request, plan_key)
    axes, places = axes_of(plan), territories_measured(plan)
    filters = _filters(request, axes, ())
    wanted = set(request.GET.getlist("territory"))
    chosen = [one for one in places if one.key in wanted] or places[:SIDE_BY_SIDE]
    listed = indicators_of(plan, axis=filters.axis, area=filters.area, words=filters.words)
    listed = listed.filter(series__territory__in=[one.pk for one in chosen]).distinct()
    page = _page(request, listed, IN_COMPARISON)
    shown = list(page)
    values = compared(plan, shown)
    return list_page(
        request,
        "indicator_comparison",
        plan,
        here=_("Territories compared"),
        above=(section_trail(plan, _("Indicators"), "portal:indicators"),),
        section="indicators",
        rows=[(one, _cells(one, chosen, values.get(one.pk, {}))) for one in shown],
        page_obj=page,
        filters=filters,
        axes=axes,
        places=places,
        chosen=chosen,
        areas=areas_of(plan),
    )


def _board(
    request: HttpRequest,
    plan: Plan,
    page: Page[Any],
    of: Any,
    *,
    above: tuple[str, str],
    territory: int | None = None,
) -> HttpResponse:
    memory = memory_of(f"boards of {plan.pk}")
    where = f"{type(of).__name__} {of.pk} {page.number} {localdate()}"
    return list_page(
        request,
        "indicator_board",
        plan,
        here=_("Indicators"),
        above=(above,),
        section="indicators",
        of=of,
        tiles=memory.get(where, lambda: _tiles(plan, list(page), of, territory)),
        page_obj=page,
    )


def _tiles(plan: Plan, indicators: list[Any], of: Any, territory: int | None) -> SafeString:
    """Return the charts of a board as HTML, which costs much: each draws hundreds of values. Nothing without any."""
    rows = rows_for(plan, indicators, localdate(), territory=territory)
    places = {row.territory.pk for row in rows if row.territory}
    values = values_by_place(plan, [row.indicator for row in rows], places)
    drawn = tiles(rows, values)
    context = {"plan": plan, "of": of, "tiles": drawn}
    return render_to_string("portal/_indicator_tiles.html", context) if drawn else SafeString()


def _filters(request: HttpRequest, axes: Any, places: Any) -> Filters:
    """Return what the address asks for; an axis or a territory that is not there is not found."""
    axis, territory = request.GET.get("axis", ""), request.GET.get("territory", "")
    return Filters(
        axis=_one(axes, axis) if axis else None,
        territory=found(next((one for one in places if one.key == territory), None))
        if territory and places
        else None,
        area=request.GET.get("area", "")[:120].replace("\0", ""),
        words=request.GET.get("q", "")[:100].replace("\0", ""),
    )


def _one(choices: Any, key: str) -> Any:
    return found(next((one for one in choices if one.key == key), None))


def _table(plan: Plan, listed: Any, filters: Filters) -> SafeString:
    """Return the table of some indicators as HTML, which costs much to make; nothing where there are none."""
    rows = rows_for(plan, list(listed), localdate(), territory=filters.territory.pk if filters.territory else None)
    context = {"plan": plan, "rows": rows, "filters": filters}
    return render_to_string("portal/_indicator_table.html", context) if rows else SafeString()


def _page(request: HttpRequest, listed: Any, size: int) -> Page[Any]:
    page: Page[Any] = Paginator(listed, size).get_page(request.GET.get("page"))
    return page


def _is_comparable(indicator: Any) -> bool:
    """Whether one value can be better than another: counts and money are of the size of their territory."""
    return indicator.direction != Direction.NEITHER and indicator.format not in (Format.COUNT, Format.MONEY)


def _cells(indicator: Any, territories: Any, values: dict[int, Latest]) -> list[Cell]:
    known = [values[one.pk].value for one in territories if one.pk in values]
    numbers = [one.number for one in known]
    best = None
    alike = len({one.on.year for one in known}) == 1 and _is_comparable(indicator)
    if alike and min(numbers) != max(numbers):
        best = max(numbers) if indicator.direction == Direction.RISING else min(numbers)
    cells = []
    for one in territories:
        latest = values.get(one.pk)
        cells.append(Cell(one, latest, latest is not None and latest.value.number == best))
    return cells
