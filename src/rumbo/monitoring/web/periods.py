"""Reporting periods on the desk: what is next in each, who reported in one, and what changed since the one before."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any, cast

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from rumbo.core.tables import export_response
from rumbo.monitoring.enums import PeriodState
from rumbo.monitoring.models import ReportingPeriod
from rumbo.monitoring.queries.assignments import People
from rumbo.monitoring.queries.period_changes import changes_of
from rumbo.monitoring.queries.period_progress import (
    REPORTS,
    STATES,
    Counts,
    bar_of,
    counts_by_axis,
    counts_by_organization,
    counts_of,
    line_of,
    narrowed,
    spoken,
    with_counts,
)
from rumbo.monitoring.services.periods import next_period, rules_of
from rumbo.monitoring.web.access import SECTION, get_period
from rumbo.monitoring.web.period_words import TONES, next_step, way
from rumbo.plan.web.access import plan_page
from rumbo.plan.web.page import page
from rumbo.portfolio.models import Liaison

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Reports on a page; and silent organizations that it names.
LISTED, NAMED = 60, 12


@require_safe
@plan_page()
def periods(request: HttpRequest, plan: Any) -> HttpResponse:
    """List the reporting periods of the plan, the newest first, with what is next in each."""
    today = localdate()
    rows = ReportingPeriod.objects.filter(plan=plan).order_by("-starts_on", "-pk")
    listed = with_counts(rows.current(), today)
    for found, _counts in listed:
        found.plan = plan
    return page(
        request,
        "monitoring/periods.html",
        plan,
        here=SECTION,
        crumbs=way(plan),
        periods=[_seen(found, counts, today) for found, counts in listed],
        gone=list(rows.exclude(state="current")),
        planned=any(found.phase == PeriodState.PLANNED for found, _counts in listed),
        upcoming=next_period(plan, today),
        rules=rules_of(plan),
        liaisons=Liaison.objects.current().filter(plan=plan).exists(),
    )


@require_safe
@plan_page()
def period(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Show who reported in a period, when and in time, and who is silent; narrowed, or as a file."""
    found, today = get_period(plan, pk), localdate()
    chosen = _chosen(request)
    rows = narrowed(found, today, **chosen)
    download = export_response(request, REPORTS, _lines(rows, found, today), f"informes-{plan.key}-{found.key}")
    if download is not None:
        return cast("HttpResponse", download)
    counts = counts_of(found, today)
    organizations = counts_by_organization(found, today)
    people = People(plan, today)
    shown = Paginator(rows, LISTED).get_page(request.GET.get("page"))
    silent = sorted((one for one in organizations if one.counts.silent), key=lambda one: -one.counts.silent)
    return page(
        request,
        "monitoring/period.html",
        plan,
        here=SECTION,
        crumbs=way(plan, found),
        **_seen(found, counts, today),
        lines=[line_of(one, found, today) for one in shown],
        page_obj=shown,
        axes=[_with_bar(one) for one in counts_by_axis(found, today)],
        silent=silent[:NAMED],
        more_silent=silent[NAMED:],
        alone=[one for one in organizations if not people.has(one.pk)],
        states=STATES,
        organizations=organizations,
        filters=chosen,
        filtered=any(value not in ("", None) for value in chosen.values()),
    )


@require_safe
@plan_page()
def changes(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Show what the reports of a period say that those of the period before did not."""
    found = get_period(plan, pk)
    seen = changes_of(found)
    shown = Paginator(seen.moved, LISTED).get_page(request.GET.get("page"))
    return page(
        request,
        "monitoring/period_changes.html",
        plan,
        here=SECTION,
        crumbs=way(plan, found, _("What changed")),
        period=found,
        changes=seen,
        page_obj=shown,
    )


def _seen(found: ReportingPeriod, counts: Counts, today: datetime.date) -> dict[str, Any]:
    return {
        "period": found,
        "counts": counts,
        "tone": TONES[PeriodState(found.phase)],
        "step": next_step(found, counts, today) if found.is_current else None,
        "bar": bar_of(counts),
        "spoken": spoken(counts),
    }


def _with_bar(part: Any) -> dict[str, Any]:
    return {"part": part, "bar": bar_of(part.counts), "spoken": spoken(part.counts)}


def _chosen(request: HttpRequest) -> dict[str, Any]:
    """Return what the list is narrowed to; what makes no sense narrows nothing."""
    state = request.GET.get("estado", "")
    return {
        "state": state if state in STATES else "",
        "axis": number(request.GET.get("eje")),
        "organization": number(request.GET.get("organizacion")),
    }


def number(text: str | None) -> int | None:
    """Return the id that an address holds; None where it holds none."""
    return int(text) if text is not None and text.isdecimal() and text.isascii() and len(text) < 16 else None


def _lines(rows: Any, found: ReportingPeriod, today: datetime.date) -> Iterator[Any]:
    return (line_of(one, found, today) for one in rows.iterator(chunk_size=500))
