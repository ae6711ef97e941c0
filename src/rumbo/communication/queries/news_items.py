"""One thing that moved in a plan, and which of them are asked for."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from rumbo.communication.enums import FollowKind

if TYPE_CHECKING:
    from collections.abc import Collection

#: A thing that can be followed, by its kind and id.
Thing = tuple[str, int]


class NewsKind(models.TextChoices):
    """What sort of news it is."""

    STAGE = "stage", _("Stage")
    REPORT = "report", _("Report")
    STATUS = "status", _("How it goes")
    MILESTONE = "milestone", _("Milestone")
    EDITION = "edition", _("Edition")
    DECISION = "decision", _("Decision")
    ANSWER = "answer", _("Recommendation")
    KEPT = "kept", _("Commitment")
    ANNOUNCEMENT = "announcement", _("Announcement")


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that moved: what, when, where it is read, and what can be followed that it is about.

    ``key`` names it for good; ``mark`` is the same for `Letter.covers`. Of some only the ``day`` is known, not the
    hour: ``at`` is its beginning.
    """

    key: str
    mark: Thing
    kind: str
    label: str
    at: datetime.datetime
    title: str
    text: str
    url: str
    about: frozenset[Thing]
    tone: str = "go"
    day_only: bool = False

    @property
    def day(self) -> datetime.date:
        """The day of it, where the plan is."""
        return timezone.localdate(self.at)

    def is_since(self, moment: datetime.datetime) -> bool:
        """Whether it moved since a moment; of what has a day alone, that day counts."""
        return self.day >= timezone.localdate(moment) if self.day_only else self.at >= moment

    def concerns(self, things: Collection[Thing]) -> bool:
        """Whether it matters to whoever follows these; the plan stands for all of it."""
        return any(kind == FollowKind.PLAN for kind, _pk in things) or not self.about.isdisjoint(things)


@dataclass(frozen=True, slots=True)
class Window:
    """What of the news is asked for: of which thing (None: the plan), since when, until when, how many of each."""

    thing: Thing | None = None
    since: datetime.datetime | None = None
    until: datetime.datetime | None = None
    limit: int | None = None
