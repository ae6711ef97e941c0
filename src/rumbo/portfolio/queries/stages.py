"""How far projects are: the way of one, and all of a plan on a board, a column a stage."""

from __future__ import annotations

import datetime
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import Count, QuerySet, Window
from django.db.models.functions import RowNumber
from django.utils.functional import cached_property

from rumbo.portfolio.enums import PassageKind, Stage
from rumbo.portfolio.models import Passage, Project
from rumbo.portfolio.queries.gates import ORDER, Gate, gates_of

if TYPE_CHECKING:
    from rumbo.plan.models import Plan

#: Projects of a stage that the board shows before it only counts the others.
SHOWN = 50
#: Projects of a stage on the board at first, and how many more it brings at a time.
FIRST, MORE = 8, 24
#: The same on the public board, which leads to the table for more.
SHOWN_PUBLIC = 20
_ABOVE = ("", "__theme", "__theme__axis")
_NUMBER = ("number_order", "position", "pk")
#: What a public card says of a project.
_CARD = (
    *("key", "number", "title", "title_en", "stage", "suspended", "program__theme"),
    *("program__theme__axis__title", "program__theme__axis__title_en"),
)


class Mark(NamedTuple):
    """A stage in words and as a line of seven dashes: ``length`` is how far the line is filled, of 60."""

    label: str
    length: int


class Step(NamedTuple):
    """A stage on the way of a project: passed, the present one, or one to come."""

    stage: str
    label: str
    tone: str
    is_present: bool


@dataclass(frozen=True, slots=True)
class Card:
    """A project on the board, the stage behind the gate before it (None at the end), how much that gate lacks."""

    project: Any
    onward: Stage | None = None
    lacking: int = 0


@dataclass(frozen=True)
class Column:
    """A stage on the board; ``total`` counts all its projects, ``suspended`` those set aside."""

    stage: str
    label: str
    total: int
    suspended: int
    cards: list[Card]

    @cached_property
    def is_cut(self) -> bool:
        """Whether it has more projects than cards."""
        return self.total > len(self.cards)

    @property
    def rest(self) -> int:
        """How many projects it has beyond its cards."""
        return self.total - len(self.cards)


class Start(NamedTuple):
    """How a board begins: how many projects are at each stage, suspended or not, and which ones it shows."""

    totals: dict[tuple[str, bool], int]
    projects: list[int]


def marks() -> dict[str, Mark]:
    """Return each stage in words and as a line, in the reader's language."""
    return {stage.value: Mark(str(stage.label), 9 * place - 3) for place, stage in enumerate(ORDER, start=1)}


def way(stage: str) -> list[Step]:
    """Return the seven stages as a project sees them that is at one of them."""
    here = ORDER.index(Stage(stage))
    tones = ["done"] * here + ["go"] + ["mute"] * (len(ORDER) - here - 1)
    if here == len(ORDER) - 1:
        tones[here] = "done"
    return [
        Step(one.value, str(one.label), tone, is_present=place == here)
        for place, (one, tone) in enumerate(zip(ORDER, tones, strict=True))
    ]


def suspension_of(project: Project) -> Passage | None:
    """Return when and why a project was set aside; None for one that is not."""
    if not project.suspended:
        return None
    return Passage.objects.filter(project=project, kind=PassageKind.SUSPENDED).order_by("-pk").first()


def first_of_stages(projects: QuerySet[Any, Any], shown: int) -> Start:
    """Return how many of some projects each stage has, and its first ones by number: two queries."""
    place = Window(RowNumber(), partition_by="stage", order_by=_NUMBER)
    ranked = projects.order_by().annotate(place=place).filter(place__lte=shown)
    counts = projects.order_by().values_list("stage", "suspended").annotate(n=Count("pk"))
    totals = {(stage, suspended): n for stage, suspended, n in counts}
    return Start(totals, [pk for pk, _place in ranked.values_list("pk", "place")])


def board(plan: Plan, today: datetime.date, start: Start | None = None) -> list[Column]:
    """Return the stages with their first projects, of those that begin so or of all in force: fifteen queries."""
    start = start or first_of_stages(_current(plan), FIRST)
    return _columns(start, _cards(plan, Project.objects.filter(pk__in=start.projects), today))


def public_board(start: Start) -> list[Column]:
    """Return the stages with their first projects, without what their gates lack: one query."""
    listed = Project.objects.filter(pk__in=start.projects).select_related("program__theme__axis").only(*_CARD)
    return _columns(start, [Card(project) for project in listed.order_by(*_NUMBER)])


def projects_at(plan: Plan, stage: str, projects: QuerySet[Any, Any] | None = None) -> QuerySet[Any, Any]:
    """Return the projects at a stage, by number, of those given or of all in force."""
    rows = _current(plan) if projects is None else projects
    return rows.filter(stage=stage).order_by(*_NUMBER)


def cards_of(plan: Plan, projects: QuerySet[Any, Any], today: datetime.date) -> list[Card]:
    """Return projects with the gates before them, in their order."""
    return _cards(plan, projects, today)


def _current(plan: Plan) -> QuerySet[Any, Any]:
    rows: QuerySet[Any, Any] = Project.objects.current().filter(plan=plan)
    return rows


def _columns(start: Start, cards: list[Card]) -> list[Column]:
    at: dict[str, list[Card]] = defaultdict(list)
    for card in cards:
        at[card.project.stage].append(card)
    return [
        Column(
            stage.value,
            str(stage.label),
            start.totals.get((stage, False), 0) + start.totals.get((stage, True), 0),
            start.totals.get((stage, True), 0),
            at[stage],
        )
        for stage in ORDER
    ]


def _cards(plan: Plan, projects: QuerySet[Any, Any], today: datetime.date) -> list[Card]:
    heavy = [f"program{above}__{name}" for above in _ABOVE for name in ("text", "text_en")]
    listed = list(projects.select_related("program__theme__axis").defer("text_en", *heavy))
    gates = gates_of(plan, listed, today)
    return [_card(project, gates[project.pk]) for project in listed]


def _card(project: Any, gate: Gate | None) -> Card:
    return Card(project) if gate is None else Card(project, gate.stage, len(gate.lacks))
