"""What the phone shows of grouping: what was put together, and where one's own went."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rumbo.participation.models import Contribution
from rumbo.participation.queries.items import items
from rumbo.participation.queries.mine import mine

if TYPE_CHECKING:
    from rumbo.participation.models import Exercise, Participant


def context(exercise: Exercise, participant: Participant) -> dict[str, Any]:
    """Return ``groups``, each with its members, and ``single``: what is in no group; one's own are marked."""
    rows = list(items(exercise))
    groups = [one for one in rows if one.is_group]
    members: dict[int | None, list[Contribution]] = {}
    for member in Contribution.objects.filter(merged_into__in=groups, hidden=False).order_by("pk"):
        members.setdefault(member.merged_into_id, []).append(member)
    own = mine(participant, [one.pk for one in rows] + [one.pk for held in members.values() for one in held])
    return {
        "groups": [
            {"group": one, "members": [(member, member.pk in own) for member in members.get(one.pk, [])]}
            for one in groups
        ],
        "single": [(one, one.pk in own) for one in rows if not one.is_group],
        "replaces_results": True,  # they would say the same once more
    }
