"""Reporting periods: the rules of a plan, who is asked for what, and opening, closing and reopening them."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from simple_history.utils import bulk_create_with_history

from rumbo.core.actors import person_of
from rumbo.core.errors import Refused
from rumbo.core.models import State
from rumbo.core.services.records import authorize, create, mark
from rumbo.monitoring.enums import PeriodState
from rumbo.monitoring.models import Assignment, ReportingPeriod, ReportingRules
from rumbo.monitoring.period_calendar import MONTHS, names_of, next_days
from rumbo.monitoring.queries.assignments import assignments_of, owner_of, thing_of
from rumbo.monitoring.queries.proposed import Proposed, proposed_for
from rumbo.monitoring.services.links import make_links
from rumbo.plan.models import Plan

if TYPE_CHECKING:
    from rumbo.core.actors import Actor

#: Longest reason, in characters; and rows written at a time.
REASON_LIMIT, CHUNK = 300, 500
#: An organization, and what it reports on: a project, action or strategy, or a series.
Pair = tuple[Any, Any]


def rules_of(plan: Plan) -> ReportingRules:
    """Return how a plan asks for reports; unsaved, as usual, where it has no rules of its own."""
    return ReportingRules.objects.filter(plan=plan).first() or ReportingRules(plan=plan)


@transaction.atomic
def set_rules(actor: Actor, plan: Plan, *, frequency: str, due_days: int, link_days: int) -> ReportingRules:
    """Let a plan ask for reports like this from now on; periods that are there keep their days.

    Raises:
        PermissionDenied: the actor may not manage the plan.
        ValidationError: by field, where a value is out of its range.
    """
    authorize(actor, "plan.manage", plan)
    Plan.objects.select_for_update().get(pk=plan.pk)
    rules = rules_of(plan)
    before = (rules.pk, rules.frequency, rules.due_days, rules.link_days)
    rules.frequency, rules.due_days, rules.link_days = frequency, due_days, link_days
    if frequency not in MONTHS:
        raise ValidationError({"frequency": _("Choose how often organizations report: every month to every year.")})
    rules.full_clean(exclude=["plan"], validate_unique=False)
    if rules.pk is None or before != (rules.pk, frequency, due_days, link_days):
        rules._history_user = person_of(actor)  # type: ignore[attr-defined]
        rules.save()
    return rules


def next_period(plan: Plan, today: datetime.date) -> ReportingPeriod:
    """Return the period that comes next by the rules of a plan, not saved."""
    rules = rules_of(plan)
    last = ReportingPeriod.objects.filter(plan=plan, state=State.CURRENT).aggregate(day=Max("ends_on"))["day"]
    first, until = next_days(last, today, rules.frequency, rules.due_days)
    title, title_en = names_of((first, until), rules.frequency)
    return ReportingPeriod(
        plan=plan,
        title=title,
        title_en=title_en,
        starts_on=first,
        ends_on=until,
        due_on=until + datetime.timedelta(rules.due_days),
    )


@transaction.atomic
def prepare_next(actor: Actor, plan: Plan, *, today: datetime.date | None = None) -> ReportingPeriod:
    """Save the period that comes next by the rules; nobody is asked yet.

    Raises:
        PermissionDenied: the actor may not manage the plan.
        Refused: one is being prepared already.
    """
    authorize(actor, "plan.manage", plan)
    Plan.objects.select_for_update().get(pk=plan.pk)
    planned = ReportingPeriod.objects.current().filter(plan=plan, phase=PeriodState.PLANNED).first()
    if planned is not None:
        raise Refused(_("“%(period)s” is being prepared: open it first.") % {"period": planned.name})
    return create(actor, next_period(plan, today or timezone.localdate()))


def propose(period: ReportingPeriod) -> list[Proposed]:
    """Return who should report on what in a period and is not asked yet (see `proposed_for`)."""
    return proposed_for(period)


@transaction.atomic
def assign(
    actor: Actor, period: ReportingPeriod, pairs: Iterable[Pair], *, today: datetime.date | None = None
) -> list[Assignment]:
    """Ask organizations for reports, each on a thing; who is asked for it already is left as it is.

    In an open period the liaisons get their links. Return what is new.

    Raises:
        PermissionDenied: the actor may not edit one of the things.
        Refused: the period is closed, or something is of another plan or not in force.
    """
    current = _locked(period)
    if current.phase == PeriodState.CLOSED:
        raise Refused(_("“%(period)s” is closed: reopen it first.") % {"period": current.name})
    wanted = {_key(organization, thing): (organization, thing) for organization, thing in pairs}
    for organization, thing in wanted.values():
        _check(actor, current, organization, thing)
    asked = set(Assignment.objects.filter(period=current).values_list("organization_id", "measure_id", "series_id"))
    made: list[Assignment] = bulk_create_with_history(
        [
            Assignment(period=current, organization_id=organization, measure_id=measure, series_id=series)
            for organization, measure, series in wanted
            if (organization, measure, series) not in asked
        ],
        Assignment,
        batch_size=CHUNK,
        default_user=person_of(actor),
    )
    if made and current.phase == PeriodState.OPEN:
        make_links(current, today=today or timezone.localdate())
    return made


@transaction.atomic
def unassign(actor: Actor, assignments: Sequence[Assignment]) -> int:
    """Ask for these reports no more, while nobody was asked yet: before the period opens. Return how many.

    Raises:
        PermissionDenied: the actor may not edit one of the things.
        Refused: the period is open or closed: what was asked stays on record.
    """
    rows = _read(assignments)
    for one in rows:
        authorize(actor, "plan.edit", owner_of(thing_of(one)))
        if _locked(one.period).phase != PeriodState.PLANNED:
            raise Refused(_("They were asked already: excuse them with a reason, and it stays on record."))
    for one in rows:
        one._history_user = person_of(actor)
        one.delete()
    return len(rows)


@transaction.atomic
def excuse(actor: Actor, assignment: Assignment, reason: str) -> Assignment:
    """Say that an organization need not report on something after all, and why.

    Raises:
        PermissionDenied: the actor may not edit the thing.
        Refused: no reason is given, it was reported already, or the period is closed.
    """
    current = _own(actor, assignment)
    report = getattr(current, "report", None)
    if report is not None and report.is_sent:
        raise Refused(_("It was reported already: there is nothing to excuse."))
    current.excused = _given(reason)
    return _kept(actor, current)


@transaction.atomic
def ask_again(actor: Actor, assignment: Assignment) -> Assignment:
    """Ask for a report that was excused, after all. Same errors as `excuse`."""
    current = _own(actor, assignment)
    if not current.excused:
        raise Refused(_("It is asked for already."))
    current.excused = ""
    return _kept(actor, current)


@transaction.atomic
def open_period(actor: Actor, period: ReportingPeriod, *, today: datetime.date | None = None) -> ReportingPeriod:
    """Ask for the reports of a period: of whom was chosen, or of whom `propose` names where nobody was.

    The liaisons get their links.

    Raises:
        PermissionDenied: the actor may not manage the plan.
        Refused: it is not planned, has not begun, its last day has passed, or nobody would be asked.
    """
    day = today or timezone.localdate()
    current = _managed(actor, period)
    if current.phase != PeriodState.PLANNED:
        raise Refused(_("“%(period)s” was opened already.") % {"period": current.name})
    if day < current.starts_on:
        text = _("It begins on %(day)s: it can be opened from that day on.")
        raise Refused(text % {"day": date_format(current.starts_on)})
    if current.due_on < day:
        text = _("The last day to report, %(day)s, has passed: set a later one before you open it.")
        raise Refused(text % {"day": date_format(current.due_on)})
    if not Assignment.objects.filter(period=current).exists():
        assign(actor, current, [(one.organization, one.thing) for one in propose(current)])
        if not Assignment.objects.filter(period=current).exists():
            text = _(
                "Nobody would be asked: say first which organization is accountable for what, or choose by hand."
            )
            raise Refused(text)
    opened = mark(actor, current, {"phase": PeriodState.OPEN, "opened_on": day})
    make_links(opened, today=day)
    return opened


@transaction.atomic
def close_period(actor: Actor, period: ReportingPeriod, *, today: datetime.date | None = None) -> ReportingPeriod:
    """Take no more reports for a period. What is still owed stays on record as not reported.

    Raises:
        PermissionDenied: the actor may not manage the plan.
        Refused: it is not open.
    """
    current = _managed(actor, period)
    if current.phase != PeriodState.OPEN:
        raise Refused(_("“%(period)s” is not open.") % {"period": current.name})
    return mark(actor, current, {"phase": PeriodState.CLOSED, "closed_on": today or timezone.localdate()})


@transaction.atomic
def reopen_period(actor: Actor, period: ReportingPeriod, *, reason: str) -> ReportingPeriod:
    """Take reports for a closed period again; the reason stays in its history.

    Raises:
        PermissionDenied: the actor may not manage the plan.
        Refused: it is not closed, or no reason is given.
    """
    current = _managed(actor, period)
    if current.phase != PeriodState.CLOSED:
        raise Refused(_("“%(period)s” is not closed.") % {"period": current.name})
    return mark(actor, current, {"phase": PeriodState.OPEN, "closed_on": None}, reason=_given(reason))


def _managed(actor: Actor, period: ReportingPeriod) -> ReportingPeriod:
    current = _locked(period)
    authorize(actor, "plan.manage", current)
    return current


def _locked(period: ReportingPeriod) -> ReportingPeriod:
    current: ReportingPeriod = (
        ReportingPeriod.objects.select_for_update(of=("self",)).select_related("plan").get(pk=period.pk)
    )
    if not current.is_current:
        raise Refused(_("“%(period)s” was withdrawn.") % {"period": current.name})
    return current


def _own(actor: Actor, assignment: Assignment) -> Assignment:
    """Return the assignment as it is now, of a period that is not closed, which the actor may change."""
    current: Assignment = _read([assignment])[0]
    authorize(actor, "plan.edit", owner_of(thing_of(current)))
    if _locked(current.period).phase == PeriodState.CLOSED:
        raise Refused(_("“%(period)s” is closed: reopen it first.") % {"period": current.period.name})
    return current


def _read(assignments: Sequence[Assignment]) -> list[Any]:
    return list(assignments_of(pk__in=[one.pk for one in assignments]))


def _kept(actor: Actor, assignment: Assignment) -> Assignment:
    assignment._history_user = person_of(actor)  # type: ignore[attr-defined]
    assignment.save()
    return assignment


def _key(organization: Any, thing: Any) -> tuple[int, int | None, int | None]:
    measure = getattr(thing, "measure_id", None)
    return organization.pk, measure, None if measure is not None else thing.pk


def _check(actor: Actor, period: ReportingPeriod, organization: Any, thing: Any) -> None:
    owner = owner_of(thing)
    if owner.plan_id != period.plan_id or not owner.is_current:
        raise Refused(_("Only what is in force in this plan can be reported on."))
    if not organization.is_current:
        text = _("“%(name)s” is not in force any more: choose another organization.")
        raise Refused(text % {"name": organization.name})
    authorize(actor, "plan.edit", owner)


def _given(reason: str) -> str:
    text = " ".join(reason.split())
    if not text:
        raise Refused(_("Say why: it stays on record."))
    if len(text) > REASON_LIMIT:
        raise Refused(_("The reason is too long: at most %(limit)d characters.") % {"limit": REASON_LIMIT})
    return text
