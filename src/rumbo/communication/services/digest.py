"""The weekly digest of what matters to each: written once a week, and only to whom there is something to say."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from rumbo.communication import digest_words
from rumbo.communication.addresses import LOCAL, page
from rumbo.communication.enums import NoticeKind
from rumbo.communication.models import Scan
from rumbo.communication.queries.reminding import address_key, rules_of
from rumbo.communication.queries.weekly import Reader, Week
from rumbo.communication.services.outbox import put
from rumbo.communication.words import written
from rumbo.core.letters import Letter
from rumbo.monitoring.services.links import list_link_for
from rumbo.monitoring.web.links import address_of

if TYPE_CHECKING:
    from rumbo.communication.models import CommunicationRules, Notice
    from rumbo.plan.models import Plan

#: The name of the scan.
SCAN = "digest"
WEEK = datetime.timedelta(days=7)


def first_day(rules: CommunicationRules, today: datetime.date) -> datetime.date:
    """Return the last day on which a digest was to go out, today included."""
    return today - datetime.timedelta(days=(today.weekday() - rules.digest_day) % 7)


@transaction.atomic
def digest(plan: Plan, today: datetime.date | None = None) -> int:
    """Write the digests of a plan's week into the outbox, if they were not yet; return how many mails that is.

    They go out on the day of the plan's rules, or on the first day after it that this runs. What a plan did before
    this ran for the first time is not told.
    """
    day = today or timezone.localdate()
    rules = rules_of(plan)
    begins = first_day(rules, day)
    start = timezone.make_aware(datetime.datetime.combine(begins, datetime.time.min))
    first_time = start if begins < day else start - WEEK
    scan, _made = Scan.objects.select_for_update().get_or_create(plan=plan, name=SCAN, defaults={"until": first_time})
    if scan.until >= start or not plan.is_current:
        return 0
    since = max(scan.until, start - 4 * WEEK)
    count = 0
    if rules.digest:
        for reader in Week(plan, day, since, start).readers():
            count += _write(plan, reader, day, begins) is not None
    scan.until = start
    scan.save(update_fields=["until"])
    return count


def _write(plan: Plan, reader: Reader, day: datetime.date, begins: datetime.date) -> Notice | None:
    with translation.override(reader.language):
        link = page("communication:home", plan.key) if reader.staff is not None else ""
        list_link = ""
        if reader.liaison is not None:
            list_link = address_of(list_link_for(reader.liaison, today=day), LOCAL)
        values = {"name": reader.name, "plan": plan.name, "link": link or list_link}
        values["body"] = digest_words.body(reader, plan, day, list_link)
        values["items"] = values["body"]
        subject, text, html = written(plan, NoticeKind.DIGEST, reader.language, values)
        reason = _("You work on “%(plan)s”.") if reader.staff is not None else _("You report on “%(plan)s”.")
    letter = Letter(
        to=reader.email,
        name=reader.name,
        subject=subject,
        text=text,
        html=html,
        kind=NoticeKind.DIGEST,
        reason=reason % {"plan": plan.name},
        key=f"digest:{plan.pk}:{begins.isoformat()}:{address_key(reader.email)}",
        plan=plan.pk,
        liaison=reader.liaison.pk if reader.liaison is not None else None,
        organization=reader.liaison.organization_id if reader.liaison is not None else None,
    )
    return put(letter)
