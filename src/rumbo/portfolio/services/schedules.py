"""Fixing a schedule as a baseline."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from rumbo.core.actors import person_of
from rumbo.core.errors import Refused
from rumbo.core.models import State
from rumbo.core.services.records import authorize
from rumbo.portfolio.models import Baseline, Milestone

if TYPE_CHECKING:
    from rumbo.core.actors import Actor
    from rumbo.portfolio.models import Project


@transaction.atomic
def set_baseline(actor: Actor, project: Project, *, reason: str) -> Baseline:
    """Fix the present schedule as the project's next baseline and return it; the first is the original.

    Raises:
        PermissionDenied: the actor may not edit the project.
        Refused: there are no milestones, no reason is given, or nothing changed since the last one.
    """
    authorize(actor, "plan.edit", project)
    if not reason.strip():
        raise Refused(_("Say why the schedule is fixed so: the reason stays beside it."))
    steps = Milestone.objects.filter(project=project, state=State.CURRENT)
    fixed = {str(one.pk): [one.starts_on.isoformat(), one.ends_on.isoformat(), one.weight] for one in steps}
    if not fixed:
        raise Refused(_("There are no milestones to fix."))
    last = Baseline.objects.select_for_update().filter(project=project).order_by("-number").first()
    if last is not None and last.milestones == fixed:
        raise Refused(_("Nothing changed since the last baseline."))
    person = person_of(actor)
    number = last.number + 1 if last is not None else 1
    return Baseline.objects.create(
        project=project, number=number, reason=reason.strip(), milestones=fixed, actor=person
    )
