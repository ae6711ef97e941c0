"""What is known of the months that an evaluation looks at: how things stood, reports, targets, money, promises.

It helps to answer its questions and says nothing by itself. A constant number of queries.
"""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import Count, F, OuterRef, Q, Subquery, Sum

from rumbo.core.models import State
from rumbo.methods.status import Status
from rumbo.monitoring.enums import Direction, ImprovementState, StatusKind
from rumbo.monitoring.models import Assignment, Improvement, Series, StatusRecord, Target
from rumbo.monitoring.queries.learning import AXES
from rumbo.monitoring.queries.series import values_by_place
from rumbo.monitoring.status_words import Tally, tallies
from rumbo.plan.models import Goal, Strategy
from rumbo.portfolio.models import Action, Funding, Project
from rumbo.portfolio.sums import spent

if TYPE_CHECKING:
    from rumbo.monitoring.models import Evaluation

#: A value that is older than so many days before the day of a target does not tell whether it was reached.
OLDEST = 400
#: Kinds whose statuses are counted, with the ways from each to its axis.
_KINDS: tuple[tuple[str, Any, tuple[str, ...]], ...] = (
    (StatusKind.GOAL.value, Goal, ("objective__theme__axis",)),
    (StatusKind.SERIES.value, Series, ("indicator__axis",)),
    (StatusKind.STRATEGY.value, Strategy, ("objective__theme__axis",)),
    (StatusKind.PROJECT.value, Project, ("program__theme__axis",)),
    (StatusKind.ACTION.value, Action, ("strategy__objective__theme__axis", "project__program__theme__axis")),
)
_OF_MEASURE = (
    "measure__project__program__theme__axis",
    "measure__strategy__objective__theme__axis",
    "measure__action__strategy__objective__theme__axis",
    "measure__action__project__program__theme__axis",
)


@dataclass(frozen=True, slots=True)
class Reports:
    """How many reports were due, and how many came in time, later, and not at all until the day of the look."""

    due: int
    in_time: int
    late: int

    @property
    def missing(self) -> int:
        """How many never came."""
        return self.due - self.in_time - self.late


@dataclass(frozen=True, slots=True)
class Aimed:
    """A target whose day was in these months; ``reached`` is None where no value tells."""

    target: Any
    value: float | None
    reached: bool | None


@dataclass(frozen=True, slots=True)
class Money:
    """Pesos of the years looked at: planned, and spent of it."""

    planned: Decimal
    spent: Decimal


@dataclass(frozen=True, slots=True)
class Promises:
    """Commitments whose last day was in these months: kept in time, kept later, given up, still open."""

    kept: int
    late: int
    dropped: int
    still_open: int

    @property
    def due(self) -> int:
        """How many there were."""
        return self.kept + self.late + self.dropped + self.still_open


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known until ``on``; ``judged_on`` is the day of the statuses, later where nothing was judged before."""

    on: datetime.date
    judged_on: datetime.date
    statuses: Sequence[tuple[str, Sequence[Tally]]]
    reports: Reports
    targets: Sequence[Aimed]
    money: Money
    promises: Promises

    @property
    def reached(self) -> int:
        """How many targets were reached."""
        return sum(one.reached is True for one in self.targets)

    @property
    def missed(self) -> int:
        """How many targets were missed."""
        return sum(one.reached is False for one in self.targets)

    @property
    def unknown(self) -> int:
        """Of how many targets no value tells."""
        return sum(one.reached is None for one in self.targets)

    @property
    def anything(self) -> bool:
        """Whether anything is known."""
        return bool(self.statuses or self.reports.due or self.targets or self.money.planned or self.promises.due)


def facts_of(evaluation: Evaluation, today: datetime.date) -> Facts:
    """Return what is known of what an evaluation looks at, from its first day to its last, or to today."""
    until = judged_on = min(evaluation.ends_on, today)
    statuses = _statuses(evaluation, until)
    if not statuses and until < today:
        statuses, judged_on = _statuses(evaluation, today), today
    return Facts(
        until,
        judged_on,
        statuses,
        _reports(evaluation, until),
        _targets(evaluation, until),
        _money(evaluation),
        _promises(evaluation, until),
    )


def _statuses(evaluation: Evaluation, day: datetime.date) -> list[tuple[str, Sequence[Tally]]]:
    """Return how many of each kind had each status on a day."""
    newest = StatusRecord.objects.filter(kind=OuterRef("kind"), thing=OuterRef("thing"), on__lte=day)
    rows = StatusRecord.objects.filter(plan=evaluation.plan_id).filter(_things(evaluation))
    rows = rows.filter(pk=Subquery(newest.order_by("-on").values("pk")[:1]))
    counts: dict[str, Counter[Status]] = defaultdict(Counter)
    for kind, status, count in rows.order_by().values_list("kind", "status").annotate(count=Count("pk")):
        counts[kind][Status(status)] += count
    return [(str(StatusKind(kind).label), tallies(counts[kind])) for kind, *_rest in _KINDS if kind in counts]


def _things(evaluation: Evaluation) -> Q:
    """Return what limits statuses to what is evaluated."""
    found = Q(pk__in=[])
    for kind, model, ways in _KINDS:
        if evaluation.measure_id is not None:
            if hasattr(model, "measure"):
                found |= Q(kind=kind, thing__in=model.objects.filter(measure=evaluation.measure_id).values("pk"))
        elif evaluation.axis_id is not None:
            rows = model.objects.filter(_any(ways, evaluation.axis_id)).order_by()
            found |= Q(kind=kind, thing__in=rows.values("pk"))
        else:
            found |= Q(kind=kind)
    return found


def _any(ways: Sequence[str], axis: int) -> Q:
    found = Q()
    for way in ways:
        found |= Q(**{way: axis})
    return found


def _reports(evaluation: Evaluation, until: datetime.date) -> Reports:
    rows = Assignment.objects.filter(
        period__plan=evaluation.plan_id,
        period__state=State.CURRENT,
        period__due_on__gte=evaluation.starts_on,
        period__due_on__lte=until,
        excused="",
    )
    if evaluation.measure_id is not None:
        rows = rows.filter(measure=evaluation.measure_id)
    elif evaluation.axis_id is not None:
        rows = rows.filter(_any((*_OF_MEASURE, "series__indicator__axis"), evaluation.axis_id))
    in_time = Q(report__sent_at__date__lte=F("period__due_on"))
    found = rows.order_by().aggregate(
        due=Count("pk", distinct=True),
        sent=Count("pk", filter=Q(report__sent_at__isnull=False), distinct=True),
        in_time=Count("pk", filter=in_time, distinct=True),
    )
    return Reports(found["due"], found["in_time"], found["sent"] - found["in_time"])


def _targets(evaluation: Evaluation, until: datetime.date) -> list[Aimed]:
    if evaluation.measure_id is not None:  # a project has no targets of its own
        return []
    rows = Target.objects.filter(
        series__indicator__plan=evaluation.plan_id,
        series__indicator__state=State.CURRENT,
        on__gte=evaluation.starts_on,
        on__lte=until,
        replaced_by=None,
        dropped=False,
    ).select_related("series__indicator", "series__territory")
    if evaluation.axis_id is not None:
        rows = rows.filter(series__indicator__axis=evaluation.axis_id)
    targets = list(rows.order_by("series__indicator__position", "series", "on"))
    if not targets:
        return []
    indicators = {one.series.indicator_id: one.series.indicator for one in targets}
    places = {one.series.territory_id for one in targets}
    values = values_by_place(evaluation.plan, indicators.values(), places)
    return [_judged(one, values.get((one.series.indicator_id, one.series.territory_id), [])) for one in targets]


def _judged(target: Target, values: Sequence[Any]) -> Aimed:
    """Return whether the newest value of the year before its day reached a target."""
    oldest = target.on - datetime.timedelta(days=OLDEST)
    value = next((one.number for one in reversed(values) if oldest < one.on <= target.on), None)
    if value is None:
        return Aimed(target, None, None)
    rising = target.series.indicator.direction == Direction.RISING
    aim = float(target.value)
    return Aimed(target, value, value >= aim if rising else value <= aim)


def _money(evaluation: Evaluation) -> Money:
    rows = Funding.objects.filter(
        plan=evaluation.plan_id,
        state=State.CURRENT,
        project__state=State.CURRENT,
        year__gte=evaluation.starts_on.year,
        year__lte=evaluation.ends_on.year,
    )
    if evaluation.measure_id is not None:
        rows = rows.filter(project__measure=evaluation.measure_id)
    elif evaluation.axis_id is not None:
        rows = rows.filter(project__program__theme__axis=evaluation.axis_id)
    found = rows.order_by().aggregate(planned=Sum("amount"), used=Sum(spent()))
    return Money(found["planned"] or Decimal(0), found["used"] or Decimal(0))


def _promises(evaluation: Evaluation, until: datetime.date) -> Promises:
    rows = Improvement.objects.current().filter(
        plan=evaluation.plan_id, due_on__gte=evaluation.starts_on, due_on__lte=until
    )
    before = "recommendation__finding__"
    if evaluation.measure_id is not None:
        rows = rows.filter(**{f"{before}measure": evaluation.measure_id})
    elif evaluation.axis_id is not None:
        rows = rows.filter(_any([before + way for way in AXES], evaluation.axis_id))
    in_time = Q(progress=ImprovementState.DONE, done_on__lte=F("due_on"))
    found = rows.order_by().aggregate(
        kept=Count("pk", filter=in_time, distinct=True),
        done=Count("pk", filter=Q(progress=ImprovementState.DONE), distinct=True),
        dropped=Count("pk", filter=Q(progress=ImprovementState.DROPPED), distinct=True),
        still_open=Count("pk", filter=Q(progress=ImprovementState.OPEN), distinct=True),
    )
    return Promises(found["kept"], found["done"] - found["kept"], found["dropped"], found["still_open"])
