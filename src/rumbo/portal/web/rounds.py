"""A prioritisation round, for everybody: what is decided, when and by which criteria. No scores."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.views.decorators.http import require_safe

from rumbo.portal.web.access import get_plan
from rumbo.portal.web.kept import kept
from rumbo.portal.web.page import found, list_page
from rumbo.portal.web.publication import priority_trail
from rumbo.priority.queries.items import criteria_of, listed_items
from rumbo.priority.queries.outcomes import objections_of
from rumbo.priority.queries.published import HEAVY, public_round, publications_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from rumbo.priority.queries.items import ItemRow


@require_safe
@kept
def round_page(request: HttpRequest, plan_key: str, key: str) -> HttpResponse:
    """Show a round that is on the public pages."""
    plan = get_plan(request, plan_key)
    shown = found(public_round(plan, key))
    rows = listed_items(shown)
    return list_page(
        request,
        "round",
        plan,
        here=shown.name,
        above=(priority_trail(plan),),
        section="priority",
        record=shown,
        round=shown,
        count=len(rows),
        groups=_by_axis(rows),
        criteria=list(criteria_of(shown)),
        objections=list(objections_of([shown.pk], withdrawn=True)),
        publications=list(publications_of(plan).filter(round=shown).defer(*HEAVY, "decided", "text", "text_en")),
    )


def _by_axis(rows: list[ItemRow]) -> list[tuple[Any, list[ItemRow]]]:
    groups: dict[int, tuple[Any, list[ItemRow]]] = {}
    for row in rows:
        groups.setdefault(row.axis.pk, (row.axis, []))[1].append(row)
    return sorted(groups.values(), key=lambda one: (one[0].position, one[0].pk))
