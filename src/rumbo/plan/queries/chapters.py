"""Reading the chapters of the plan."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Case, IntegerField, QuerySet, When

from rumbo.plan.enums import ChapterKind
from rumbo.plan.models import Axis, Chapter, Plan


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The chapters before and after one in reading order."""

    previous: Chapter | None
    next: Chapter | None


def in_reading_order(chapters: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
    """Return chapters as a plan is read: from the introduction to the vision, those about axes in the axes' order."""
    whens = [When(kind=kind, then=place) for place, kind in enumerate(ChapterKind.values)]
    place = Case(*whens, default=len(whens), output_field=IntegerField())
    return chapters.order_by(place, "axis__position", "position", "pk")


def chapters_of(plan: Plan) -> list[Chapter]:
    """Return the chapters in force in reading order with their axis, without their texts."""
    return list(
        in_reading_order(Chapter.objects.current().filter(plan=plan))
        .select_related("axis")
        .defer("text", "text_en", "axis__text", "axis__text_en")
    )


def chapters_of_axis(axis: Axis) -> list[Chapter]:
    """Return the chapters in force about an axis, without their texts."""
    return list(Chapter.objects.current().filter(axis=axis).defer("text", "text_en"))


def find_chapter(plan: Plan, key: str) -> Chapter | None:
    """Return the chapter with this key, in force or not, with its axis, or None."""
    found: Chapter | None = Chapter.objects.select_related("axis", "superseded_by").filter(plan=plan, key=key).first()
    return found


def neighbours(chapter: Chapter) -> Neighbours:
    """Return what is read before and after a chapter."""
    current = Chapter.objects.current().filter(plan=chapter.plan_id)
    chapters = [*in_reading_order(current).only("plan", "key", "title", "title_en")]
    places = {other.pk: index for index, other in enumerate(chapters)}
    place = places.get(chapter.pk)
    if place is None:
        return Neighbours(None, None)
    return Neighbours(
        chapters[place - 1] if place else None, chapters[place + 1] if place + 1 < len(chapters) else None
    )
