"""The control for what a milestone waits for: those of its own project, and others found by typing.

A plan has thousands of milestones; the control shows only those of the project, those chosen and those found, in a
fixed number of queries. Without the script the button beside the search field sends the form, which comes back with
what was found and with all that was typed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.translation import gettext as _

from rumbo.desk.web.choices import Boxes

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django import forms

#: Most milestones of the own project, and most that a search shows.
OWN, FOUND = 200, 20
#: Words that are searched for; further ones are left out.
_WORDS = 6
#: What the form sends when it searches and is not to be saved.
SEARCH, TYPED = "after-search", "after-find"


class AfterWidget(Boxes):
    """Boxes in groups, with a search field over them; ``found`` is how many a search found, None without one."""

    template_name = "desk/_afters.html"
    typed: str = ""
    found: int | None = None

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Return what the template needs: the boxes, and the search."""
        context = super().get_context(name, value, attrs)
        context["widget"] |= {"typed": self.typed, "found": self.found, "is_cut": (self.found or 0) >= FOUND}
        return context


def is_search(data: Any) -> bool:
    """Say whether a form was sent to search for milestones, not to be saved."""
    return SEARCH in data


def prepare_afters(field: forms.ModelMultipleChoiceField[Any], record: Any, data: Any) -> None:
    """Let a field offer the milestones of the record's project, those chosen, and those that ``data`` looks for."""
    rows: Any = field.queryset
    project = str(data.get("project") or record.project_id or "")
    own = list(rows.filter(project=project)[:OWN]) if project.isdecimal() and len(project) < 19 else []
    shown = {row.pk for row in own}
    chosen = [row for row in rows.filter(pk__in=_chosen(record, data)) if row.pk not in shown]
    shown |= {row.pk for row in chosen}
    widget = AfterWidget()
    widget.typed = " ".join(str(data.get(TYPED, "")).split())
    found: list[Any] = []
    if widget.typed:
        found = list(rows.filter(_matching(widget.typed)).exclude(pk__in=shown)[:FOUND])
        widget.found = len(found)
    field.widget = widget
    widget.choices = [
        *_group(_("Of this project"), own, str),
        *_group(_("Chosen from other projects"), chosen, _path),
        *_group(_("Found"), found, _path),
    ]


def _chosen(record: Any, data: Any) -> list[int]:
    if hasattr(data, "getlist") and data:
        return [int(pk) for pk in AfterWidget().value_from_datadict(data, None, "after") if pk.isdecimal()]
    return [] if record.pk is None else list(record.after.values_list("pk", flat=True))


def _matching(typed: str) -> Q:
    """Find each word in the title of the milestone, or in the number or title of its project."""
    wanted = Q()
    for word in typed.split()[:_WORDS]:
        places = ("title", "title_en", "project__title", "project__title_en")
        one = Q(project__number=word)
        for place in places:
            one |= Q(**{f"{place}__icontains": word})
        wanted &= one
    return wanted


def _group(label: str, rows: Iterable[Any], say: Any) -> list[tuple[str, list[tuple[int, str]]]]:
    listed = [(row.pk, say(row)) for row in rows]
    return [(label, listed)] if listed else []


def _path(row: Any) -> str:
    return f"{row.project} › {row}"
