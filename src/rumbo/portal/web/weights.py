"""The page where anybody moves the weights of a published ranking and sees what changes."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from rumbo.portal.web.access import get_plan
from rumbo.portal.web.kept import kept
from rumbo.portal.web.page import found, list_page
from rumbo.portal.web.publication import priority_trail
from rumbo.priority.queries.moving import Movable, movable
from rumbo.priority.queries.outcomes import items_of, line_at
from rumbo.priority.queries.published import Decided, decided_of, published

if TYPE_CHECKING:
    from rumbo.priority.models import Publication

#: The most that a criterion can be given, in any unit: only the proportions count.
MOST = 100
#: Names that are listed where several enter or leave; the script has the same.
NAMED = 4


@dataclass(frozen=True, slots=True)
class Slider:
    """A criterion with its weight: ``exact`` that of the run, ``start`` the same as a whole number, ``value`` now."""

    number: int
    name: str
    definition: str
    exact: float
    start: int
    value: int

    @property
    def field(self) -> str:
        """Its name in the address."""
        return f"p{self.number}"

    @property
    def digits(self) -> str:
        """That of the run for the script, as exact as it is."""
        return repr(self.exact)

    @property
    def weight(self) -> float:
        """What counts: that of the run where nobody moved it."""
        return self.exact if self.value == self.start else float(self.value)


@dataclass(frozen=True, slots=True)
class Row:
    """An alternative under the weights shown: its place, that in the run, and its numbers for the script.

    ``rank`` is where it stands in the order of the run, in which equals have one too.
    """

    decided: Decided
    rank: int
    place: int
    before: int
    parts: str
    to_best: str
    to_worst: str

    @property
    def moved(self) -> int:
        """How many places it is higher than in the run."""
        return self.before - self.place

    @property
    def fall(self) -> int:
        """How many places it is lower than in the run."""
        return self.place - self.before


@require_safe
@kept
def weights(request: HttpRequest, plan_key: str, pk: int) -> HttpResponse:
    """Show the ranking under the weights that the address gives, and what enters and leaves the first places."""
    plan = get_plan(request, plan_key)
    shown = found(published(plan, pk))
    moving = movable(shown.ranking)
    if moving is None:
        return redirect("portal:publication", plan.key, shown.pk)
    sliders, wrong = _sliders(request, shown, moving)
    if not sum(slider.weight for slider in sliders):
        wrong = _("Give at least one criterion some weight; until then the weights of the decision are shown.")
        sliders = [Slider(one.number, one.name, one.definition, one.exact, one.start, one.start) for one in sliders]
    rows = _rows(shown, moving, sliders)
    first = line_at(shown.ranking)
    return list_page(
        request,
        "weights",
        plan,
        here=_("Move the weights"),
        above=(priority_trail(plan), (shown.name, f"../../{shown.pk}/")),
        section="priority",
        publication=shown,
        sliders=sliders,
        rows=rows,
        first=first,
        method=moving.method,
        wrong=wrong,
        is_moved=any(slider.value != slider.start for slider in sliders),
        entering=_named([row for row in rows if row.place <= first < row.before]),
        leaving=_named([row for row in rows if row.before <= first < row.place]),
    )


def _sliders(request: HttpRequest, shown: Publication, moving: Movable) -> tuple[list[Slider], str]:
    given = {str(one["id"]): one for one in shown.ranking.inputs["criteria"]}
    english = (get_language() or "").startswith("en")
    sliders, wrong = [], ""
    for number, (code, weight) in enumerate(zip(moving.criteria, moving.weights, strict=True), start=1):
        one = given[code]
        start = round(MOST * weight)
        value = _number(request.GET.get(f"p{number}", ""), start)
        if value is None:
            wrong = _("A weight is a number from 0 to 100; what was not one was left as it was decided.")
            value = start
        name = str((english and one.get("name_en")) or one.get("name") or code)
        sliders.append(Slider(number, name, str(one.get("definition") or ""), MOST * weight, start, value))
    return sliders, wrong


def _number(text: str, start: int) -> int | None:
    """Return the number that a weight is given as; None where it is none."""
    if not text:
        return start
    try:
        number = float(text.replace(",", "."))
    except ValueError:
        return None
    return round(number) if math.isfinite(number) and 0 <= number <= MOST else None


def _rows(shown: Publication, moving: Movable, sliders: list[Slider]) -> list[Row]:
    known = items_of(shown.ranking)
    lines = {line.item: line for line in decided_of(shown)}
    places = moving.places_under([slider.weight for slider in sliders])
    rows = []
    for place, code in enumerate(moving.ids):
        line = lines.get(known.get(code, 0))
        if line is not None:
            numbers = [_data(part, place) for part in (moving.parts, moving.to_best, moving.to_worst)]
            rows.append(Row(line, place, places[place], moving.places[place], *numbers))
    return sorted(rows, key=lambda row: (row.place, row.rank))


def _named(rows: list[Row]) -> str:
    """Return the names of the first of some rows, and how many more there are."""
    names = [row.decided.name for row in sorted(rows, key=lambda row: row.rank)]
    if len(names) <= NAMED + 1:
        return " · ".join(names)
    more = _("and {n} more").replace("{n}", str(len(names) - NAMED))
    return f"{' · '.join(names[:NAMED])} {more}"


def _data(parts: Any, place: int) -> str:
    """Return a row of numbers for the script, as exact as they are; a dash where there is none."""
    return " ".join("-" if value is None else repr(value) for value in parts[place]) if parts else ""
