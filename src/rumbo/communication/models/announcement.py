"""What a plan tells everybody."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from rumbo.communication.enums import Audience
from rumbo.core.models import Element


class Announcement(Element):
    """A text that is published and mailed to its audience; one for liaisons alone is mailed only.

    ``published_at`` is written by services alone.
    """

    KIND = "announcement"
    EDITABLE: ClassVar[tuple[str, ...]] = (*Element.EDITABLE, "audience", "axis")
    MARKS: ClassVar[tuple[str, ...]] = ("published_at",)
    GATED: ClassVar[tuple[str, ...]] = ("published_at",)

    audience = models.CharField(_("to whom"), max_length=9, choices=Audience.choices, default=Audience.EVERYBODY)
    axis = models.ForeignKey(
        "plan.Axis", models.PROTECT, null=True, blank=True, related_name="announcements", verbose_name=_("one axis")
    )
    published_at = models.DateTimeField(_("published"), null=True, blank=True)

    history = HistoricalRecords()

    class Meta(Element.Meta):
        verbose_name = _("announcement")
        verbose_name_plural = _("announcements")
        ordering = ("-published_at", "-pk")

    @property
    def is_public(self) -> bool:
        """Whether everybody sees it: it is published, and not for liaisons alone."""
        return self.published_at is not None and self.audience != Audience.LIAISONS
