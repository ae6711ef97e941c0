"""Projects made from citizens' proposals, and telling the authors what becomes of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from rumbo.core.errors import Refused
from rumbo.core.models import Record
from rumbo.core.services import records
from rumbo.core.services.records import authorize
from rumbo.participation.enums import ProposalState
from rumbo.participation.services import news, proposals
from rumbo.plan.enums import MeasureKind
from rumbo.plan.models import Measure
from rumbo.portfolio.models import PriorityEntry, Program, Project

if TYPE_CHECKING:
    from rumbo.core.actors import Actor
    from rumbo.participation.models import Proposal


@transaction.atomic
def accept_as_project(
    actor: Actor,
    proposal: Proposal,
    program: Program,
    *,
    answer: str,
    title: str = "",
    text: str = "",
    expected_version: int | None = None,
) -> Project:
    """Accept a citizen's proposal: make a project of it in a programme and return that.

    ``title`` and ``text`` are the proposal's where none are given.

    Raises:
        PermissionDenied: the actor does not moderate the proposal, or may not write in the programme's axis.
        Refused: it is not public, was accepted already, or somebody else decided in the meantime.
        ValidationError: the answer, the title or the text is wrong.
    """
    authorize(actor, "participation.moderate", proposal)
    if program.plan_id != proposal.plan_id or not program.is_current:
        raise Refused(_("Choose a programme in force of the same plan."))
    if proposal.state == ProposalState.ACCEPTED and proposal.measure_id is not None:
        raise Refused(_("It is a project already. Take the answer back first to make another one."))
    reason = _("Accepted from the citizens' call “%(call)s”") % {"call": proposal.call.title}
    made = records.create(
        actor,
        Project(
            plan_id=proposal.plan_id,
            program=program,
            title=" ".join(title.split()) or proposal.title,
            text=text.strip() or proposal.problem,
        ),
        reason=reason,
    )
    proposals.answer(
        actor,
        proposal,
        ProposalState.ACCEPTED,
        answer,
        measure=made.measure,
        expected_version=expected_version,
    )
    news.tell_of_measures(_courses([made]))
    return made


@transaction.atomic
def merge_into_project(
    actor: Actor, proposal: Proposal, project: Project, *, answer: str, expected_version: int | None = None
) -> Proposal:
    """Answer that a proposal goes on in a project that the plan has. Errors as in `accept_as_project`."""
    merged = proposals.answer(
        actor,
        proposal,
        ProposalState.MERGED,
        answer,
        measure=project.measure,
        expected_version=expected_version,
    )
    news.tell_of_measures(_courses([project]))
    return merged


def on_records_saved(sender: type[Record], records: Sequence[Any], **_kwargs: Any) -> None:
    """Tell the authors of proposals when the project that came of theirs moved.

    Entries of the priority portfolio change the flag of the projects that they name, now or before.
    """
    if sender is PriorityEntry:
        plans = {entry.plan_id for entry in records}
        measures = Measure.objects.filter(plan__in=plans, kind=MeasureKind.PROJECT, proposals__isnull=False)
        records = list(Project.objects.filter(measure__in=measures))
    if records:
        news.tell_of_measures(_courses(records))


def _courses(projects: Sequence[Project]) -> dict[int, dict[str, Any]]:
    return {
        project.measure_id: {
            "state": str(project.state),
            "reason": project.state_reason,
            "under_way": project.under_way,
            "priority": project.priority,
        }
        for project in projects
    }
