"""Typing forms in with the keyboard alone: an evaluator's projects by criteria, digit after digit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from rumbo.core.errors import Refused
from rumbo.plan.web.access import plan_page
from rumbo.priority.enums import Origin, ScaleKind
from rumbo.priority.models import Criterion, Evaluator, Round
from rumbo.priority.queries.own import OwnRow, Sitting, own_rows, sitting_of
from rumbo.priority.queries.scores import evaluators_of
from rumbo.priority.scales import Score, shown
from rumbo.priority.services.assessments import COMMENT_LIMIT, tidy_comment
from rumbo.priority.services.sheets import Entry, enter
from rumbo.priority.web.access import get_round
from rumbo.priority.web.paper import code_of, named, paper_page
from rumbo.priority.workbooks.cells import CANNOT, score_of
from rumbo.priority.workbooks.write import scale_of

#: Projects on a page of the grid.
GRID = 40


@dataclass(slots=True)
class Cell:
    """A field of the grid: its name, what stands in it, and what is wrong."""

    name: str
    criterion: Criterion
    text: str
    error: str = ""

    @property
    def keys(self) -> int:
        """Up to which digit one key is a whole answer; 0 where scores can have more digits."""
        return len(self.criterion.level_names) if self.criterion.scale == ScaleKind.VERBAL else 0


@dataclass(slots=True)
class Line:
    """A row of the grid: its number on the form, the project, its fields, the comment, the version that was seen."""

    number: int
    own: OwnRow
    cells: list[Cell]
    comment: str
    version: int
    error: str = ""
    values: dict[str, Score] = field(default_factory=dict)

    @property
    def is_changed(self) -> bool:
        """Whether something else was typed than what is stored or stands."""
        stored = self.own.assessment.comment if self.own.assessment is not None else ""
        return dict(self.own.values) != self.values or self.comment != stored

    @property
    def has_errors(self) -> bool:
        """Whether something in it is wrong."""
        return bool(self.error) or any(cell.error for cell in self.cells)


@require_http_methods(["GET", "HEAD", "POST"])
@plan_page("plan.manage")
def entry(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Show an evaluator's grid and store what was typed; nothing of a page while something on it is wrong."""
    found = get_round(plan, pk)
    people = evaluators_of(found)
    if not request.GET.get("persona"):
        return redirect("priority:paper", plan.key, pk)
    person = named(people, request.GET["persona"])
    person.round = found
    sitting = sitting_of(person)
    rows = list(enumerate(own_rows(sitting), start=1))
    shown_page = Paginator(rows, GRID).get_page(request.GET.get("page"))
    if request.method == "POST" and sitting.delphi is not None:
        lines = [_typed(number, own, sitting, request.POST) for number, own in shown_page]
        if _store(request, found, person, lines):
            return redirect(_next(found, person, shown_page))
    else:
        lines = [_line(number, own, sitting) for number, own in shown_page]
    wrong = sum(line.has_errors for line in lines)
    return paper_page(
        request,
        found,
        "entry",
        person.title,
        person=person,
        code=code_of(person),
        people=people,
        open=sitting.delphi,
        criteria=[(one, scale_of(one)) for one in sitting.criteria],
        lines=lines,
        wrong=wrong,
        page_obj=shown_page,
        comment_limit=COMMENT_LIMIT,
    )


def _line(number: int, own: OwnRow, sitting: Sitting) -> Line:
    """Return a row with what is stored or stands."""
    cells = [Cell(_name(own, one), one, _text(own.values, one)) for one in sitting.criteria]
    assessment = own.assessment
    comment, version = (assessment.comment, assessment.version) if assessment is not None else ("", 0)
    return Line(number, own, cells, comment, version)


def _typed(number: int, own: OwnRow, sitting: Sitting, given: Mapping[str, str]) -> Line:
    """Return a row with what was typed, and what is wrong in it."""
    line = _line(number, own, sitting)
    if own.conflict is not None:
        line.values = dict(own.values)
        return line
    version = given.get(f"v-{own.row.pk}", "")
    line.version = int(version) if version.isdecimal() and len(version) < 9 else 0
    for cell in line.cells:
        cell.text = given.get(cell.name, "").strip()
        if cell.text:
            try:
                line.values[str(cell.criterion.pk)] = score_of(cell.criterion, cell.text)
            except Refused as refusal:
                cell.error = refusal.message
    line.comment = given.get(f"c-{own.row.pk}", "").replace("\r\n", "\n").strip()
    try:
        tidy_comment(line.comment)
    except Refused as refusal:
        line.error = refusal.message
    return line


def _store(request: HttpRequest, found: Round, person: Evaluator, lines: list[Line]) -> bool:
    """Store the rows that changed; False where something is wrong, which the rows or a message say."""
    if any(line.has_errors for line in lines):
        return False
    entries = [
        Entry(person.pk, line.own.row.pk, line.values, line.comment, line.version)
        for line in lines
        if line.own.conflict is None and line.is_changed
    ]
    try:
        count = enter(request.user, found, entries, origin=Origin.PAPER)
    except Refused as refusal:
        messages.error(request, refusal.message)
        return False
    message = ngettext("%(n)d project of %(who)s is stored.", "%(n)d projects of %(who)s are stored.", count)
    messages.success(request, message % {"n": count, "who": person.title})
    return True


def _next(found: Round, person: Evaluator, shown_page: Page[Any]) -> str:
    """Return the address of the next page of the grid; after the last one, of the page of paper."""
    if not shown_page.has_next():
        return reverse("priority:paper", args=[found.plan.key, found.pk])
    address = reverse("priority:paper_entry", args=[found.plan.key, found.pk])
    return f"{address}?persona={person.pk}&page={shown_page.next_page_number()}"


def _name(own: OwnRow, criterion: Criterion) -> str:
    return f"s-{own.row.pk}-{criterion.pk}"


def _text(values: Mapping[str, Score], criterion: Criterion) -> str:
    """Return a stored score as it is typed."""
    if str(criterion.pk) not in values:
        return ""
    value = values[str(criterion.pk)]
    return CANNOT if value is None else shown(value)
