"""Mails to followers: to confirm, news, and announcements; whoever gets one of these can end them at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from rumbo.communication.addresses import page, whole
from rumbo.communication.enums import FollowKind, NoticeKind
from rumbo.communication.plain import plain_text
from rumbo.communication.tokens import address_token, confirm_token, follow_token
from rumbo.communication.words import written
from rumbo.core.letters import Letter

if TYPE_CHECKING:
    import datetime

    from rumbo.communication.models import Announcement, Preference, Subscription
    from rumbo.communication.queries.news_items import Item
    from rumbo.plan.models import Plan

#: How many news a mail tells in full; it counts the others and leads to the page of all.
TOLD = 30
#: The longest name in a subject, in characters.
NAME_LIMIT = 80


def confirm_letter(plan: Plan, subscription: Subscription, record: Any, site: str = "") -> Letter:
    """Return the mail to whoever asked to follow something; nothing that was typed is quoted in it."""
    name = one_line(record.name)
    if subscription.confirmed_at is not None:
        link = page("follow:follower", follow_token(subscription), site=site)
        text = _(
            "this address follows “%(name)s” already; nothing else is needed. Here is all that it follows, to change "
            "or to end:\n%(link)s"
        )
    else:
        link = page("follow:confirm", confirm_token(subscription), site=site)
        text = _(
            "somebody, you we hope, wants to get news of “%(name)s” at this address.\n\n"
            "Press the button on this page and you follow it; the link works for seven days:\n%(link)s\n\n"
            "If it was not you, do nothing: we do not write again, and forget the address in seven days."
        )
    values = {"body": text % {"name": name, "link": link}, "link": link, "name": name, "plan": plan.name}
    subject, body, html = written(plan, NoticeKind.CONFIRM.value, subscription.language, values)
    return Letter(
        to=subscription.email,
        subject=one_line(subject, 300),
        text=body,
        html=html,
        kind=NoticeKind.CONFIRM.value,
        plan=plan.pk,
        reason=_("Somebody asked to follow “%(name)s” with this address.") % {"name": name},
        forget=True,
    )


def news_letter(
    plan: Plan, subscriptions: Sequence[Subscription], names: Sequence[str], items: Sequence[Item], day: datetime.date
) -> Letter:
    """Return the mail with all the news of a day for one address; the active language is that of the reader.

    ``subscriptions`` are those that the news are of, and ``names`` what they follow.
    """
    first = subscriptions[0]
    token = follow_token(first)
    end = page("follow:end" if len(subscriptions) == 1 else "follow:end_all", token)
    manage = page("follow:follower", token)
    lines = [f"{item.label}: {one_line(item.title, 300)}\n{item.text}\n{whole(item.url)}" for item in items[:TOLD]]
    if (left := len(items) - TOLD) > 0:
        more = _("And %(n)d more:") % {"n": left}
        lines.append(f"{more}\n{page('portal:news', plan.key)}")
    followed = ", ".join(names)
    why = _("You get this because you follow: %(names)s.") % {"names": followed}
    foot = _("All that you follow, and how often we write:\n%(manage)s\n\nUnsubscribe with one press:\n%(end)s")
    body = "\n\n".join(["\n\n".join(lines), why, foot % {"manage": manage, "end": end}])
    values = {
        "body": body,
        "link": page("portal:news", plan.key),
        "name": names[0] if len(names) == 1 else plan.name,
        "plan": plan.name,
        "count": str(len(items)),
    }
    subject, text, html = written(plan, NoticeKind.NEWS.value, first.language, values)
    return Letter(
        to=first.email,
        subject=one_line(subject, 300),
        text=text,
        html=html,
        kind=NoticeKind.NEWS.value,
        plan=plan.pk,
        key=news_key(plan, first.email, day),
        reason=why,
        covers=tuple(item.mark for item in items),
        headers=unsubscribe_headers(end),
    )


def announcement_letter(plan: Plan, announcement: Announcement, preference: Preference, *, follows: bool) -> Letter:
    """Return the mail with an announcement for one address, in the language that is active."""
    end = page("follow:announcements", address_token(preference))
    why = (
        _("You get this because you follow the plan, or something in it.")
        if follows
        else _("You get this because you answer for something in the plan.")
    )
    foot = _("No announcements any more, with one press:\n%(end)s") % {"end": end}
    link = page("portal:announcement", plan.key, announcement.key) if announcement.is_public else ""
    body = "\n\n".join(part for part in (plain_text(announcement.body), link, why, foot) if part)
    name = one_line(announcement.name, 200)
    values = {"body": body, "link": link, "name": name, "plan": plan.name}
    subject, text, html = written(plan, NoticeKind.ANNOUNCEMENT.value, preference.language, values)
    return Letter(
        to=preference.email,
        subject=one_line(subject, 300),
        text=text,
        html=html,
        kind=NoticeKind.ANNOUNCEMENT.value,
        plan=plan.pk,
        key=announcement_key(announcement, preference.email),
        reason=why,
        covers=(("announcement", announcement.pk),),
        headers=unsubscribe_headers(end),
    )


def news_key(plan: Plan, email: str, day: datetime.date) -> str:
    """Return what names the news of a day to an address, so that there is one mail a day."""
    return f"news:{plan.pk}:{digest_of(email)}:{day.isoformat()}"


def announcement_key(announcement: Announcement, email: str) -> str:
    """Return what names the mail of an announcement to an address, so that nobody gets it twice."""
    return f"announcement:{announcement.pk}:{digest_of(email)}"


def unsubscribe_headers(address: str) -> dict[str, str]:
    """Return the headers by which a mail program ends what the mail is of, with one press (RFC 2369 and 8058)."""
    return {"List-Unsubscribe": f"<{address}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


def digest_of(email: str) -> str:
    """Return what stands for an address in keys: 32 hexadecimal digits."""
    return salted_hmac("rumbo.communication.address", email.strip().lower(), algorithm="sha256").hexdigest()[:32]


def kind_words(kind: str) -> str:
    """Return how a page asks to follow a kind of thing."""
    return {
        FollowKind.PLAN.value: _("Follow this plan"),
        FollowKind.AXIS.value: _("Follow this axis"),
        FollowKind.PROGRAM.value: _("Follow this program"),
        FollowKind.PROJECT.value: _("Follow this project"),
        FollowKind.TERRITORY.value: _("Follow this territory"),
    }[kind]


def one_line(text: str, limit: int = NAME_LIMIT) -> str:
    """Return a text on one line, cut where it is longer than the limit."""
    line = " ".join(text.split())
    return line if len(line) <= limit else f"{line[: limit - 1].rstrip()}…"
