"""The priority portfolio: what a council decided on a ranking, or the list of a document."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from rumbo.core.links import anchor
from rumbo.core.tables import export_response
from rumbo.plan.enums import Standing
from rumbo.portal.tables import PRIORITY
from rumbo.portal.web.access import get_plan
from rumbo.portal.web.kept import kept
from rumbo.portal.web.page import list_page
from rumbo.portal.web.publication import publication_page
from rumbo.portfolio.queries.priority_entries import entries_of_plan
from rumbo.priority.queries.published import in_force, others, public_rounds

if TYPE_CHECKING:
    from rumbo.portfolio.models import PriorityEntry


@dataclass(frozen=True, slots=True)
class Group:
    """The entries under one heading of the list; ``axis`` is missing where the plan here has no such axis."""

    title: str
    axis: Any
    entries: list[PriorityEntry]


@require_safe
@kept
def priority(request: HttpRequest, plan_key: str) -> HttpResponseBase:
    """Show what the council decided, or the entries of a document by axis with what each names."""
    plan = get_plan(request, plan_key)
    listed = entries_of_plan(plan)
    if response := export_response(request, PRIORITY, listed, f"{plan.key}-priority"):
        return response
    entries = list(listed)
    shown = in_force(plan)
    if shown is not None:
        anchors = {entry.project.measure_id: anchor(entry) for entry in entries if entry.project_id}
        return publication_page(
            request, plan, shown, here=_("Priority portfolio"), anchors=anchors, rounds=public_rounds(plan)
        )
    return list_page(
        request,
        "priority",
        plan,
        here=_("Priority portfolio"),
        section="priority",
        entries=entries,
        groups=grouped(entries),
        matched=sum(1 for entry in entries if entry.project_id or entry.program_id),
        to_confirm=sum(1 for entry in entries if entry.standing == Standing.TO_CONFIRM),
        others=others(plan, None),
        rounds=public_rounds(plan),
    )


def grouped(entries: Iterable[PriorityEntry]) -> list[Group]:
    """Return the entries by axis in the plan's order; headings without an axis come last, in the list's order."""
    order: dict[str, int] = {}
    for entry in entries:
        order.setdefault(_heading(entry), len(order))

    def place(entry: PriorityEntry) -> tuple[bool, int, int]:
        return (entry.axis is None, entry.axis.position if entry.axis else 0, order[_heading(entry)])

    ranked = sorted(entries, key=place)
    groups = []
    for title, members in groupby(ranked, key=_heading):
        listed = list(members)
        groups.append(Group(title, listed[0].axis, listed))
    return groups


def _heading(entry: PriorityEntry) -> str:
    return entry.axis.name if entry.axis else entry.axis_title
