"""Following by e-mail: asked for, confirmed by the owner of the address, ended with one press, taken up again."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from rumbo.communication.enums import Language, NoticeKind, NoticeState
from rumbo.communication.follow_mails import confirm_letter
from rumbo.communication.models import Notice, Preference, Subscription
from rumbo.communication.queries.followed import belongs, records_of
from rumbo.communication.tokens import CONFIRM_SECONDS, LinkTooOld, read_address, read_confirm, read_follow
from rumbo.core.errors import Refused
from rumbo.core.letters import post
from rumbo.core.services.records import authorize
from rumbo.participation.limits import count_connection, may_ask_to_follow
from rumbo.plan.models import Plan

if TYPE_CHECKING:
    from rumbo.core.actors import Actor

#: For how long somebody who ended may take it up again by the same link.
UNDO = datetime.timedelta(days=30)
#: The longest address, in characters, as the table holds it.
ADDRESS_LIMIT = 254


class LinkExpired(Refused):
    """The link to confirm was ours, and is too old."""


@transaction.atomic
def ask(
    plan: Plan, email: str, kind: str, thing: int, language: str, *, visitor: str | None = None, site: str = ""
) -> None:
    """Write to an address that wants to follow something: it follows once its owner confirms.

    All goes the same way whether the address follows, did once, waits to be confirmed or was never seen, so that
    nobody learns who follows what; only the mail tells. An address gets three of these mails an hour; that a further
    one was not written is said nowhere. ``visitor`` is the network address that it came from, ``site`` where the page
    was read.

    Raises:
        ValidationError: ``email`` is no address.
        Refused: the plan has no such thing in force.
        TooMany: too much came from there in the last hour, to whatever addresses.
    """
    address = checked_address(email)
    if not belongs(plan, kind, thing):
        raise Refused(_("The plan has nothing of this kind to follow."))
    count_connection(visitor)
    if not may_ask_to_follow(address):
        return
    wanted = Language.ENGLISH if language.startswith("en") else Language.SPANISH
    Plan.objects.select_for_update().get(pk=plan.pk)  # one at a time: two presses make one subscription
    made, _new = Subscription.objects.get_or_create(
        plan=plan, email=address, kind=kind, thing=thing, ended_at=None, defaults={"language": wanted}
    )
    if made.confirmed_at is None:
        made.language, made.at = wanted, timezone.now()
        made.save(update_fields=["language", "at"])
    record = records_of([(kind, thing)])[kind, thing]
    with override(wanted.value):
        post(confirm_letter(plan, made, record, site))


def asked_by(token: str) -> Subscription:
    """Return the subscription that a link confirms; nothing is changed.

    Raises:
        LinkExpired: the link is older than seven days.
        Refused: it is none of ours, or what it confirms was ended or forgotten.
    """
    try:
        found = _found(read_confirm(token))
    except LinkTooOld as late:
        raise LinkExpired(_("This link is older than seven days: ask for another one on the page.")) from late
    if found is None or found.ended_at is not None:
        raise Refused(_("This link does not work any more: ask for another one on the page that you want to follow."))
    return found


@transaction.atomic
def confirm(token: str, *, now: datetime.datetime | None = None) -> Subscription:
    """Let an address follow from now on. Confirming again changes nothing. Same errors as `asked_by`."""
    found = _locked(asked_by(token))
    if found.confirmed_at is None and found.ended_at is None:
        found.confirmed_at = now or timezone.now()
        found.save(update_fields=["confirmed_at"])
        Preference.objects.get_or_create(
            plan_id=found.plan_id, email=found.email, defaults={"language": found.language}
        )
    return found


def follower_of(token: str) -> Subscription:
    """Return the subscription of a follower's link, ended or not.

    Raises:
        Refused: the link is none of ours, or of something that nobody confirmed.
    """
    found = _found(read_follow(token))
    if found is None or found.confirmed_at is None:
        raise Refused(_("This link does not work. Take the one of the newest mail that you have of us."))
    return found


@transaction.atomic
def end(token: str, *, now: datetime.datetime | None = None) -> Subscription:
    """End a subscription; ending it again changes nothing.

    Raises:
        Refused: as `follower_of`.
    """
    found = _locked(follower_of(token))
    if found.ended_at is None:
        found.ended_at = now or timezone.now()
        found.save(update_fields=["ended_at"])
    return found


@transaction.atomic
def end_one(token: str, pk: int, *, now: datetime.datetime | None = None) -> Subscription:
    """End one of the subscriptions of the address that a link is of.

    Raises:
        Refused: as `follower_of`, or the address has no such subscription in this plan.
    """
    own = follower_of(token)
    found = Subscription.objects.select_for_update().filter(pk=pk, plan=own.plan_id, email=own.email).first()
    if found is None or found.confirmed_at is None:
        raise Refused(_("You do not follow this any more."))
    if found.ended_at is None:
        found.ended_at = now or timezone.now()
        found.save(update_fields=["ended_at"])
    return found


@transaction.atomic
def end_all(token: str, *, now: datetime.datetime | None = None) -> int:
    """End all that the address of a link follows in its plan; return how much it was. News that wait are called off.

    Raises:
        Refused: as `follower_of`.
    """
    own = follower_of(token)
    moment = now or timezone.now()
    _call_off(own.plan_id, own.email, NoticeKind.NEWS)
    return Subscription.objects.filter(plan=own.plan_id, email=own.email, ended_at=None).update(ended_at=moment)


@transaction.atomic
def take_up(token: str, pk: int | None = None, *, now: datetime.datetime | None = None) -> Subscription:
    """Follow again what was ended by mistake: that of the link, or another one of the same address.

    Raises:
        Refused: as `follower_of`; it was ended more than 30 days ago, or is another address's.
    """
    own = follower_of(token)
    found = _locked(own if pk is None else _of_same(own, pk))
    if found.ended_at is None:
        return found
    moment = now or timezone.now()
    if moment - found.ended_at > UNDO:
        raise Refused(_("It was ended more than 30 days ago: follow it again from its page."))
    same = Subscription.objects.filter(
        plan=found.plan_id, email=found.email, kind=found.kind, thing=found.thing, ended_at=None
    ).first()
    if same is None:
        found.ended_at = None
        found.save(update_fields=["ended_at"])
        return found
    if same.confirmed_at is None:  # asked for again meanwhile: the link of a mail shows whose address it is
        same.confirmed_at = moment
        same.save(update_fields=["confirmed_at"])
    return same


@transaction.atomic
def take_up_all(token: str) -> int:
    """Follow again all that the address of a link ended last, at one moment; return how much it is.

    Raises:
        Refused: as `take_up`.
    """
    own = follower_of(token)
    theirs = Subscription.objects.filter(plan=own.plan_id, email=own.email, confirmed_at__isnull=False)
    last = theirs.aggregate(last=Max("ended_at"))["last"]
    pks = list(theirs.filter(ended_at=last).values_list("pk", flat=True)) if last else []
    for pk in pks:
        take_up(token, pk)
    return len(pks)


@transaction.atomic
def prefer(token: str, *, language: str, announcements: bool, digest: bool) -> Preference:
    """Keep in which language the address of a link is written to, and what else it wants.

    Raises:
        Refused: as `follower_of`, or there is no such language.
    """
    own = follower_of(token)
    if language not in Language.values:
        raise Refused(_("Choose one of the languages."))
    return _prefer(own, language=language, announcements=announcements, digest=digest)


def wish_of(token: str) -> Preference:
    """Return what the address of a link in an announcement wishes.

    Raises:
        Refused: the link is none of ours.
    """
    number = read_address(token)
    found = Preference.objects.select_related("plan").filter(pk=number).first() if number is not None else None
    if found is None:
        raise Refused(_("This link does not work. Take the one of the newest mail that you have of us."))
    return found


@transaction.atomic
def want_announcements(token: str, *, wanted: bool) -> Preference:
    """Let the address of a link in an announcement get more of them, or none any more, not even those that wait.

    Raises:
        Refused: as `wish_of`.
    """
    found = wish_of(token)
    if not wanted:
        _call_off(found.plan_id, found.email, NoticeKind.ANNOUNCEMENT)
    found.announcements = wanted
    found.save(update_fields=["announcements", "at"])
    return found


@transaction.atomic
def end_for(actor: Actor, subscription: Subscription) -> Subscription:
    """End a subscription because its owner asked the institute to.

    Raises:
        PermissionDenied: the actor does not manage the plan.
    """
    authorize(actor, "plan.manage", subscription.plan)
    found = _locked(subscription)
    if found.ended_at is None:
        found.ended_at = timezone.now()
        found.save(update_fields=["ended_at"])
    return found


def forget_unconfirmed(now: datetime.datetime | None = None) -> int:
    """Delete what nobody confirmed in seven days, with its address; return how many there were."""
    before = (now or timezone.now()) - datetime.timedelta(seconds=CONFIRM_SECONDS)
    gone, _each = Subscription.objects.filter(confirmed_at=None, at__lt=before).delete()
    return gone


def checked_address(email: str) -> str:
    """Return an e-mail address in small letters.

    Raises:
        ValidationError: it is none.
    """
    address = email.strip().lower()
    wrong = _("Write an e-mail address such as name@example.org.")
    if len(address) > ADDRESS_LIMIT:
        raise ValidationError(wrong)
    try:
        validate_email(address)
    except ValidationError as error:
        raise ValidationError(wrong) from error
    return address


def _call_off(plan: int, email: str, kind: NoticeKind) -> None:
    """Keep the mails of a kind to an address from being sent that were not sent yet."""
    waiting = Notice.objects.filter(plan=plan, to=email, kind=kind, state=NoticeState.WAITING)
    waiting.update(state=NoticeState.CANCELLED, not_before=None)


def _found(parts: tuple[int, str] | None) -> Subscription | None:
    if parts is None:
        return None
    return Subscription.objects.select_related("plan").filter(pk=parts[0], secret=parts[1]).first()


def _of_same(own: Subscription, pk: int) -> Subscription:
    found = Subscription.objects.filter(pk=pk, plan=own.plan_id, email=own.email, confirmed_at__isnull=False).first()
    if found is None:
        raise Refused(_("You do not follow this any more."))
    return found


def _locked(subscription: Subscription) -> Subscription:
    rows = Subscription.objects.select_for_update(of=("self",)).select_related("plan")
    return rows.get(pk=subscription.pk)


def _prefer(own: Subscription, **values: object) -> Preference:
    made, _new = Preference.objects.update_or_create(
        plan_id=own.plan_id, email=own.email, defaults=values, create_defaults={"language": own.language, **values}
    )
    return made
