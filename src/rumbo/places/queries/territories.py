"""Reading territories."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from rumbo.places.models import Territory


def all_territories() -> QuerySet[Any, Any]:
    """Return the territories in force by name, each with what it belongs to."""
    rows: QuerySet[Any, Any] = Territory.objects.current().select_related("parent").order_by("title", "pk")
    return rows


def territories_with_key(key: str) -> QuerySet[Any, Any]:
    """Return the territory with this key, in force or not, as a queryset of one or none."""
    return Territory.objects.select_related("parent", "superseded_by").filter(key=key)


def relatives(territory: Territory) -> list[Territory]:
    """Return the territories in force that are members or parts of a territory, or areas that it is a member of.

    Each has ``relation``: ``member``, ``child`` or ``area``.
    """
    found: list[Territory] = []
    for relation, rows in (
        ("area", territory.areas.all()),
        ("member", territory.members.all()),
        ("child", territory.children.all()),
    ):
        for other in rows:
            if other.is_current:
                other.relation = relation
                found.append(other)
    return found
