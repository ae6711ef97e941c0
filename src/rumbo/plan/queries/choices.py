"""Axes and themes as choices of a form."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.utils.translation import get_language

from rumbo.plan.models import Axis, Theme

if TYPE_CHECKING:
    from rumbo.plan.models import Plan


class Choice(NamedTuple):
    """An element to choose: ``parent`` is the number of the one it stands under."""

    pk: int
    parent: int | None
    key: str
    name: str


def axis_choices(plan: Plan) -> list[Choice]:
    """Return the axes in force, in order."""
    rows = Axis.objects.current().filter(plan=plan).values_list("pk", "key", "title", "title_en")
    return [Choice(pk, None, key, _name(title, title_en)) for pk, key, title, title_en in rows]


def theme_choices(plan: Plan) -> list[Choice]:
    """Return the themes in force of all axes, in order."""
    themes = Theme.objects.current().filter(plan=plan).order_by("axis__position", "axis", "position", "pk")
    rows = themes.values_list("pk", "axis_id", "key", "title", "title_en")
    return [Choice(pk, axis, key, _name(title, title_en)) for pk, axis, key, title, title_en in rows]


def _name(title: str, title_en: str) -> str:
    return title_en if title_en and (get_language() or "").startswith("en") else title
