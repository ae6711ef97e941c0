"""The public dates of a plan: milestones, reporting periods, calls, votes and commitments, as whole days."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from rumbo.communication.enums import FollowKind
from rumbo.communication.queries.news_items import Window
from rumbo.communication.queries.news_scope import TO_AXIS, is_public, of_finding, of_project
from rumbo.core.links import anchor, public_url
from rumbo.core.models import State
from rumbo.monitoring.enums import ImprovementState, PeriodState
from rumbo.monitoring.models import Improvement, ReportingPeriod
from rumbo.participation.models import Call
from rumbo.portfolio.models import Milestone
from rumbo.priority.models import Round

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rumbo.plan.models import Plan

#: How many dates a calendar has at most of each sort, and for how many days past ones stay in it.
LIMIT, PAST = 1000, 366


@dataclass(frozen=True, slots=True)
class Date:
    """What happens from a day to another, both included. ``key`` names it for good; ``changed`` is when it moved."""

    key: str
    starts_on: datetime.date
    ends_on: datetime.date
    label: str
    title: str
    text: str
    url: str
    changed: datetime.datetime
    done: bool = False


def dates_of(plan: Plan, today: datetime.date, kind: str | None = None, thing: int | None = None) -> list[Date]:
    """Return the public dates of a plan, or of a project or axis in it, in order; those of the last year stay.

    Constant queries.
    """
    of_plan = kind in (None, FollowKind.PLAN.value) or thing is None
    window = Window(None if of_plan else (str(kind), int(thing or 0)))
    first = today - datetime.timedelta(days=PAST)
    found = [*_milestones(plan, window, first), *_commitments(plan, window, first)]
    if of_plan or kind == FollowKind.AXIS:
        found += _calls(plan, window, first)
    if of_plan:
        found += [*_periods(plan, first), *_votes(plan, first)]
    return sorted(found, key=lambda one: (one.starts_on, one.ends_on, one.key))


def _milestones(plan: Plan, window: Window, first: datetime.date) -> Iterable[Date]:
    rows = (
        Milestone.objects.filter(of_project(window, "project__"), plan=plan, state=State.CURRENT, ends_on__gte=first)
        .filter(project__state=State.CURRENT)
        .select_related(f"project__{TO_AXIS}")
        .defer("text", "text_en")
    )
    for row in rows.distinct().order_by("ends_on", "pk")[:LIMIT]:
        yield Date(
            key=f"milestone-{row.pk}",
            starts_on=row.ends_on,
            ends_on=row.ends_on,
            label=_("Milestone"),
            title=row.name,
            text=str(row.project),
            url=f"{public_url(row.project, plan.key)}#{anchor(row)}",
            changed=row.updated_at,
            done=row.done_on is not None,
        )


def _periods(plan: Plan, first: datetime.date) -> Iterable[Date]:
    rows = ReportingPeriod.objects.current().filter(plan=plan, due_on__gte=first)
    for row in rows.order_by("due_on", "pk")[:LIMIT]:
        yield Date(
            key=f"period-{row.pk}",
            starts_on=row.due_on,
            ends_on=row.due_on,
            label=_("Last day to report"),
            title=row.name,
            text=_("Organizations report on what they answer for."),
            url=public_url(plan),
            changed=row.updated_at,
            done=row.phase == PeriodState.CLOSED,
        )


def _calls(plan: Plan, window: Window, first: datetime.date) -> Iterable[Date]:
    rows = Call.objects.current().filter(plan=plan, is_published=True, closes_on__gte=first)
    if window.thing is not None:
        rows = rows.filter(Q(axes=window.thing[1]) | Q(axes=None)).distinct()
    for row in rows.order_by("closes_on", "pk")[:LIMIT]:
        yield _days(row, "call", row.opens_on, row.closes_on, _("Call for proposals"), "portal:call", plan)


def _votes(plan: Plan, first: datetime.date) -> Iterable[Date]:
    rows = Round.objects.current().filter(plan=plan, is_published=True, votes_from__isnull=False)
    for row in rows.filter(votes_until__gte=first).order_by("votes_from", "pk")[:LIMIT]:
        yield _days(row, "votes", row.votes_from, row.votes_until, _("Citizens' vote"), "portal:votes", plan)


def _commitments(plan: Plan, window: Window, first: datetime.date) -> Iterable[Date]:
    way = "recommendation__finding__"
    rows = Improvement.objects.filter(of_finding(window, way), is_public(way), plan=plan, state=State.CURRENT)
    rows = rows.filter(recommendation__state=State.CURRENT)
    rows = rows.exclude(progress=ImprovementState.DROPPED).filter(due_on__gte=first)
    rows = rows.select_related("organization", f"{way}evaluation", f"{way}question")
    for row in rows.distinct().order_by("due_on", "pk")[:LIMIT]:
        yield Date(
            key=f"commitment-{row.pk}",
            starts_on=row.due_on,
            ends_on=row.due_on,
            label=_("Commitment"),
            title=row.name,
            text=row.organization.name,
            url=public_url(row, plan.key),
            changed=row.updated_at,
            done=row.progress == ImprovementState.DONE,
        )


def _days(
    row: Any, key: str, first: datetime.date, last: datetime.date, label: str, address: str, plan: Plan
) -> Date:
    return Date(
        key=f"{key}-{row.pk}",
        starts_on=first,
        ends_on=last,
        label=label,
        title=row.name,
        text="",
        url=reverse(address, args=[plan.key, row.key]),
        changed=row.updated_at,
    )
