"""The list of projects: filtered, sorted, and read a page at a time without an object a row."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils.translation import get_language

from rumbo.core.models import State
from rumbo.core.queries.search import Query, matching
from rumbo.plan.queries.choices import Choice
from rumbo.portfolio.enums import Responsible, Stage
from rumbo.portfolio.models import Program, Project, Responsibility
from rumbo.portfolio.queries.stages import Mark, marks

if TYPE_CHECKING:
    from rumbo.plan.models import Plan

_NUMBER = ("number_order", "position", "pk")
_PROGRAM = ("program__theme__axis__position", "program__theme__axis", "program__theme__position", "program__theme")
#: Orders by name; each also backwards, with a minus before the name.
ORDERS: dict[str, tuple[str, ...]] = {
    "number": _NUMBER,
    "title": ("title_order", *_NUMBER),
    "axis": (*_PROGRAM, "program__position", "program", *_NUMBER),
    "program": ("program__title_order", "program", *_NUMBER),
}


@dataclass(frozen=True, slots=True)
class ProjectFilter:
    """What to keep of a plan's projects; empty fields keep all. Without ``state`` every state is kept."""

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


@dataclass(frozen=True, slots=True)
class Place:
    """An axis, theme, programme or organization on a list; ``lang`` where its name is not in the page's language."""

    key: str
    name: str
    lang: str = ""


@dataclass(frozen=True, slots=True)
class ProjectRow:
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
    if wanted.text is not None and wanted.text.meanings:
        projects = projects.filter(matching(wanted.text, "project"))
    return projects


def ordered_projects(projects: QuerySet[Any, Any], order: str) -> QuerySet[Any, Any]:
    """Return projects in one of `ORDERS`; ``KeyError`` for another."""
    paths = ORDERS[order.removeprefix("-")]
    if order.startswith("-"):
        return projects.order_by(*(F(path).desc() for path in paths))
    return projects.order_by(*paths)


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
        )
    )
    stages = marks()
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
    held = Responsibility.objects.filter(measure__in=measures, role=Responsible.ACCOUNTABLE)
    rows = held.values_list("measure_id", "organization__key", "organization__title")
    return {measure: Place(key, title) for measure, key, title in rows}


def _name(title: str, title_en: str) -> str:
    return title_en if title_en and (get_language() or "").startswith("en") else title


def _lang(title_en: str) -> str:
    return "" if title_en or not (get_language() or "").startswith("en") else "es"


def _place(key: str, title: str, title_en: str) -> Place:
    return Place(key, _name(title, title_en), _lang(title_en))
