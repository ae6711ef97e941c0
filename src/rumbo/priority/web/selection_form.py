"""The sheet on which a selection is asked for: budgets by source and year, shares, what is in or out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from rumbo.core.errors import Refused
from rumbo.core.money import read_amount
from rumbo.priority.models import Round, Run
from rumbo.priority.queries.project_money import POT, RoundMoney, known_money, money_of_round, source_name
from rumbo.priority.queries.scenario_inputs import Variants
from rumbo.priority.queries.selection_inputs import (
    BY_GROUPS,
    BY_VOTES,
    QUICK,
    THOROUGH,
    YEARS,
    Wanted,
    names_in,
    rankings_of,
)

_PERCENT = re.compile(r"\d{1,3}(\.\d{1,2})?", re.ASCII)
_MUST, _OUT = "must", "out"
#: Largest share of the money that is compared, in per cent.
MOST_LEVEL = 500


@dataclass(frozen=True, slots=True)
class Field:
    """A field to type in: its name in the form, what is in it, what it is called, and what is wrong with it."""

    name: str
    value: str
    label: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A source of money with a field a year."""

    name: str
    cells: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Frame:
    """The years that are looked at, and whether money is told by source."""

    first: int
    count: int
    by_source: bool
    errors: tuple[str, ...] = ()

    @property
    def years(self) -> tuple[int, ...]:
        """The years."""
        return tuple(range(self.first, self.first + self.count))


@dataclass(slots=True)
class Sheet:
    """The whole sheet, typed or as it begins; ``wrong`` holds what is wrong, by name of the field."""

    round: Round
    money: RoundMoney
    frame: Frame
    data: QueryDict | None = None
    usual_title: str = ""
    wrong: dict[str, str] = field(default_factory=dict)
    known: Mapping[tuple[str, int], Decimal] = field(init=False)
    rankings: Sequence[Run] = field(init=False)

    def __post_init__(self) -> None:
        self.known = known_money(self.round.plan) if self.data is None else {}
        self.rankings = rankings_of(self.round)

    @property
    def sources(self) -> list[str]:
        """The sources of money, in order."""
        return self.money.sources if self.frame.by_source else [POT]

    @property
    def rows(self) -> list[SourceRow]:
        """The grid of budgets."""
        return [
            SourceRow(source_name(source), tuple(self._cell(source, year) for year in self.frame.years))
            for source in self.sources
        ]

    @property
    def axes(self) -> list[Field]:
        """A field a minimum share of an axis."""
        return [self._field(f"m-axis-{key}", "", name) for key, name in self.money.axes.items()]

    @property
    def places(self) -> list[Field]:
        """A field a minimum share of a municipality."""
        return [self._field(f"m-place-{key}", "", name) for key, name in self.money.places.items()]

    @property
    def projects(self) -> list[tuple[Any, Field]]:
        """Each project with the field of whether it must be in or stays out."""
        return [(one, self._field(f"p-{one.row.pk}", "", one.label)) for one in self.money.projects]

    @property
    def worths(self) -> list[tuple[str, str]]:
        """Where the worth of projects can come from: value and words."""
        found = [
            (str(run.pk), _("The ranking “%(title)s”: 100 for the best, 1 for the last") % {"title": run})
            for run in self.rankings
        ]
        if self.round.votes_from is not None:
            found.append((BY_VOTES, _("The votes: how many approve of each")))
            found.append((BY_GROUPS, _("The votes, each municipality alike")))
        return found

    def field(self, name: str, initial: str = "") -> Field:
        """Return a field by its name."""
        return self._field(name, initial)

    @property
    def title(self) -> Field:
        """The name of the run."""
        return self._field("title", self.usual_title)

    @property
    def worth(self) -> Field:
        """Where the worth comes from."""
        return self._field("worth", self.worths[0][0] if self.worths else "")

    @property
    def many_worths(self) -> Field:
        """Where the worths that are compared come from."""
        return self._field("worths", "")

    @property
    def chosen_worths(self) -> list[str]:
        """The worths that are compared."""
        return [self.worths[0][0]] if self.data is None else self.data.getlist("worths")

    @property
    def levels(self) -> Field:
        """Shares of the budgets that are compared, in per cent."""
        return self._field("levels", "80, 100, 120")

    @property
    def rivals(self) -> Field:
        """Sets of which at most one is chosen, one a line."""
        return self._field("rivals", "")

    @property
    def delay(self) -> Field:
        """What a project loses of its worth each year."""
        return self._field("delay", "0")

    @property
    def depth(self) -> str:
        """How long it is looked for."""
        return self._typed("depth") or "quick"

    @property
    def keeps_years(self) -> bool:
        """Whether nothing begins before its estimates do."""
        return self.data is None or "keep_years" in self.data

    @property
    def keeps_order(self) -> bool:
        """Whether milestones of other projects are waited for."""
        return self.data is None or "keep_order" in self.data

    def variants(self) -> Variants:
        """Return what is compared; what is wrong with it is in ``wrong``."""
        known = dict(self.worths)
        worths = [(value, known[value]) for value in dict.fromkeys(self.chosen_worths) if value in known]
        if not worths:
            self.wrong["worths"] = _("Choose where the worth of projects comes from.")
        levels = []
        for text in self._typed("levels").split(","):
            typed = text.strip().removesuffix("%").strip()
            if not _PERCENT.fullmatch(typed) or not 0 < Decimal(typed) <= MOST_LEVEL:
                message = _("“%(text)s” is no share of the money: write numbers up to %(most)d: 80, 100, 120.")
                self.wrong["levels"] = message % {"text": text.strip()[:20], "most": MOST_LEVEL}
                break
            levels.append(Decimal(typed) / 100)
        return Variants(list(dict.fromkeys(levels)), worths)

    def wanted(self, *, worth: str | None = None) -> Wanted | None:
        """Return what is asked for; None where something is wrong, which is then in ``wrong``.

        ``worth`` is where it comes from, None for what is typed.
        """
        budgets = {
            source: [self._amount(f"b-{source}-{year}") for year in self.frame.years] for source in self.sources
        }
        minimums = {
            (kind, key): self._percent(f"m-{kind}-{key}") / 100
            for kind, keys in (("axis", self.money.axes), ("place", self.money.places))
            for key in keys
        }
        marked = {one.key: self._typed(f"p-{one.row.pk}") for one in self.money.projects}
        delay = self._percent("delay", below=100) / 100
        rivals = self._rivals()
        worth = self._typed("worth") if worth is None else worth
        if worth not in dict(self.worths) and not self.wrong.get("worths"):
            self.wrong["worth"] = _("Choose where the worth of projects comes from.")
        if self.wrong:
            return None
        return Wanted(
            first_year=self.frame.first,
            budgets=budgets,
            worth=worth,
            minimums={name: share for name, share in minimums.items() if share},
            must=frozenset(key for key, mark in marked.items() if mark == _MUST),
            out=frozenset(key for key, mark in marked.items() if mark == _OUT),
            rivals=rivals,
            delay=delay,
            keep_years=self.keeps_years,
            keep_order=self.keeps_order,
            rounds=THOROUGH if self.depth == "thorough" else QUICK,
        )

    def _cell(self, source: str, year: int) -> Field:
        amount = self._known(source, year)
        shown = f"{amount:,.2f}".removesuffix(".00") if amount else ""
        return self._field(f"b-{source}-{year}", shown, f"{source_name(source)}, {year}")

    def _known(self, source: str, year: int) -> Decimal:
        if source == POT:
            return sum((total for (_source, of), total in self.known.items() if of == year), Decimal(0))
        return self.known.get((source, year), Decimal(0))

    def _field(self, name: str, initial: str, label: str = "") -> Field:
        value = initial if self.data is None else self._typed(name)
        return Field(name, value, label, self.wrong.get(name, ""))

    def _typed(self, name: str) -> str:
        return self.data.get(name, "").strip() if self.data is not None else ""

    def _amount(self, name: str) -> Decimal:
        try:
            return read_amount(self._typed(name))
        except Refused as refusal:
            self.wrong[name] = refusal.message
            return Decimal(0)

    def _percent(self, name: str, *, below: int = 101) -> Decimal:
        text = self._typed(name).removesuffix("%").strip()
        if not text:
            return Decimal(0)
        if not _PERCENT.fullmatch(text) or not Decimal(text) < below or Decimal(text) > 100:
            message = _("“%(text)s” is no share: write a number from 0 to 100, such as 12.5.")
            self.wrong[name] = message % {"text": text[:20]}
            return Decimal(0)
        return Decimal(text)

    def _rivals(self) -> tuple[frozenset[str], ...]:
        try:
            return names_in(self._typed("rivals").splitlines(), self.money.projects)
        except Refused as refusal:
            self.wrong["rivals"] = refusal.message
            return ()


def frame_of(typed: Mapping[str, str], years: Sequence[int]) -> Frame:
    """Return the years and sources that are asked for; ``years`` are those of the projects' estimates."""
    errors: list[str] = []
    this_year = timezone.localdate().year
    usual = max(this_year, min(years, default=this_year))
    first = _whole(typed.get("first", ""), usual)
    if not 2000 <= first <= 2200:
        errors.append(_("Give the first year, such as %(year)d.") % {"year": this_year})
        first = usual
    count = _whole(typed.get("years", ""), min(YEARS, max(1, max(years, default=first + 4) - first + 1)))
    if not 1 <= count <= YEARS:
        errors.append(_("Look at 1 to %(most)d years.") % {"most": YEARS})
        count = 5
    return Frame(first, count, typed.get("sources") == "many", tuple(errors))


def sheet_of(found: Round, typed: Mapping[str, str], data: QueryDict | None) -> Sheet:
    """Return the sheet of a round, with the years and sources that are asked for."""
    money = money_of_round(found, by_source=typed.get("sources") == "many")
    years = [one.year + len(next(iter(one.costs.values()), ())) - 1 for one in money.projects]
    return Sheet(found, money, frame_of(typed, [*years, *(one.year for one in money.projects)]), data)


def _whole(text: str, usual: int) -> int:
    """Return a whole number that somebody typed, the usual one for nothing, -1 for what is none."""
    typed = text.strip()
    if not typed:
        return usual
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 6 else -1
