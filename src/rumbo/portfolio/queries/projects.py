"""The list of projects: filtered, sorted, and read a page at a time without an object a row."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import (
    Case,
    Exists,
    ExpressionWrapper,
    F,
    FloatField,
    IntegerField,
    Max,
    Min,
    OuterRef,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.utils.translation import get_language

from rumbo.core.models import State
from rumbo.core.queries.search import Query, matching
from rumbo.plan.enums import Term
from rumbo.plan.queries.choices import Choice
from rumbo.portfolio.enums import Responsible, Stage
from rumbo.portfolio.models import Estimate, Milestone, Program, Project, Responsibility
from rumbo.portfolio.queries.stages import Mark, marks
from rumbo.portfolio.queries.tags import tagged

if TYPE_CHECKING:
    from rumbo.plan.models import Plan

_NUMBER = ("number_order", "position", "pk")
_PROGRAM = ("program__theme__axis__position", "program__theme__axis", "program__theme__position", "program__theme")


def _ranks(path: str, values: Iterable[str]) -> Case:
    """Return the rank of a choice: its place among the choices, those without one last."""
    whens = [When(**{path: value}, then=Value(place)) for place, value in enumerate(values)]
    return Case(*whens, default=Value(len(whens)), output_field=IntegerField())


def _of_steps(value: Any) -> Subquery:
    """Return a value over the milestones in force of a project."""
    steps = Milestone.objects.filter(project=OuterRef("pk"), state=State.CURRENT).order_by().values("project")
    return Subquery(steps.annotate(found=value).values("found"))


def _cost() -> Subquery:
    rows = Estimate.objects.filter(project=OuterRef("pk"), state=State.CURRENT).order_by().values("project")
    return Subquery(rows.annotate(found=Sum("amount")).values("found"))


def _accountable_name() -> Subquery:
    held = Responsibility.objects.filter(measure=OuterRef("measure"), share=None, role=Responsible.ACCOUNTABLE)
    return Subquery(held.order_by("organization__title").values("organization__title")[:1])


def progress_by_weight() -> Any:
    """Return the expression of how much of some milestones is done, in per cent, each by its weight."""
    done = Case(When(done_on__isnull=False, then=Value(100)), default=F("progress"), output_field=IntegerField())
    share = Sum(F("weight") * done, output_field=FloatField()) / Sum("weight", output_field=FloatField())
    return ExpressionWrapper(share, output_field=FloatField())


#: Orders by name; each also backwards, with a minus before the name.
ORDERS: dict[str, tuple[Any, ...]] = {
    "number": _NUMBER,
    "title": ("title_order", *_NUMBER),
    "axis": (*_PROGRAM, "program__position", "program", *_NUMBER),
    "program": ("program__title_order", "program", *_NUMBER),
    "stage": (_ranks("stage", Stage.values), *_NUMBER),
    "term": (_ranks("term", Term.values), *_NUMBER),
    "priority": (_ranks("priority", (True, False)), *_NUMBER),  # type: ignore[arg-type]
    "accountable": (_accountable_name(), *_NUMBER),
    "cost": (_cost(), *_NUMBER),
    "progress": (_of_steps(progress_by_weight()), *_NUMBER),
    "begins": (_of_steps(Min("starts_on")), *_NUMBER),
    "ends": (_of_steps(Max("ends_on")), *_NUMBER),
    "updated": ("updated_at", *_NUMBER),
}


@dataclass(frozen=True, slots=True)
class ProjectFilter:
    """What to keep of a plan's projects; empty fields keep all. Without ``state`` every state is kept.

    ``since`` and ``until`` are years that a milestone touches.
    """

    axis: int | None = None
    theme: int | None = None
    program: int | None = None
    territory: int | None = None
    organization: int | None = None
    priority: bool | None = None
    under_way: bool | None = None
    term: str = ""
    stage: str = ""
    suspended: bool | None = None
    state: str = State.CURRENT
    text: Query | None = None
    tag: str = ""
    since: int | None = None
    until: int | None = None


class Place(NamedTuple):
    """An axis, theme, programme or organization on a list; ``lang`` where its name is not in the page's language."""

    key: str
    name: str
    lang: str = ""


class Facts(NamedTuple):
    """What some columns of the table say of a project beyond itself; ``progress`` is in per cent, by weight."""

    territories: tuple[str, ...] = ()
    cost: Decimal | None = None
    sure: Decimal | None = None
    begins: datetime.date | None = None
    ends: datetime.date | None = None
    progress: int | None = None

    @property
    def funded(self) -> int | None:
        """How much of the cost is authorised, in per cent; None without a cost."""
        return round(100 * (self.sure or 0) / self.cost) if self.cost else None


NO_FACTS = Facts()


class ProjectRow(NamedTuple):
    """A project on a list; ``begun`` says that it is an idea no more."""

    pk: int
    key: str
    number: str
    name: str
    lang: str
    state: str
    state_label: str
    under_way: bool
    priority: bool
    axis: Place
    theme: Place
    program: Place
    accountable: Place | None
    stage: Mark
    suspended: bool
    begun: bool
    term_label: str
    tags: str
    updated: datetime.datetime
    facts: Facts = NO_FACTS

    @property
    def is_current(self) -> bool:
        """Whether it is in force."""
        return self.state == State.CURRENT


def filtered_projects(plan: Plan, wanted: ProjectFilter) -> QuerySet[Any, Any]:
    """Return the projects of a plan that a filter keeps, in number order."""
    exact = {
        "program__theme__axis": wanted.axis,
        "program__theme": wanted.theme,
        "program": wanted.program,
        "priority": wanted.priority,
        "under_way": wanted.under_way,
        "term": wanted.term or None,
        "stage": wanted.stage or None,
        "suspended": wanted.suspended,
        "state": wanted.state or None,
    }
    projects: QuerySet[Any, Any] = Project.objects.filter(plan=plan)
    projects = projects.filter(**{path: value for path, value in exact.items() if value is not None})
    if wanted.territory is not None:
        within = Project.territories.through.objects.filter(territory=wanted.territory)
        projects = projects.filter(pk__in=within.values("project"))
    if wanted.organization is not None:
        held = Responsibility.objects.filter(organization=wanted.organization)
        projects = projects.filter(measure__in=held.values("measure"))
    if wanted.tag:
        projects = tagged(projects, wanted.tag)
    if wanted.since is not None or wanted.until is not None:
        projects = projects.filter(Exists(_steps_within(wanted.since, wanted.until)))
    if wanted.text is not None and wanted.text.meanings:
        projects = projects.filter(matching(wanted.text, "project"))
    return projects


def ordered_projects(projects: QuerySet[Any, Any], order: str) -> QuerySet[Any, Any]:
    """Return projects in one of `ORDERS`; ``KeyError`` for another."""
    paths = [F(path) if isinstance(path, str) else path for path in ORDERS[order.removeprefix("-")]]
    is_value = isinstance(paths[0], Subquery)  # some projects have none: they come last, either way
    if order.startswith("-"):
        return projects.order_by(*(path.desc(nulls_last=is_value or None) for path in paths))
    return projects.order_by(*(path.asc(nulls_last=is_value or None) for path in paths))


def project_rows(projects: QuerySet[Any, Any]) -> list[ProjectRow]:
    """Return the rows of a list, with the names in the reader's language: three queries, however many rows."""
    found = list(
        projects.values_list(
            "pk",
            "key",
            "number",
            "title",
            "title_en",
            "state",
            "under_way",
            "priority",
            "program_id",
            "measure_id",
            "stage",
            "suspended",
            "term",
            "tags",
            "updated_at",
        )
    )
    stages = marks()
    terms = {term.value: str(term.label) for term in Term}
    programs = _programs({row[8] for row in found})
    accountable = _accountable([row[9] for row in found])
    states = {state.value: str(state.label) for state in State}
    return [
        ProjectRow(
            pk=pk,
            key=key,
            number=number,
            name=_name(title, title_en),
            lang=_lang(title_en),
            state=state,
            state_label=states[state],
            under_way=under_way,
            priority=priority,
            axis=programs[program][0],
            theme=programs[program][1],
            program=programs[program][2],
            accountable=accountable.get(measure),
            stage=stages[stage],
            suspended=suspended,
            begun=stage != Stage.IDEA,
            term_label=terms.get(term, ""),
            tags=tags,
            updated=updated,
        )
        for (
            pk,
            key,
            number,
            title,
            title_en,
            state,
            under_way,
            priority,
            program,
            measure,
            stage,
            suspended,
            term,
            tags,
            updated,
        ) in found
    ]


def program_choices(plan: Plan, *, axis: int | None = None, theme: int | None = None) -> list[Choice]:
    """Return the programmes in force of an axis or of one theme, in order, as choices of a form."""
    programs = Program.objects.current().filter(plan=plan)
    programs = programs.filter(theme=theme) if theme is not None else programs.filter(theme__axis=axis)
    rows = programs.order_by("theme__position", "theme", "position", "pk").values_list(
        "pk", "theme_id", "key", "title", "title_en"
    )
    return [Choice(pk, theme_id, key, _name(title, title_en)) for pk, theme_id, key, title, title_en in rows]


def program_choice(plan: Plan, key: str) -> Choice | None:
    """Return the programme with this key as a choice, in force or not, or None."""
    rows = Program.objects.filter(plan=plan, key=key).values_list("pk", "theme_id", "key", "title", "title_en")
    for pk, theme_id, found, title, title_en in rows:
        return Choice(pk, theme_id, found, _name(title, title_en))
    return None


def organizations_with_projects(plan: Plan, organizations: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
    """Narrow organizations to those with a role in a project of the plan."""
    held = Responsibility.objects.filter(organization=OuterRef("pk"), measure__plan=plan, measure__kind=Project.KIND)
    return organizations.filter(Exists(held))


def territories_with_projects(plan: Plan, territories: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
    """Narrow territories to those where a project of the plan is."""
    within = Project.territories.through.objects.filter(territory=OuterRef("pk"), project__plan=plan)
    return territories.filter(Exists(within))


def schedule_years(plan: Plan) -> range:
    """Return the years from the first milestone of a plan's projects in force to the last; none without any."""
    steps = Milestone.objects.filter(plan=plan, state=State.CURRENT, project__state=State.CURRENT).order_by()
    found = steps.aggregate(first=Min("starts_on"), last=Max("ends_on"))
    return range(found["first"].year, found["last"].year + 1) if found["first"] else range(0)


def _steps_within(since: int | None, until: int | None) -> QuerySet[Any, Any]:
    steps: QuerySet[Any, Any] = Milestone.objects.filter(project=OuterRef("pk"), state=State.CURRENT)
    if since is not None:
        steps = steps.filter(ends_on__gte=datetime.date(since, 1, 1))
    if until is not None:
        steps = steps.filter(starts_on__lte=datetime.date(until, 12, 31))
    return steps


def _programs(numbers: Iterable[int]) -> dict[int, tuple[Place, Place, Place]]:
    """Return axis, theme and programme by the programme's number."""
    rows = Program.objects.filter(pk__in=numbers).values_list(
        "pk",
        "theme__axis__key",
        "theme__axis__title",
        "theme__axis__title_en",
        "theme__key",
        "theme__title",
        "theme__title_en",
        "key",
        "title",
        "title_en",
    )
    return {
        row[0]: (
            _place(*row[1:4]),
            _place(*row[4:7]),
            _place(*row[7:10]),
        )
        for row in rows
    }


def _accountable(measures: list[int]) -> dict[int, Place]:
    held = Responsibility.objects.filter(measure__in=measures, share=None, role=Responsible.ACCOUNTABLE)
    rows = held.values_list("measure_id", "organization__key", "organization__title")
    return {measure: Place(key, title) for measure, key, title in rows}


def _name(title: str, title_en: str) -> str:
    return title_en if title_en and (get_language() or "").startswith("en") else title


def _lang(title_en: str) -> str:
    return "" if title_en or not (get_language() or "").startswith("en") else "es"


def _place(key: str, title: str, title_en: str) -> Place:
    return Place(key, _name(title, title_en), _lang(title_en))
