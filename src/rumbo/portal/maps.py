"""Maps of a page: the points, and what lies under them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import reverse

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rumbo.participation.models import Proposal
    from rumbo.plan.models import Plan

#: What is seen of the world where no point says more: latitude, longitude, zoom. Mexico.
_ANYWHERE = [23.6, -102.5, 5]


def map_of_proposals(plan: Plan, points: Iterable[dict[str, Any]], *, choose: bool = False) -> dict[str, Any] | None:
    """Return what ``portal/_map.html`` needs, or None where a map would show nothing.

    ``choose`` is for a form: there it helps as soon as there are points or a background.
    """
    listed = [{**point, "url": reverse("portal:proposal", args=[plan.key, point["pk"]])} for point in points]
    return _map(listed, choose=choose)


def map_of_proposal(proposal: Proposal) -> dict[str, Any] | None:
    """Return the map of one proposal; None where it has no place, or where one point would lie on nothing."""
    if proposal.latitude is None or proposal.longitude is None or not settings.TILES_URL:
        return None
    at = [float(proposal.latitude), float(proposal.longitude)]
    return _map([{"at": at, "title": proposal.place or proposal.title, "url": ""}])


def _map(points: list[dict[str, Any]], *, choose: bool = False) -> dict[str, Any] | None:
    if not points and not (choose and settings.TILES_URL):
        return None
    return {
        "points": json.dumps(points),
        "view": json.dumps(_ANYWHERE),
        "tiles": settings.TILES_URL,
        "credit": settings.TILES_CREDIT,
    }
