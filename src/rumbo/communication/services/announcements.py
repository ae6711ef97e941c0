"""Announcements: published by hand, mailed in portions by the clock, once to each address, and taken back."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from rumbo.communication.enums import Audience, FollowKind, NoticeKind, NoticeState
from rumbo.communication.follow_mails import announcement_key, announcement_letter
from rumbo.communication.models import Announcement, Notice, Preference, Scan
from rumbo.communication.queries.followed import followers_of
from rumbo.core.errors import Refused
from rumbo.core.letters import post
from rumbo.core.services import records
from rumbo.core.services.records import authorize
from rumbo.portfolio.models import Liaison, Program, Project
from rumbo.portfolio.queries.liaisons import in_office

if TYPE_CHECKING:
    from rumbo.core.actors import Actor
    from rumbo.plan.models import Plan

PERMISSION = "plan.manage"
#: How many addresses are written to at a time.
PORTION = 200


@dataclass(frozen=True, slots=True)
class Recipient:
    """An address an announcement goes to, as that of a follower or of a liaison, and in which language."""

    email: str
    follows: bool
    language: str
    liaison: int | None = None
    organization: int | None = None


@transaction.atomic
def publish(actor: Actor, announcement: Announcement, *, now: datetime.datetime | None = None) -> Announcement:
    """Publish an announcement; the clock mails it to its audience in portions.

    Raises:
        PermissionDenied: the actor does not manage the plan.
        Refused: it is published, not in force, or has no text.
    """
    authorize(actor, PERMISSION, announcement.plan)
    found = _locked(announcement)
    if not found.is_current:
        raise Refused(_("It was withdrawn: write another one."))
    if found.published_at is not None:
        raise Refused(_("This announcement is published already."))
    if not found.text.strip():
        raise Refused(_("Write the text: there is nothing to tell yet."))
    return records.mark(actor, found, {"published_at": now or timezone.now()}, reason=_("Published"))


@transaction.atomic
def take_back(actor: Actor, announcement: Announcement, reason: str) -> Announcement:
    """Take an announcement off the public pages; mails that were not sent yet are called off. It can go out again.

    Raises:
        PermissionDenied: the actor does not manage the plan.
        Refused: it is not published, or no reason is given.
    """
    authorize(actor, PERMISSION, announcement.plan)
    found = _locked(announcement)
    if found.published_at is None:
        raise Refused(_("This announcement is not published."))
    tidy = " ".join(reason.split())
    if not tidy:
        raise Refused(_("Say why: it stays on record."))
    Notice.objects.filter(_mails_of(found), state=NoticeState.WAITING).update(state=NoticeState.CANCELLED)
    Scan.objects.filter(plan=found.plan_id, name=_scan_name(found)).delete()
    return records.mark(actor, found, {"published_at": None}, reason=tidy[:100])


def audience_of(announcement: Announcement, moment: datetime.datetime | None = None) -> list[Recipient]:
    """Return whom an announcement goes to, each address once, in order; who wants none is left out."""
    plan, when = announcement.plan, moment or announcement.published_at or timezone.now()
    found: dict[str, Recipient] = {}
    if announcement.audience != Audience.LIAISONS:
        for email, language in _followers(announcement, when):
            found.setdefault(email, Recipient(email, True, language))
    if announcement.audience != Audience.FOLLOWERS:
        for email, liaison, organization in _liaisons(announcement, timezone.localdate(when)):
            found.setdefault(email, Recipient(email, False, settings.LANGUAGE_CODE[:2], liaison, organization))
    wishes = {row.email: row for row in Preference.objects.filter(plan=plan)}
    return [
        replace(one, language=wishes[one.email].language if one.email in wishes else one.language)
        for _email, one in sorted(found.items())
        if one.email not in wishes or wishes[one.email].announcements
    ]


@transaction.atomic
def mail_some(plan: Plan, now: datetime.datetime | None = None, *, limit: int = PORTION) -> int:
    """Write the next mails of a plan's announcements that did not go to all yet; return how many it were."""
    moment, left = now or timezone.now(), limit
    done = set(Scan.objects.filter(plan=plan, name__startswith="announcement-").values_list("name", flat=True))
    rows = Announcement.objects.current().select_for_update(of=("self",)).filter(plan=plan)
    for one in rows.filter(published_at__isnull=False, published_at__lte=moment).order_by("published_at", "pk"):
        if left > 0 and _scan_name(one) not in done:
            left -= _mail(one, moment, left)
    return limit - left


def mailed(announcement: Announcement) -> dict[str, int]:
    """Return how many mails of an announcement were written, and how many of them were sent."""
    states = list(Notice.objects.filter(_mails_of(announcement)).values_list("state", flat=True))
    return {"written": len(states), "sent": states.count(NoticeState.SENT.value)}


def _mail(announcement: Announcement, moment: datetime.datetime, limit: int) -> int:
    written = set(Notice.objects.filter(_mails_of(announcement)).values_list("key", flat=True))
    waiting = [one for one in audience_of(announcement) if announcement_key(announcement, one.email) not in written]
    for one in waiting[:limit]:
        wish, _new = Preference.objects.get_or_create(
            plan=announcement.plan, email=one.email, defaults={"language": one.language}
        )
        with override(wish.language):
            letter = announcement_letter(announcement.plan, announcement, wish, follows=one.follows)
            post(replace(letter, liaison=one.liaison, organization=one.organization))
    if len(waiting) <= limit:
        Scan.objects.update_or_create(
            plan=announcement.plan, name=_scan_name(announcement), defaults={"until": moment}
        )
    return min(len(waiting), limit)


def _mails_of(announcement: Announcement) -> Q:
    return Q(
        plan=announcement.plan_id, kind=NoticeKind.ANNOUNCEMENT, key__startswith=f"announcement:{announcement.pk}:"
    )


def _scan_name(announcement: Announcement) -> str:
    return f"announcement-{announcement.pk}"


def _locked(announcement: Announcement) -> Announcement:
    rows = Announcement.objects.select_for_update(of=("self",)).select_related("plan", "axis")
    found: Announcement = rows.get(pk=announcement.pk)
    return found


def _followers(announcement: Announcement, moment: datetime.datetime) -> Iterable[tuple[str, str]]:
    """Return (address, language) of who followed then; of one axis, who follows it, in it, or the whole plan."""
    rows = followers_of(announcement.plan).filter(confirmed_at__lte=moment)
    if announcement.axis_id is not None:
        axis = announcement.axis_id
        programs = Program.objects.filter(theme__axis=axis).values("pk")
        projects = Project.objects.filter(program__theme__axis=axis).values("pk")
        rows = rows.filter(
            Q(kind=FollowKind.PLAN)
            | Q(kind=FollowKind.AXIS, thing=axis)
            | Q(kind=FollowKind.PROGRAM, thing__in=programs)
            | Q(kind=FollowKind.PROJECT, thing__in=projects)
        )
    return rows.order_by("email", "pk").values_list("email", "language")


def _liaisons(announcement: Announcement, day: datetime.date) -> Iterable[tuple[str, int, int]]:
    """Return the liaisons in office with an address; of one axis, those who answer for some of it."""
    rows = Liaison.objects.filter(in_office(day), plan=announcement.plan).exclude(email="")
    if announcement.axis_id is not None:
        axis = announcement.axis_id
        within = Q(organization__responsibilities__measure__project__program__theme__axis=axis)
        within |= Q(organization__responsibilities__measure__strategy__objective__theme__axis=axis)
        rows = rows.filter(Q(project__program__theme__axis=axis) | (Q(project=None) & within))
    listed = rows.order_by("email", "pk").distinct().values_list("email", "pk", "organization_id")
    return ((email.strip().lower(), pk, organization) for email, pk, organization in listed)
