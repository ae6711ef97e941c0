"""Links of liaisons: made, ended, renewed, and mailed. Each opens one report, or the list of what a person owes."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from rumbo.core.errors import Refused
from rumbo.core.services.records import authorize
from rumbo.monitoring.enums import PeriodState
from rumbo.monitoring.models import ReportingRules, ReportLink
from rumbo.monitoring.queries.assignments import People, assignments_of, owner_of, thing_of
from rumbo.monitoring.queries.owing import is_owed
from rumbo.portfolio.models import Liaison

if TYPE_CHECKING:
    from rumbo.core.actors import Actor
    from rumbo.monitoring.models import Assignment, ReportingPeriod

#: A link that is given out works so many days more at least.
LEAST_DAYS = 7
CHUNK = 500


@transaction.atomic
def link_for(assignment: Assignment, liaison: Liaison, *, today: datetime.date) -> ReportLink:
    """Return the link by which a liaison reports on something: the one they have, or a new one.

    One that has expired is replaced; one that soon will works longer.

    Raises:
        Refused: they do not answer for the organization on that day, or the period is not open.
    """
    if liaison.organization_id != assignment.organization_id or liaison.plan_id != assignment.period.plan_id:
        raise Refused(_("They do not answer for this organization."))
    if assignment.period.phase != PeriodState.OPEN:
        raise Refused(_("“%(period)s” is not open.") % {"period": assignment.period.name})
    return _link(liaison, assignment, today)


@transaction.atomic
def list_link_for(liaison: Liaison, *, today: datetime.date) -> ReportLink:
    """Return the link of a liaison to the list of what they owe: the one they have, or a new one.

    Raises:
        Refused: they do not answer for the organization on that day.
    """
    return _link(liaison, None, today)


@transaction.atomic
def make_links(period: ReportingPeriod, *, today: datetime.date) -> int:
    """Give whoever is asked first for what is owed in an open period their link, where it is missing.

    Successors of people who left get theirs so. Return how many links were made.
    """
    rows = assignments_of(period=period, excused="")
    people = People(period.plan_id, today)
    wanted = [(one, liaison) for one in rows if is_owed(one) for liaison in people.asked(one).first]
    there = set(
        ReportLink.objects.filter(assignment__period=period, revoked_at=None, expires_on__gte=today).values_list(
            "liaison_id", "assignment_id"
        )
    )
    missing = [(one, liaison) for one, liaison in wanted if (liaison.pk, one.pk) not in there]
    over = ReportLink.objects.filter(assignment__period=period, revoked_at=None, expires_on__lt=today)
    over.update(revoked_at=timezone.now())
    until = _until(period.plan_id, today)
    made = [ReportLink(liaison=liaison, assignment=one, expires_on=until) for one, liaison in missing]
    ReportLink.objects.bulk_create(made, batch_size=CHUNK)
    return len(made)


@transaction.atomic
def revoke(actor: Actor, link: ReportLink) -> ReportLink:
    """End a link at once. What was reported by it stays.

    Raises:
        PermissionDenied: the actor may edit neither what it is about nor, for a list, who has it.
    """
    current = _own(actor, link)
    if current.revoked_at is None:
        current.revoked_at = timezone.now()
        current.save(update_fields=["revoked_at"])
    return current


@transaction.atomic
def renew(actor: Actor, link: ReportLink, *, today: datetime.date | None = None) -> ReportLink:
    """End a link and return another for the same person and report.

    Raises:
        PermissionDenied: as `revoke`.
        Refused: they have left, or the period is not open.
    """
    day = today or timezone.localdate()
    current = revoke(actor, link)
    if current.assignment is None:
        return list_link_for(current.liaison, today=day)
    return link_for(current.assignment, current.liaison, today=day)


def _link(liaison: Liaison, assignment: Assignment | None, today: datetime.date) -> ReportLink:
    if not liaison.is_in_office(today):
        raise Refused(_("“%(name)s” does not answer for the organization any more.") % {"name": liaison.title})
    Liaison.objects.select_for_update().get(pk=liaison.pk)  # nobody else makes the same link meanwhile
    found = ReportLink.objects.filter(liaison=liaison, assignment=assignment, revoked_at=None).first()
    if found is not None and not found.works_on(today):
        found.revoked_at = timezone.now()
        found.save(update_fields=["revoked_at"])
        found = None
    until = _until(liaison.plan_id, today)
    if found is None:
        return ReportLink.objects.create(liaison=liaison, assignment=assignment, expires_on=until)
    if found.expires_on < today + datetime.timedelta(LEAST_DAYS):
        found.expires_on = until
        found.save(update_fields=["expires_on"])
    return found


def _until(plan: int, today: datetime.date) -> datetime.date:
    """Return until when a link that is made today works, by the rules of a plan."""
    rules = ReportingRules.objects.filter(plan=plan).first() or ReportingRules()
    return today + datetime.timedelta(rules.link_days)


def _own(actor: Actor, link: ReportLink) -> ReportLink:
    rows = ReportLink.objects.select_for_update(of=("self",)).select_related(
        "liaison__organization", "liaison__project"
    )
    current: ReportLink = rows.get(pk=link.pk)
    if current.assignment_id is None:
        authorize(actor, "plan.edit", current.liaison)
    else:
        current.assignment = assignments_of(pk=current.assignment_id).get()
        authorize(actor, "plan.edit", owner_of(thing_of(current.assignment)))
    return current
