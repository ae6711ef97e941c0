"""Telling followers what moved: one mail a day at most for each, nothing twice, nothing missed."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import override

from rumbo.communication.enums import NoticeKind
from rumbo.communication.follow_mails import news_key, news_letter, one_line
from rumbo.communication.models import Notice, Preference, Scan, Subscription
from rumbo.communication.queries.followed import followers_of, records_of
from rumbo.communication.queries.news import Item, NewsKind, news_of
from rumbo.core.letters import post

if TYPE_CHECKING:
    from rumbo.communication.queries.news_items import Thing
    from rumbo.plan.models import Plan

#: The name of the scan, and how far before it is looked again: what was written in a transaction that ended late,
#: or on a day whose mail had gone out, is found; what was told already is known by the notices.
SCAN, AGAIN = "news", datetime.timedelta(days=2)


@transaction.atomic
def tell(plan: Plan, now: datetime.datetime | None = None) -> int:
    """Write to all followers of a plan what moved since they were last written to; return how many mails it were.

    Safe to run at any time and again: whoever got a mail on this day gets the rest with the next day's.
    """
    moment = now or timezone.now()
    if not plan.is_public:
        return 0
    scan = _scan(plan, moment)
    followers = _by_address(plan)
    since = scan.until - AGAIN
    told, written = _told(plan, min(since, timezone.now()) - AGAIN)  # notices are dated by the machine's clock
    day = timezone.localdate(moment)
    languages = dict(Preference.objects.filter(plan=plan).values_list("email", "language"))
    records = records_of({(one.kind, one.thing) for rows in followers.values() for one in rows})
    by_language: dict[str, list[Item]] = {}
    count = 0
    for email, rows in followers.items():
        if news_key(plan, email, day) in written:
            continue
        language = languages.get(email, rows[0].language)
        with override(language):
            if language not in by_language:
                by_language[language] = _items(plan, since, moment)
            count += _write(plan, rows, records, by_language[language], told.get(email, set()), day, language)
    Scan.objects.filter(pk=scan.pk, until__lt=moment).update(until=moment)
    return count


def _scan(plan: Plan, moment: datetime.datetime) -> Scan:
    """Return the plan's scan, locked: one at a time tells. The first looks since somebody follows."""
    first = followers_of(plan).order_by("confirmed_at").values_list("confirmed_at", flat=True).first()
    Scan.objects.get_or_create(plan=plan, name=SCAN, defaults={"until": min(first or moment, moment)})
    return Scan.objects.select_for_update().get(plan=plan, name=SCAN)


def _items(plan: Plan, since: datetime.datetime, until: datetime.datetime) -> list[Item]:
    """Return what moved; announcements have mails of their own."""
    found = news_of(plan, since, limit=None)
    return [one for one in found if one.kind != NewsKind.ANNOUNCEMENT and one.at <= until]


def _by_address(plan: Plan) -> dict[str, list[Subscription]]:
    found: dict[str, list[Subscription]] = defaultdict(list)
    for one in followers_of(plan).order_by("email", "pk"):
        found[one.email].append(one)
    return found


def _told(plan: Plan, since: datetime.datetime) -> tuple[dict[str, set[Thing]], set[str]]:
    """Return what each address was told lately, and the keys of those mails."""
    rows = Notice.objects.filter(plan=plan, kind=NoticeKind.NEWS, at__gte=since).order_by()
    found: dict[str, set[Thing]] = defaultdict(set)
    keys = set()
    for key, to, covers in rows.values_list("key", "to", "covers"):
        found[to] |= {(kind, pk) for kind, pk in covers}
        keys.add(key or "")
    return found, keys


def _write(
    plan: Plan,
    rows: Sequence[Subscription],
    records: Mapping[Thing, object],
    items: Sequence[Item],
    told: set[Thing],
    day: datetime.date,
    language: str,
) -> int:
    """Write one mail, where there is something to tell; return how many it were."""
    new = [one for one in items if one.mark not in told]
    of = {row.pk: [one for one in new if _is_for(row, one)] for row in rows}
    chosen = [row for row in rows if of[row.pk]]
    if not chosen:
        return 0
    wanted = {one.key for found in of.values() for one in found}
    names = [one_line(str(getattr(records.get((row.kind, row.thing)), "name", ""))) for row in chosen]
    for row in chosen:
        row.language = language
    post(news_letter(plan, chosen, names, [one for one in new if one.key in wanted], day))
    return 1


def _is_for(row: Subscription, item: Item) -> bool:
    since = row.confirmed_at
    return since is not None and item.is_since(since) and item.concerns({(row.kind, row.thing)})
