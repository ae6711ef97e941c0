"""Links of liaisons: made, ended, renewed, and mailed. Each opens one report, or the list of what a person owes."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from rumbo.core.errors import Refused
from rumbo.core.letters import post
from rumbo.core.services.records import authorize
from rumbo.monitoring.enums import PeriodState
from rumbo.monitoring.link_letters import letter_of_link
from rumbo.monitoring.models import ReportingRules, ReportLink
from rumbo.monitoring.queries.assignments import People, assignments_of, owner_of, thing_of
from rumbo.monitoring.queries.owing import is_owed
from rumbo.monitoring.report_mails import readers_language
from rumbo.portfolio.models import Liaison

if TYPE_CHECKING:
    from rumbo.core.actors import Actor
    from rumbo.monitoring.models import Assignment, ReportingPeriod

#: A link that is given out works so many days more at least.
LEAST_DAYS = 7
CHUNK = 500


@dataclass(slots=True)
class Sent:
    """To whom mails go, and who has no address."""

    sent: list[Liaison] = field(default_factory=list)
    without: list[Liaison] = field(default_factory=list)


@transaction.atomic
def link_for(assignment: Assignment, liaison: Liaison, *, today: datetime.date) -> ReportLink:
    """Return the link by which a liaison reports on something: the one they have, or a new one.

    One that has expired is replaced; one that soon will works longer.

    Raises:
        Refused: they do not answer for the organization on that day, or the period is not open.
    """
    _refuse_unless_open(assignment.period)
    return link_to_answer(assignment, liaison, today=today)


@transaction.atomic
def link_to_answer(assignment: Assignment, liaison: Liaison, *, today: datetime.date) -> ReportLink:
    """Return the link of a liaison to a report of whatever period: a question is answered after its end too.

    Raises:
        Refused: they do not answer for the organization on that day.
    """
    if liaison.organization_id != assignment.organization_id or liaison.plan_id != assignment.period.plan_id:
        raise Refused(_("They do not answer for this organization."))
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
    ReportLink.objects.bulk_create(made, batch_size=CHUNK, ignore_conflicts=True)  # made by somebody meanwhile
    return len(made)


@transaction.atomic
def give_links(actor: Actor, period: ReportingPeriod, *, today: datetime.date | None = None) -> int:
    """Make the links that are missing in an open period (`make_links`), and return how many.

    Raises:
        PermissionDenied: the actor may not manage the plan.
        Refused: the period is not open.
    """
    authorize(actor, "plan.manage", period)
    _refuse_unless_open(period)
    return make_links(period, today=today or timezone.localdate())


@transaction.atomic
def give_link(
    actor: Actor, assignment: Assignment, liaison: Liaison, *, today: datetime.date | None = None
) -> ReportLink:
    """Give a liaison a link to what is asked for (`link_for`), and return it.

    Raises:
        PermissionDenied: the actor may not edit what it is about.
        Refused: as `link_for`.
    """
    authorize(actor, "plan.edit", owner_of(thing_of(assignment)))
    return link_for(assignment, liaison, today=today or timezone.localdate())


@transaction.atomic
def send_links(
    actor: Actor,
    period: ReportingPeriod,
    liaisons: Iterable[Liaison],
    address: Callable[[ReportLink], str],
    *,
    today: datetime.date | None = None,
) -> Sent:
    """Mail people the link to what they owe in an open period, and return what became of it.

    Who owes one report gets the link to it, who owes several the link to their list. ``address`` gives the whole
    address of a link. The same mail goes out once a day at most.

    Raises:
        PermissionDenied: the actor may not manage the plan.
        Refused: the period is not open.
    """
    day = today or timezone.localdate()
    authorize(actor, "plan.manage", period)
    _refuse_unless_open(period)
    people = People(period.plan_id, day)
    owed: dict[int, list[Assignment]] = defaultdict(list)
    for one in assignments_of(period=period, excused=""):
        if is_owed(one):
            for liaison in people.asked(one).everybody:
                owed[liaison.pk].append(one)
    became = Sent()
    for liaison in liaisons:
        if not owed[liaison.pk]:
            continue
        if not liaison.email:
            became.without.append(liaison)
            continue
        _send(period, liaison, owed[liaison.pk], address, day)
        became.sent.append(liaison)
    return became


def _send(
    period: ReportingPeriod,
    liaison: Liaison,
    owed: Sequence[Assignment],
    address: Callable[[ReportLink], str],
    day: datetime.date,
) -> None:
    with readers_language(liaison):
        link = link_for(owed[0], liaison, today=day) if len(owed) == 1 else list_link_for(liaison, today=day)
        post(letter_of_link(period, liaison, owed, address(link), key=f"link:{link.pk}:{day:%Y-%m-%d}"))


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


def _refuse_unless_open(period: ReportingPeriod) -> None:
    if period.phase != PeriodState.OPEN or not period.is_current:
        raise Refused(_("“%(period)s” is not open.") % {"period": period.name})


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
