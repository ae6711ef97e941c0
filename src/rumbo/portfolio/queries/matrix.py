"""The matrix of projects, strategies or actions and organizations: who is responsible, accountable and so on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from rumbo.accounts.models import Organization
from rumbo.core.models import State
from rumbo.core.tables import Column, Table
from rumbo.plan.models import Strategy
from rumbo.portfolio.enums import Responsible
from rumbo.portfolio.models import Action, Project, Responsibility
from rumbo.portfolio.queries.responsibilities import axis_of

if TYPE_CHECKING:
    from rumbo.plan.models import Axis, Plan

#: The letters of the roles, in the order of their name: R, A, C, I.
LETTERS: dict[str, str] = {
    "R": Responsible.RESPONSIBLE,
    "A": Responsible.ACCOUNTABLE,
    "C": Responsible.CONSULTED,
    "I": Responsible.INFORMED,
}
#: The kinds that a matrix can be of, and the ways from each to its axis.
MODELS: dict[str, Any] = {"project": Project, "strategy": Strategy, "action": Action}
_AXES = {
    "project": ("program__theme__axis",),
    "strategy": ("objective__theme__axis",),
    "action": ("strategy__objective__theme__axis", "project__program__theme__axis"),
}


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """A project, strategy or action with the letters of each organization that has a role for the whole of it.

    ``shares`` has the letters for single shares of a project: by organization, as (municipality or state, letters).
    """

    element: Any
    letters: dict[int, str]
    shares: dict[int, list[tuple[str, str]]] = field(default_factory=dict)

    @property
    def project(self) -> Any:
        """The element, where the matrix is of projects."""
        return self.element

    @property
    def accountable(self) -> bool:
        """Whether an organization is accountable for it."""
        return any("A" in letters for letters in self.letters.values())


@dataclass(frozen=True, slots=True)
class MatrixLine:
    """A row of the table to export: an element, or one share of it (``share`` names whose), with the letters."""

    element: Any
    share: str
    letters: dict[int, str]


def letters_of(roles: Iterable[str]) -> str:
    """Return roles as letters, in the order R, A, C, I."""
    held = set(roles)
    return "".join(letter for letter, role in LETTERS.items() if role in held)


def roles_of(letters: str) -> frozenset[str]:
    """Return the roles of letters; `KeyError` for another letter."""
    return frozenset(LETTERS[letter] for letter in letters)


def matrix_projects(plan: Plan, axis: Axis | None) -> QuerySet[Any, Any]:
    """Return the projects in force of a plan, or of one axis, in number order, each with the way to its axis."""
    return matrix_elements("project", plan, axis)


def with_axes(projects: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
    """Return projects, each with the way to its axis, without the texts that a matrix does not show."""
    return _with_axes(projects, _AXES["project"])


def matrix_elements(kind: str, plan: Plan, axis: Axis | None) -> QuerySet[Any, Any]:
    """Return the projects, strategies or actions in force of a plan, or of one axis, with the way to their axis.

    Projects come by number, the others as they stand in the plan; ``KeyError`` for another kind.
    """
    paths = _AXES[kind]
    rows: QuerySet[Any, Any] = MODELS[kind]._default_manager.filter(plan=plan, state=State.CURRENT)
    if axis is not None:
        rows = rows.filter(reduce(or_, (Q(**{path: axis}) for path in paths)))
    rows = _with_axes(rows, paths)
    if kind == "project":
        return rows
    axes = [F(f"{path}__position") for path in paths]
    return rows.order_by(Coalesce(*axes) if len(axes) > 1 else axes[0], "position", "pk")


def matrix_organizations(elements: QuerySet[Any, Any], added: Iterable[int] = ()) -> list[Any]:
    """Return the organizations with a role for one of the elements, the busiest first; before them the added ones."""
    held = Responsibility.objects.filter(measure__in=elements.order_by().values("measure"))
    counts = dict(held.order_by().values_list("organization").annotate(Count("pk")))
    wanted = list(dict.fromkeys(added))
    rows = list(Organization.objects.filter(Q(pk__in=counts) | Q(pk__in=wanted)))
    return sorted(rows, key=lambda one: (one.pk not in wanted, -counts.get(one.pk, 0), one.title, one.pk))


def matrix_rows(elements: Iterable[Any]) -> list[MatrixRow]:
    """Return the rows of elements: one query."""
    listed = list(elements)
    held: dict[int, dict[tuple[str, int], list[str]]] = defaultdict(lambda: defaultdict(list))
    found = Responsibility.objects.filter(measure__in=[element.measure_id for element in listed])
    columns = ("measure", "organization", "role", "share__territory__title")
    for measure, organization, role, place in found.values_list(*columns):
        held[measure][place or "", organization].append(role)
    return [_row(element, held.get(element.measure_id, {})) for element in listed]


def letters_in(element: Any) -> dict[int, str]:
    """Return the letters of each organization that has a role for the whole of one element."""
    return matrix_rows([element])[0].letters


def matrix_table(organizations: Iterable[Any], kind: str = "project") -> Table:
    """Return the matrix as a table to export: a row an element and a row a share, a column an organization."""
    return Table(
        "matrix",
        _("Who answers for what"),
        (
            Column("axis", _("Axis"), lambda row: axis_of(row.element).title, 28),
            Column("number", _("Number"), lambda row: getattr(row.element, "number", ""), 9),
            Column(kind, capfirst(MODELS[kind]._meta.verbose_name), lambda row: row.element.title, 60),
            Column("share", _("Share"), lambda row: row.share, 20),
            *(_column(one) for one in organizations),
        ),
    )


def table_rows(elements: QuerySet[Any, Any]) -> Iterator[MatrixLine]:
    """Yield the rows of the table, each element before its shares: two queries."""
    for row in matrix_rows(elements):
        yield MatrixLine(row.element, "", row.letters)
        places: dict[str, dict[int, str]] = defaultdict(dict)
        for organization, marks in row.shares.items():
            for place, letters in marks:
                places[place][organization] = letters
        for place in sorted(places):
            yield MatrixLine(row.element, place, places[place])


def unaccountable(elements: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
    """Return those of the elements that nobody is accountable for; a share's accountable answers for it alone."""
    held = Responsibility.objects.filter(role=Responsible.ACCOUNTABLE, share=None)
    return elements.exclude(measure__in=held.values("measure"))


def _with_axes(rows: QuerySet[Any, Any], paths: tuple[str, ...]) -> QuerySet[Any, Any]:
    above = [path.split("__")[: end + 1] for path in paths for end in range(path.count("__") + 1)]
    texts = [f"{'__'.join(steps)}__{name}" for steps in above for name in ("text", "text_en")]
    return rows.select_related(*paths).defer("text", "text_en", *dict.fromkeys(texts))


def _row(element: Any, held: Mapping[tuple[str, int], list[str]]) -> MatrixRow:
    row = MatrixRow(element, {})
    for (place, organization), roles in sorted(held.items()):
        if place:
            row.shares.setdefault(organization, []).append((place, letters_of(roles)))
        else:
            row.letters[organization] = letters_of(roles)
    return row


def _column(organization: Any) -> Column:
    return Column(organization.key, organization.title, lambda row: row.letters.get(organization.pk, ""), 14)
