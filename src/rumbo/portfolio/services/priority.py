"""Which projects are of priority: those that a current entry of the priority portfolio names."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction

from rumbo.plan.enums import Standing
from rumbo.portfolio.models import PriorityEntry, Project

#: Standings of an entry whose project counts as one of priority.
IN_FORCE = (Standing.EXACT, Standing.TO_CONFIRM, Standing.CONFIRMED)


@transaction.atomic
def sync(plan_ids: Iterable[int]) -> None:
    """Set ``Project.priority`` in these plans: true for the projects that current entries in force name.

    Entries that name a programme do not make its projects ones of priority. The flag follows from the entries, which
    have their own history, so that it is no edit of the project.
    """
    plans = set(plan_ids)
    entries = PriorityEntry.objects.current().filter(plan__in=plans, project__isnull=False, standing__in=IN_FORCE)
    named = set(entries.values_list("project_id", flat=True))
    projects = Project.objects.filter(plan__in=plans)
    flagged = set(projects.filter(priority=True).values_list("pk", flat=True))
    if named - flagged:
        projects.filter(pk__in=named - flagged).update(priority=True)
    if flagged - named:
        projects.filter(pk__in=flagged - named).update(priority=False)


def on_entries_saved(sender: type[PriorityEntry], records: Sequence[PriorityEntry], **_kwargs: Any) -> None:
    """Keep the flags of the projects as entries of the list are written."""
    sync({entry.plan_id for entry in records})
