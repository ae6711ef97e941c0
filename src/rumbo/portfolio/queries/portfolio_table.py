"""The table of the portfolio: the columns that people choose from, what they need to be read, and the sums below."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import F, Max, Min, QuerySet, Sum
from django.utils.timezone import localdate
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from rumbo.core.models import State
from rumbo.core.tables import Column, Table
from rumbo.portfolio.models import Estimate, Funding, Milestone, Project
from rumbo.portfolio.models.money import ZERO
from rumbo.portfolio.queries.projects import Facts, ProjectRow, progress_by_weight, project_rows
from rumbo.portfolio.sums import sure

#: Projects of a file that are read at a time.
CHUNK = 500

#: All columns by code, in the order of the table.
COLUMNS: dict[str, Column] = {
    column.code: column
    for column in (
        Column("number", _("No."), lambda row: row.number, 9),
        Column("title", _("Project"), lambda row: row.name, 60),
        Column("axis", _("Axis"), lambda row: row.axis.name, 28),
        Column("theme", _("Theme"), lambda row: row.theme.name, 28),
        Column("program", _("Program"), lambda row: row.program.name, 32),
        Column("stage", _("Stage"), lambda row: row.stage.label, 14),
        Column("suspended", _("Suspended"), lambda row: row.suspended, 11),
        Column("term", _("Term"), lambda row: row.term_label, 14),
        Column("priority", _("Priority"), lambda row: row.priority, 11),
        Column("under_way", _("Under way"), lambda row: row.under_way, 11),
        Column("accountable", _("Accountable"), lambda row: row.accountable.name if row.accountable else "", 32),
        Column("territories", _("Territories"), lambda row: list(row.facts.territories), 28),
        Column("cost", _("Cost"), lambda row: row.facts.cost, 18),
        Column("authorised", _("Authorised"), lambda row: row.facts.sure, 18),
        Column("funded", _("Funded (%)"), lambda row: row.facts.funded, 11),
        Column("progress", _("Progress (%)"), lambda row: row.facts.progress, 11),
        Column("begins", _("Begins"), lambda row: row.facts.begins, 12),
        Column("ends", _("Ends"), lambda row: row.facts.ends, 12),
        Column("tags", _("Tags"), lambda row: row.tags.split("; ") if row.tags else [], 24),
        Column("state", _("State"), lambda row: row.state_label, 12),
        Column("updated", _("Updated"), lambda row: localdate(row.updated), 12),
    )
}
#: The columns of a table that nobody chose; those without anything to show are left out of the page.
DEFAULT_COLUMNS = ("number", "title", "axis", "program", "stage", "accountable", "cost", "funded")
MONEY = frozenset({"cost", "authorised", "funded"})
#: What the columns of money add up: its name, the rows, and what of each counts.
_MONEY: tuple[tuple[str, Any, Callable[[], Any]], ...] = (
    ("cost", Estimate, lambda: F("amount")),
    ("sure", Funding, sure),
)
STEPS = frozenset({"progress", "begins", "ends"})


class Totals(NamedTuple):
    """The money of many projects: what they cost by their estimates, and what of it is authorised or more."""

    cost: Decimal
    sure: Decimal

    @property
    def funded(self) -> int | None:
        """How much of the cost is authorised, in per cent; None without a cost."""
        return round(100 * self.sure / self.cost) if self.cost else None


def table_rows(projects: QuerySet[Any, Any], columns: Collection[str]) -> list[ProjectRow]:
    """Return the rows of a table with what its columns need: eight queries at most, however many rows."""
    rows = project_rows(projects)
    facts = _facts([row.pk for row in rows], frozenset(columns))
    return [row._replace(facts=facts[row.pk]) if row.pk in facts else row for row in rows]


def exported(columns: Sequence[str]) -> Table:
    """Return the chosen columns as a table to export; its rows are those of `exported_rows`."""
    return Table("projects", _("Projects"), tuple(COLUMNS[code] for code in columns))


def exported_rows(projects: QuerySet[Any, Any], columns: Collection[str]) -> Iterator[ProjectRow]:
    """Yield the rows of a file in the order of the projects, some hundreds read at a time."""
    numbers = list(projects.values_list("pk", flat=True))
    for first in range(0, len(numbers), CHUNK):
        part = numbers[first : first + CHUNK]
        rows = {row.pk: row for row in table_rows(Project.objects.filter(pk__in=part), columns)}
        yield from (rows[pk] for pk in part if pk in rows)


def money_of(projects: QuerySet[Any, Any]) -> Totals:
    """Return the money of all these projects: two queries."""
    inside = projects.order_by().values("pk")
    cost, held = (
        rows.objects.filter(state=State.CURRENT, project__in=inside)
        .order_by()
        .aggregate(total=Sum(amount()))["total"]
        for _name, rows, amount in _MONEY
    )
    return Totals(cost or ZERO, held or ZERO)


def _facts(pks: list[int], columns: frozenset[str]) -> dict[int, Facts]:
    found: dict[int, dict[str, Any]] = defaultdict(dict)
    if columns & MONEY:
        for name, rows, amount in _MONEY:
            for pk, total in _of(rows.objects.all(), pks).annotate(total=Sum(amount())):
                found[pk][name] = total
    if columns & STEPS:
        for pk, begins, ends, progress in _steps(pks):
            found[pk] |= {"begins": begins, "ends": ends, "progress": round(progress)}
    if "territories" in columns:
        for pk, names in _territories(pks).items():
            found[pk]["territories"] = tuple(names)
    return {pk: Facts(**values) for pk, values in found.items()}


def _of(rows: Any, pks: list[int]) -> Any:
    return rows.filter(state=State.CURRENT, project__in=pks).order_by().values_list("project")


def _steps(pks: list[int]) -> Any:
    """Return first day, last day and progress by weight of the projects that have milestones."""
    return _of(Milestone.objects.all(), pks).annotate(Min("starts_on"), Max("ends_on"), share=progress_by_weight())


def _territories(pks: list[int]) -> dict[int, list[str]]:
    english = (get_language() or "").startswith("en")
    through: Any = Project.territories.through
    rows = through.objects.filter(project__in=pks).order_by("territory__title", "territory")
    found: dict[int, list[str]] = defaultdict(list)
    for pk, title, title_en in rows.values_list("project_id", "territory__title", "territory__title_en"):
        found[pk].append(title_en if english and title_en else title)
    return found
