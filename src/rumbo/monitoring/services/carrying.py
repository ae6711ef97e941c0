"""Carrying the figures of an accepted report over to the plan: milestones, spending, the value of a series."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from rumbo.core.errors import Refused
from rumbo.core.services import records
from rumbo.monitoring.enums import ReportState, Standing
from rumbo.monitoring.models import Evidence, Observation, ProgressReport
from rumbo.monitoring.queries.assignments import title_of
from rumbo.monitoring.queries.report_grounds import earlier_reports, element_of
from rumbo.monitoring.services.observations import NewValue, record_batch, revise
from rumbo.portfolio.models import DocumentVersion, Funding
from rumbo.portfolio.models.money import in_pesos
from rumbo.portfolio.services import documents

if TYPE_CHECKING:
    from rumbo.core.actors import Actor

#: Longest name of a source of a value, in characters.
_SOURCE = 300


def carry(actor: Actor, report: ProgressReport, publish: Sequence[int] = ()) -> list[str]:
    """Write into the plan what a report says, within the transaction around it; say in sentences what was written.

    A report that speaks of an earlier day than another accepted one on the same thing changes no milestone and no
    money. Where a project has several sources of money, the figure stays on the report: nobody knows the split.

    Raises:
        PermissionDenied: the actor may not edit what it is about.
        Refused: a value or a file is not taken.
    """
    done: list[str] = []
    try:
        if not report.nothing_changed and report.assignment.series_id is not None:
            done += _value(actor, report)
        elif not report.nothing_changed:
            done += _work(actor, report)
        done += _files(actor, report, publish)
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from error
    return done


def _work(actor: Actor, report: ProgressReport) -> list[str]:
    newer = Q(on__gt=report.on) if report.on is not None else Q(pk=None)
    if earlier_reports(report.assignment).filter(newer, state=ReportState.ACCEPTED).exists():
        return [_("A later report was accepted before: milestones and money stay as that one says.")]
    done = []
    for said in report.milestones.select_related("milestone__project__program__theme", "milestone__plan"):
        one: Any = said.milestone
        changes = {"progress": said.progress, "done_on": said.done_on}
        if one.is_current and any(getattr(one, name) != value for name, value in changes.items()):
            records.update(actor, one, changes, reason=_reason(report))
            words = {"name": one.name, "progress": said.progress}
            done.append(_("“%(name)s” is at %(progress)d %% now.") % words)
    return [*done, *_spending(actor, report)]


def _spending(actor: Actor, report: ProgressReport) -> list[str]:
    element = element_of(report.assignment)
    if report.spent is None or element.KIND != "project":
        return []
    fundings: list[Any] = list(Funding.objects.current().filter(project=element)[:2])
    words = {"spent": in_pesos(report.spent)}
    if len(fundings) != 1:
        return [_("%(spent)s spent so far, as the report says.") % words]
    if fundings[0].spent == report.spent:
        return []
    reason = " ".join(part for part in (_reason(report), report.spent_reason) if part)
    records.update(actor, fundings[0], {"spent": report.spent}, reason=reason)
    return [_("%(spent)s spent so far, of “%(fund)s”.") % (words | {"fund": fundings[0].name})]


def _value(actor: Actor, report: ProgressReport) -> list[str]:
    series = report.assignment.series
    assert series is not None  # noqa: S101 (whoever calls looked)
    assert report.on is not None  # noqa: S101 (a sent report has its day)
    source, note = _source(report)
    before = _carried_before(report)
    if before is not None:
        if before.text != report.value:
            revise(actor, before, report.value, source, note, reason=_reason(report))
    else:
        row = NewValue(series.indicator, series.territory, report.on, report.value, source, note)
        batch = record_batch(actor, series.indicator.plan, _reason(report), [row], reason=_reason(report))
        batch.summary |= {"report": report.pk}
        batch.save(update_fields=["summary"])
    words = {"value": report.value, "day": date_format(report.on), "name": title_of(report.assignment)}
    done = [_("%(value)s on %(day)s is a value of “%(name)s” now.") % words]
    rows = Observation.objects.filter(series=series, on=report.on, standing=Standing.TO_CONFIRM)
    if rows.exists():
        done.append(_("There is another value for that day: somebody has to choose."))
    return done


def _carried_before(report: ProgressReport) -> Observation | None:
    """Return the value that this report brought when it was accepted before, for the same day."""
    rows = Observation.objects.filter(batch__summary__report=report.pk, series=report.assignment.series_id)
    found = next((one for one in rows if one.on == report.on), None)
    while found is not None and found.standing == Standing.REVISED:
        found = Observation.objects.filter(revises=found).first()
    return found


def _source(report: ProgressReport) -> tuple[str, str]:
    """Return source and note of a value: the first line of what was written, and the rest of it."""
    first, _line, rest = report.text.partition("\n")
    if len(first) <= _SOURCE and first.strip():
        return first.strip(), rest.strip()
    named = _("Report of %(organization)s") % {"organization": report.assignment.organization.name}
    return named[:_SOURCE], report.text.strip()


def _files(actor: Actor, report: ProgressReport, publish: Sequence[int]) -> list[str]:
    project = element_of(report.assignment)
    wanted = Evidence.objects.filter(report=report, pk__in=publish, withdrawn=False)
    if not publish or project.KIND != "project":
        return []
    done = []
    for one in wanted:
        known = DocumentVersion.objects.filter(sha256=one.sha256, document__project=project)
        if known.filter(document__state="current").exists():
            continue
        values: dict[str, Any] = {"public": True}
        if one.caption:
            values["title"] = one.caption
        with default_storage.open(str(one.file.name), "rb") as file:
            made = documents.add(actor, project, file, one.name, values=values, note=_reason(report))
        done.append(_("“%(name)s” is a public document of the project now.") % {"name": made.name})
    return done


def _reason(report: ProgressReport) -> str:
    words = {"organization": report.assignment.organization.name, "period": report.assignment.period.name}
    return (_("Report of %(organization)s, %(period)s") % words)[:250]
