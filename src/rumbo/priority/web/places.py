"""One line of a ranking: why it has its place, and how firm that is."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from rumbo.plan.web.access import plan_page
from rumbo.plan.web.page import page
from rumbo.priority.enums import RunKind
from rumbo.priority.method_words import ranking as words
from rumbo.priority.models import Run
from rumbo.priority.queries.items import listed_items
from rumbo.priority.queries.places import PlaceOf, place_of
from rumbo.priority.web.access import SECTION, get_run
from rumbo.priority.web.run_way import way_from

#: Lines with the same place that are linked.
SHARED = 10


@require_safe
@plan_page()
def one(request: HttpRequest, plan: Any, pk: int, item: int) -> HttpResponse:
    """Show why something has its place in a ranking."""
    run = get_run(plan, pk)
    found = _found(run, item)
    line = found.line
    return page(
        request,
        "priority/runs/place.html",
        plan,
        here=SECTION,
        crumbs=way_from(plan, run, line.name),
        run=run,
        round=run.round,
        line=line,
        element_url=_element_url(plan, run, item),
        place=words.place(line, found.result),
        why=words.why(found),
        support=words.support(line),
        robustness=words.robustness(line, found.result),
        turn=_turn(found),
        scores=[
            (criterion, words.score(score), words.percent(criterion.weight), _part(part))
            for criterion, score, part in found.scores
        ],
        value=words.value(line.value),
        next_to=_next_to(plan, run, found),
    )


def _part(part: float | None) -> str:
    return "–" if part is None else words.signed(part)


def _found(run: Run, item: int) -> PlaceOf:
    identity = next((key for key, pk in run.origin.get("items", {}).items() if pk == item), None)
    found = None
    if run.kind == RunKind.RANKING and run.is_done and identity is not None:
        found = place_of(run, identity)
    if found is None:
        raise Http404(_("This is not in this run."))
    return found


def _turn(found: PlaceOf) -> str:
    line, result = found.line, found.result
    if line.place is None or result.first >= len(result.lines):
        return ""
    return words.turn(line.turn, inside=line.inside, first=result.first)


def _element_url(plan: Any, run: Run, item: int) -> str:
    rows = listed_items(run.round, with_left=True, pk=item) if run.round is not None else []
    return reverse("desk:element", args=[plan.key, rows[0].element.KIND, rows[0].element.pk]) if rows else ""


def _next_to(plan: Any, run: Run, found: PlaceOf) -> list[tuple[str, str, str]]:
    """Return the neighbours in the order: name, address and what they are."""
    listed = [
        (found.above.line if found.above is not None else None, _("Next above")),
        *((line, _("Shares the place")) for line in found.equals[:SHARED]),
        (found.below.line if found.below is not None else None, _("Next below")),
    ]
    return [
        (
            f"{line.place} · {line.name}",
            reverse("priority:run_place", args=[plan.key, run.pk, line.item]),
            label,
        )
        for line, label in listed
        if line is not None and line.item is not None
    ]
