"""What the console shows of grouping: what is alike, side by side; the groups; all that stands alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rumbo.methods.likeness import sets
from rumbo.participation.queries.console import contributions
from rumbo.participation.queries.items import sources

if TYPE_CHECKING:
    from rumbo.participation.models import Exercise

#: Texts beyond which likeness is not sought: a table says some hundred things.
LIKENESS_LIMIT = 2000


def context(exercise: Exercise) -> dict[str, Any]:
    """Return ``proposed`` sets of what is alike, ``groups`` with their members, ``single`` and what is ``hidden``."""
    reach = [pk for pk in sources(exercise) if pk in {exercise.pk, exercise.source_id}]
    rows = list(contributions(reach))
    members: dict[int, list[Any]] = {}
    for one in rows:
        if one.merged_into_id:
            members.setdefault(one.merged_into_id, []).append(one)
    free = [one for one in rows if one.merged_into_id is None and not one.hidden]
    filled = [one for one in free if one.is_group and (one.pk in members or _authored(one))]
    groups = [(one, members.get(one.pk, [])) for one in filled]
    single = [one for one in free if not one.is_group]
    alike = [*(one for one, _inside in groups), *single][:LIKENESS_LIMIT]
    proposed = [[alike[place] for place in places] for places in sets([one.text for one in alike])]
    return {
        "proposed": proposed,
        "groups": groups,
        "single": single,
        "hidden": [one for one in rows if one.hidden and one.merged_into_id is None],
        "concerned": [one.pk for one in rows],
    }


def _authored(one: Any) -> bool:
    return bool(list(one.authorships.all()))
