"""What a contribution can become: the kinds of element, and where a new one of each is put.

The kinds of the plan are listed here; contexts above (the portfolio) add theirs when the program starts, so that
participation needs to know none of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import Q, QuerySet
from django.utils.text import capfirst

from rumbo.participation.enums import ContributionKind as Said

if TYPE_CHECKING:
    from rumbo.core.models import Record


@dataclass(frozen=True, slots=True)
class Parent:
    """Where a new element is put: the field that holds its parent, the parent's model, and the way to its axis."""

    field: str
    model_name: str
    axis: str

    @property
    def model(self) -> Any:
        """The model."""
        return apps.get_model(self.model_name)

    def choices(self, plan: Any, axes: Iterable[int]) -> QuerySet[Any, Any]:
        """Return the elements in force of these axes under which a new one can be put, in the plan's order."""
        rows: QuerySet[Any, Any] = self.model._default_manager.current().filter(plan=plan)
        found = rows.filter(**{f"{self.axis}__in": list(axes)}).defer("text", "text_en")
        above = [path for path in (self.axis, self.axis.removesuffix("__axis")) if "pk" not in path]
        return found.select_related(*above).order_by(f"{self.axis}__position" if above else "position", "pk")


#: Something to say of an element today: the tone of a status (or empty), and the words.
Fact = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Target:
    """A kind of element that comes of contributions; ``said`` are the kinds of contribution that it answers best.

    ``path`` leads from an `Adoption` to the element, ``load`` names what else of it to read at once, and ``facts``
    says how it is today. ``field`` is the one of `Adoption` that points to it; strategies, projects and actions have
    their measure there.
    """

    kind: str
    model_name: str
    parents: tuple[Parent, ...]
    said: tuple[str, ...]
    path: str
    load: tuple[str, ...]
    facts: Callable[[Any], list[Fact]]

    @property
    def field(self) -> str:
        """The field of `Adoption` that points to it, or to its measure."""
        return self.path.partition("__")[0]

    @property
    def model(self) -> Any:
        """The model, an Element."""
        return apps.get_model(self.model_name)

    @property
    def label(self) -> str:
        """Its name, such as "Project"."""
        return str(capfirst(self.model._meta.verbose_name))

    def counted(self, number: int) -> str:
        """Return its name for a number of them, in small letters: "project", "projects"."""
        meta = self.model._meta
        return str(meta.verbose_name if number == 1 else meta.verbose_name_plural)

    def rows(self, plan: Any, axes: Iterable[int]) -> QuerySet[Any, Any]:
        """Return the elements in force of this kind in these axes, with what leads to their axis."""
        paths = [f"{parent.field}__{parent.axis}".removesuffix("__pk") for parent in self.parents]
        wanted = Q()
        for path in paths:
            wanted |= Q(**{f"{path}__in": list(axes)})
        rows: QuerySet[Any, Any] = self.model._default_manager.current().filter(wanted, plan=plan)
        return rows.defer("text", "text_en").select_related(*paths)

    def new(self, plan: Any, title: str, **values: Any) -> Any:
        """Return an element that is not stored yet."""
        return self.model(plan=plan, title=title, **values)

    def reference(self, element: Any) -> dict[str, int]:
        """Return how an adoption points to an element: ``{field: number}``."""
        return {f"{self.field}_id": element.measure_id if self.field == "measure" else element.pk}


_OBJECTIVE = Parent("objective", "plan.Objective", "theme__axis")

#: All kinds by their code, in the plan's order.
TARGETS: dict[str, Target] = {}


def register(*targets: Target) -> None:
    """Add kinds of element that contributions can become."""
    for target in targets:
        TARGETS[target.kind] = target


def target_of(element: Record) -> Target | None:
    """Return the kind of an element, or None where nothing that people said becomes one."""
    return TARGETS.get(element.KIND)


def ordered(said: str) -> list[Target]:
    """Return the kinds, those that answer best to a kind of contribution first."""
    return sorted(TARGETS.values(), key=lambda target: said not in target.said)


register(
    Target(
        "problem",
        "plan.Problem",
        (Parent("axis", "plan.Axis", "pk"),),
        (Said.PROBLEM, Said.CAUSE),
        "problem",
        ("axis",),
        lambda problem: [("", problem.axis.name)],
    ),
    Target(
        "objective",
        "plan.Objective",
        (Parent("theme", "plan.Theme", "axis"),),
        (Said.VISION, Said.OBJECTIVE, Said.STATEMENT),
        "objective",
        ("theme",),
        lambda objective: [("", objective.theme.name)],
    ),
    Target(
        "goal",
        "plan.Goal",
        (_OBJECTIVE,),
        (),
        "goal",
        ("objective__theme",),
        lambda goal: [("", goal.objective.theme.name)],
    ),
    Target(
        "strategy",
        "plan.Strategy",
        (_OBJECTIVE,),
        (Said.STRATEGY,),
        "measure__strategy",
        ("objective__theme",),
        lambda strategy: [("", strategy.objective.theme.name)],
    ),
)
