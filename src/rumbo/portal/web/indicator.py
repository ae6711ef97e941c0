"""An indicator: its chart beside its targets, all its territories, its values as a table, its sources and files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from rumbo.core.tables import export_response
from rumbo.monitoring.models import Target
from rumbo.monitoring.queries.indicators import find_indicator, series_of, statuses_of, targets_in_force
from rumbo.monitoring.queries.learning import learned_of
from rumbo.monitoring.queries.series import rows_of, values_by_place
from rumbo.monitoring.web.drawing import drawn, lines_of, multiples, scale_shared
from rumbo.portal.tables import OBSERVATIONS
from rumbo.portal.web.access import get_plan
from rumbo.portal.web.kept import kept
from rumbo.portal.web.page import element_page, found, section_trail

if TYPE_CHECKING:
    from rumbo.monitoring.models import Indicator, Series
    from rumbo.monitoring.queries.series import Value

#: Rows of the table that are seen at once; more are unfolded.
ROWS = 30


@require_safe
@kept
def indicator(request: HttpRequest, plan_key: str, key: str) -> HttpResponseBase:
    """Show an indicator in the plan's own territory, or the first that it has, and in all others."""
    return _answer(request, plan_key, key, "")


@require_safe
@kept
def indicator_territory(request: HttpRequest, plan_key: str, key: str, territory_key: str) -> HttpResponseBase:
    """Show an indicator in one territory."""
    return _answer(request, plan_key, key, territory_key)


def _answer(request: HttpRequest, plan_key: str, key: str, territory_key: str) -> HttpResponseBase:
    plan = get_plan(request, plan_key)
    shown = found(find_indicator(plan, key))
    series = series_of(shown)
    for one in series:
        one.indicator = shown
    chosen = next((one for one in series if one.territory.key == territory_key), None) if territory_key else None
    if territory_key:
        found(chosen)
    of_all = values_by_place(plan, [shown])
    values = {one.pk: of_all.get((shown.pk, one.territory_id), []) for one in series}
    wanted = [chosen] if chosen else series
    if "format" in request.GET:
        name = f"{plan.key}-{shown.key}" + (f"-{chosen.territory.key}" if chosen else "")
        if response := export_response(request, OBSERVATIONS, _exported(shown, wanted, values), name):
            return response
    lead = chosen or next((one for one in series if values[one.pk]), series[0] if series else None)
    return element_page(
        request,
        plan,
        shown,
        (),
        here=chosen.territory.name if chosen else "",
        sections=(section_trail(plan, _("Indicators"), "portal:indicators"),),
        section="indicators",
        chosen=chosen,
        multiples=multiples([(one, values[one.pk]) for one in series], shown) if len(series) > 1 else [],
        scale=scale_shared([(one, values[one.pk]) for one in series]),
        learning=learned_of(plan, shown, localdate()),
        earlier_targets=_earlier(lead),
        **_of_series(lead, values[lead.pk] if lead else []),
    )


def _of_series(lead: Series | None, values: Sequence[Value]) -> dict[str, Any]:
    """Return what a page shows of the series that it is of."""
    if lead is None:
        return {"drawn": None, "lines": []}
    rows = [] if lead.indicator.is_derived else list(rows_of([lead.pk]))
    lines = lines_of(rows, values)
    return {
        "drawn": drawn(lead, values, targets_in_force([lead.pk]).get(lead.pk, [])),
        "status": statuses_of([lead.pk]).get(lead.pk),
        "goals": list(lead.goals.current().select_related("objective__theme").order_by("pk")),
        "parts": _parts(lead.indicator),
        "lines": lines[:ROWS],
        "more_lines": lines[ROWS:],
        "sources": sorted({line.source for line in lines if line.source}),
    }


def _earlier(lead: Series | None) -> list[Target]:
    """Return the targets of a series that were changed or dropped, each with what took its place."""
    if lead is None:
        return []
    rows = Target.objects.filter(series=lead).exclude(replaced_by=None, dropped=False)
    return list(rows.select_related("replaced_by").order_by("on", "pk"))


def _parts(indicator: Indicator) -> list[Any]:
    """Return what an indicator is computed from."""
    if not indicator.is_derived:
        return []
    pair = [one for one in (indicator.numerator, indicator.denominator) if one is not None]
    return [*indicator.parts.all(), *pair]


def _exported(indicator: Indicator, series: Sequence[Series], values: Any) -> Iterator[dict[str, Any]]:
    """Yield the rows of a file: all that ever came, as it came; of an indicator that is computed its values."""
    if indicator.is_derived:
        for one in series:
            for value in values[one.pk]:
                yield {"series": one, "on": value.on, "value": value.number}
        return
    by_pk = {one.pk: one for one in series}
    for row in rows_of(by_pk):
        source = row.source.name if row.source else ""
        yield {
            "series": by_pk[row.series_id],
            "on": row.on,
            "value": row.text,
            "source": source,
            "notes": row.note,
            "standing": row.standing,
        }
