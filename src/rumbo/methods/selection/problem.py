"""What is to be chosen from, and within which limits."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from rumbo.methods.errors import CodedError

#: Most projects times years that are looked at.
LARGEST = 2_000_000
#: Most money of a source in a year, so that sums in ten-thousandths fit 63 bits.
MOST_MONEY = 1e14
#: Largest value, utility or weight of a group.
MOST_VALUE = 1e12


class ProblemError(CodedError):
    """Something in the problem is wrong; ``place`` among the parameters says where in its document."""


class Objective(StrEnum):
    """What is made as large as the limits allow.

    PRIORITY: the sum of the values of the chosen projects. UTILITY: the sum over the groups of people of the weight
    of the group times what the chosen projects are worth to it.
    """

    PRIORITY = "priority"
    UTILITY = "utility"


@dataclass(frozen=True, slots=True)
class Project:
    """A project that can be chosen, to begin in one of its start years.

    ``costs`` holds for each source of money what it costs in its first year, its second and so on; it lasts
    ``duration`` years. ``value`` is its priority; ``utilities`` what it is worth to groups of people. ``earliest``
    and ``latest`` limit its start (None: only the years of the problem do). ``places`` are shares of its cost by
    municipality. One that is ``must`` is chosen in any case.
    """

    id: str
    value: float
    costs: Mapping[str, Sequence[float]]
    duration: int = 1
    axis: str = ""
    places: Mapping[str, float] = field(default_factory=dict)
    earliest: int | None = None
    latest: int | None = None
    must: bool = False
    utilities: Mapping[str, float] = field(default_factory=dict)

    @property
    def cost(self) -> float:
        """What it costs over all its years and sources."""
        return math.fsum(amount for amounts in self.costs.values() for amount in amounts)


@dataclass(frozen=True, slots=True)
class Minimum:
    """At least this share (0 to 1) of all the money that there is goes to an axis, or to a municipality."""

    share: float
    axis: str = ""
    place: str = ""

    @property
    def name(self) -> str:
        """The axis or the municipality."""
        return self.axis or self.place

    def part(self, project: Project) -> float:
        """Return how much of the cost of a project counts, as money."""
        share = float(project.axis == self.axis) if self.axis else project.places.get(self.place, 0.0)
        return project.cost * share


@dataclass(frozen=True, slots=True)
class Problem:
    """Projects, and the limits that a selection has to keep.

    ``budgets`` holds for each source the money of each year from ``first_year`` on; what is left of a year is not
    carried to the next. ``before`` are pairs of ids: the first needs the second chosen and finished before it begins.
    ``exclusions`` are sets of ids of which at most one is chosen. ``delay`` is the share of its worth that a project
    loses with each year that it begins later. ``groups`` are the weights of groups of people, for the utility.

    Raises:
        ProblemError: something does not fit.
    """

    projects: tuple[Project, ...]
    budgets: Mapping[str, Sequence[float]]
    first_year: int
    before: tuple[tuple[str, str], ...] = ()
    exclusions: tuple[frozenset[str], ...] = ()
    minimums: tuple[Minimum, ...] = ()
    delay: float = 0.0
    objective: Objective = Objective.PRIORITY
    groups: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        from rumbo.methods.selection.validity import validate  # it needs the classes above

        validate(self)

    @property
    def years(self) -> int:
        """How many years there are."""
        return max((len(amounts) for amounts in self.budgets.values()), default=0)

    @property
    def money(self) -> float:
        """All the money, of all sources and years."""
        return math.fsum(amount for amounts in self.budgets.values() for amount in amounts)

    def worth(self, project: Project) -> float:
        """Return what choosing a project adds to the objective if it begins in the first year."""
        if self.objective is Objective.PRIORITY:
            return project.value
        return math.fsum(weight * project.utilities.get(name, 0.0) for name, weight in self.groups.items())

    def worth_in(self, project: Project, year: int) -> float:
        """Return what it adds if it begins in a year (of the calendar)."""
        return self.worth(project) * float((1 - self.delay) ** (year - self.first_year))

    def starts(self, project: Project) -> range:
        """Return the years, counted from 0, in which a project can begin and be finished in time."""
        last = self.years - project.duration
        low = 0 if project.earliest is None else project.earliest - self.first_year
        high = last if project.latest is None else min(last, project.latest - self.first_year)
        return range(max(0, low), high + 1)
