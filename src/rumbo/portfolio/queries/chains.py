"""Across projects: the chain of steps that decides the end of all, and what a late step moves elsewhere."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Max, QuerySet

from rumbo.core.models import State
from rumbo.methods.critical_path import Cycle, Task, Times, critical_path
from rumbo.portfolio.models import Milestone, Project
from rumbo.portfolio.queries.schedules import Span, language_of, name_of

HUNDRED = 100


@dataclass(frozen=True, slots=True)
class Link:
    """A step of a chain, with its project's label and key."""

    pk: int
    name: str
    lang: str
    project: str
    key: str
    span: Span


@dataclass(frozen=True, slots=True)
class Chain:
    """The steps that decide when all of some projects end, each beginning when the one before has ended.

    ``end`` is the day that follows from what waits for what, ``written`` the last day of the schedules as they are;
    ``critical`` are all steps without slack, of this chain and of others as long.
    """

    links: tuple[Link, ...]
    end: datetime.date
    written: datetime.date
    critical: frozenset[int]

    @property
    def projects(self) -> int:
        """How many projects it goes through."""
        return len({link.key for link in self.links})

    @property
    def late(self) -> int:
        """Days that the end comes after what is written, since steps begin before what they wait for has ended."""
        return (self.end - self.written).days


@dataclass(frozen=True, slots=True)
class Moved:
    """A step of another project that would end later: by how many days, and when."""

    pk: int
    name: str
    lang: str
    days: int
    end: datetime.date


@dataclass(frozen=True, slots=True)
class MovedProject:
    """Another project with its steps that would move; ``days`` is how much later it would end as a whole."""

    pk: int
    key: str
    label: str
    steps: tuple[Moved, ...]
    days: int


@dataclass(frozen=True, slots=True)
class Slip:
    """What would happen elsewhere if a step ended late; nothing where others have slack enough."""

    pk: int
    name: str
    lang: str
    projects: tuple[MovedProject, ...]


def chain_of(projects: QuerySet[Any, Any]) -> Chain | None:
    """Return what decides the end of some projects together: three queries.

    A step elsewhere that one of theirs waits for belongs to the chain with the dates that it has. None without steps,
    or where they wait in a circle.
    """
    steps = Milestone.objects.filter(project__in=projects.order_by().values("pk"), state=State.CURRENT)
    last = steps.order_by("-ends_on", "pk").values_list("pk", "starts_on", "ends_on").first()
    if last is None:
        return None
    days = {last[0]: (last[1], last[2])}
    after: dict[int, dict[int, int]] = defaultdict(dict)
    through: Any = Milestone.after.through
    pairs = through.objects.filter(
        from_milestone__in=steps.order_by().values("pk"), to_milestone__state=State.CURRENT
    )
    fields = [f"{end}_milestone{name}" for end in ("from", "to") for name in ("_id", "__starts_on", "__ends_on")]
    for then, then_begin, then_end, first, first_begin, first_end in pairs.values_list(*fields):
        days[then], days[first] = (then_begin, then_end), (first_begin, first_end)
        after[then][first] = 0
    start = min(begin for begin, _ in days.values())
    try:
        found = critical_path(
            [Task(pk, (end - begin).days + 1, after[pk], (begin - start).days) for pk, (begin, end) in days.items()]
        )
    except Cycle:
        return None
    return Chain(
        links=_links(found.path),
        end=start + datetime.timedelta(days=found.end - 1),
        written=last[2],
        critical=frozenset(pk for pk, times in found.times.items() if times.is_critical),
    )


def chain_of_axis(axis: Any) -> Chain | None:
    """Return what decides the end of the projects in force of an axis: three queries."""
    return chain_of(Project.objects.current().filter(program__theme__axis=axis))


def slips_of(project: Project, days: int) -> list[Slip]:
    """Return what happens in other projects if a step of this one ends some days late: four queries at most.

    A slip for each step that is not done and that a step of another project waits for, directly or not.
    """
    net = _Net.of(project)
    if net is None:
        return []
    try:
        before = critical_path(net.tasks.values()).times
        slips = [_slip(net, before, pk, days) for pk in net.sources]
    except Cycle:
        return []
    ends = dict(
        Milestone.objects.filter(project__in={one.pk for slip in slips for one in slip.projects}, state=State.CURRENT)
        .order_by()
        .values_list("project")
        .annotate(end=Max("ends_on"))
    )
    return [replace(slip, projects=tuple(_with_end(one, ends[one.pk]) for one in slip.projects)) for slip in slips]


@dataclass(frozen=True, slots=True)
class _Net:
    """The steps of a project that others wait for, all that follow from them, and what they take."""

    project: int
    start: datetime.date
    steps: dict[int, dict[str, Any]]
    tasks: dict[int, Task[int]]
    followers: dict[int, list[int]]

    @property
    def sources(self) -> list[int]:
        """The steps of the project from which a way leads to another, in order of their dates."""
        own = [pk for pk, step in self.steps.items() if step["project_id"] == self.project]
        leading = [pk for pk in own if any(self.steps[one]["project_id"] != self.project for one in self.reached(pk))]
        return sorted(leading, key=lambda pk: (self.steps[pk]["starts_on"], pk))

    def reached(self, pk: int) -> set[int]:
        """Return the steps that follow from one."""
        return _reached([pk], self.followers)

    @classmethod
    def of(cls, project: Project) -> _Net | None:
        """Read what follows from a project: three queries."""
        through: Any = Milestone.after.through
        both = {f"{end}_milestone__state": State.CURRENT for end in ("from", "to")}
        pairs = list(
            through.objects.filter(
                from_milestone__plan_id=project.plan_id, from_milestone__project__state=State.CURRENT, **both
            ).values_list("to_milestone_id", "from_milestone_id")
        )
        followers, awaited = defaultdict(list), defaultdict(list)
        for first, then in pairs:
            followers[first].append(then)
            awaited[then].append(first)
        own = Milestone.objects.filter(project=project, state=State.CURRENT).values_list("pk", flat=True)
        inside = {*own, *_reached(own, followers)}
        wanted = inside | {first for pk in inside for first in awaited[pk]}
        fields = ("pk", "title", "title_en", "starts_on", "ends_on", "done_on", "progress", "project_id")
        of = ("project__key", "project__number", "project__title", "project__title_en")
        steps = {row["pk"]: row for row in Milestone.objects.filter(pk__in=wanted).values(*fields, *of)}
        moving = {pk for pk in inside if not _is_done(steps[pk])}
        if not any(steps[pk]["project_id"] != project.pk for pk in moving):
            return None
        start = min(step["starts_on"] for step in steps.values())
        tasks = {}
        for pk in moving:
            step = steps[pk]
            held = [_day(start, steps[one]["ends_on"]) + 1 for one in awaited[pk] if one not in moving]
            length = (step["ends_on"] - step["starts_on"]).days + 1
            after = {one: 0 for one in awaited[pk] if one in moving}
            tasks[pk] = Task(pk, length, after, max([_day(start, step["starts_on"]), *held]))
        kept = {pk: [one for one in followers[pk] if one in moving] for pk in moving}
        return cls(project.pk, start, {pk: steps[pk] for pk in moving}, tasks, kept)


def _links(path: Sequence[int]) -> tuple[Link, ...]:
    fields = ("title", "title_en", "project__number", "project__title", "project__title_en", "project__key")
    rows = {
        row["pk"]: row for row in Milestone.objects.filter(pk__in=path).values("pk", "starts_on", "ends_on", *fields)
    }
    made = []
    for row in (rows[pk] for pk in path):
        project = f"{row['project__number']} {name_of(row['project__title'], row['project__title_en'])}".strip()
        name, lang = name_of(row["title"], row["title_en"]), language_of(row["title_en"])
        made.append(Link(row["pk"], name, lang, project, row["project__key"], Span(row["starts_on"], row["ends_on"])))
    return tuple(made)


def _slip(net: _Net, before: dict[int, Times], pk: int, days: int) -> Slip:
    task = net.tasks[pk]
    tasks = net.tasks | {pk: replace(task, days=task.days + days)}
    after = critical_path(tasks.values()).times
    moved: dict[int, list[int]] = defaultdict(list)
    for one in net.reached(pk):
        if after[one].early_end > before[one].early_end and net.steps[one]["project_id"] != net.project:
            moved[net.steps[one]["project_id"]].append(one)
    projects = []
    for owner, steps in moved.items():
        rows = sorted((_moved(net, one, before[one], after[one]) for one in steps), key=lambda row: (row.end, row.pk))
        first = net.steps[steps[0]]
        label = f"{first['project__number']} {name_of(first['project__title'], first['project__title_en'])}".strip()
        projects.append(MovedProject(owner, first["project__key"], label, tuple(rows), 0))
    step = net.steps[pk]
    return Slip(
        pk,
        name_of(step["title"], step["title_en"]),
        language_of(step["title_en"]),
        tuple(sorted(projects, key=lambda one: (one.label, one.pk))),
    )


def _moved(net: _Net, pk: int, before: Times, after: Times) -> Moved:
    step = net.steps[pk]
    end = net.start + datetime.timedelta(days=after.early_end - 1)
    title, title_en = step["title"], step["title_en"]
    return Moved(pk, name_of(title, title_en), language_of(title_en), after.early_end - before.early_end, end)


def _with_end(project: MovedProject, written: datetime.date) -> MovedProject:
    return replace(project, days=max(0, (max(step.end for step in project.steps) - written).days))


def _is_done(step: dict[str, Any]) -> bool:
    return step["done_on"] is not None or step["progress"] >= HUNDRED


def _day(start: datetime.date, day: datetime.date) -> int:
    return (day - start).days


def _reached(begin: Iterable[int], followers: dict[int, list[int]]) -> set[int]:
    found: set[int] = set()
    waiting = list(begin)
    while waiting:
        for one in followers.get(waiting.pop(), ()):
            if one not in found:
                found.add(one)
                waiting.append(one)
    return found
