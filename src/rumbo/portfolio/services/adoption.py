"""Making projects and actions of what people said at workshops."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from rumbo.participation.enums import ContributionKind
from rumbo.participation.services.adoption import Adopted, adopt_as_new
from rumbo.participation.targets import Fact, Parent, Target, register
from rumbo.portfolio.models import Action, Project

if TYPE_CHECKING:
    from rumbo.core.actors import Actor
    from rumbo.participation.models import Contribution
    from rumbo.plan.models import Strategy
    from rumbo.portfolio.models import Program


def adopt_as_project(
    actor: Actor, contribution: Contribution, title: str, program: Program, *, text: str = "", note: str = ""
) -> Adopted:
    """Make a project of a programme, with its measure, of what somebody said, and adopt it.

    Raises:
        PermissionDenied, Refused, ValidationError: as `rumbo.participation.services.adoption.adopt_as_new`.
    """
    project = Project(plan_id=program.plan_id, program=program, title=title, text=text)
    return adopt_as_new(actor, [contribution], project, note)[0]


def adopt_as_action(
    actor: Actor,
    contribution: Contribution,
    title: str,
    *,
    strategy: Strategy | None = None,
    project: Project | None = None,
    note: str = "",
) -> Adopted:
    """Make an action of a strategy or of a project, with its measure, of what somebody said, and adopt it.

    Raises:
        PermissionDenied, Refused, ValidationError: as `rumbo.participation.services.adoption.adopt_as_new`.
    """
    action = Action(plan_id=contribution.plan_id, strategy=strategy, project=project, title=title)
    return adopt_as_new(actor, [contribution], action, note)[0]


def register_targets() -> None:
    """Tell participation that contributions become projects and actions too."""
    register(
        Target(
            "project",
            "portfolio.Project",
            (Parent("program", "portfolio.Program", "theme__axis"),),
            (ContributionKind.PROJECT,),
            "measure__project",
            ("program",),
            _facts_of_project,
        ),
        Target(
            "action",
            "portfolio.Action",
            (
                Parent("strategy", "plan.Strategy", "objective__theme__axis"),
                Parent("project", "portfolio.Project", "program__theme__axis"),
            ),
            (ContributionKind.ACTION,),
            "measure__action",
            ("strategy", "project"),
            lambda action: [("", str(action.project or action.strategy))],
        ),
    )


def _facts_of_project(project: Project) -> list[Fact]:
    facts: list[Fact] = [("", project.program.name)]
    if project.under_way:
        facts.append(("go", _("Under way")))
    if project.priority:
        facts.append(("ok", _("In the priority portfolio")))
    return facts
