"""Reading organizations."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from rumbo.accounts.models import Organization


def all_organizations() -> QuerySet[Any, Any]:
    """Return the organizations in force by name, with their territory."""
    rows: QuerySet[Any, Any] = Organization.objects.current().select_related("territory").order_by("title", "pk")
    return rows


def organizations_with_key(key: str) -> QuerySet[Any, Any]:
    """Return the organization with this key, in force or not, as a queryset of one or none."""
    return Organization.objects.select_related("territory", "superseded_by").filter(key=key)
