"""What moved in a plan, in public: one list for the page of news, the feed and the mails to followers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rumbo.communication.enums import FollowKind
from rumbo.communication.queries.news_items import Item, NewsKind, Thing, Window
from rumbo.communication.queries.news_sources import SOURCES

if TYPE_CHECKING:
    import datetime

    from rumbo.plan.models import Plan

__all__ = ["Item", "NewsKind", "Thing", "news_of"]


def news_of(
    plan: Plan,
    since: datetime.datetime | None = None,
    kind: str | None = None,
    thing: int | None = None,
    limit: int | None = 50,
    *,
    until: datetime.datetime | None = None,
    only: str | None = None,
) -> list[Item]:
    """Return the public news of a plan or of one thing in it (a kind of `FollowKind` and its id), the newest first.

    ``since`` is the first moment and ``until`` the first that is not asked for any more; ``only`` is one `NewsKind`.
    A constant number of queries.
    """
    scope = None if kind in (None, FollowKind.PLAN.value) or thing is None else (str(kind), thing)
    window = Window(scope, since, until, limit)
    found = [item for name, source in SOURCES.items() if only in (None, name) for item in source(plan, window)]
    found.sort(key=lambda item: (item.at, item.key), reverse=True)
    return found[:limit]
