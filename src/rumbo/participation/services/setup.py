"""Beginning a process, and seating a workshop: several elements made at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from rumbo.core.errors import Refused
from rumbo.core.models import State
from rumbo.core.services import records
from rumbo.participation.models import Process, Stage, Table, Workshop
from rumbo.participation.queries.setup import axes_without_table

if TYPE_CHECKING:
    from rumbo.core.actors import Actor

#: The stages that most plans go through, in Spanish and English: data of the plan, so never translated by the page.
USUAL_STAGES = (
    ("Diagnóstico", "Diagnosis"),
    ("Visión y objetivos", "Vision and objectives"),
    ("Estrategias y acciones", "Strategies and actions"),
    ("Proyectos", "Projects"),
)
USUAL_PROCESS = ("Proceso participativo", "Participatory process")


@transaction.atomic
def start_process(actor: Actor, plan: Any) -> Process:
    """Make the plan's first process with the four usual stages, and return it.

    Raises:
        PermissionDenied: the actor does not manage the plan.
        Refused: the plan has a process already.
    """
    title, title_en = USUAL_PROCESS
    process = Process(plan=plan, title=title, title_en=title_en)
    records.authorize(actor, Process.PERMISSION, process)
    if Process.objects.filter(plan=plan, state=State.CURRENT).exists():
        raise Refused(_("The plan has a process already. Add stages to it, or another process by hand."))
    records.create(actor, process)
    stages = [Stage(plan=plan, process=process, title=es, title_en=en) for es, en in USUAL_STAGES]
    records.create_many(actor, [(stage, {}) for stage in stages])
    return process


@transaction.atomic
def add_tables(actor: Actor, workshop: Workshop) -> list[Table]:
    """Make a table for each axis in force that has none in the workshop yet, and return them.

    Raises:
        PermissionDenied: the actor does not manage the plan.
        Refused: the workshop was withdrawn, or every axis has its table.
    """
    records.authorize(actor, Workshop.PERMISSION, workshop)
    locked = Workshop.objects.select_for_update().get(pk=workshop.pk)
    if not locked.is_current:
        raise Refused(_("This workshop was withdrawn. Put it in force again first."))
    axes = axes_without_table(locked)
    if not axes:
        raise Refused(_("Every axis in force has its table already."))
    made = [
        Table(
            plan_id=locked.plan_id,
            workshop=locked,
            axis=axis,
            title=f"Mesa de {axis.title}"[: Table.TITLE_LIMIT],
            title_en=f"Table on {axis.title_en}"[: Table.TITLE_LIMIT] if axis.title_en else "",
        )
        for axis in axes
    ]
    return records.create_many(actor, [(table, {}) for table in made])
