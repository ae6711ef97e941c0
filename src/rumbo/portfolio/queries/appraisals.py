"""The economic appraisals of a project, reckoned: what each alternative is worth, year by year and together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from rumbo.core.tables import Column, Table
from rumbo.methods.appraisal import Appraisal as Result
from rumbo.methods.appraisal import Item, appraise, rate_item
from rumbo.portfolio.models import Appraisal
from rumbo.portfolio.models.appraisal import FLOWS
from rumbo.portfolio.models.money import ZERO

if TYPE_CHECKING:
    from rumbo.plan.models import Plan
    from rumbo.portfolio.models import Project

#: By how much each item is changed to see which matter: 20 %.
CHANGE = 0.2


@dataclass(frozen=True, slots=True)
class Year:
    """A year of an appraisal: its exact flows, and their present value, alone and with all years before."""

    number: int
    year: int
    investment: Decimal
    operation: Decimal
    benefits: Decimal
    present: float
    together: float

    @property
    def net(self) -> Decimal:
        """What the year leaves."""
        return self.benefits - self.investment - self.operation


@dataclass(frozen=True)
class Report:
    """An appraisal with what it comes to. ``found`` is of the method; money in pesos of the record's prices."""

    record: Any
    found: Result

    @property
    def rate(self) -> float:
        """The social discount rate, as a fraction a year."""
        return self.found.rate

    @cached_property
    def years(self) -> list[Year]:
        """Its years, in order."""
        rows, together = [], 0.0
        for number, (investment, operation, benefits) in enumerate(self.record.amounts):
            present = float(benefits - investment - operation) * (1 + self.rate) ** -number
            together += present
            year = self.record.first_year + number
            rows.append(Year(number, year, investment, operation, benefits, present, together))
        return rows

    @cached_property
    def totals(self) -> dict[str, Decimal]:
        """The exact sums of all years, undiscounted, and what they leave."""
        sums = {name: sum((getattr(year, name) for year in self.years), ZERO) for name in FLOWS}
        return sums | {"net": sums["benefits"] - sums["investment"] - sums["operation"]}

    @cached_property
    def tornado(self) -> tuple[Item, ...]:
        """Its items and the discount rate, what moves its worth most first; what moves nothing is left out."""
        rate = rate_item("rate", [float(year.net) for year in self.years], self.rate, change=CHANGE)
        items = [item for item in (*self.found.items, rate) if item.swing > 0]
        return tuple(sorted(items, key=lambda one: (-one.swing, one.name)))

    @property
    def is_worth_it(self) -> bool:
        """Whether its benefits are at least its costs."""
        return self.found.npv >= 0


def report_of(record: Appraisal) -> Report:
    """Return what an appraisal comes to."""
    amounts = record.amounts
    items = {
        name: [float(row[place]) * (1 if name == "benefits" else -1) for row in amounts]
        for place, name in enumerate(FLOWS)
    }
    return Report(record, appraise(items, float(record.discount_rate) / 100, change=CHANGE))


def reports_of(project: Project) -> list[Report]:
    """Return the appraisals in force of a project in their order, a query."""
    return [report_of(one) for one in Appraisal.objects.current().filter(project=project)]


def find_appraisal(plan: Plan, key: str) -> Any:
    """Return the appraisal with this key, in force or not, with project, programme, theme and axis; or None."""
    found = Appraisal.objects.select_related("project__program__theme__axis", "superseded_by")
    return found.filter(plan=plan, key=key).first()


#: One row a year; present values are rounded to the cent.
FLOWS_TABLE = Table(
    "flows",
    _("Flows"),
    (
        Column("alternative", _("Alternative"), lambda row: row[0].record.title, 40),
        Column("year", _("Year"), lambda row: row[1].year, 8),
        Column("investment", _("Investment"), lambda row: row[1].investment, 18),
        Column("operation", _("Operation"), lambda row: row[1].operation, 18),
        Column("benefits", _("Benefits"), lambda row: row[1].benefits, 18),
        Column("net", _("Net"), lambda row: row[1].net, 18),
        Column("present", _("Present value"), lambda row: cents(row[1].present), 18),
        Column("together", _("Present value so far"), lambda row: cents(row[1].together), 18),
    ),
)

#: One row an alternative; what is undefined is empty.
INDICATORS_TABLE = Table(
    "indicators",
    _("Indicators"),
    (
        Column("alternative", _("Alternative"), lambda row: row.record.title, 40),
        Column("rate", _("Social discount rate (%)"), lambda row: row.record.discount_rate, 12),
        Column("prices", _("At prices of"), lambda row: row.record.price_year, 10),
        Column("npv", _("Net present value"), lambda row: cents(row.found.npv), 18),
        Column("irr", _("Internal rate of return (%)"), lambda row: percent(row.found.irr.value), 12),
        Column("mirr", _("Modified rate of return (%)"), lambda row: percent(row.found.mirr), 12),
        Column("ratio", _("Benefit-cost ratio"), lambda row: rounded(row.found.ratio, 4), 12),
        Column("annual_cost", _("Equivalent annual cost"), lambda row: cents(row.found.annual_cost), 18),
        Column("payback", _("Payback (years)"), lambda row: rounded(row.found.payback, 2), 12),
        Column(
            "discounted_payback",
            _("Discounted payback (years)"),
            lambda row: rounded(row.found.discounted_payback, 2),
            12,
        ),
    ),
)


def flow_rows(reports: list[Report]) -> Iterator[tuple[Report, Year]]:
    """Yield the rows of `FLOWS_TABLE`."""
    for report in reports:
        for year in report.years:
            yield report, year


def cents(value: float) -> Decimal:
    """Return an amount rounded to the cent."""
    return Decimal(value).quantize(Decimal("0.01"))


def rounded(value: float | None, places: int) -> Decimal | None:
    """Return a number rounded to some places; nothing for what is undefined."""
    return None if value is None else Decimal(value).quantize(Decimal(1).scaleb(-places))


def percent(value: float | None) -> Decimal | None:
    """Return a rate in per cent to the second place; nothing for what is undefined."""
    return None if value is None else rounded(100 * value, 2)
