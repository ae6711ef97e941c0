"""The participatory process as everybody may see it: stages, workshops, how many came, what was said there."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count

from rumbo.accounts.enums import Sector
from rumbo.core.models import State
from rumbo.participation.enums import ExerciseType, MinutesState
from rumbo.participation.models import Contribution, Minutes, Participant, Process, Stage, Table, Workshop
from rumbo.participation.queries.contributions import is_public
from rumbo.participation.queries.disclosure import is_small, protected
from rumbo.participation.queries.results import with_public_results

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from rumbo.core.models import Element
    from rumbo.participation.models import Exercise
    from rumbo.plan.models import Axis

#: Workshops go by their day; those without one come last.
_ORDER = ("date", "starts_at", "position", "pk")


@dataclass(frozen=True, slots=True)
class PublicWorkshop:
    """A workshop: the axes of its tables, how many people came (None: too few to tell), what is public of it."""

    workshop: Workshop
    axes: list[Axis]
    people: int | None
    said: int
    minutes: list[Minutes]
    results: list[Exercise]


@dataclass(frozen=True, slots=True)
class PublicStage:
    """A stage with its workshops."""

    stage: Stage
    workshops: list[PublicWorkshop]


@dataclass(frozen=True, slots=True)
class PublicProcess:
    """A process with its stages."""

    process: Process
    stages: list[PublicStage]


@dataclass(frozen=True, slots=True)
class Presence:
    """Who came to the workshops: how many in all and of each sector; None where it could give somebody away."""

    total: int | None
    sectors: list[tuple[str, int | None]]

    @property
    def protects(self) -> bool:
        """Whether some number is not told."""
        return any(number is None for _label, number in self.sectors)


def public_processes(plan: Any) -> list[PublicProcess]:
    """Return the processes in force of a plan with all that is public under them; eight queries."""
    workshops = list(_in_force(Workshop, plan).order_by(*_ORDER))
    tables: dict[int, list[Table]] = defaultdict(list)
    for table in _in_force(Table, plan).select_related("axis").defer("axis__text", "axis__text_en"):
        tables[table.workshop_id].append(table)
    people, said, minutes = _people_by_workshop(plan), _said_by_workshop(plan), _minutes_by_workshop(plan)
    results: dict[int, list[Exercise]] = defaultdict(list)
    for exercise in voted_results(plan):
        results[exercise.table.workshop_id].append(exercise)
    told = dict(zip(people, protected(list(people.values())), strict=True))
    shown = [
        PublicWorkshop(
            workshop=workshop,
            axes=list({table.axis_id: table.axis for table in tables[workshop.pk]}.values()),
            people=told.get(workshop.pk, 0),
            said=said.get(workshop.pk, 0),
            minutes=minutes.get(workshop.pk, []),
            results=results.get(workshop.pk, []),
        )
        for workshop in workshops
    ]
    by_stage = _under("stage_id", workshops, shown)
    stages = list(_in_force(Stage, plan))
    by_process = _under("process_id", stages, [PublicStage(stage, by_stage[stage.pk]) for stage in stages])
    return [PublicProcess(process, by_process[process.pk]) for process in _in_force(Process, plan)]


def presence(plan: Any) -> Presence:
    """Return how many people came to the workshops in force, by sector; one query."""
    rows = _present(plan).order_by().values_list("sector").annotate(n=Count("pk"))
    counts: dict[str, int] = dict(rows)
    labels = [*((code, str(label)) for code, label in Sector.choices), ("", "")]
    found = [(label, counts[code]) for code, label in labels if counts.get(code)]
    total = sum(counts.values())
    told = protected([number for _label, number in found])
    sectors = [(label, number) for (label, _count), number in zip(found, told, strict=True)]
    return Presence(None if is_small(total) else total, sectors)


def voted_results(plan: Any) -> QuerySet[Exercise]:
    """Return the exercises in which people voted whose results everybody may read."""
    return with_public_results().filter(plan=plan, type__in=(ExerciseType.IMPORTANCE, ExerciseType.OPINION))


def find_published_minutes(plan: Any, pk: int) -> Minutes | None:
    """Return published minutes of a table of the plan that is in force, or None."""
    return _published_minutes(plan).filter(pk=pk).select_related("table__workshop").first()


def _present(plan: Any) -> Any:
    return Participant.objects.filter(
        table__plan=plan, table__state=State.CURRENT, table__workshop__state=State.CURRENT, left=False
    )


def _people_by_workshop(plan: Any) -> dict[int, int]:
    rows = _present(plan).order_by("table__workshop").values_list("table__workshop").annotate(n=Count("pk"))
    return dict(rows)


def _said_by_workshop(plan: Any) -> Counter[int]:
    rows = Contribution.objects.filter(is_public(), plan=plan, is_group=False).order_by()
    return Counter(dict(rows.values_list("exercise__table__workshop").annotate(n=Count("pk"))))


def _minutes_by_workshop(plan: Any) -> dict[int, list[Minutes]]:
    found: dict[int, list[Minutes]] = defaultdict(list)
    rows = _published_minutes(plan)
    for minutes in rows.select_related("table__axis").defer("record").order_by("table__position", "pk"):
        found[minutes.table.workshop_id].append(minutes)
    return found


def _published_minutes(plan: Any) -> QuerySet[Minutes]:
    in_force = {"table__state": State.CURRENT, "table__workshop__state": State.CURRENT}
    return Minutes.objects.filter(table__plan=plan, state=MinutesState.PUBLISHED, **in_force)


def _in_force(model: Any, plan: Any) -> Any:
    return model.objects.filter(plan=plan, state=State.CURRENT)


def _under(name: str, rows: Iterable[Element], shown: Iterable[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row, one in zip(rows, shown, strict=True):
        found[getattr(row, name)].append(one)
    return found
