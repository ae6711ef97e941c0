"""All that a page of an appraisal shows, on the desk and in public."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rumbo.portfolio.appraisal_charts import Corner, FlowChart, Tornado, flow_chart, tornado
from rumbo.portfolio.appraisal_words import ITEMS, Indicator, amount, headline, indicators, sentences, switching
from rumbo.portfolio.queries.appraisals import CHANGE, Report


@dataclass(frozen=True, slots=True)
class Alternative:
    """An alternative beside the others: its figures, in the order of the table's heads."""

    report: Report
    figures: list[Indicator]
    is_here: bool


@dataclass(frozen=True, slots=True)
class Appraised:
    """An appraisal in sentences, a table and two drawings, and the other alternatives of its project.

    ``change`` is by how many per cent the tornado moves each item.
    """

    report: Report
    headline: str
    sentences: list[str]
    indicators: list[Indicator]
    switching: list[str]
    flows: FlowChart | None
    tornado: Tornado | None
    worth: str
    change: int
    alternatives: list[Alternative]


def page_of(report: Report, others: Sequence[Report]) -> Appraised:
    """Return what the page of an appraisal shows; ``others`` are those in force of its project, itself among them."""
    corners = [
        Corner(one.year, float(one.investment + one.operation), float(one.benefits), one.together)
        for one in report.years
    ]
    moves = [replace(item, name=str(ITEMS[item.name])) for item in report.tornado]
    return Appraised(
        report=report,
        headline=headline(report),
        sentences=sentences(report),
        indicators=indicators(report),
        switching=switching(report),
        flows=flow_chart(corners),
        tornado=tornado(moves, report.found.npv),
        worth=amount(report.found.npv),
        change=round(100 * CHANGE),
        alternatives=[
            Alternative(one, indicators(one), one.record.pk == report.record.pk) for one in others if len(others) > 1
        ],
    )
