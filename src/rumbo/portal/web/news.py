"""What moved in a plan: the page, the Atom feeds, and announcements in full."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import NAMESPACE_URL, uuid5

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from rumbo.communication.addresses import whole
from rumbo.communication.enums import FollowKind
from rumbo.communication.queries.announcements import find_announcement
from rumbo.communication.queries.followed import find_followed
from rumbo.communication.queries.news import NewsKind, news_of
from rumbo.plan.queries.axes import axes_of
from rumbo.portal.web.access import get_plan
from rumbo.portal.web.kept import kept
from rumbo.portal.web.page import found, list_page, section_trail

if TYPE_CHECKING:
    from django.http import HttpRequest

    from rumbo.plan.models import Plan

#: How many news a page and a feed have, and for how many days back a page looks at once.
SHOWN, IN_FEED, DAYS = 40, 60, 366
#: The last page of a year that is shown.
PAGES = 50
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
#: The words of addresses for what news can be of.
SCOPES = {"eje": FollowKind.AXIS.value, "proyecto": FollowKind.PROJECT.value}


@dataclass(frozen=True, slots=True)
class Scope:
    """What a page, feed or calendar is of: the whole plan, an axis or a project."""

    word: str = ""
    record: Any = None

    @property
    def kind(self) -> str | None:
        """The kind of what it is of; None for the plan."""
        return SCOPES.get(self.word)

    @property
    def pk(self) -> int | None:
        """The id of what it is of; None for the plan."""
        return self.record.pk if self.record is not None else None

    def name(self, plan: Plan) -> str:
        """What it is called: the plan, and what in it."""
        return f"{self.record} · {plan.name}" if self.record is not None else plan.name

    def address(self, name: str, plan: Plan) -> str:
        """Return the address of a feed or file of it: ``name`` with ``axis_`` or ``project_`` before."""
        if self.record is None:
            return reverse(f"portal:{name}", args=[plan.key])
        return reverse(f"portal:{self.kind}_{name}", args=[plan.key, self.record.key])


def scope_of(request: HttpRequest, plan: Plan) -> Scope:
    """Return the scope that an address names by ``?eje=`` or ``?proyecto=``.

    Raises:
        Http404: the plan has no such axis or project.
    """
    word = next((word for word in SCOPES if request.GET.get(word)), "")
    if not word:
        return Scope()
    return Scope(word, found(find_followed(plan, SCOPES[word], request.GET[word])))


@require_safe
@kept
def news(request: HttpRequest, plan_key: str) -> HttpResponse:
    """List what moved, the newest first; by sort, axis or project."""
    plan = get_plan(request, plan_key)
    scope = scope_of(request, plan)
    only = request.GET.get("tipo", "")
    only = only if only in NewsKind.values else ""
    until = _midnight(request.GET.get("antes", ""))
    since = (until or timezone.now()) - datetime.timedelta(days=DAYS)
    number = _number(request.GET.get("pagina", ""))
    items = news_of(plan, since, scope.kind, scope.pk, number * SHOWN + 1, until=until, only=only or None)
    is_last = len(items) <= number * SHOWN
    return list_page(
        request,
        "news",
        plan,
        here=_("News"),
        section="plan",
        items=items[(number - 1) * SHOWN : number * SHOWN],
        earlier_page=None if is_last else number + 1,
        earlier_day=timezone.localdate(since) if is_last and plan.created_at < since else None,
        kinds=NewsKind.choices,
        only=only,
        axes=axes_of(plan),
        scope=scope,
        feed=scope.address("news_feed", plan),
        feed_whole=_whole(request, scope.address("news_feed", plan)),
        filtered=bool(only or scope.word or until),
    )


@require_safe
def news_feed(request: HttpRequest, plan_key: str) -> HttpResponse:
    """Give the news of a plan as an Atom feed."""
    return _feed(request, get_plan(request, plan_key), Scope())


@require_safe
def axis_news_feed(request: HttpRequest, plan_key: str, key: str) -> HttpResponse:
    """Give the news of an axis as an Atom feed."""
    plan = get_plan(request, plan_key)
    return _feed(request, plan, Scope("eje", found(find_followed(plan, FollowKind.AXIS.value, key))))


@require_safe
def project_news_feed(request: HttpRequest, plan_key: str, key: str) -> HttpResponse:
    """Give the news of a project as an Atom feed."""
    plan = get_plan(request, plan_key)
    return _feed(request, plan, Scope("proyecto", found(find_followed(plan, FollowKind.PROJECT.value, key))))


@require_safe
def announcement(request: HttpRequest, plan_key: str, key: str) -> HttpResponse:
    """Show an announcement that was published for everybody."""
    plan = get_plan(request, plan_key)
    shown = found(find_announcement(plan, key))
    return list_page(
        request,
        "announcement",
        plan,
        here=shown.name,
        above=(section_trail(plan, _("News"), "portal:news"),),
        section="plan",
        announcement=shown,
    )


def site_of(request: HttpRequest) -> str:
    """Return what a whole address of this site begins with."""
    return settings.BASE_URL or request.build_absolute_uri("/").rstrip("/")


def _whole(request: HttpRequest, path: str) -> str:
    return whole(path, site_of(request))


def _feed(request: HttpRequest, plan: Plan, scope: Scope) -> HttpResponse:
    items = news_of(plan, timezone.now() - datetime.timedelta(days=DAYS), scope.kind, scope.pk, IN_FEED)
    address = scope.address("news_feed", plan)
    query = f"?{scope.word}={scope.record.key}" if scope.record is not None else ""
    feed = Atom1Feed(
        title=_shown(_("News of %(name)s") % {"name": scope.name(plan)}),
        link=_whole(request, reverse("portal:news", args=[plan.key]) + query),
        description=_("What moved in the plan, as it was published."),
        language=get_language() or "es",
        author_name=_shown(plan.name),
        feed_url=_whole(request, address),
        feed_guid=_tag(address),
    )
    for item in items:
        feed.add_item(
            title=_shown(f"{item.label}: {item.title}"),
            link=_whole(request, item.url),
            description=_shown(item.text),
            unique_id=_tag(f"{plan.key}:{item.key}"),
            updateddate=item.at,
            pubdate=item.at,
            categories=[str(NewsKind(item.kind).label)],
        )
    return HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


def _shown(text: str) -> str:
    """Return a text without the control signs that XML takes none of."""
    return _CONTROL.sub("", text)


def _tag(name: str) -> str:
    """Return what names an entry for good, wherever the site moves."""
    return uuid5(NAMESPACE_URL, f"rumbo:{name}").urn


def _midnight(text: str) -> datetime.datetime | None:
    """Return the beginning of a day of an address; None where it is none."""
    try:
        day = parse_date(text)
    except ValueError:
        return None
    if day is None or not 2000 <= day.year <= 2200:
        return None
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time()))


def _number(text: str) -> int:
    return min(max(int(text), 1), PAGES) if text.isascii() and text.isdecimal() and len(text) < 4 else 1
