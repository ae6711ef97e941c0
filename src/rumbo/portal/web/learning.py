"""What we learned: findings with what was decided, promised, kept and changed because of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from rumbo.core.tables import export_response
from rumbo.core.uploads import type_of
from rumbo.core.web.files import PRIVATE, PUBLIC, file_response
from rumbo.monitoring.enums import Answer
from rumbo.monitoring.queries.learning import (
    Learned,
    Wanted,
    find_public_file,
    learned,
    public_findings,
    questions_of,
    years_of,
)
from rumbo.plan.queries.axes import axes_of
from rumbo.portal.tables import LEARNED
from rumbo.portal.web.access import get_plan
from rumbo.portal.web.kept import kept
from rumbo.portal.web.page import found, list_page

if TYPE_CHECKING:
    from rumbo.plan.models import Axis

#: Findings on a page.
SHOWN = 40


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the file: a finding with one of its recommendations, or with none."""

    learned: Learned
    advice: Any = None


@require_safe
@kept
def learning(request: HttpRequest, plan_key: str) -> HttpResponseBase:
    """Show what was learned, by axis, year and answer; one finding alone by ``?hallazgo=``."""
    plan = get_plan(request, plan_key)
    axes = axes_of(plan)
    wanted = _wanted(request, axes)
    findings = public_findings(plan, wanted)
    today = localdate()
    if "format" in request.GET:
        lines = _lines(learned(plan, findings, today))
        if response := export_response(request, LEARNED, lines, f"{plan.key}-learned"):
            return response
    shown = Paginator(findings, SHOWN).get_page(request.GET.get("page"))
    rows = learned(plan, list(shown), today)
    asked = questions_of({one.row.evaluation_id for one in rows if one.row.evaluation_id})
    for one in rows:
        if one.row.evaluation is not None:
            one.row.evaluation.asked = asked[one.row.evaluation.pk]  # type: ignore[attr-defined]
    return list_page(
        request,
        "learning",
        plan,
        here=_("What we learned"),
        section="plan",
        rows=rows,
        page_obj=shown,
        axes=axes,
        years=years_of(plan),
        answers=[(one.value, one.label) for one in Answer if one != Answer.PENDING],
        wanted=wanted,
        filtered=bool(wanted.axis or wanted.year or wanted.answer or wanted.finding),
    )


@require_safe
def evidence(request: HttpRequest, plan_key: str, pk: int) -> HttpResponseBase:
    """Give a file that a public finding rests on; with ``?small`` the small picture of it."""
    plan = get_plan(request, plan_key)
    file = found(find_public_file(plan, pk))
    cache = PUBLIC if plan.is_public else PRIVATE
    if "small" in request.GET and file.thumbnail:
        name, tag = file.thumbnail.name or "", f"{file.sha256}-small"
        return file_response(request, name, type_of("image/jpeg"), name="miniatura.jpg", tag=tag, cache=cache)
    stored, kind = file.file.name or "", type_of(file.media_type)
    return file_response(request, stored, kind, name=file.name, tag=file.sha256, cache=cache)


def _wanted(request: HttpRequest, axes: Sequence[Axis]) -> Wanted:
    """Return what the reader looks for; what makes no sense looks for all."""
    axis = next((one for one in axes if one.key == request.GET.get("axis")), None)
    answer = request.GET.get("answer", "")
    return Wanted(
        axis=axis,
        year=_year(request.GET.get("year", "")),
        answer=answer if answer in set(Answer.values) - {Answer.PENDING.value} else "",
        finding=_number(request.GET.get("hallazgo", ""), 18),
    )


def _year(text: str) -> int | None:
    """Return a year that a database can compare moments with; None where it is none."""
    year = _number(text, 4)
    return year if year is not None and 1900 <= year <= 2200 else None


def _number(text: str, digits: int) -> int | None:
    return int(text) or None if text.isascii() and text.isdigit() and len(text) <= digits else None


def _lines(rows: Sequence[Learned]) -> Iterator[Line]:
    for one in rows:
        if not one.advice:
            yield Line(one)
        for advice in one.advice:
            yield Line(one, advice)
