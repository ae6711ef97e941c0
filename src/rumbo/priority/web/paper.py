"""Scores that do not come on the screen: forms to print, and the ways back in."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from rumbo.plan.web.access import plan_page
from rumbo.plan.web.page import page
from rumbo.priority.models import Evaluator, Round
from rumbo.priority.prints.score_forms import BLANKS, ROWS, Form, form_of, parts_of, score_forms
from rumbo.priority.queries.filled import open_delphi
from rumbo.priority.queries.items import ItemRow, criteria_of, listed_items
from rumbo.priority.queries.scores import conflicts_of, evaluators_of
from rumbo.priority.web.access import SECTION, get_round, way_to

#: What names a part of the forms in an address; its number follows.
PART = "parte-"


@require_safe
@plan_page("plan.manage")
def home(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Offer forms to print, typing them in, and workbooks."""
    found = get_round(plan, pk)
    people, items = evaluators_of(found), listed_items(found)
    parts = [(f"{PART}{n}", code_of(part[0]), code_of(part[-1])) for n, part in enumerate(parts_of(items, people), 1)]
    return paper_page(
        request,
        found,
        "home",
        people=people,
        parts=parts,
        open=open_delphi(found),
        blanks=_blanks(items),
        ready=bool(items) and criteria_of(found).exists(),
    )


@require_safe
@plan_page("plan.manage")
def forms(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Give forms as PDF: of one evaluator, of all, or blank ones."""
    found = get_round(plan, pk)
    criteria, items, people = list(criteria_of(found)), listed_items(found), evaluators_of(found)
    if not criteria or not items:
        messages.error(request, _("Choose what is prioritised and by which criteria before you print forms."))
        return redirect("priority:paper", plan.key, pk)
    made = _forms(request.GET, found, items, people)
    response = HttpResponse(score_forms(found, criteria, made), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{found.key}-formatos.pdf"'
    return response


def paper_page(request: HttpRequest, found: Round, template: str, *last: str, **context: Any) -> HttpResponse:
    """Render a page about scores on paper, with the way there."""
    crumbs = way_to(found.plan, found, _("Paper and workbooks"))
    if last:
        crumbs[-1] = (crumbs[-1][0], reverse("priority:paper", args=[found.plan.key, found.pk]))
        crumbs += [(name, "") for name in last]
    return page(
        request,
        f"priority/paper/{template}.html",
        found.plan,
        here=SECTION,
        crumbs=crumbs,
        round=found,
        **context,
    )


def named(people: list[Evaluator], text: str) -> Evaluator:
    """Return the evaluator that an address names by number.

    Raises:
        Http404: the round has no such evaluator.
    """
    person = next((one for one in people if str(one.pk) == text), None)
    if person is None:
        raise Http404(_("There is no such evaluator in this round."))
    return person


def code_of(evaluator: Evaluator) -> str:
    """Return what numbers an evaluator's form: the number in their key."""
    return evaluator.key.rpartition("-")[2]


def _forms(asked: Any, found: Round, items: list[ItemRow], people: list[Evaluator]) -> list[Form]:
    """Return the forms that an address asks for: ``persona`` a number or a part, else ``blancos``, how many."""
    who, blanks = asked.get("persona", ""), asked.get("blancos", "")
    if not who:
        count = min(max(int(blanks), 1), _blanks(items)) if blanks.isdecimal() and len(blanks) < 4 else 1
        blank = _("blank")
        return [form_of(items, None, code=f"{blank} {number}") for number in range(1, count + 1)]
    parts = {f"{PART}{n}": part for n, part in enumerate(parts_of(items, people), 1)}
    conflicts = set(conflicts_of(found))
    return [
        form_of(items, one, code=code_of(one), conflicts={item for person, item in conflicts if person == one.pk})
        for one in parts.get(who) or [named(people, who)]
    ]


def _blanks(items: list[ItemRow]) -> int:
    """Return how many blank forms fit in a file."""
    return min(max(ROWS // max(len(items), 1), 1), BLANKS)
