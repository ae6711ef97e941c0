"""What the phone shows of causes: each problem with what was said to cause it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from rumbo.participation.models.contribution import TEXT_LIMIT
from rumbo.participation.queries.items import problems, shown
from rumbo.participation.queries.mine import lines

if TYPE_CHECKING:
    from rumbo.participation.models import Exercise, Participant


def context(exercise: Exercise, participant: Participant) -> dict[str, Any]:
    """Return ``problems``, each with its causes; those of a problem that was merged stand under its group."""
    rows = list(shown([exercise.pk]).select_related("parent").order_by("pk"))
    under = {one.pk: (one.parent.merged_into_id or one.parent_id) if one.parent else None for one in rows}
    causes: dict[int | None, list[Any]] = {}
    found = lines(rows, participant)
    for line in found:
        causes.setdefault(under[line.pk], []).append(line)
    return {
        "problems": [{"problem": one, "causes": causes.get(one.pk, [])} for one in problems(exercise)],
        "left": max(0, exercise.settings["limit"] - sum(line.wrote for line in found)),
        "cause_label": _("What causes it?"),
        "text_limit": TEXT_LIMIT,
        "replaces_results": True,  # they would say the same once more
    }
