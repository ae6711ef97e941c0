"""What is monitored in a plan of any size: indicators with values, targets, periods with reports, and its pages."""

from __future__ import annotations

import datetime
import random
from typing import Any

from django.db import connection, transaction
from django.db.models import Count
from django.urls import reverse
from django.utils import timezone

from benchmarks.plans import BATCH, Writer, save
from rumbo.monitoring.enums import Computation, Direction, Frequency, PeriodState, ReportState
from rumbo.monitoring.models import (
    Assignment,
    DataSource,
    Indicator,
    Observation,
    ObservationBatch,
    ProgressReport,
    ReportedMilestone,
    ReportingPeriod,
    Series,
    Target,
)
from rumbo.monitoring.services.links import link_for, list_link_for
from rumbo.monitoring.web.links import path_of
from rumbo.places.models import Territory
from rumbo.plan.models import Axis, Goal, Plan
from rumbo.portfolio.models import Liaison, Milestone, Project, Responsibility

#: Every so many-th indicator is computed from the two before it; every so many-th series has two values of one day.
COMPUTED, DOUBTED = 50, 200
#: Quarters that were reported on.
QUARTERS = 4


@transaction.atomic
def fill(plan: Plan, indicators: int, each: int) -> int:
    """Write indicators with ``each`` many values in each territory, targets, reports; return how many values."""
    writer, dice, today = Writer(), random.Random(2041), timezone.localdate()
    made = _indicators(plan, indicators, writer)
    _series(plan, made, dice)
    _values(plan, each, today)
    _reports(plan, dice, today)
    return Observation.objects.count()


def move_on(plan: Plan) -> None:
    """Let a tenth of the steps move on, as if somebody had reported on them."""
    rows = list(Milestone.objects.filter(plan=plan).order_by("pk")[::10])
    for row in rows:
        row.progress = min(100, row.progress + 15)
        row.version += 1
    Milestone.objects.bulk_update(rows, ["progress", "version"], batch_size=BATCH)
    history: Any = Milestone.history
    history.bulk_history_create(rows, update=True, batch_size=BATCH)


def public_pages(plan: Plan) -> dict[str, str]:
    """Return the addresses of the public pages: name and path."""
    axis, series, places = *_some(plan), Territory.objects.order_by("pk")
    indicator = series.indicator
    return {
        "plan": reverse("portal:plan", args=[plan.key]),
        "axis": reverse("portal:axis", args=[plan.key, axis.key]),
        "indicators": reverse("portal:indicators", args=[plan.key]),
        "board of an axis": reverse("portal:axis_board", args=[plan.key, axis.key]),
        "board of a territory": reverse("portal:territory_board", args=[plan.key, places[1].key]),
        "indicator": reverse("portal:indicator", args=[plan.key, indicator.key]),
    }


def desk_pages(plan: Plan) -> dict[str, str]:
    """Return the addresses of the desk's pages: name and path."""
    axis, series = _some(plan)
    project = Project.objects.get(plan=plan, key="204")
    return {
        "monitoring": reverse("monitoring:home", args=[plan.key]),
        "indicator": reverse("monitoring:indicator", args=[plan.key, series.indicator_id]),
        "series": reverse("monitoring:series", args=[plan.key, series.pk]),
        "statuses": reverse("monitoring:statuses", args=[plan.key]),
        "status of the plan": reverse("monitoring:status", args=[plan.key, "plan", plan.pk]),
        "status of an axis": reverse("monitoring:status", args=[plan.key, "axis", axis.pk]),
        "status of a project": reverse("monitoring:status", args=[plan.key, "project", project.pk]),
        "board": f"/mesa/{plan.key}/tablero/",
        "council": f"/mesa/{plan.key}/consejo/",
        "team's week": f"/mesa/{plan.key}/mi-semana/",
        "periods": f"/mesa/{plan.key}/seguimiento/periodos/",
    }


def liaison_pages(plan: Plan) -> dict[str, str]:
    """Return the addresses of the pages of a liaison of the organization that owes most: name and path."""
    today = timezone.localdate()
    owed = Assignment.objects.filter(period__plan=plan, period__phase=PeriodState.OPEN).order_by("pk")
    owes_most = owed.values("organization").annotate(n=Count("pk")).order_by("-n", "organization")[0]["organization"]
    liaison = Liaison.objects.get(plan=plan, organization=owes_most)
    told = Assignment.objects.filter(period__plan=plan, report__isnull=False).exclude(period__phase=PeriodState.OPEN)
    told_before = owed.filter(organization=owes_most, report=None, measure__in=told.values("measure"))
    first = told_before.select_related("period")[0]
    return {
        "list": path_of(list_link_for(liaison, today=today)),
        "report": path_of(link_for(first, liaison, today=today)),
    }


def _some(plan: Plan) -> tuple[Axis, Series]:
    axis = Axis.objects.filter(plan=plan).order_by("position")[2]
    series = Series.objects.filter(indicator__axis=axis, indicator__computation=Computation.OBSERVED).order_by("pk")
    return axis, series.select_related("indicator")[0]


def _indicators(plan: Plan, count: int, writer: Writer) -> list[Any]:
    axes = list(Axis.objects.filter(plan=plan).order_by("position"))
    rows = [
        Indicator(
            plan=plan,
            axis=axes[n % len(axes)],
            key=f"indicador-{n}",
            title=f"{writer.title()} {n}",
            unit="personas",
            frequency=Frequency.MONTHLY,
            direction=(Direction.RISING, Direction.FALLING)[n % 2],
            position=n,
        )
        for n in range(1, count + 1)
    ]
    made = save(rows)
    for place, one in enumerate(made):
        if place and place % COMPUTED == 0:
            one.computation, one.numerator, one.denominator = Computation.RATIO, made[place - 1], made[place - 2]
    Indicator.objects.bulk_update(made, ["computation", "numerator", "denominator"], batch_size=BATCH)
    return made


def _series(plan: Plan, indicators: list[Any], dice: random.Random) -> None:
    """Write a series of each indicator in each territory: baseline, two targets, the goals that it measures."""
    places = list(Territory.objects.order_by("pk"))
    rows = []
    for one in indicators:
        computed = one.computation == Computation.RATIO
        for place in places:
            start = 1 if computed else 500
            rows.append(
                Series(indicator=one, territory=place, baseline_value=start, baseline_on=datetime.date(2020, 12, 31))
            )
    made = save(rows)
    targets = []
    for one in made:
        better = 1 if one.indicator.direction == Direction.RISING else -1
        for year, share in ((2030, 0.2), (2040, 0.4)):
            value = one.baseline_value * (1 + better * share)
            targets.append(Target(series=one, on=datetime.date(year, 12, 31), value=value))
    save(targets)
    goals = list(Goal.objects.filter(plan=plan).values_list("pk", flat=True))
    through: Any = Series.goals.through
    links = [through(series=one, goal_id=dice.choice(goals)) for one in made if one.territory_id == places[0].pk]
    through.objects.bulk_create(links, batch_size=BATCH)


def _values(plan: Plan, each: int, today: datetime.date) -> None:
    """Write the values in the database itself, a month apart, the newest of two months ago."""
    batch = ObservationBatch.objects.create(plan=plan, title="Medición")
    source = DataSource.objects.create(name="Instituto de estadística")
    months = _months(today, each)
    table, series, kinds = (model._meta.db_table for model in (Observation, Series, Indicator))
    numbers = ", ".join(f"({n}, '{day.isoformat()}')" for n, day in enumerate(months))
    cast = "::date" if connection.vendor == "postgresql" else ""
    doubted = f"(s.id %% {DOUBTED} = 0 AND m.n < 2)"
    columns = '"series_id", "on", "text", "number", "source_id", "note", "order", "standing", "batch_id"'
    value = "450 + (s.id * 7919 + m.n * 104729) %% 1000 / 10.0"
    insert = f"""
        WITH m(n, day) AS (VALUES {numbers})
        INSERT INTO {table} ({columns})
        SELECT s.id, m.day{cast}, CAST({value} AS VARCHAR(60)), {value}, %s, '', copy.n,
               CASE WHEN {doubted} THEN 'to_confirm' ELSE 'counts' END, %s
        FROM {series} s JOIN {kinds} i ON i.id = s.indicator_id AND i.computation = 'observed'
        CROSS JOIN m JOIN (SELECT 0 AS n UNION ALL SELECT 1) copy ON copy.n = 0 OR {doubted}
        WHERE i.plan_id = %s
    """  # noqa: S608 (names of tables, and numbers made here)
    is_postgres = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        if is_postgres:  # three checks of each of five million rows would take longer than writing them
            cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(insert, [source.pk, batch.pk, plan.pk])
        if is_postgres:
            cursor.execute("SET LOCAL session_replication_role = origin")


def _months(today: datetime.date, count: int) -> list[datetime.date]:
    """Return first days of months, the newest first, from two months ago."""
    first = today.year * 12 + today.month - 3
    return [datetime.date((first - n) // 12, (first - n) % 12 + 1, 1) for n in range(count)]


def _reports(plan: Plan, dice: random.Random, today: datetime.date) -> None:
    """Write four quarters with a report to make on each project, two in three of which came, and who answers."""
    owners = dict(
        Responsibility.objects.filter(role="accountable", measure__project__plan=plan).values_list(
            "measure", "organization"
        )
    )
    steps: dict[int, list[int]] = {}
    for pk, measure in Milestone.objects.filter(plan=plan).order_by("pk").values_list("pk", "project__measure"):
        steps.setdefault(measure, []).append(pk)
    for quarter in range(QUARTERS, 0, -1):
        ends = today - datetime.timedelta(days=92 * quarter - 40)
        period = save(
            [
                ReportingPeriod(
                    plan=plan,
                    key=f"periodo-{quarter}",
                    title=f"Periodo {quarter}",
                    starts_on=ends - datetime.timedelta(days=91),
                    ends_on=ends,
                    due_on=ends + datetime.timedelta(days=15),
                    phase=PeriodState.CLOSED if quarter > 1 else PeriodState.OPEN,
                )
            ]
        )[0]
        asked = save(
            [Assignment(period=period, measure_id=measure, organization_id=owners[measure]) for measure in owners]
        )
        came = [one for one in asked if dice.randrange(3)]
        reports = save(
            [
                ProgressReport(
                    assignment=one,
                    state=ReportState.ACCEPTED,
                    on=ends,
                    sent_at=timezone.now() - datetime.timedelta(days=92 * quarter - 50),
                    nothing_changed=dice.randrange(5) == 0,
                )
                for one in came
            ]
        )
        told = [
            ReportedMilestone(report=report, milestone_id=step, progress=min(100, dice.randrange(30) * (5 - quarter)))
            for report in reports
            if not report.nothing_changed
            for step in steps.get(report.assignment.measure_id, ())
        ]
        ReportedMilestone.objects.bulk_create(told, batch_size=BATCH)
    since = today - datetime.timedelta(days=365)
    people = [
        Liaison(
            plan=plan,
            organization_id=one,
            key=f"enlace-{one}",
            title=f"Enlace {one}",
            email=f"enlace-{one}@example.org",
            from_day=since,
        )
        for one in sorted(set(owners.values()))
    ]
    save(people)
