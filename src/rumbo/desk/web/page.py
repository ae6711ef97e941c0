"""What the pages of an element share: its address, the way to it, the undo button."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rumbo.core.links import anchor
from rumbo.desk.kinds import (
    ANSWERS_SECTION,
    COMMUNICATION_SECTION,
    MONITORING_SECTION,
    PARTICIPATION_SECTION,
    PRIORITY_SECTION,
    kind_of,
)

if TYPE_CHECKING:
    from rumbo.core.models import Record
    from rumbo.plan.web.page import Crumb

#: The page on which a kind is worked at: its address, and the field that has the id of what it shows.
_OF_WORK = {
    "workshop": ("participation:workshop", "pk"),
    "table": ("participation:workshop", "workshop_id"),
    "round": ("priority:round", "pk"),
    "criterion": ("priority:criteria", "round_id"),
    "evaluator": ("priority:evaluators", "round_id"),
    "publication": ("priority:decision", "round_id"),
    "objection": ("priority:decision", "round_id"),
    "reporting_period": ("monitoring:period", "pk"),
    "logframe": ("monitoring:logframe", "pk"),
    "logframe_row": ("monitoring:logframe", "logframe_id"),
    "evaluation": ("monitoring:evaluation", "pk"),
    "evaluation_question": ("monitoring:evaluation", "evaluation_id"),
    "finding": ("monitoring:finding", "pk"),
    "recommendation": ("monitoring:finding", "finding_id"),
    "improvement": ("monitoring:recommendation", "recommendation_id"),
    "announcement": ("communication:announcement", "pk"),
}
#: Kinds whose own page is that of the work, in crumbs too.
_OWN_PAGE = frozenset({"round", "reporting_period", "logframe", "evaluation", "finding"})
#: Sections whose elements have pages of their own beside those of the plan's tree.
SECTIONS = {
    PARTICIPATION_SECTION: gettext_lazy("Participation"),
    PRIORITY_SECTION: gettext_lazy("Prioritisation"),
    MONITORING_SECTION: gettext_lazy("Monitoring"),
    COMMUNICATION_SECTION: gettext_lazy("Communication"),
}


def element_url(plan: Any, record: Record, name: str = "desk:element", *extra: Any) -> str:
    """Return the address of one of a record's desk pages."""
    if record.KIND == "plan" and name == "desk:element":
        return reverse("desk:plan", args=[plan.key])
    return reverse(name, args=[plan.key, kind_of(record), record.pk, *extra])


def worked_at(plan: Any, record: Record) -> str:
    """Return where the staff goes on after saving a record: many kinds have a page of the work that they are of."""
    if record.KIND in {"process", "stage"}:
        return f"{reverse(PARTICIPATION_SECTION, args=[plan.key])}#{anchor(record)}"
    if record.KIND in _OF_WORK:
        name, field = _OF_WORK[record.KIND]
        address = reverse(name, args=[plan.key, getattr(record, field)])
        return address if field == "pk" else f"{address}#{anchor(record)}"
    return element_url(plan, record)


def way_to(plan: Any, record: Record, last: str = "") -> list[Crumb]:
    """Return the crumbs of an element: what it stands under, itself, and the page about it."""
    way: list[Record] = []
    step: Record | None = record
    while step is not None and step.KIND != "plan":
        way.append(step)
        step = step.parent() if hasattr(step, "parent") and callable(step.parent) else None
    crumbs = [
        (_short(found), worked_at(plan, found) if found.KIND in _OWN_PAGE else element_url(plan, found))
        for found in reversed(way)
    ]
    if record.KIND in {"organization", "territory", "antecedent", "priority_entry"}:
        kind = kind_of(record)
        crumbs.insert(0, (kind.plural, reverse("desk:list", args=[plan.key, kind])))
    elif (section := kind_of(record).section) in SECTIONS:
        crumbs.insert(0, (str(SECTIONS[section]), reverse(section, args=[plan.key])))
    elif record.KIND == "liaison":
        crumbs = [*answers_crumbs(plan), (kind_of(record).plural, reverse("desk:liaisons", args=[plan.key])), *crumbs]
    if last:
        return [*crumbs, (last, "")]
    return [*crumbs[:-1], (crumbs[-1][0], "")]


def answers_crumbs(plan: Any) -> list[Crumb]:
    """Return the crumbs of the pages about who answers for what."""
    return [(_("Who answers for what"), reverse(ANSWERS_SECTION, args=[plan.key]))]


def say_done(request: HttpRequest, plan: Any, record: Record, sentence: str) -> None:
    """Say what was done, with a button that undoes it."""
    address = element_url(plan, record, "desk:undo", record.version)
    undo = format_html(
        '{} <form method="post" action="{}"><input type="hidden" name="csrfmiddlewaretoken" value="{}">'
        '<button class="as-link">{}</button></form>',
        sentence,
        address,
        get_token(request),
        _("Undo"),
    )
    messages.success(request, undo)


def _short(record: Record) -> str:
    text = str(record)
    return text if len(text) <= 60 else f"{text[:57].rstrip()}…"
