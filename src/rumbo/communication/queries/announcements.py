"""Announcements, to read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rumbo.communication.enums import Audience
from rumbo.communication.models import Announcement

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from rumbo.plan.models import Plan


def find_announcement(plan: Plan, key: str) -> Announcement | None:
    """Return a published announcement of a plan that everybody sees, or None."""
    rows = public_announcements(plan).filter(key=key)
    return rows.select_related("axis").first()


def public_announcements(plan: Plan) -> QuerySet[Announcement]:
    """Return the announcements of a plan that everybody sees, the newest first."""
    rows: QuerySet[Announcement] = Announcement.objects.current().filter(plan=plan, published_at__isnull=False)
    return rows.exclude(audience=Audience.LIAISONS)


def announcements_of(plan: Plan) -> QuerySet[Announcement]:
    """Return the announcements of a plan in force: those to publish first, then the newest."""
    rows: QuerySet[Announcement] = Announcement.objects.current().filter(plan=plan).select_related("axis")
    return rows.order_by("published_at", "-pk")
