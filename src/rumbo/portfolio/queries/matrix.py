"""The matrix of projects and organizations: who is responsible, accountable, consulted and informed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from rumbo.accounts.models import Organization
from rumbo.core.tables import Column, Table
from rumbo.portfolio.enums import Responsible
from rumbo.portfolio.models import Project, Responsibility

if TYPE_CHECKING:
    from rumbo.plan.models import Axis, Plan

#: The letters of the roles, in the order of their name: R, A, C, I.
LETTERS: dict[str, str] = {
    "R": Responsible.RESPONSIBLE,
    "A": Responsible.ACCOUNTABLE,
    "C": Responsible.CONSULTED,
    "I": Responsible.INFORMED,
}


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """A project with the letters of each organization that has a role; ``accountable`` says whether one has it."""

    project: Project
    letters: dict[int, str]

    @property
    def accountable(self) -> bool:
        """Whether an organization is accountable for it."""
        return any("A" in letters for letters in self.letters.values())


def letters_of(roles: Iterable[str]) -> str:
    """Return roles as letters, in the order R, A, C, I."""
    held = set(roles)
    return "".join(letter for letter, role in LETTERS.items() if role in held)


def roles_of(letters: str) -> frozenset[str]:
    """Return the roles of letters; `KeyError` for another letter."""
    return frozenset(LETTERS[letter] for letter in letters)


def matrix_projects(plan: Plan, axis: Axis | None) -> QuerySet[Any, Any]:
    """Return the projects in force of a plan, or of one axis, in number order, each with the way to its axis."""
    rows: QuerySet[Any, Any] = Project.objects.current().filter(plan=plan)
    if axis is not None:
        rows = rows.filter(program__theme__axis=axis)
    above = ("program", "program__theme", "program__theme__axis")
    texts = [f"{path}__{name}" for path in above for name in ("text", "text_en")]
    return rows.select_related("program__theme__axis").defer("text", "text_en", *texts)


def matrix_organizations(projects: QuerySet[Any, Any], added: Iterable[int] = ()) -> list[Any]:
    """Return the organizations with a role for one of the projects, the busiest first; before them the added ones."""
    held = Responsibility.objects.filter(measure__in=projects.order_by().values("measure"))
    counts = dict(held.order_by().values_list("organization").annotate(Count("pk")))
    wanted = list(dict.fromkeys(added))
    rows = list(Organization.objects.filter(Q(pk__in=counts) | Q(pk__in=wanted)))
    return sorted(rows, key=lambda one: (one.pk not in wanted, -counts.get(one.pk, 0), one.title, one.pk))


def matrix_rows(projects: Iterable[Project]) -> list[MatrixRow]:
    """Return the rows of projects: one query."""
    listed = list(projects)
    held: dict[int, dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
    found = Responsibility.objects.filter(measure__in=[project.measure_id for project in listed])
    for measure, organization, role in found.values_list("measure", "organization", "role"):
        held[measure][organization].append(role)
    return [
        MatrixRow(project, {one: letters_of(roles) for one, roles in held.get(project.measure_id, {}).items()})
        for project in listed
    ]


def letters_in(project: Project) -> dict[int, str]:
    """Return the letters of each organization that has a role for one project."""
    return matrix_rows([project])[0].letters


def matrix_table(organizations: Iterable[Any]) -> Table:
    """Return the matrix as a table to export: a row a project, a column an organization."""
    return Table(
        "matrix",
        _("Who answers for what"),
        (
            Column("axis", _("Axis"), lambda row: row.project.program.theme.axis.title, 28),
            Column("number", _("Number"), lambda row: row.project.number, 9),
            Column("project", _("Project"), lambda row: row.project.title, 60),
            *(_column(one) for one in organizations),
        ),
    )


def table_rows(projects: QuerySet[Any, Any]) -> Iterator[MatrixRow]:
    """Yield the rows of the table: two queries."""
    yield from matrix_rows(projects)


def unaccountable(projects: QuerySet[Any, Any]) -> int:
    """Return how many of the projects nobody is accountable for."""
    held = Responsibility.objects.filter(role=Responsible.ACCOUNTABLE)
    return projects.order_by().exclude(measure__in=held.values("measure")).count()


def _column(organization: Any) -> Column:
    return Column(organization.key, organization.title, lambda row: row.letters.get(organization.pk, ""), 14)
