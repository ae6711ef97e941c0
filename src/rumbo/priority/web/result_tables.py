"""The tables of scores that are downloaded. Evaluators have their names in that of the progress alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from rumbo.core.tables import Column, Table
from rumbo.priority.models import Criterion, DelphiRound
from rumbo.priority.queries.items import ItemRow
from rumbo.priority.queries.results import Spread, Weights
from rumbo.priority.web import result_words

Till = Sequence[tuple[DelphiRound, dict[str, Any]]]

_NUMBER = Column("number", _("Number"), lambda row: row.row.number, 10)
_PROJECT = Column("project", _("Name"), lambda row: row.row.name, 60)
_AXIS = Column("axis", _("Axis"), lambda row: row.row.axis.name, 30)
_ASKED = Column("asked", _("Evaluators asked"), lambda row: row.asked, 12)
_SCORED = Column("scored", _("Scored it in full"), lambda row: row.people, 12)

#: How many evaluators scored each project.
COUNTS = Table("scores", _("Scores"), (_NUMBER, _PROJECT, _AXIS, _ASKED, _SCORED))
#: How far evaluators are apart on each project.
SPREADS = Table(
    "agreement",
    _("Agreement on each"),
    (
        _NUMBER,
        _PROJECT,
        _AXIS,
        _ASKED,
        _SCORED,
        Column("spread", _("Spread in per cent of the scale"), lambda row: _percent(row.spread), 12),
        Column("widest", _("Furthest apart in"), lambda row: row.widest.name if row.widest else "", 30),
    ),
)
#: How far each evaluator is; for those who manage the plan.
PROGRESS = Table(
    "evaluators",
    _("Evaluators"),
    (
        Column("evaluator", _("Evaluator"), lambda row: row.evaluator.title, 30),
        Column("organization", _("Organization"), lambda row: str(row.evaluator.organization or ""), 30),
        Column("asked", _("Asked to score"), lambda row: row.asked, 12),
        Column("done", _("Scored in full"), lambda row: row.done, 12),
        Column("last", _("Last answer"), lambda row: row.last.isoformat(timespec="minutes") if row.last else "", 20),
    ),
)
#: Kendall's W by criterion and Delphi round.
CONCORDANCE = Table(
    "concordance",
    _("Concordance"),
    (
        Column("criterion", _("Criterion"), lambda row: row[0], 40),
        Column("delphi_round", _("Delphi round"), lambda row: row[1], 10),
        Column("w", _("Kendall's W"), lambda row: row[2]["w"], 10),
        Column("p", "p", lambda row: row[2]["p"], 10),
        Column("evaluators", _("Evaluators compared"), lambda row: row[2]["people"], 12),
        Column("projects", _("In common"), lambda row: row[2]["items"], 12),
    ),
)
#: The middle of each project in each criterion and Delphi round.
MIDDLES = Table(
    "medians",
    _("Medians"),
    (
        Column("number", _("Number"), lambda row: row[0].number, 10),
        Column("project", _("Name"), lambda row: row[0].name, 60),
        Column("criterion", _("Criterion"), lambda row: row[1].name, 30),
        Column("delphi_round", _("Delphi round"), lambda row: row[2], 10),
        Column("lower_quartile", _("Lower quartile"), lambda row: row[3][0], 10),
        Column("median", _("Median"), lambda row: row[3][1], 10),
        Column("upper_quartile", _("Upper quartile"), lambda row: row[3][2], 10),
        Column("evaluators", _("Evaluators"), lambda row: row[3][3], 10),
    ),
)
#: The median of each project in each criterion by sector.
SECTORS = Table(
    "sectors",
    _("Medians by sector"),
    (
        Column("number", _("Number"), lambda row: row[0].number, 10),
        Column("project", _("Name"), lambda row: row[0].name, 60),
        Column("criterion", _("Criterion"), lambda row: row[1].name, 30),
        Column("sector", _("Sector"), lambda row: result_words.sector(row[2]), 25),
        Column("evaluators", _("Evaluators"), lambda row: row[3], 10),
        Column("median", _("Median"), lambda row: row[4], 10),
    ),
)
#: Comments under pseudonyms.
COMMENTS = Table(
    "comments",
    _("Comments"),
    (
        Column("number", _("Number"), lambda row: row[1].number, 10),
        Column("project", _("Name"), lambda row: row[1].name, 60),
        Column("evaluator", _("Evaluator"), lambda row: row[0].who, 10),
        Column("sector", _("Sector"), lambda row: result_words.sector(row[0].sector), 25),
        Column("delphi_round", _("Delphi round"), lambda row: row[0].number, 10),
        Column("comment", _("Comment"), lambda row: row[0].text, 80),
    ),
)


def concordance_rows(criteria: Sequence[Criterion], till: Till) -> Iterator[tuple[str, int, dict[str, Any]]]:
    """Yield name, Delphi round and what was found: the order in all, then each criterion."""
    for one, result in till:
        if result.get("overall"):
            yield str(_("The order in all")), one.number, result["overall"]
    for criterion in criteria:
        for one, result in till:
            found = result.get("criteria", {}).get(str(criterion.pk))
            if found:
                yield criterion.name, one.number, found


def middle_rows(
    spreads: Sequence[Spread], criteria: Sequence[Criterion], till: Till
) -> Iterator[tuple[ItemRow, Criterion, int, list[Any]]]:
    """Yield project, criterion, Delphi round, and quartiles with the people; without scores there is no row."""
    for spread in spreads:
        for criterion in criteria:
            for one, result in till:
                cell = result.get("items", {}).get(str(spread.row.pk), {}).get(str(criterion.pk))
                if cell and cell[3]:
                    yield spread.row, criterion, one.number, cell


def sector_rows(
    spreads: Sequence[Spread], criteria: Sequence[Criterion], result: dict[str, Any]
) -> Iterator[tuple[ItemRow, Criterion, str, int, float]]:
    """Yield project, criterion, sector, people of the sector and their median."""
    for spread in spreads:
        for criterion in criteria:
            for name, sector in result.get("sectors", {}).items():
                median = sector["medians"].get(str(spread.row.pk), {}).get(str(criterion.pk))
                if median is not None:
                    yield spread.row, criterion, name, sector["people"], median


def weights_table(said: Weights) -> Table:
    """Return the table of the weights, with a column a sector."""
    return Table(
        "weights",
        _("Weights"),
        (
            Column("criterion", _("Criterion"), lambda row: row[0].name, 40),
            Column("mean", _("Mean, %"), lambda row: _percent(row[1]), 10),
            Column("lowest", _("Lowest, %"), lambda row: _percent(row[2]), 10),
            Column("highest", _("Highest, %"), lambda row: _percent(row[3]), 10),
            *(_sector_column(name, place) for place, name in enumerate(said.sectors)),
        ),
    )


def weight_rows(said: Weights) -> list[tuple[Criterion, float, float, float, list[float]]]:
    """Return criterion, mean, lowest, highest and the mean of each sector."""
    found = said.found
    if found is None:
        return []
    return [
        (
            one,
            float(found.weights[at]),
            float(found.low[at]),
            float(found.high[at]),
            [float(shares[at]) for _people, shares in said.sectors.values()],
        )
        for at, one in enumerate(said.criteria)
    ]


def _sector_column(name: str, place: int) -> Column:
    return Column(name, result_words.sector(name), lambda row: _percent(row[4][place]), 12)


def _percent(share: float | None) -> float | None:
    return None if share is None else round(share * 100, 2)
