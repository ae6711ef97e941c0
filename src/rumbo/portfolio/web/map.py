"""The map of the portfolio: the places of the projects that the filters keep, and the list beside it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse

from rumbo.portfolio.queries.locations import base_map, features_of, placed, places_by_project
from rumbo.portfolio.queries.projects import project_rows

if TYPE_CHECKING:
    from django.http import HttpRequest

    from rumbo.portfolio.queries.projects import ProjectRow
    from rumbo.portfolio.web.filters import Filters

#: Projects on a page of the list; the map shows them all.
PER_PAGE = 50
CONTENT_TYPE = "application/geo+json"


def map_context(
    request: HttpRequest, filters: Filters, data_url: str, address: Callable[[ProjectRow], str]
) -> dict[str, Any]:
    """Return what ``portfolio/map.html`` shows: seven queries at most, however many projects."""
    total = filters.kept("count of table", filters.projects().count)
    listed = placed(filters.ordered())
    page = filters.page("map", listed, PER_PAGE, request.GET.get("page"))

    def read() -> tuple[list[ProjectRow], dict[int, list[Any]]]:
        found = project_rows(listed[max(0, page.start_index() - 1) : page.end_index()])
        return found, places_by_project([row.pk for row in found])

    rows, places = filters.kept(f"places {filters.order} {page.number}", read)
    query = filters.address
    return {
        "page_obj": page,
        "rows": [(row, address(row), places.get(row.pk, [])) for row in rows],
        "total": total,
        "without": total - page.paginator.count,
        "map": filters.memory.get("base map", lambda: base_map(filters.plan.territory)) if rows else None,
        "map_source": f"{data_url}{query}",
        "map_file": f"{data_url}{query}{'&' if query else '?'}format=geojson",
    }


def map_data(request: HttpRequest, filters: Filters, address: Callable[[int, str], str]) -> HttpResponse:
    """Answer the places as GeoJSON; with ``format=geojson`` as a file to keep, with every point."""
    is_file = request.GET.get("format") == "geojson"
    found = features_of(filters.projects(), address, exact=is_file)
    text = json.dumps(found, ensure_ascii=False, separators=(",", ":"))
    response = HttpResponse(text, content_type=CONTENT_TYPE)
    if is_file:
        response.headers["Content-Disposition"] = f'attachment; filename="{filters.plan.key}-mapa.geojson"'
    return response
