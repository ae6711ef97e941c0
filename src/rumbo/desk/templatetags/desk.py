"""Tags of the desk's pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django import template
from django.urls import reverse

from rumbo.desk.diff import segments
from rumbo.importers import labels

if TYPE_CHECKING:
    from rumbo.desk.queries.changes import Recent

register = template.Library()

#: How the state of an import looks.
TONES = {
    "reading": "go",
    "proposed": "ask",
    "applying": "go",
    "applied": "done",
    "failed": "off",
    "discarded": "gone",
}


@register.simple_tag
def change_url(change: Recent, plan: Any = None, keys: Mapping[int, str] | None = None) -> str:
    """Give the address of a change's history, in its plan: ``keys`` are the plans' keys by id."""
    key = (keys or {}).get(change.plan_id) or plan.key
    return reverse("desk:history", args=[key, change.kind, change.pk])


@register.simple_tag
def diff(before: str, after: str) -> list[tuple[str, str]]:
    """Give the differences of two texts, for the component ``diff.html``."""
    return segments(before, after)


@register.filter
def percent(score: float) -> str:
    """Show a likeness between 0 and 1 (or 0 and 100) as a percentage."""
    return f"{score * 100 if score <= 1 else score:.0f} %"


@register.filter
def kind_label(kind: str) -> str:
    """Name a kind of row of an import."""
    return labels.kind_label(kind)


@register.filter
def run_tone(state: str) -> str:
    """Give the tone of the state of an import."""
    return TONES.get(state, "mute")


@register.filter
def chosen_name(line: Any) -> str:
    """Name the candidate that was chosen for a line of an import."""
    for candidate in line.candidates:
        if f"{candidate['kind']}:{candidate['key']}" == line.choice:
            return f"{candidate.get('number', '')} {candidate['title']}".strip()
    return ""
