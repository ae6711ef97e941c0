"""Putting acts on contributions into words: what was, and what became of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from rumbo.participation.enums import Act, ContributionKind
from rumbo.participation.models import Contribution

if TYPE_CHECKING:
    from rumbo.participation.models import ContributionChange

#: Acts that the console takes back; an adoption is taken back where it was made.
UNDOABLE = frozenset({Act.MERGED, Act.SPLIT, Act.NAMED, Act.EDITED, Act.HIDDEN, Act.SHOWN, Act.UNDONE})


@dataclass(frozen=True, slots=True)
class Told:
    """An act with a sentence for each contribution that it changed."""

    change: ContributionChange
    lines: tuple[str, ...]
    undoable: bool


def told(changes: Iterable[ContributionChange]) -> list[Told]:
    """Describe acts; one query for the names of the groups they mention."""
    changes = list(changes)
    groups = {
        values["merged_into_id"]
        for change in changes
        for side in (change.before, change.after)
        for values in side.values()
        if values.get("merged_into_id")
    }
    names = dict(Contribution.objects.filter(pk__in=groups).values_list("pk", "text"))
    return [
        Told(change, tuple(_lines(change, names)), change.act in UNDOABLE and not hasattr(change, "undone_by"))
        for change in changes
    ]


def _lines(change: ContributionChange, names: Mapping[int, str]) -> Iterable[str]:
    for pk, after in change.after.items():
        before = change.before.get(pk, {})
        yield from _differences(before, after, names)


def _differences(before: Mapping[str, Any], after: Mapping[str, Any], names: Mapping[int, str]) -> Iterable[str]:
    text = after.get("text", "")
    if before.get("text") != text:
        yield _("“%(before)s” → “%(after)s”") % {"before": before.get("text", ""), "after": text}
    was, now = before.get("merged_into_id"), after.get("merged_into_id")
    if was != now and now:
        yield _("“%(text)s” went into “%(group)s”") % {"text": text, "group": names.get(now, "")}
    elif was != now:
        yield _("“%(text)s” came out of “%(group)s”") % {"text": text, "group": names.get(was or 0, "")}
    if before.get("hidden") != after.get("hidden"):
        yield (_("“%(text)s” was hidden") if after.get("hidden") else _("“%(text)s” is shown again")) % {"text": text}
    if before.get("kind") != after.get("kind"):
        kinds = dict(ContributionKind.choices)
        values = {"text": text, "kind": kinds.get(after.get("kind", ""), "")}
        yield _("“%(text)s” is now: %(kind)s") % values
