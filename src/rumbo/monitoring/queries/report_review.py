"""Reports as the staff reads them: those to review, and one beside what was known before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from rumbo.monitoring.enums import ReportState
from rumbo.monitoring.models import Evidence, ProgressReport, ReportMessage
from rumbo.monitoring.queries.assignments import THINGS
from rumbo.monitoring.queries.report_grounds import Ground
from rumbo.portfolio.models.money import in_pesos

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from rumbo.plan.models import Plan

_OF_REPORT = ("liaison", "actor", "assignment__organization", "assignment__period__plan")


@dataclass(frozen=True, slots=True)
class Compared:
    """A line of a report beside what was known; ``hint`` says what else is to be seen of it."""

    label: str
    before: str
    now: str
    hint: str = ""

    @property
    def changed(self) -> bool:
        """Whether it says something else than what was known."""
        return bool(self.now) and self.now != self.before


def reports_of_plan(plan: Plan) -> QuerySet[Any, Any]:
    """Return the reports of a plan that were sent, with their things: one query; ``files`` is how many they have."""
    rows: QuerySet[Any, Any] = ProgressReport.objects.filter(assignment__period__plan=plan, sent_at__isnull=False)
    rows = rows.select_related(*_OF_REPORT, *(f"assignment__{path}" for path in THINGS))
    counted_rows: QuerySet[Any, Any] = rows.annotate(files=Count("evidence", filter=Q(evidence__withdrawn=False)))
    return counted_rows


def counted(plan: Plan) -> dict[str, int]:
    """Return how many reports of a plan there are by state: one query."""
    rows = ProgressReport.objects.filter(assignment__period__plan=plan, sent_at__isnull=False).order_by()
    return dict(rows.values_list("state").annotate(Count("pk")))


def find_report(plan: Plan, pk: int) -> ProgressReport | None:
    """Return a report of the plan, sent or not, with its thing."""
    rows = ProgressReport.objects.filter(assignment__period__plan=plan, pk=pk)
    rows = rows.select_related(*_OF_REPORT, *(f"assignment__{path}" for path in THINGS))
    return rows.first()


def messages_of(report: ProgressReport) -> list[ReportMessage]:
    """Return the whole dialogue about a report, notes of the staff among it."""
    return list(report.messages.select_related("liaison", "actor"))


def files_of(report: ProgressReport) -> list[Evidence]:
    """Return the files of a report that were not taken back."""
    return list(report.evidence.filter(withdrawn=False))


def compared(report: ProgressReport, ground: Ground) -> list[Compared]:
    """Return what a report says beside what was known, in order."""
    if report.nothing_changed:
        return []
    if ground.is_series:
        last = ground.value
        before = f"{last[1]:.10g}" if last is not None else ""
        hint = _("of %(day)s") % {"day": date_format(last[0])} if last is not None else ""
        return [Compared(_("Value"), before, report.value, hint)]
    lines = [*_milestones(report, ground)]
    if ground.asks_progress:
        known = ground.last_progress
        before = f"{known.progress} %" if known is not None else ""
        lines.insert(
            0, Compared(_("Progress"), before, f"{report.progress} %" if report.progress is not None else "")
        )
    before = in_pesos(ground.last_spent.spent) if ground.last_spent and ground.last_spent.spent is not None else ""
    now = in_pesos(report.spent) if report.spent is not None else ""
    return [line for line in (*lines, Compared(_("Spent so far"), before, now, report.spent_reason)) if line.now]


def _milestones(report: ProgressReport, ground: Ground) -> list[Compared]:
    known = {one.pk: one for one in ground.milestones}
    accepted = report.state == ReportState.ACCEPTED
    found = []
    for said in report.milestones.select_related("milestone"):
        one = known.get(said.milestone_id, said.milestone)
        before = "" if accepted else f"{one.progress} %"
        hint = _("finished on %(day)s") % {"day": date_format(said.done_on)} if said.done_on else ""
        found.append(Compared(one.name, before, f"{said.progress} %", hint))
    return found
