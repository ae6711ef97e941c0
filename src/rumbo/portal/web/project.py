"""A project, with its thread."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from rumbo.monitoring.queries.learning import learned_of
from rumbo.monitoring.queries.logframes import logframe_of
from rumbo.monitoring.queries.public_reports import newest_accepted
from rumbo.participation.queries.calls import origins
from rumbo.participation.queries.courses import origins_of
from rumbo.plan.queries.antecedents import links_of_measure
from rumbo.portal.proposal_words import asked_steps
from rumbo.portal.thread import place, project_thread
from rumbo.portal.web.access import get_plan
from rumbo.portal.web.kept import kept
from rumbo.portal.web.page import element_page, found
from rumbo.portfolio.appraisal_words import headline
from rumbo.portfolio.enums import PassageKind
from rumbo.portfolio.queries.appraisals import reports_of
from rumbo.portfolio.queries.documents import public_files
from rumbo.portfolio.queries.gates import passages_of
from rumbo.portfolio.queries.locations import map_of_places, places_of
from rumbo.portfolio.queries.project_parts import parts_of
from rumbo.portfolio.queries.responsibilities import responsibilities_of
from rumbo.portfolio.queries.schedules import chart_of, schedule_of
from rumbo.portfolio.queries.shares import answered_split_of
from rumbo.portfolio.queries.sheets import find_project, sheet_of
from rumbo.portfolio.queries.stages import marks, way
from rumbo.priority.queries.published import said_of

if TYPE_CHECKING:
    from rumbo.portfolio.models import Passage, Project


@require_safe
@kept
def project(request: HttpRequest, plan_key: str, key: str) -> HttpResponse:
    """Show a project: what it is, who answers for it, where it comes from and what it should bring."""
    plan = get_plan(request, plan_key)
    shown = found(find_project(plan, key))
    sheet = sheet_of(shown)
    passages = passages_of(shown)
    links = links_of_measure(shown.measure_id)
    schedule = schedule_of(shown)
    places = places_of(shown)
    theme = shown.program.theme
    priority = said_of(shown, "project")
    return element_page(
        request,
        plan,
        shown,
        (theme.axis, theme, shown.program),
        here=shown.number or shown.name,
        section="projects",
        sheet=sheet,
        appraisals=[(one.record, headline(one)) for one in reports_of(shown)],
        parts=parts_of(shown, timezone.localdate()),
        files=public_files(shown),
        chart=chart_of([schedule], timezone.localdate(), folded=False) if schedule else None,
        split=answered_split_of(shown),
        places=places,
        map=map_of_places(plan, places),
        stage=marks()[shown.stage],
        way=way(shown.stage),
        passages=passages,
        suspension=_suspension(shown, passages),
        responsibilities=responsibilities_of(shown.measure_id),
        learning=learned_of(plan, shown, timezone.localdate()),
        thread=project_thread(
            plan,
            shown,
            sheet,
            links,
            origins_of(plan, shown),
            asked_steps(plan, origins(shown.measure_id)),
            passages=passages,
            priority=priority,
        ),
        priority=priority,
        place=place(priority),
        logframe=logframe_of(shown),
        newest_report=newest_accepted(shown.measure_id),
    )


def _suspension(project: Project, passages: list[Passage]) -> Passage | None:
    """Return when and why a project was set aside last, where it still is."""
    set_aside = (passage for passage in passages if passage.kind == PassageKind.SUSPENDED)
    return next(set_aside, None) if project.suspended else None
