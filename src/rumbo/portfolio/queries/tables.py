"""Lists of the portfolio as tables to export."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext_lazy as _

from rumbo.core.tables import Column, Table
from rumbo.portfolio.enums import Responsible
from rumbo.portfolio.models import Project, Responsibility

if TYPE_CHECKING:
    from rumbo.plan.models import Plan

#: One row a project, with titles, not keys. Rows are what `project_table_rows` returns.
PROJECTS = Table(
    "projects",
    _("Projects"),
    (
        Column("axis", _("Axis"), lambda project: project.program.theme.axis.title, 28),
        Column("theme", _("Theme"), lambda project: project.program.theme.title, 28),
        Column("program", _("Program"), lambda project: project.program.title, 32),
        Column("number", _("Number"), lambda project: project.number, 9),
        Column("title", _("Title"), lambda project: project.title, 60),
        Column("under_way", _("Under way"), lambda project: project.under_way, 11),
        Column("priority", _("Priority"), lambda project: project.priority, 11),
        Column("key", _("Key"), lambda project: project.key, 12),
        Column("title_en", _("Title in English"), lambda project: project.title_en, 40),
        Column("text", _("Text"), lambda project: project.text, 60),
        Column("term", _("Term"), lambda project: project.term, 10),
        Column("territories", _("Territories"), lambda project: [one.title for one in project.territories.all()], 28),
        Column("accountable", _("Accountable"), lambda project: _accountable(project), 32),
        Column("state", _("State"), lambda project: project.state, 12),
        Column("stage", _("Stage"), lambda project: project.stage, 12),
        Column("suspended", _("Suspended"), lambda project: project.suspended, 11),
    ),
)


def project_table_rows(projects: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
    """Return projects with all that the table `PROJECTS` shows, in the order they are in."""
    held = Responsibility.objects.filter(role=Responsible.ACCOUNTABLE, share=None)
    accountable = held.select_related("organization")
    return (
        projects.select_related("measure", "program__theme__axis")
        .defer("text_en", *(f"{path}__{name}" for path in _ABOVE for name in ("text", "text_en")))
        .prefetch_related(
            "territories",
            Prefetch("measure__responsibilities", queryset=accountable, to_attr="accountable"),
        )
    )


def plan_project_rows(plan: Plan) -> QuerySet[Any, Any]:
    """Return the rows of `PROJECTS` for all projects in force of a plan, in number order."""
    return project_table_rows(Project.objects.current().filter(plan=plan))


_ABOVE = ("program", "program__theme", "program__theme__axis")


def _accountable(project: Any) -> str:
    return "; ".join(held.organization.title for held in project.measure.accountable)
